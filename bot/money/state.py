"""Her numbers in a place: at most 33 characters of a-z and 0-9, whatever she has given.

A place has 64 bytes. `fil/PH-GB-2221/language/sums/STATE/x` leaves 33 for STATE. There are two ways to write it:

    a... c...   a bit for each slot, then the numbers of those that are given: for a few numbers of any kind
    b... d...   every slot of the months, without the single costs: for all of them at once
    0           nothing given

Where single costs and months together do not fit the first way, the costs have to be added up (`added_up`); then
everything fits the second way. c and d say that they were added up, so that no fact's number is counted beside the sum.
Slots with two names hold one of two things: pay or what is taken from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from bot.model.packed import read, written
from bot.money.scales import AMOUNT, FEW_MONTHS, MANY_MONTHS, PERCENT, RATE, ROUGH, SHARE, Scale

LONGEST = 33
"""Characters of a state."""
NOTHING = "0"

Numbers = Mapping[str, Decimal]
"""What she gave, by field; what is not in it is unknown."""


class Unreadable(ValueError):
    """The text is not a state that this module wrote."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that she can give: its name, the letter that asks for it in a place, and how it is kept."""

    name: str
    letter: str
    scale: Scale


FIELDS = {
    one.name: one
    for one in (
        Field("exams", "e", AMOUNT),
        Field("recognition", "r", AMOUNT),
        Field("visa", "v", AMOUNT),
        Field("deposit", "p", AMOUNT),
        Field("language", "l", AMOUNT),
        Field("documents", "d", AMOUNT),
        Field("travel", "t", AMOUNT),
        Field("other-there", "q", AMOUNT),
        Field("other-home", "o", AMOUNT),
        Field("lost-months", "w", FEW_MONTHS),
        Field("pay", "n", AMOUNT),
        Field("deducted", "x", SHARE),
        Field("pay-low", "m", ROUGH),
        Field("living", "c", AMOUNT),
        Field("living-high", "g", ROUGH),
        Field("first-pay", "a", ROUGH),
        Field("first-months", "b", FEW_MONTHS),
        Field("home-pay", "h", AMOUNT),
        Field("home-left", "s", ROUGH),
        Field("home-care", "k", ROUGH),
        Field("debt", "u", AMOUNT),
        Field("interest-year", "i", PERCENT),
        Field("interest-month", "j", PERCENT),
        Field("loan-months", "z", MANY_MONTHS),
        Field("rate", "f", RATE),
    )
}
BY_LETTER = {one.letter: one for one in FIELDS.values()}

COSTS_THERE = ("exams", "recognition", "visa", "deposit")
"""Single costs in the destination's money."""
COSTS_HOME = ("language", "documents", "travel")
"""Single costs in her own money."""
DEPOSIT = "deposit"
TOGETHER = "together"
"""Stands among the numbers, as 1, where the single costs are added up in the two other sums."""

Slot = tuple[Field, ...]
_MONTHS: tuple[Slot, ...] = tuple(
    tuple(FIELDS[name] for name in names)
    for names in (
        ("rate",),
        ("pay", "deducted"),
        ("living",),
        ("pay-low",),
        ("living-high",),
        ("first-pay",),
        ("first-months",),
        ("home-pay",),
        ("home-left",),
        ("home-care",),
        ("debt",),
        ("interest-year", "interest-month"),
        ("loan-months",),
        ("lost-months",),
        ("other-home",),
        ("other-there",),
    )
)
_COSTS: tuple[Slot, ...] = tuple((FIELDS[name],) for name in (*COSTS_THERE, *COSTS_HOME))
_ALL = (*_MONTHS, *_COSTS)


def with_number(numbers: Numbers, name: str, amount: Decimal | None) -> dict[str, Decimal] | None:
    """The numbers with one given, changed or (None) taken away; what shares its slot goes.

    The amount becomes the nearest that can be kept; None where it is too large or below zero.
    """
    alike = {field.name for slot in _ALL if FIELDS[name] in slot for field in slot}
    changed = {key: value for key, value in numbers.items() if key not in alike}
    if amount is not None:
        kept = FIELDS[name].scale.nearest(amount)
        if kept is None:
            return None
        changed[name] = kept
    return changed


def added_up(numbers: Numbers, known: Numbers = MappingProxyType({})) -> dict[str, Decimal] | None:
    """The single costs as two sums, one in each money; None where a sum is too large to be kept.

    `known` are numbers that facts give and that she has not changed. The deposit comes back and is no cost: it stays
    as it is where there is room, and is left out where there is none.
    """
    single = {name for name in (*COSTS_THERE, *COSTS_HOME) if name != DEPOSIT}
    changed: dict[str, Decimal] | None = {name: value for name, value in numbers.items() if name not in single}
    costs = {**known, **numbers} if TOGETHER not in numbers else dict(numbers)
    for total, names in (("other-there", COSTS_THERE), ("other-home", COSTS_HOME)):
        given = [costs[name] for name in (*names, total) if name in costs and name != DEPOSIT]
        if given and changed is not None:
            changed = with_number(changed, total, sum(given, Decimal(0)))
    if changed is not None:
        changed[TOGETHER] = Decimal(1)
    if changed is not None and packed(changed) is None:
        changed.pop(DEPOSIT, None)
    return changed


def packed(numbers: Numbers) -> str | None:
    """The state's text; None where it has no room for all of them."""
    if not numbers:
        return NOTHING
    sparse, dense = "cd" if TOGETHER in numbers else "ab"
    texts = [f"{sparse}{written(_sparse(numbers))}"]
    if not any(field.name in numbers for slot in _COSTS for field in slot):
        texts.append(f"{dense}{written(_dense(numbers))}")
    return next((text for text in sorted(texts, key=len) if len(text) <= LONGEST), None)


def unpacked(text: str) -> dict[str, Decimal]:
    """The numbers of a state; raises Unreadable for any text that `packed` did not make."""
    if text == NOTHING:
        return {}
    number = read(text[1:]) if len(text) <= LONGEST else None
    if number is None or text[0] not in "abcd":
        raise Unreadable(text)
    numbers = dict(_read_sparse(number) if text[0] in "ac" else _read_dense(number))
    if text[0] in "cd":
        numbers[TOGETHER] = Decimal(1)
    if packed(numbers) != text:
        raise Unreadable(text)
    return numbers


def _size(slot: Slot) -> int:
    return sum(field.scale.size for field in slot)


def _in_slot(slot: Slot, numbers: Numbers) -> int | None:
    """Which of a slot's possibilities is given, None where none is."""
    before = 0
    for field in slot:
        if field.name in numbers:
            found = field.scale.number(numbers[field.name])
            if found is None or field.scale.value(found) != numbers[field.name]:
                raise ValueError(f"{field.name} cannot be {numbers[field.name]}")
            return before + found
        before += field.scale.size
    return None


def _of_slot(slot: Slot, found: int) -> tuple[str, Decimal]:
    for field in slot:
        if found < field.scale.size:
            return field.name, field.scale.value(found)
        found -= field.scale.size
    raise Unreadable(str(found))


def _sparse(numbers: Numbers) -> int:
    number = 0
    for slot in reversed(_ALL):
        if (found := _in_slot(slot, numbers)) is not None:
            number = number * _size(slot) + found
    bits = sum(1 << place for place, slot in enumerate(_ALL) if _in_slot(slot, numbers) is not None)
    return (number << len(_ALL)) | bits


def _read_sparse(number: int) -> Iterator[tuple[str, Decimal]]:
    number, bits = number >> len(_ALL), number & ((1 << len(_ALL)) - 1)
    for place, slot in enumerate(_ALL):
        if bits >> place & 1:
            number, found = divmod(number, _size(slot))
            yield _of_slot(slot, found)
    if number:
        raise Unreadable(str(number))


def _dense(numbers: Numbers) -> int:
    number = 0
    for slot in reversed(_MONTHS):
        found = _in_slot(slot, numbers)
        number = number * (_size(slot) + 1) + (0 if found is None else found + 1)
    return number


def _read_dense(number: int) -> Iterator[tuple[str, Decimal]]:
    for slot in _MONTHS:
        number, found = divmod(number, _size(slot) + 1)
        if found:
            yield _of_slot(slot, found - 1)
    if number:
        raise Unreadable(str(number))
