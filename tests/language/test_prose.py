"""Prose becomes spans; values cannot become markup."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogue import Catalogue
from bot.language.language import Language
from bot.language.prose import parsed, plain
from bot.model.message import Message
from bot.model.screen import Span
from bot.model.value import Money, Name


def language(code: str = "en", content: dict[str, str] | None = None) -> Language:
    return Language(code, Catalogue(code, content=content or {}))


def test_strong_and_emphasis() -> None:
    assert parsed("Do **not** *yet* pay.") == (
        Span("Do "),
        Span("not", strong=True),
        Span(" "),
        Span("yet", emphasis=True),
        Span(" pay."),
    )


def test_a_value_is_never_markup() -> None:
    line, _ = language().line(Message("See {law}."), {"law": Name(name="**x** <b>&")})
    assert plain(line) == "See **x** <b>&."
    assert not any(span.strong for span in line)


def test_a_translation_is_found_by_context_and_text() -> None:
    french = language("fr", {"rights/fees\x04Do not pay {sum}.": "Ne payez pas {sum}."})
    value = {"sum": Money(amount=Decimal(5), currency="EUR")}
    assert french.line(Message("Do not pay {sum}.", "rights/fees"), value)[1] == "fr"
    assert "5\xa0€" in plain(french.line(Message("Do not pay {sum}.", "rights/fees"), value)[0])
    assert french.line(Message("Do not pay {sum}.", "rights/debt"), value)[1] == "en", "another place, another message"


@given(st.text(max_size=200))
def test_any_text_can_be_parsed(text: str) -> None:
    parsed(text)
