"""A chart as values: what it shows, in words and numbers. The data table and the picture are both made of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.language.language import Language
from bot.library.library import Library
from bot.model.release import Dimension, Release, Table
from bot.monitoring.explained import cited, explained, period_name
from bot.monitoring.labels import dimensions, label


class Drawing(StrEnum):
    """How a chart is drawn: a file of bot/monitoring/drawing/ each."""

    BARS = "bars"
    HEAT = "heat"
    FLOW = "flow"
    BAND = "band"
    SHARES = "shares"


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure: the words of its codes, its value (None where it is withheld), its +/-, and the whole that it is a
    part of where shares are told.
    """

    labels: tuple[str, ...]
    value: int | None
    margin: int = 0
    whole: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart in one language.

    `heads` name the columns of the marks' labels. `words` are the few words that stand in the picture itself.
    `sentences` belong under it wherever it is shown.
    """

    kind: str
    drawing: Drawing
    language: str
    rtl: bool
    title: str
    subtitle: str
    heads: tuple[str, ...]
    marks: tuple[Mark, ...]
    sentences: tuple[str, ...]
    words: "Words"

    @property
    def printed(self) -> tuple[Mark, ...]:
        """The marks that have a value."""
        return tuple(one for one in self.marks if one.value is not None)

    def as_json(self) -> str:
        """The chart as text, to be drawn by another process."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a picture beside its figures."""

    people: str
    withheld: str
    largest: str
    """Told where a picture has room for the largest figures only; the table has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a bulletin came: its code and title, the people it was for, and those whom it reached."""

    code: str
    title: str
    people: int
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What charts are made of: releases of one group, the oldest first, or the reach of bulletins."""

    language: Language
    library: Library
    releases: tuple[Release, ...] = ()
    reach: tuple[Reach, ...] = ()

    @property
    def last(self) -> Release | None:
        """The release that a chart is about."""
        return self.releases[-1] if self.releases else None

    def table(self, name: str) -> Table | None:
        """A table of that release, where it prints anything."""
        found = self.last.table(name) if self.last else None
        return found if found is not None and found.printed else None

    def word(self, dimension: Dimension, code: str) -> str:
        """A code in words."""
        return label(self.language, self.library, dimension, code)

    def chart(
        self, kind: str, drawing: Drawing, title: str, heads: Sequence[str], marks: Sequence[Mark], *more: str
    ) -> Chart:
        """A chart of the last release; `more` are sentences of its own."""
        release = self.last
        said = explained(self.language, release) if release else ()
        return Chart(
            kind=kind,
            drawing=drawing,
            language=self.language.code,
            rtl=self.language.direction == "rtl",
            title=title,
            subtitle=period_name(self.language, release.period) if release else "",
            heads=tuple(heads),
            marks=tuple(marks),
            sentences=(*more, *said, *((cited(self.language, release),) if release else ())),
            words=words(self.language),
        )

    def of_table(self, kind: str, drawing: Drawing, title: str, name: str, *more: str) -> Chart | None:
        """A chart of one table as it is; None where the release does not have it or prints nothing of it."""
        table = self.table(name)
        if table is None:
            return None
        names = dimensions(self.language)
        marks = [
            Mark(
                tuple(self.word(one, code) for one, code in zip(table.dimensions, cell.key, strict=True)),
                cell.value,
                table.margin,
            )
            for cell in table.cells
        ]
        return self.chart(kind, drawing, title, [names[one] for one in table.dimensions], marks, *more)


def words(language: Language) -> Words:
    """The words in a picture."""
    say = language.say
    return Words(say("people"), say("withheld"), say("The largest figures are drawn; the table has all of them."))


def chart_of(text: str) -> Chart:
    """A chart that another process wrote as text."""
    told = json.loads(text)
    marks = tuple(Mark(tuple(one["labels"]), one["value"], one["margin"], one["whole"]) for one in told["marks"])
    given = told | {
        "drawing": Drawing(told["drawing"]),
        "marks": marks,
        "words": Words(**told["words"]),
        "heads": tuple(told["heads"]),
        "sentences": tuple(told["sentences"]),
    }
    return Chart(**given)


@dataclass(frozen=True, slots=True)
class DataTable:
    """A chart for those who do not see it: the heads of the columns, and rows of text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def data_table(language: Language, chart: Chart) -> DataTable:
    """Every figure of a chart with its +/-, and its share where shares are told."""
    say = language.say
    shared = any(one.whole is not None for one in chart.marks)
    heads = (*chart.heads, say("People"), say("+/-"), *((say("Share"),) if shared else ()))
    return DataTable(heads, tuple(_row(language, chart, one, shared=shared) for one in chart.marks))


def _row(language: Language, chart: Chart, mark: Mark, *, shared: bool) -> tuple[str, ...]:
    value = chart.words.withheld if mark.value is None else language.number(mark.value)
    margin = "" if mark.value is None or not mark.margin else language.number(mark.margin)
    share = (percent(language.code, mark),) if shared else ()
    return (*mark.labels, value, margin, *share)


def percent(language: str, mark: Mark) -> str:
    """The share of a mark in its whole, in the way of a language; "" where there is none."""
    from babel.numbers import format_percent

    if mark.value is None or not mark.whole:
        return ""
    return format_percent(mark.value / mark.whole, locale="en_001" if language == "en" else language)
