"""The short code of a bulletin, such as FP-7K2M-4: four letters or digits that cannot be mistaken, and a check."""

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
"""29 of them, a prime: without 0, 1, I, L, O, U and Z, which are mistaken for others and read as those."""
LETTERS = 4
_MISREAD = str.maketrans({"0": "Q", "O": "Q", "1": "J", "I": "J", "L": "J", "U": "V", "Z": "2"})
_CODE = re.compile(r"(?<![A-Z0-9])F\s?P\s?[-–—_ ]?\s?([A-Z0-9]{4})\s?[-–—_ ]?\s?([A-Z0-9])(?![A-Z0-9])", re.IGNORECASE)


def make_code(dice: Callable[[int], int]) -> str:
    """A new code; `dice(n)` gives a number from 0 to n - 1."""
    body = "".join(ALPHABET[dice(len(ALPHABET))] for _ in range(LETTERS))
    return f"FP-{body}-{_check(body)}"


def read_code(text: str) -> str | None:
    """The first sound code in a text, however it was typed; None where there is none."""
    for found in _CODE.finditer(text):
        body, check = (part.upper().translate(_MISREAD) for part in found.groups())
        if all(letter in ALPHABET for letter in body + check) and _check(body) == check:
            return f"FP-{body}-{check}"
    return None


def resembles_code(text: str) -> bool:
    """Whether somebody wrote something in the shape of a code, sound or mistyped."""
    return _CODE.search(text) is not None


def _check(body: str) -> str:
    """A character that differs when one letter is wrong or two neighbours are swapped."""
    total = sum((place + 2) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
