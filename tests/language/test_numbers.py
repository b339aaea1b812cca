"""Numbers as people type them: understood, or told why not."""

from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.language.numbers import LONGEST, Unread, read_number, spoken
from bot.screens.answer import Answers

ENGLISH = Locale.parse("en_001")

UNDERSTOOD = [
    ("en", "12,5", "12.5"),
    ("en", "1.200", "1200"),
    ("en", "1 200", "1200"),
    ("en", "1\u202f200", "1200"),
    ("en", "1,200.50", "1200.5"),
    ("en", "1.200,50", "1200.5"),
    ("en", "1'200", "1200"),
    ("en", "1,20,000", "120000"),
    ("en", "2 000 000", "2000000"),
    ("en", "١٢٠٠", "1200"),
    ("en", "१२००", "1200"),
    ("en", "۱۲۰۰", "1200"),
    ("en", "about 2000", "2000"),
    ("en", "ca. 2000 a month", "2000"),
    ("en", "2k", "2000"),
    ("en", "2 K", "2000"),
    ("en", "2.5k", "2500"),
    ("en", "3M", "3000000"),
    ("en", "12 m", "12"),
    ("en", "2 lakh", "200000"),
    ("en", "PHP-200", "200"),
    ("en", "£2,300", "2300"),
    ("en", "0,850", "0.85"),
    ("en", "10,000.", "10000"),
    ("en", "1234.567", "1234.567"),
    ("en", ".5", "0.5"),
    ("en", "about ,5 %", "0.5"),
    ("en", "£.50", "0.5"),
    ("ar", "٫٥", "0.5"),
    ("en", "Rs.500", "500"),
    ("en", "it is...500", "500"),
    ("en", "0", "0"),
    ("en", "-0", "0"),
    ("es", "2 mil", "2000"),
    ("es", "2 mil millones", "2000000000"),
    ("es", "menos de 2000", "2000"),
    ("fr", "1 200,50", "1200.5"),
    ("fr", "12,5 millions", "12500000"),
    ("ro", "2 mii lei", "2000"),
    ("ar", "١٬٢٠٠", "1200"),
    ("ar", "٢٫٥", "2.5"),
    ("ar", "٢ ألف", "2000"),
    ("ar", "حوالي ٢٠٠٠", "2000"),
    ("hi", "२ हज़ार", "2000"),
    ("hi", "2 हजार", "2000"),
    ("hi", "१,२०,०००", "120000"),
    ("sw", "elfu 2", "2000"),
    ("sw", "kama 2000", "2000"),
    ("fil", "2 libo", "2000"),
]


@pytest.mark.parametrize(("code", "typed", "number"), UNDERSTOOD)
def test_a_number_is_understood(answers: Answers, code: str, typed: str, number: str) -> None:
    assert answers.languages[code].typed_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("code", "typed", "number"),
    [("en", "57.325", "57.325"), ("en", "33,000", "33000"), ("es", "57,325", "57.325"), ("es", "33.000", "33000")],
)
def test_a_rate_has_decimals_as_its_language_writes_them(answers: Answers, code: str, typed: str, number: str) -> None:
    assert answers.languages[code].typed_number(typed, fine=True) == Decimal(number)


@pytest.mark.parametrize(
    ("code", "typed", "why"),
    [
        ("en", "", Unread.NOTHING),
        ("en", "a lot", Unread.NOTHING),
        ("en", "minus 5", Unread.NEGATIVE),
        ("en", "minus £5", Unread.NEGATIVE),
        ("en", "-5", Unread.NEGATIVE),
        ("en", "−5", Unread.NEGATIVE),
        ("en", "$-5", Unread.NEGATIVE),
        ("en", "-$5", Unread.NEGATIVE),
        ("es", "menos 5", Unread.NEGATIVE),
        ("fr", "moins 5", Unread.NEGATIVE),
        ("ar", "٥-", Unread.NEGATIVE),
        ("ar", "ناقص ٥", Unread.NEGATIVE),
        ("en", "1200-1500", Unread.SEVERAL),
        ("en", "1200 1500", Unread.SEVERAL),
        ("en", "+63 912 345 6789", Unread.SEVERAL),
        ("en", "1e6", Unread.SEVERAL),
        ("en", "2½", Unread.SEVERAL),
        ("en", "1/2", Unread.SEVERAL),
        ("en", "12:30", Unread.SEVERAL),
        ("en", "1.2.3", Unread.SEVERAL),
        ("en", "1.234.5", Unread.SEVERAL),
        ("en", "9" * (LONGEST + 1), Unread.SEVERAL),
        ("en", "word " * LONGEST, Unread.NOTHING),
    ],
)
def test_what_is_no_number_says_why(answers: Answers, code: str, typed: str, why: Unread) -> None:
    assert answers.languages[code].typed_number(typed) is why


@given(st.text())
def test_anything_can_be_typed(typed: str) -> None:
    found = read_number(typed, ENGLISH)
    assert isinstance(found, Unread) or found >= 0


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "'", "\u00a0", ""]))
def test_thousands_are_read_however_they_are_grouped(number: int, sign: str) -> None:
    assert read_number(f"{number:,}".replace(",", sign), ENGLISH) == number


@given(st.integers(0, 10**6), st.integers(0, 99), st.sampled_from([",", "."]))
def test_cents_are_read_behind_either_sign(whole: int, cents: int, sign: str) -> None:
    assert read_number(f"{whole}{sign}{cents:02}", ENGLISH) == Decimal(f"{whole}.{cents:02}")


def test_a_language_may_add_words_and_a_bad_key_is_refused() -> None:
    assert spoken({"1000": ["tausend"]}).times["tausend"] == 1000
    with pytest.raises(ValueError):
        spoken({"many": ["x"]})
