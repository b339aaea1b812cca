"""A release with its words in one language: what every format writes, so that all of them write the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.language.language import Language
from bot.library.library import Library
from bot.model.release import Dimension, Release, Table
from bot.monitoring.explained import cited, explained, lasting, release_name
from bot.monitoring.labels import dimensions, label

PRINTED, WITHHELD = "printed", "withheld"
"""The status of a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of a table: its codes, its value where it is printed, and its status."""

    table: Table
    key: tuple[str, ...]
    value: int | None
    status: str

    @property
    def codes(self) -> Mapping[Dimension, str]:
        """The code of each dimension of its table."""
        return dict(zip(self.table.dimensions, self.key, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A release and what it is called. `headings` names its dimensions, `codes` their codes in order, `titles` its
    tables, `columns` what stands beside every figure; `sentences` must go with the figures wherever they go. Those of
    them that hold for every release are `lasting`.
    """

    release: Release
    language: str
    title: str
    citation: str
    sentences: tuple[str, ...]
    lasting: tuple[str, ...]
    headings: Mapping[Dimension, str]
    codes: Mapping[Dimension, Mapping[str, str]]
    titles: Mapping[str, str]
    columns: Mapping[str, str]

    def rows(self) -> list[Row]:
        """Every figure of every table, printed or withheld; nothing is cut off."""
        return [
            Row(table=table, key=cell.key, value=cell.value, status=WITHHELD if cell.value is None else PRINTED)
            for table in self.release.tables
            for cell in table.cells
        ]


def publication(release: Release, language: Language, library: Library) -> Publication:
    """A release as it is written in a language."""
    headings = dimensions(language)
    used = [one for one in Dimension if any(one in table.dimensions for table in release.tables)]
    return Publication(
        release=release,
        language=language.code,
        title=release_name(language, release),
        citation=cited(language, release),
        sentences=explained(language, release),
        lasting=lasting(language),
        headings={one: headings[one] for one in used},
        codes={one: _codes(release, language, library, one) for one in used},
        titles={table.name: table_title(language, table) for table in release.tables},
        columns=columns(language),
    )


def _codes(release: Release, language: Language, library: Library, dimension: Dimension) -> Mapping[str, str]:
    """The codes of a dimension that a release has, each with its words, in the order of the tables."""
    found = dict.fromkeys(
        cell.key[table.dimensions.index(dimension)]
        for table in release.tables
        if dimension in table.dimensions
        for cell in table.cells
    )
    return {code: label(language, library, dimension, code) for code in found}


def table_title(language: Language, table: Table) -> str:
    """A table by what it is broken down by, and of whom."""
    headings = dimensions(language)
    title = " × ".join(headings[one] for one in table.dimensions) or language.say("People")
    return language.say("{table}, of those abroad", table=title) if of_those_abroad(table) else title


def of_those_abroad(table: Table) -> bool:
    """Whether a table counts only people who are abroad: the plan calls it by the diaspora."""
    return "diaspora" in table.name


def columns(language: Language) -> Mapping[str, str]:
    """What the columns mean that stand beside every figure, by the name that files give them."""
    say = language.say
    return {
        "period": say("The period that was closed."),
        "group": say("What the release is about."),
        "table": say("The table that the figure is from."),
        "value": say("People, with noise; empty where the figure is withheld."),
        "status": say("printed, or withheld because it is small."),
        "margin": say("The +/- column: 95 of 100 figures have no larger random part."),
        "scale": say("The scale of the noise (integer Laplace): sensitivity divided by epsilon."),
        "sensitivity": say("How many units of the table one person can move."),
        "threshold": say("The smallest figure that is printed."),
        "epsilon": say("What the table spends of a person's privacy budget."),
    }
