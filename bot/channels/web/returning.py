"""The way back from a deed to the page on which it was done.

The address of a deed under a tool's answer does not name that answer, because it holds what she told. So the form sends
the answer's place along in its body, which no log and no history keeps, and the receipt leads back to it.
"""

from dataclasses import replace

from bot.model.place import Place, UnreadablePlace, read_place
from bot.model.screen import Choice, Screen
from bot.screens.draft import NAMELESS

BACK = "◀️"
"""The icon of every choice that leads back."""


def named_along(screen: Screen) -> str:
    """What a page's forms send along: its place, where their own addresses do not name it."""
    place = screen.place
    return str(place) if screen.rating and place.page in NAMELESS and place.items else ""


def done_at(receipt: Screen, sent: str) -> Place | None:
    """Where a deed was done: the place that the form sent, if it is one of that page, else what the address names."""
    before = receipt.before
    try:
        place = read_place(sent).whole
    except UnreadablePlace:
        return before
    return place if before is not None and place == before.to(before.page, *place.items) else before


def leading_back(screen: Screen, there: Place) -> Screen:
    """A screen whose ways back lead there, and in other languages too."""

    def led(row: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(replace(one, place=there) if one.icon == BACK else one for one in row)

    parts = tuple(tuple(map(led, rows)) for rows in screen.choice_parts)
    return replace(screen, choice_parts=parts, exits=led(screen.exits), before=there)
