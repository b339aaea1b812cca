"""Two wordings, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from bot.bulletins.compare import Change, Fate, compared


def test_what_went_and_what_came() -> None:
    assert list(compared("Vote until **Friday**.", "Vote until **Saturday** noon.")) == [
        Change(Fate.SAME, "Vote until **"),
        Change(Fate.GONE, "Friday"),
        Change(Fate.NEW, "Saturday"),
        Change(Fate.SAME, "**"),
        Change(Fate.NEW, " noon"),
        Change(Fate.SAME, "."),
    ]
    assert list(compared("a", "a")) == [Change(Fate.SAME, "a")]


@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_is_lost(old: str, new: str) -> None:
    found = list(compared(old, new))
    assert "".join(one.words for one in found if one.fate is not Fate.NEW) == old
    assert "".join(one.words for one in found if one.fate is not Fate.GONE) == new
