"""What is packed is unpacked again, in one way only, and in as many letters as promised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.packed import letters, packed, read, unpacked, written

BASES = st.integers(2, 9)


@given(st.data(), BASES, st.integers(0, 100))
def test_what_is_packed_is_unpacked_again(data: st.DataObject, base: int, count: int) -> None:
    values = tuple(data.draw(st.lists(st.integers(0, base - 1), min_size=count, max_size=count)))
    text = packed(values, base)
    assert unpacked(text, base, count) == values
    assert len(text) <= letters(base, count)


@given(st.text(alphabet="0123456789abcdefghijklmnopqrstuvwxyz.-_Z", max_size=30), BASES, st.integers(0, 60))
def test_any_text_is_refused_or_written_in_this_way_only(text: str, base: int, count: int) -> None:
    values = unpacked(text, base, count)
    assert values is None or packed(values, base) == text


@given(st.integers(0, 36**40))
def test_numbers(number: int) -> None:
    assert read(written(number)) == number


@pytest.mark.parametrize("text", ["", "00", "01", "A", "é", "٣", "1.0", "-1", "+1", "1_0", " 1"])
def test_what_nobody_writes_is_refused(text: str) -> None:
    assert read(text) is None


def test_a_value_that_does_not_fit_is_a_fault_of_its_maker() -> None:
    with pytest.raises(ValueError, match="no digit"):
        packed((5,), 5)


def test_nothing_is_short() -> None:
    assert packed((0,) * 33, 5) == "0"
    assert letters(5, 33) == 15
    assert letters(2, 71) == 14
