"""What a visitor wants to hear about: the only thing for which her address is kept."""

from dataclasses import dataclass

from bot.model.bulletin import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Topics, destinations, home and occupation that bulletins should be on; empty means all of them.

    `home` and `destinations` are ISO 3166-1 alpha-2 codes, `occupation` an ISCO-08 code. `zone` is a time zone's name
    by which nights are quiet, "" for the home country's. `language` is the one in which she is written to.
    """

    topics: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    home: str = ""
    occupation: str = ""
    rhythm: Rhythm = Rhythm.NOW
    zone: str = ""
    language: str = ""
