"""The comparison of destinations as one table: a row for each question, a column for each country."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.channels.web.markup import blocks_html
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
    """One question: its title, what holds for every country, and each country's answer."""

    title: str
    icon: str
    everywhere: Markup
    cells: tuple[Cell, ...]


class Table:
    """The table of a place on one day. `codes` is empty where the place compares nothing yet."""

    def __init__(self, answers: Answers, place: Place, today: date) -> None:
        self._ask = answers.asked(place, Visitor("web"), today)
        asked = asked_of(self._ask)
        whole = asked is not None and not asked.line and len(asked.codes) >= FEWEST and bool(place.home)
        self.codes = asked.codes if asked and whole and place.occupation else ()

    def countries(self) -> list[str]:
        """The countries' names, in the order of the columns."""
        return [self._ask.language.country(code) for code in self.codes]

    def rows(self) -> Iterator[Row]:
        """Every question."""
        ask, language = self._ask, self._ask.language
        for one in ask.library.comparison.values():
            shared = Draft(ask, "")
            everywhere(shared, one)
            cells = []
            for code in self.codes:
                draft, more = Draft(ask, ""), more_on(ask, one, code)
                cell(draft, one, code)
                html = blocks_html(draft.blocks, language.code)
                cells.append(Cell(html, f"/{more.place}" if more else "", more.label if more else ""))
            yield Row(language.words(one.title), one.icon, blocks_html(shared.blocks, language.code), tuple(cells))
