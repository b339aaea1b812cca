"""Her numbers in a place: what goes in comes out, and it always fits the button."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.place import LONGEST as LONGEST_PLACE
from bot.model.place import Place, read_place
from bot.money.scales import AMOUNT, FEW_MONTHS, MANY_MONTHS, PERCENT, RATE, ROUGH, SHARE, Scale
from bot.money.state import (
    BY_LETTER,
    COSTS_HOME,
    COSTS_THERE,
    FIELDS,
    LONGEST,
    NOTHING,
    TOGETHER,
    Unreadable,
    added_up,
    packed,
    unpacked,
    with_number,
)

SCALES = [AMOUNT, ROUGH, RATE, PERCENT, SHARE, FEW_MONTHS, MANY_MONTHS]


@st.composite
def given_numbers(draw: st.DrawFn) -> dict[str, Decimal]:
    """Numbers as somebody gives them, one after another."""
    numbers: dict[str, Decimal] = {}
    for name in draw(st.lists(st.sampled_from(sorted(FIELDS)), unique=True)):
        scale = FIELDS[name].scale
        amount = scale.value(draw(st.integers(0, scale.size - 1)))
        numbers = with_number(numbers, name, amount) or {}
    return numbers


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_every_amount_of_a_scale_is_its_own_nearest_and_they_rise(scale: Scale) -> None:
    amounts = [scale.value(number) for number in range(scale.size)]
    assert amounts == sorted(set(amounts))
    assert [scale.number(amount) for amount in amounts] == list(range(scale.size))


@given(st.sampled_from(SCALES), st.decimals(0, 10**10, places=6))
def test_what_is_kept_is_near_or_refused(scale: Scale, amount: Decimal) -> None:
    kept = scale.nearest(amount)
    if kept is None:
        assert amount > scale.largest * Decimal("0.99")
    else:
        assert abs(kept - amount) <= max(amount * 5 / 10**scale.digits, Decimal(10) ** scale.finest / 2)


def test_what_is_below_zero_is_refused() -> None:
    assert all(scale.nearest(Decimal(-1)) is None for scale in SCALES)


@given(given_numbers())
def test_what_goes_in_comes_out_or_fits_when_the_costs_are_added_up(numbers: dict[str, Decimal]) -> None:
    text = packed(numbers)
    if text is None:
        assert any(name in numbers for name in (*COSTS_THERE, *COSTS_HOME)), "only single costs can be too many"
        together = added_up(numbers)
        if together is None:  # a sum above the largest amount
            assert sum(numbers.values()) > AMOUNT.largest
            return
        numbers, text = together, packed(together)
    assert text is not None
    assert unpacked(text) == numbers
    assert len(text) <= LONGEST
    for prefix in ("sources", "language", "speak"):
        place = Place("fil", prefix, ("sums", text, "x"), "PH", "GB", "2221")
        assert len(place.packed()) <= LONGEST_PLACE
        assert read_place(place.packed()) == place


def test_all_the_months_always_fit() -> None:
    months = {name: field.scale.largest for name, field in FIELDS.items() if name not in (*COSTS_THERE, *COSTS_HOME)}
    for pay, interest in product(("pay", "deducted"), ("interest-year", "interest-month")):
        unused = {"pay", "deducted", "interest-year", "interest-month"} - {pay, interest}
        assert packed({name: amount for name, amount in months.items() if name not in unused}) is not None


def test_an_ordinary_visitor_never_has_to_add_up() -> None:
    names = [*COSTS_THERE, *COSTS_HOME, "rate", "pay", "living", "home-pay"]
    assert packed({name: FIELDS[name].scale.largest for name in names}) is not None


def test_the_worked_example_fits() -> None:
    numbers: dict[str, Decimal] = {}
    for name, amount in {
        "rate": "60", "other-home": "300000", "debt": "250000", "interest-month": "2", "loan-months": "24",
        "lost-months": "3", "home-pay": "30000", "pay": "2300", "pay-low": "1900", "living": "1500",
        "living-high": "1600", "first-pay": "1900", "first-months": "6", "home-care": "5000", "home-left": "6000",
    }.items():  # fmt: skip
        numbers = with_number(numbers, name, Decimal(amount)) or {}
        assert numbers[name] == Decimal(amount), "nothing is rounded"
    text = packed(numbers)
    assert text is not None
    assert unpacked(text) == numbers


def test_adding_up_loses_no_cost_and_makes_none_of_the_deposit() -> None:
    numbers = {"exams": Decimal(877), "visa": Decimal(628), "deposit": Decimal(500), "travel": Decimal(30000)}
    together = added_up(numbers, {"recognition": Decimal(293), "visa": Decimal(999)})
    assert together == {
        "other-there": Decimal(1800),
        "other-home": Decimal(30000),
        "deposit": Decimal(500),
        TOGETHER: Decimal(1),
    }
    assert added_up(together, {"recognition": Decimal(293)}) == together, "what facts give is counted once"


def test_two_names_of_one_slot_take_each_others_place() -> None:
    assert with_number({"pay": Decimal(2000)}, "deducted", Decimal(30)) == {"deducted": Decimal(30)}
    assert with_number({"interest-year": Decimal(20)}, "interest-month", Decimal(2)) == {"interest-month": Decimal(2)}
    assert with_number({"pay": Decimal(2000)}, "pay", None) == {}
    assert with_number({}, "pay", Decimal(10**10)) is None


def test_every_letter_asks_for_one_thing() -> None:
    assert len(BY_LETTER) == len(FIELDS)
    assert all(len(letter) == 1 for letter in BY_LETTER)


@given(st.text("0123456789abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_any_text_is_a_state_or_refused(text: str) -> None:
    try:
        numbers = unpacked(text)
    except Unreadable:
        return
    assert packed(numbers) == text


@pytest.mark.parametrize("text", ["", "a", "b", "00", "a0", "b0", "A1", "a-1", "a" * 34, "zzz", "a١", "b" + "z" * 32])
def test_what_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        unpacked(text)


def test_nothing_given_is_the_shortest_state() -> None:
    assert packed({}) == NOTHING
    assert unpacked(NOTHING) == {}
