"""Secrets that somebody holds and we only recognise: long random words, kept by their SHA-256."""

import base64
import hashlib
from collections.abc import Callable

from bot.bulletins.code import ALPHABET

Dice = Callable[[int], int]
"""`dice(n)` gives a number from 0 to n - 1 that nobody can guess (secrets.randbelow)."""
BYTES = 32
LONGEST = 100
"""Characters of a token that are looked at."""


def new_token(dice: Dice, prefix: str = "") -> str:
    """A token of 256 random bits, fit for an address, a cookie or a header."""
    return prefix + base64.urlsafe_b64encode(dice(1 << (8 * BYTES)).to_bytes(BYTES, "big")).decode().rstrip("=")


def digest(token: str) -> bytes:
    """How a token is kept: it is random and long, so a plain hash cannot be reversed."""
    return hashlib.sha256(token[:LONGEST].encode("utf-8", "replace")).digest()


def new_code(dice: Dice, letters: int) -> str:
    """A code to be typed by hand: groups of four letters or digits that cannot be mistaken."""
    drawn = "".join(ALPHABET[dice(len(ALPHABET))] for _ in range(letters))
    return "-".join(drawn[at : at + 4] for at in range(0, letters, 4))


def typed(code: str) -> str:
    """A code as it was made, however it was typed."""
    return "".join(letter for letter in code.upper()[:LONGEST] if letter in ALPHABET)
