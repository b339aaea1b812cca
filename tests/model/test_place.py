"""A place is the same after being written and read, and nothing else is read as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.place import LONGEST, Place, UnreadablePlace, read_place

COUNTRY = st.sampled_from(["", "PH", "GB", "NO"])
WORD = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,8}", fullmatch=True)


@st.composite
def places(draw: st.DrawFn) -> Place:
    items = tuple(draw(st.lists(WORD, max_size=2)))
    page = draw(WORD) if items else draw(st.one_of(WORD, st.just("menu")))
    return Place(
        draw(st.sampled_from(["en", "fr", "fil"])),
        page,
        items,
        draw(COUNTRY),
        draw(COUNTRY),
        draw(st.sampled_from(["", "2221"])),
        draw(st.integers(1, 99)),
    )


@given(places())
def test_what_is_written_is_read_again(place: Place) -> None:
    assert read_place(place.packed()) == place


@given(st.text(max_size=80))
def test_any_text_is_a_place_or_refused(text: str) -> None:
    try:
        place = read_place(text)
    except UnreadablePlace:
        return
    assert read_place(str(place)) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("en", Place("en")),
        ("fr/PH-GB-2221/kit/fees", Place("fr", "kit", ("fees",), "PH", "GB", "2221")),
        ("ar/_-SA/help", Place("ar", "help", destination="SA")),
        ("en/PH/programmes/temporary~2", Place("en", "programmes", ("temporary",), "PH", part=2)),
        ("en/rights/passport/gb", Place("en", "rights", ("passport", "gb"))),
    ],
)
def test_examples(text: str, place: Place) -> None:
    assert read_place(text) == place
    assert str(place) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "EN",
        "e",
        "english",
        "en//kit",
        "en/kit~0",
        "en/kit~x",
        "en/kit~100",
        "en/../etc",
        "en/kit?x",
        "en/ph/KIT",
        "a" * 65,
    ],
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePlace):
        read_place(text)


def test_a_place_that_does_not_fit_a_button_is_not_packed() -> None:
    with pytest.raises(UnreadablePlace, match="longer than"):
        Place("en", "x" * LONGEST).packed()
