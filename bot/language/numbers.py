"""A number as somebody types it: "12,5", "1.200", "1 200", "١٢٠٠", "about 2000", "2k", "minus 5".

Digits of any script are read. A point or comma is what it must be where only one reading is possible; where two are,
an amount has thousands (1.200 is 1200) and a rate has decimals, as long as the language does not say otherwise. Words
that name no number are passed over: "about", "a month".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

LONGEST = 60
"""Characters that are read."""
MINUS = "minus"
"""The key of a language's words for minus; its other keys are the numbers that words stand for."""

_MINUSES = "−–‒﹣－-"
_SIGNS = {"،": ",", "٬": "'", "’": "'", "´": "'", "٫": "·"}
"""Signs between digits: the apostrophe only ever groups, the Arabic decimal sign (here ·) only ever divides."""
_GAP = "[ \u00a0\u2009\u202f]"
_MONEY = "$€£¥₹₱₦₵₫৳"
_BARE = rf"(?:(?<![^\s{_MONEY}{_MINUSES}])[.,·](?=\d))?"
"""The sign of a fraction without a zero before it, as in ".5"; no end of a word, as in "Rs.500"."""
_NUMBER = re.compile(rf"{_BARE}\d+(?:[.,'·]\d+)*(?:{_GAP}\d{{3}}(?!\d)(?:[.,·]\d+)?)*")
_WORDS_BEFORE = re.compile(r"([^\W\d_]+)[\W_]*$")
_WORDS_AFTER = re.compile(r"\s*([^\W\d_]+)")


class Unread(StrEnum):
    """Why something that was typed is no number that can be used."""

    NOTHING = "nothing"
    """It has no digit."""
    SEVERAL = "several"
    """It has more than one number, or one that can be read in no way or in two."""
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language's words in numbers: what a word multiplies by ("thousand": 1000), and its words for minus."""

    times: Mapping[str, int]
    minus: frozenset[str] = frozenset()


COMMON = Spoken(
    {"k": 1000, "thousand": 1000, "million": 1_000_000, "lakh": 100_000, "crore": 10_000_000}, frozenset({"minus"})
)
"""What people write in every language."""


def spoken(listed: Mapping[str, Sequence[str]]) -> Spoken:
    """Words from a language's numbers.yaml, on top of those of every language; ValueError for a key that is none."""
    times = dict(COMMON.times)
    for key, words in listed.items():
        if key != MINUS:
            times |= {_plain(word): int(key) for word in words}
    return Spoken(times, COMMON.minus | {_plain(word) for word in listed.get(MINUS, ())})


def read_number(text: str, locale: Locale, words: Spoken = COMMON, *, fine: bool = False) -> Decimal | Unread:
    """The number in a text of at most LONGEST characters, or why there is none.

    `fine`: a rate, whose three digits behind a point are decimals and no thousands.
    """
    if len(text) > LONGEST or any(letter.isnumeric() and not letter.isdecimal() for letter in text):
        return Unread.SEVERAL if any(map(str.isnumeric, text)) else Unread.NOTHING
    plain = _plain(text)
    found = list(_NUMBER.finditer(plain))
    if len(found) != 1:
        return Unread.SEVERAL if found else Unread.NOTHING
    before, after = plain[: found[0].start()], plain[found[0].end() :]
    number = _read(found[0].group(), locale, fine)
    if number is None:
        return Unread.SEVERAL
    if number and _is_negative(before, after, words):
        return Unread.NEGATIVE
    return number * _times(before, after, text, words)


def _plain(text: str) -> str:
    """Lower case without accents and vowel signs, with Latin digits and few kinds of signs."""
    bare = (letter for letter in unicodedata.normalize("NFD", text) if unicodedata.category(letter)[0] not in "MC")
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else _SIGNS.get(letter, letter.casefold())
        for letter in bare
    )


def _is_negative(before: str, after: str, words: Spoken) -> bool:
    """A minus before the number (no hyphen of a word), behind it as in Arabic, or as a word before it."""
    bare = before.rstrip(f" {_MONEY}")
    dash = bare[-1:] != "" and bare[-1:] in _MINUSES and not bare[-2:-1].isalnum()
    word = _WORDS_BEFORE.search(before)
    return dash or (after.strip() != "" and after.strip() in _MINUSES) or (word is not None and word[1] in words.minus)


def _times(before: str, after: str, text: str, words: Spoken) -> int:
    """What the words beside the number multiply it by: 2k, 3M, 2 lakh, elfu 2, 2 mil millones."""
    product = 1_000_000 if re.search(r"\dM\b", text) else 1
    word = _WORDS_BEFORE.search(before)
    if word is not None and len(word[1]) > 1:
        product *= words.times.get(word[1], 1)
    while (word := _WORDS_AFTER.match(after)) is not None and word[1] in words.times:
        product *= words.times[word[1]]
        after = after[word.end() :]
    return product


def _read(token: str, locale: Locale, fine: bool) -> Decimal | None:
    digits = re.sub(_GAP, "'", token)
    if "·" in digits:
        whole, _, rest = digits.partition("·")
        return None if "·" in rest or not rest.isdigit() else _joined(whole, rest)
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return _joined(digits, "")
    last = signs[-1]
    whole, _, rest = digits.rpartition(last)
    if len(set(signs)) == 2:
        return _joined(whole, rest) if signs.count(last) == 1 and "'" not in rest else None
    if len(signs) > 1:
        return _joined(digits, "")
    if "'" in whole or len(rest) != 3 or whole.strip("0") == "" or len(whole) > 3:
        return _joined(whole, rest) if "'" not in rest else None
    return _joined(whole, rest) if fine and not _groups(last, locale) else _joined(whole + rest, "")


def _groups(sign: str, locale: Locale) -> bool:
    """Whether a language writes thousands with this sign."""
    return sign == get_group_symbol(locale) and sign != get_decimal_symbol(locale)


def _joined(whole: str, decimals: str) -> Decimal | None:
    """A number from its parts; groups of digits have two (lakh) or three, the last one three."""
    groups = re.split(r"[.,']", whole)
    if not decimals.isdigit() and decimals:
        return None
    if len(groups) > 1 and (not all(len(one) in (2, 3) for one in groups[1:]) or len(groups[-1]) != 3):
        return None
    if len(groups) > 1 and not 1 <= len(groups[0]) <= 3:
        return None
    return Decimal(f"{''.join(groups)}.{decimals or '0'}")
