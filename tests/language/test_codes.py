"""Codes of languages as phones and browsers send them."""

import pytest

from bot.channels.web.accepted import accepted_language
from bot.language.codes import primary, two_letters


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en"), ("pt-BR", "pt"), ("fil", "fil"), ("tl-PH", "fil"), ("TL", "fil"), ("mo", "ro"), ("ar_EG", "ar")],
)
def test_older_codes_mean_todays_language(tag: str, code: str) -> None:
    assert primary(tag) == code


def test_where_only_two_letters_are_taken_filipino_has_some() -> None:
    assert [two_letters(code) for code in ("fil", "sw", "ro")] == ["tl", "sw", "ro"]


def test_a_browser_that_asks_for_tagalog_gets_filipino() -> None:
    assert accepted_language("tl-PH,tl;q=0.9,en;q=0.5", ["en", "fil"]) == "fil"
