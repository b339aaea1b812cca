"""Her answers to "Tell us, anonymously" as one item of a place, and the Intent that they make.

Countries and occupation stand in the place itself; `hidden` says which of them she leaves out, `own` whether they are
asked one by one instead of as the corridor that she came from. Every other answer is a position in options.py, 0 where
nothing is told. So the answers live in the button and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.library.library import Library
from bot.model.content import Role
from bot.model.counted import Horizon, Intent, Permanence, Reason, Return, Stage
from bot.model.packed import packed, unpacked
from bot.model.place import Place

T = TypeVar("T")

WHENS = (
    (Horizon.SOON, Permanence.FOR_A_TIME),
    (Horizon.SOON, Permanence.FOR_GOOD),
    (Horizon.YEAR, Permanence.FOR_A_TIME),
    (Horizon.YEAR, Permanence.FOR_GOOD),
    (Horizon.LATER, Permanence.FOR_A_TIME),
    (Horizon.LATER, Permanence.FOR_GOOD),
    (Horizon.OPEN, Permanence.FOR_A_TIME),
    (Horizon.OPEN, Permanence.FOR_GOOD),
    (Horizon.OPEN, Permanence.OPEN),
)
"""When and for how long: one question, because one tap answers both."""
LEFT = (Stage.ABROAD, Stage.BACK)
"""Stages after which nobody asks when she means to leave."""
HOME, DESTINATION, OCCUPATION = 1, 2, 4
"""What of the place is left out, as bits of `hidden`."""
EVERYTHING = HOME | DESTINATION | OCCUPATION
CORRIDOR, STAGE, WHEN, REASON, STAYING, RETURNING = "corridor", "stage", "when", "reason", "staying", "returning"
ENDS = {"home": HOME, "destination": DESTINATION, "occupation": OCCUPATION}
_LIMITS = (1, EVERYTHING, len(Stage), len(WHENS), len(Reason), len(Reason), len(Return))
_BASE = max(_LIMITS) + 1


@dataclass(frozen=True, slots=True)
class Plans:
    """What she told so far."""

    own: int = 0
    hidden: int = 0
    stage: int = 0
    when: int = 0
    reason: int = 0
    staying: int = 0
    returning: int = 0

    @property
    def item(self) -> str:
        """The answers as an item of a place: at most seven letters."""
        values = (self.own, self.hidden, self.stage, self.when, self.reason, self.staying, self.returning)
        return packed(values, _BASE)

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked, in order: six questions, or eight where the corridor is not known."""
        ends = tuple(ENDS) if self.own else (CORRIDOR,)
        return (*ends, STAGE, WHEN, REASON, STAYING, RETURNING)

    @property
    def has_left(self) -> bool:
        """Whether she told that she is abroad, or back."""
        return chosen(tuple(Stage), self.stage) in LEFT

    def told(self, bit: int) -> bool:
        """Whether something of the place is told."""
        return not self.hidden & bit

    def but(self, **changes: int) -> "Plans":
        """The same answers but for some."""
        return replace(self, **changes)


def chosen(options: Sequence[T], number: int) -> T | None:
    """What the number of an answer stands for, None where nothing was told."""
    return options[number - 1] if number else None


def read_plans(item: str) -> Plans | None:
    """The answers of an item; None for anything that is not written by `Plans.item`."""
    values = unpacked(item, _BASE, len(_LIMITS))
    if values is None or any(value > limit for value, limit in zip(values, _LIMITS, strict=True)):
        return None
    return Plans(*values)


def begun(place: Place, library: Library) -> Plans:
    """No answer yet: about the place's corridor where it is known whole."""
    intent = intent_of(Plans(), place, library)
    return Plans(own=0 if intent.home and intent.destination and intent.occupation else 1)


def intent_of(plans: Plans, place: Place, library: Library) -> Intent:
    """What is counted if she says yes."""
    when = chosen(WHENS, plans.when)
    occupation = library.occupation(place.occupation) if plans.told(OCCUPATION) else None
    return Intent(
        home=with_role(library, place.home, "home") if plans.told(HOME) else "",
        destination=with_role(library, place.destination, "destination") if plans.told(DESTINATION) else "",
        occupation=occupation.code if occupation else "",
        stage=chosen(tuple(Stage), plans.stage),
        horizon=when[0] if when and not plans.has_left else None,
        permanence=when[1] if when else None,
        reason=chosen(tuple(Reason), plans.reason),
        staying=chosen(tuple(Reason), plans.staying),
        returning=chosen(tuple(Return), plans.returning),
    )


def with_role(library: Library, code: str, role: Role) -> str:
    """A country's code where it is offered in this role, else ""."""
    held = library.countries.get(code)
    return code if held is not None and role in held.roles else ""
