"""The register as tables: countries, corridors and programmes with the dates of checking, for editors at a glance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.library.library import Library
from bot.model.place import Place
from bot.screens.answer import Answers
from bot.screens.register import State, of_corridor, of_country, of_programme


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it is about, where it leads, and its state in words of the language."""

    name: str
    href: str
    statements: str
    read: str
    overdue: str
    ended: str
    first: str
    last: str
    level: str


class Register:
    """The tables of one language on one day."""

    def __init__(self, answers: Answers, place: Place, today: date) -> None:
        self._library: Library = answers.library
        self._language = answers.languages[place.language]
        self._bare = Place(place.language)
        self._today = today

    def countries(self) -> Iterator[Row]:
        """Every country by name."""
        name = self._language.country
        for one in sorted(self._library.countries.values(), key=lambda each: name(each.code)):
            yield self._row(name(one.code), self._bare.to("help", one.code.lower()), of_country(one, self._today))

    def corridors(self) -> Iterator[tuple[str, list[Row]]]:
        """For each home the corridors to every destination."""
        name = self._language.country
        ends = sorted((one.code for one in self._library.with_role("destination")), key=name)
        for home in sorted((one.code for one in self._library.with_role("home")), key=name):
            rows = []
            for there in ends:
                if there != home:
                    state = of_corridor(self._library, home, there, self._today)
                    rows.append(
                        self._row(name(there), self._bare.within(home=home, destination=there).to("kit"), state)
                    )
            yield name(home), rows

    def programmes(self) -> Iterator[Row]:
        """Every programme by its own name."""
        for one in sorted(self._library.programmes.values(), key=lambda each: each.name.casefold()):
            yield self._row(one.name, self._bare.to("programme", one.id), of_programme(one, self._today))

    def _row(self, name: str, place: Place, state: State) -> Row:
        number, day = self._language.number, self._language.day
        return Row(
            name=name,
            href=f"/{place}",
            statements=number(state.statements),
            read=number(state.read),
            overdue=number(state.overdue),
            ended=number(state.ended),
            first=day(state.first) if state.first else "–",
            last=day(state.last) if state.last else "–",
            level=_level(state),
        )


def _level(state: State) -> str:
    """How good a line is, so that it can be seen without reading: the share that was read and is not overdue."""
    if not state.statements:
        return "none"
    sound = state.read - state.overdue
    return "good" if sound >= 0.7 * state.statements else "fair" if sound >= 0.4 * state.statements else "poor"
