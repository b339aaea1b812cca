"""Countries and occupation in a question: "nurse philippines to germany fees" asks about fees, in that corridor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language.language import Language
from bot.library.library import Library
from bot.library.words import LONGEST, folded, runs

LONGEST_NAME = 4
"""Words of a country's or an occupation's name that are looked at together."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question names beside its subject, and the words that are left of it.

    `ordinary` are those words of the rest that the library itself uses, where nothing was found: no digit, no name.
    """

    rest: str
    home: str = ""
    destination: str = ""
    occupation: str = ""
    countries: tuple[str, ...] = ()
    ordinary: tuple[str, ...] = ()


class Names:
    """The names of countries and occupations in every language."""

    def __init__(self, library: Library, languages: Mapping[str, Language]) -> None:
        self._library = library
        self._countries, self._occupations = {}, {}
        for code, language in languages.items():
            listed = language.keywords
            self._countries[code] = _folded_names(
                {
                    country: [*held.keywords, language.country(country), *listed.get(f"help/{country.lower()}", ())]
                    for country, held in library.countries.items()
                }
            )
            self._occupations[code] = _folded_names(
                {
                    one.code: [language.words(one.name), *listed.get(f"occupation/{one.id}", ())]
                    for one in library.occupations.values()
                }
            )

    def understood(self, question: str, tongues: Sequence[str]) -> Understood:
        """Countries by their role (where both fit, the first is home) and the occupation; the rest is the subject.

        `tongues` are the languages in which names are looked for, the likeliest first.
        """
        words = folded(question[:LONGEST])
        taken: set[int] = set()
        countries: dict[int, str] = {}
        occupation = ""
        for start, end, name in runs(words, LONGEST_NAME):
            if taken & set(range(start, end)):
                continue
            if (code := _looked_up(name, self._countries, tongues)) is not None:
                countries[start] = code
            elif not occupation and (found := _looked_up(name, self._occupations, tongues)) is not None:
                occupation = found
            else:
                continue
            taken |= set(range(start, end))
        named = tuple(dict.fromkeys(code for _, code in sorted(countries.items())))
        rest = " ".join(word for number, word in enumerate(words) if number not in taken)
        home = self._first(named, "home")
        there = self._first([code for code in named if code != home or len(named) == 1], "destination")
        return Understood(rest, home, there, occupation, named)

    def _first(self, named: Sequence[str], role: str) -> str:
        return next((code for code in named if role in self._library.countries[code].roles), "")


def _looked_up(name: str, names: Mapping[str, Mapping[str, str]], tongues: Sequence[str]) -> str | None:
    """What a name stands for in the first of the languages that knows it."""
    return next((found for code in tongues if (found := names[code].get(name)) is not None), None)


def _folded_names(names: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Each name without case and accents; in Arabic also with a preposition or article written onto it."""
    found: dict[str, str] = {}
    for key, spoken in names.items():
        for name in spoken:
            plain = " ".join(folded(name))
            for head in ("", *(("ل", "ال", "ب", "بال", "لل", "و") if plain and plain[0] > "\u0600" else ())):
                found.setdefault(head + plain, key)
    return found
