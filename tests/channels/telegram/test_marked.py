"""Styles that an app keeps beside the words become the marks of bulletins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bulletins import text
from bot.channels.telegram.marked import marked


def style(kind: str, offset: int, length: int, **more: str) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("words", "styles", "expected"),
    [
        ("No fees", [style("bold", 0, 2)], "**No** fees"),
        ("No fees", [style("italic", 3, 4)], "No *fees*"),
        ("see here", [style("text_link", 4, 4, url="https://example.org/a")], "see [here](https://example.org/a)"),
        ("😀 yes", [style("bold", 3, 3)], "😀 **yes**"),
        ("a b c", [style("bold", 0, 2), style("italic", 4, 1)], "**a** b *c*"),
        ("ab", [style("bold", 0, 1), style("italic", 1, 1)], "**a***b*"),
        ("two\nlines", [style("bold", 0, 9)], "two\nlines"),
        ("both", [style("bold", 0, 4), style("italic", 0, 4)], "**both**"),
        ("plain", [style("bold", 0, 99), style("spoiler", 0, 5), style("bold", -1, 2), "x", None], "plain"),
        ("plain", "no list", "plain"),
    ],
)
def test_styles_become_marks(words: str, styles: object, expected: str) -> None:
    assert marked(words, styles) == expected


@given(
    st.text(max_size=40),
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["bold", "italic", "text_link", "code"]),
                "offset": st.integers(-2, 45),
                "length": st.integers(-2, 45),
                "url": st.just("https://example.org"),
            }
        ),
        max_size=6,
    ),
)
def test_the_words_stay(words: str, styles: list[dict[str, object]]) -> None:
    found = marked(words, styles)
    for mark in ("**", "*", "](https://example.org)", "["):
        found = found.replace(mark, "")
        words = words.replace(mark, "")
    assert found == words
    assert isinstance(text.faults(marked(words, styles)), (list, tuple))
