"""A Place: the address of a screen, complete in itself.

Its text is at once a Telegram button's data (at most 64 bytes), the path of a web page and what a deep link
resolves to, so any process can answer any tap at any time without looking anything up.

    en                                the menu in English
    fr/PH-GB-2221/kit/fees            the kit's page on fees, Philippines to United Kingdom, nurse
    ar/_-SA/help                      help, destination Saudi Arabia, home unknown
    en/PH/programmes/temporary~2      second part of a long list
"""

import re
from dataclasses import dataclass, replace

LONGEST = 64
"""Bytes that fit a Telegram button (Bot API, InlineKeyboardButton.callback_data)."""

MENU = "menu"
"""The page that a place without a page stands for."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CONTEXT = re.compile(r"(?P<home>[A-Z]{2}|_)(?:-(?P<destination>[A-Z]{2}|_))?(?:-(?P<occupation>[0-9]{4}))?")
_WORD = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PART = re.compile(r"[1-9][0-9]?")


class UnreadablePlace(ValueError):
    """The text is not the address of any screen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Language, page, and what the page needs.

    `home` and `destination` are ISO 3166-1 alpha-2 codes, `occupation` an ISCO-08 code, each "" where unknown.
    `items` name what the page shows (a topic, a programme). `part` counts the parts of a long screen from 1.
    """

    language: str
    page: str = MENU
    items: tuple[str, ...] = ()
    home: str = ""
    destination: str = ""
    occupation: str = ""
    part: int = 1

    def __str__(self) -> str:
        segments = [self.language]
        if context := self.context:
            segments.append(context)
        if self.page != MENU or self.items:
            segments += [self.page, *self.items]
        text = "/".join(segments)
        return text if self.part == 1 else f"{text}~{self.part}"

    @property
    def context(self) -> str:
        """Home, destination and occupation as one segment, for example `PH-GB-2221`, `_-GB` or ""."""
        slots = [self.home or "_", self.destination or "_"]
        if self.occupation:
            return "-".join([*slots, self.occupation])
        if self.destination:
            return "-".join(slots)
        return self.home

    def packed(self) -> str:
        """The place as button data; a place that does not fit is a fault of whoever made it."""
        text = str(self)
        if len(text.encode()) > LONGEST:
            raise UnreadablePlace(f"The place {text!r} is longer than {LONGEST} bytes; shorten its names.")
        return text

    def to(self, page: str, *items: str) -> "Place":
        """Another page, first part, with the same language, countries and occupation."""
        return replace(self, page=page, items=items, part=1)

    def within(self, **changes: str) -> "Place":
        """The same page, first part, with other countries, occupation or language."""
        return replace(self, part=1, **changes)  # type: ignore[arg-type]  # only str fields are given

    @property
    def item(self) -> str:
        """The first item, or ""."""
        return self.items[0] if self.items else ""

    @property
    def whole(self) -> "Place":
        """The place without its part."""
        return self if self.part == 1 else replace(self, part=1)


def read_place(text: str) -> Place:
    """Read a place from button data or a web path.

    Raises UnreadablePlace for anything that is not exactly the text of a place.
    """
    if len(text) > LONGEST:
        raise UnreadablePlace("That address is too long.")
    path, tilde, part_text = text.strip("/").partition("~")
    if tilde and not _PART.fullmatch(part_text):
        raise UnreadablePlace("That part does not exist.")
    language, *segments = path.split("/")
    if not _LANGUAGE.fullmatch(language):
        raise UnreadablePlace("That address names no language.")
    home = destination = occupation = ""
    if segments and (context := _CONTEXT.fullmatch(segments[0])):
        home, destination, occupation = (
            "" if value in (None, "_") else str(value) for value in context.group("home", "destination", "occupation")
        )
        segments = segments[1:]
    if not all(_WORD.fullmatch(segment) for segment in segments):
        raise UnreadablePlace("That address has a part that no screen has.")
    page, items = (segments[0], tuple(segments[1:])) if segments else (MENU, ())
    return Place(language, page, items, home, destination, occupation, int(part_text or 1))
