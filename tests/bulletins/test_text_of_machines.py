"""Text that no keyboard makes is refused in a sentence, never with an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bulletins.text import faults, length, page_html, plain, telegram_html


@pytest.mark.parametrize("text", ["\ud800 hello", "hello \ufffe", "a\x00b", "a\u202eb"])
def test_what_is_no_letter_is_refused(text: str) -> None:
    assert [fault.said for fault in faults(text)] == ["An invisible control character stands here; remove it."]


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=200))
def test_no_text_breaks_anything(text: str) -> None:
    found = faults(text)
    length(text)
    if not found:
        for made in (plain(text), telegram_html(text), str(page_html(text))):
            made.encode()
