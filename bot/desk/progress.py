"""How far a bulletin has come: every state with its number, reasons under it, and when it will be through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.model.bulletin import Books, DeliveryState


@dataclass(frozen=True, slots=True)
class Progress:
    """`lines` are the states that have copies, with the reasons of each; `end` is about when the last waiting one
    leaves, None where none waits; `done` is the share that has come to an end, from 0 to 1.
    """

    books: Books
    lines: Sequence[tuple[DeliveryState, int, Mapping[str, int]]]
    done: float
    end: int | None


def progress_of(books: Books, rate: int, now: int) -> Progress:
    """The progress that some books show, at `rate` copies a second."""
    open_ = books.states[DeliveryState.WAITING] + books.states[DeliveryState.SENDING] + books.edits
    whole = max(1, books.people)
    share = max(0.0, (books.people - open_) / whole)
    return Progress(books, list(_lines(books)), share, now + -(-open_ // max(1, rate)) if open_ else None)


def _lines(books: Books) -> Iterator[tuple[DeliveryState, int, Mapping[str, int]]]:
    order = [DeliveryState.DELIVERED, *(one for one in DeliveryState if one is not DeliveryState.DELIVERED)]
    for state in order:
        if number := books.states.get(state, 0):
            begin = f"{state.value}: "
            reasons = {key.removeprefix(begin): count for key, count in books.reasons.items() if key.startswith(begin)}
            yield state, number, reasons
