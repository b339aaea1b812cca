"""Countries and occupation in a question: "nurse philippines to germany fees" asks about fees, in that corridor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language.language import Language
from bot.library.library import Library
from bot.library.words import folded, runs

LONGEST_NAME = 4
"""Words of a country's or an occupation's name that are looked at together."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question names beside its subject, and the words that are left of it."""

    rest: str
    home: str = ""
    destination: str = ""
    occupation: str = ""
    countries: tuple[str, ...] = ()


class Names:
    """The names of countries and occupations in English and in one more language."""

    def __init__(self, library: Library, language: Language, english: Language) -> None:
        self._library = library
        both = (language, english)
        countries = {
            code: [*country.keywords, *(one.country(code) for one in both), *_listed(both, f"help/{code.lower()}")]
            for code, country in library.countries.items()
        }
        occupations = {
            one.code: [*(each.words(one.name) for each in both), *_listed(both, f"occupation/{one.id}")]
            for one in library.occupations.values()
        }
        self._countries, self._occupations = _folded_names(countries), _folded_names(occupations)

    def understood(self, question: str) -> Understood:
        """Countries by their role (where both fit, the first is home) and the occupation; the rest is the subject."""
        words = folded(question)
        taken: set[int] = set()
        countries: dict[int, str] = {}
        occupation = ""
        for start, end, name in runs(words, LONGEST_NAME):
            if taken & set(range(start, end)):
                continue
            if (code := self._countries.get(name)) is not None:
                countries[start] = code
            elif not occupation and (found := self._occupations.get(name)) is not None:
                occupation = found
            else:
                continue
            taken |= set(range(start, end))
        named = tuple(dict.fromkeys(code for _, code in sorted(countries.items())))
        rest = " ".join(word for number, word in enumerate(words) if number not in taken)
        return Understood(rest, self._first(named, "home"), self._first(named, "destination"), occupation, named)

    def _first(self, named: Sequence[str], role: str) -> str:
        return next((code for code in named if role in self._library.countries[code].roles), "")


def _listed(languages: Sequence[Language], place: str) -> list[str]:
    """The everyday words of several languages for a place."""
    return [word for one in languages for word in one.keywords.get(place, ())]


def _folded_names(names: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Each name without case and accents; in Arabic also with a preposition or article written onto it."""
    found: dict[str, str] = {}
    for key, spoken in names.items():
        for name in spoken:
            plain = " ".join(folded(name))
            for head in ("", *(("ل", "ال", "ب", "بال", "لل", "و") if plain and plain[0] > "\u0600" else ())):
                found.setdefault(head + plain, key)
    return found
