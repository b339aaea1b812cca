"""A wish in the making as one word of a place, so that every tap on the screen of choices carries all of them.

The word is a check of the lists it was made from (two characters), then a number in base 36: a bit for each topic and
destination, the zone's country, the rhythm, and whether a wish is kept already. Home and occupation stand in the place.
Where the lists have changed since a button was made, its word is not read any more.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.bulletins.quiet import zone_of
from bot.bulletins.topics import topics_of
from bot.library.library import Library
from bot.model.bulletin import Rhythm
from bot.model.place import Place
from bot.model.wish import Wish

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)


@dataclass(frozen=True, slots=True)
class Wishing:
    """A wish in the making; `kept` tells whether one is kept already, which this one would replace.

    `nights` is the country by whose time nights are quiet, "" for the home country.
    """

    topics: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()
    nights: str = ""
    weekly: bool = False
    kept: bool = False

    def toggled(self, *, topic: str = "", destination: str = "") -> "Wishing":
        """With a topic or destination put in or taken out."""
        return replace(
            self,
            topics=self.topics ^ ({topic} if topic else set()),
            destinations=self.destinations ^ ({destination} if destination else set()),
        )


class Wishes:
    """Writes and reads wishes for one library."""

    def __init__(self, library: Library) -> None:
        self.topics = topics_of(library)
        self.destinations = tuple(sorted(one.code for one in library.with_role("destination")))
        self.countries = tuple(sorted(library.countries))
        lists = repr((self.topics, self.destinations, self.countries)).encode()
        self._check = _written(int.from_bytes(hashlib.sha256(lists).digest()[:4], "big") % _BASE**2).rjust(2, "0")

    def word(self, wishing: Wishing) -> str:
        """A wish as one word."""
        number = self.countries.index(wishing.nights) + 1 if wishing.nights else 0
        for flag in (wishing.weekly, wishing.kept):
            number = number * 2 + flag
        for all_of, chosen in ((self.topics, wishing.topics), (self.destinations, wishing.destinations)):
            for one in all_of:
                number = number * 2 + (one in chosen)
        return self._check + _written(number)

    def read(self, word: str) -> Wishing | None:
        """The wish of a word; None where it is none or was made from other lists."""
        if not word.startswith(self._check) or set(word) - set(_DIGITS) or len(word) == len(self._check):
            return None
        number = int(word[len(self._check) :], _BASE)
        number, destinations = _taken(number, self.destinations)
        number, topics = _taken(number, self.topics)
        nights, flags = divmod(number, 4)
        if nights > len(self.countries):
            return None
        return Wishing(
            topics, destinations, self.countries[nights - 1] if nights else "", flags // 2 == 1, flags % 2 == 1
        )

    def begun(self, place: Place, topic: str) -> Wishing:
        """A new wish from where she came from: the page's topic and the destination of its corridor."""
        there = frozenset({place.destination} & set(self.destinations))
        return Wishing(frozenset({topic} if topic else ()), there)

    def wish(self, wishing: Wishing, place: Place, occupation: str) -> Wish:
        """What is kept when she says yes; `occupation` is its ISCO-08 code, "" for all."""
        return Wish(
            topics=tuple(one for one in self.topics if one in wishing.topics),
            destinations=tuple(one for one in self.destinations if one in wishing.destinations),
            home=place.home,
            occupation=occupation,
            rhythm=Rhythm.WEEKLY if wishing.weekly else Rhythm.NOW,
            zone=zone_of(wishing.nights) if wishing.nights else "",
            language=place.language,
        )

    def recalled(self, wish: Wish, place: Place, topic: str = "") -> Place:
        """The place that shows a kept wish, with a topic and the place's destination added where they are wanted."""
        topics = frozenset(wish.topics) & set(self.topics)
        there = frozenset(wish.destinations) & set(self.destinations)
        wishing = Wishing(
            topics | {topic} if topics and topic else topics,
            there | ({place.destination} & set(self.destinations)) if there else there,
            next((code for code in self.countries if wish.zone and zone_of(code) == wish.zone), ""),
            wish.rhythm is Rhythm.WEEKLY,
            kept=True,
        )
        here = place.within(home=wish.home, destination="", occupation=wish.occupation)
        return here.to("subscribe", "wish", self.word(wishing))


def _taken(number: int, names: Sequence[str]) -> tuple[int, frozenset[str]]:
    """The names whose bits are set at the end of a number, and the number without them."""
    chosen = set()
    for one in reversed(names):
        number, bit = divmod(number, 2)
        if bit:
            chosen.add(one)
    return number, frozenset(chosen)


def _written(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, _BASE)
        digits = _DIGITS[digit] + digits
    return digits or "0"
