"""The comparison of destinations as one table: a row for each question, a column for each country."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.channels.web.markup import blocks_html
from bot.model.content import Comparison
from bot.model.place import Place
from bot.model.screen import Visitor
from bot.screens.answer import Answers
from bot.screens.compare import FEWEST, asked_of, cell, everywhere, more_on
from bot.screens.draft import Draft


@dataclass(frozen=True, slots=True)
class Cell:
    """One country's answer to one question, and where there is more."""

    html: Markup
    more: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its title, and each country's answer."""

    title: str
    icon: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What holds for every destination on one question."""

    title: str
    everywhere: Markup


class Table:
    """The table of a place on one day. `codes` is empty where the place compares nothing yet."""

    def __init__(self, answers: Answers, place: Place, today: date) -> None:
        self._ask = answers.ask(place, Visitor("web"), today)
        asked = asked_of(self._ask)
        whole = asked is not None and not asked.line and len(asked.codes) >= FEWEST and bool(place.home)
        self.codes = asked.codes if asked and whole and place.occupation else ()

    def countries(self) -> list[str]:
        """The countries' names, in the order of the columns."""
        return [self._ask.language.country(code) for code in self.codes]

    def everywhere(self) -> Iterator[Everywhere]:
        """What holds for every country, by question."""
        for one in self._ask.library.comparison.values():
            draft = Draft(self._ask, "")
            everywhere(draft, one)
            if draft.so_far:
                yield Everywhere(self._ask.language.words(one.title), blocks_html(draft.so_far, self._language))

    def rows(self) -> Iterator[Row]:
        """Every question."""
        for one in self._ask.library.comparison.values():
            yield Row(
                self._ask.language.words(one.title), one.icon, tuple(self._cell(one, code) for code in self.codes)
            )

    def _cell(self, one: Comparison, code: str) -> Cell:
        draft, more = Draft(self._ask, ""), more_on(self._ask, one, code)
        cell(draft, one, code)
        html = blocks_html(draft.so_far, self._language)
        return Cell(html, f"/{more.place}" if more else "", more.label if more else "")

    @property
    def _language(self) -> str:
        return self._ask.language.code
