"""Small numbers packed into one item of a place, so that what she told stands in the button and nowhere else.

`packed((1, 0, 2), 5)` reads the values as the digits of one number in base 5, the first one the lowest, and writes it
in base 36, the letters that an item may have. Values that are 0 at the end cost nothing; nothing at all is "0".
Each text is written in one way only, so that one state is one address.
"""

from collections.abc import Sequence

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def packed(values: Sequence[int], base: int) -> str:
    """Values from 0 to base - 1 as one item; at most log(base ** len) / log(36) letters, rounded up."""
    number = 0
    for value in reversed(values):
        if not 0 <= value < base:
            raise ValueError(f"{value} is no digit in base {base}.")
        number = number * base + value
    return written(number)


def unpacked(text: str, base: int, count: int) -> tuple[int, ...] | None:
    """`count` values from an item; None for anything that `packed` does not write."""
    if (number := read(text)) is None or number >= base**count:
        return None
    values = []
    for _ in range(count):
        number, value = divmod(number, base)
        values.append(value)
    return tuple(values)


def letters(base: int, count: int) -> int:
    """How many letters `count` values need at most."""
    return len(written(base**count - 1))


def written(number: int) -> str:
    """A whole number from 0 in base 36."""
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if not number:
            return text


def read(text: str) -> int | None:
    """A whole number from its base 36; None for anything that `written` does not write."""
    if not text or not set(text) <= set(_DIGITS) or (text[0] == "0" and text != "0"):
        return None
    return int(text, 36)
