"""Her answers to the warning signs as one item of a place: a mark of the questions, then the answers, packed.

The mark is a short hash of the questions in their order. Where the questions have changed since a button was made, the
answers in it could stand beside the wrong questions; then they are not read at all.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.model.content import RedFlag
from bot.model.packed import letters, packed, unpacked, written
from bot.model.place import LONGEST
from bot.screens.weighing import Answer

MARK = 3
"""Letters of the mark: two sets of questions share one by chance in 46,656."""
BASE = len(Answer)
ROOM = LONGEST - len("fil/PH-GB-2221/language/offer/") - MARK - len("/recruiter") - len("~99")
"""Letters that are left for the answers beside the longest prefix, the mark, the longest item behind them and the
number of a part."""
MOST = next(count for count in range(100, 0, -1) if letters(BASE, count) <= ROOM)
"""How many questions fit a place."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer for each question of the library, in its order."""

    flags: tuple[RedFlag, ...]
    answers: tuple[Answer, ...]

    @property
    def item(self) -> str:
        """The answers as an item of a place."""
        return mark_of(self.flags) + packed(self.answers, BASE)

    def __getitem__(self, flag_id: str) -> Answer:
        return self.answers[self.number(flag_id)]

    def number(self, flag_id: str) -> int:
        """The place of a question in the library's order, from 0."""
        return next(number for number, flag in enumerate(self.flags) if flag.id == flag_id)

    def but(self, flag_id: str, answer: Answer) -> "Answered":
        """The same answers but for one."""
        changed = list(self.answers)
        changed[self.number(flag_id)] = answer
        return replace(self, answers=tuple(changed))


def nothing_answered(flags: Sequence[RedFlag]) -> Answered:
    """Every question open."""
    return Answered(tuple(flags), (Answer.OPEN,) * len(flags))


def read_answers(flags: Sequence[RedFlag], item: str) -> Answered | None:
    """The answers from an item; None for answers to other questions and for anything that `Answered.item` is not."""
    if item[:MARK] != mark_of(tuple(flags)):
        return None
    values = unpacked(item[MARK:], BASE, len(flags))
    return None if values is None else Answered(tuple(flags), tuple(map(Answer, values)))


def mark_of(flags: tuple[RedFlag, ...]) -> str:
    """The mark of a set of questions; it changes when a question, its order or its alarming answer does."""
    return _mark(tuple(f"{one.id}={one.risky}={one.question.text}" for one in flags))


@lru_cache(maxsize=8)
def _mark(questions: tuple[str, ...]) -> str:
    digest = hashlib.sha256("\n".join(questions).encode()).digest()
    return written(int.from_bytes(digest[:8], "big") % 36**MARK).rjust(MARK, "0")
