"""Her ticks on the checklist as one item of a place: a bit for each step's number, packed."""

from collections.abc import Iterable

from bot.model.packed import letters, packed, unpacked
from bot.model.place import LONGEST

ROOM = LONGEST - len("fil/PH-GB-2221/language/steps/") - len("/clauses") - len("/law") - len("~99")
"""Letters that are left for the ticks beside the longest prefix, the longest items behind them and a part's number."""
MOST = 95
"""The highest number of a step."""
assert letters(2, MOST) <= ROOM  # noqa: S101  # two constants of this file


def ticked(numbers: Iterable[int]) -> str:
    """The numbers of the ticked steps, from 1 to MOST, as an item."""
    own = set(numbers)
    return packed([int(number in own) for number in range(1, MOST + 1)], 2)


def read_ticks(item: str) -> frozenset[int] | None:
    """The ticked numbers from an item; None for anything that `ticked` does not write."""
    bits = unpacked(item, 2, MOST)
    return None if bits is None else frozenset(number for number, bit in enumerate(bits, 1) if bit)
