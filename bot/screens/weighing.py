"""What answers to the warning signs weigh: score, share of what is known, floors and the stop rule.

The model is that of our editors (weights, bands and floors are judgements, no standard), and the screens say so:

    risk      = 100 * sum(weight * value) / sum(weight), rounded; value: good 0, open 1/2, risky 1;
                a question that does not apply is left out
    coverage  = 100 * questions answered good or risky / questions that apply, rounded
    floors    : a risky answer of weight 5 lifts the result to "serious doubts" at least, one of weight 4 to
                "open questions"; a risky answer to a stop question is STOP whatever the rest
    label     = the higher of band and floor; below COVERED "too little known", unless a floor of "serious doubts"
                or STOP applies

A risky answer that the law allows within a limit (`Answer.WITHIN`) is an open question and not yet an alarm: it counts
as open and lifts the result to "open questions" at least.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from bot.model.content import RedFlag

COVERED = 60
"""Per cent of the questions that must be answered before a band is named."""

GRAVE, LARGE = 5, 4
"""From which weight on one risky answer means serious doubts, and open questions."""


class Answer(IntEnum):
    """What she said to a question. Not asked yet and "I don't know" are the same: it is open."""

    OPEN = 0
    YES = 1
    NO = 2
    NOT_MINE = 3
    """The question does not apply to her."""
    WITHIN = 4
    """Yes, but within what the law allows."""


class Label(IntEnum):
    """The result, from the least to the gravest."""

    TOO_LITTLE = 0
    FEW = 1
    OPEN = 2
    SERIOUS = 3
    VERY = 4
    STOP = 5


BANDS = ((70, Label.VERY), (45, Label.SERIOUS), (20, Label.OPEN), (0, Label.FEW))
"""From which score a label holds."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The result with everything that it rests on. `score` and `coverage` are whole numbers from 0 to 100."""

    label: Label
    points: Fraction
    score: int
    coverage: int
    risky: tuple[RedFlag, ...]
    open: tuple[RedFlag, ...]
    good: tuple[RedFlag, ...]
    within: tuple[RedFlag, ...]
    left_out: tuple[RedFlag, ...]

    @property
    def known(self) -> int:
        """How many questions are answered good or risky."""
        return len(self.risky) + len(self.good)

    @property
    def applying(self) -> int:
        """How many questions apply."""
        return self.known + len(self.open) + len(self.within)

    @property
    def total(self) -> int:
        """The weights of the questions that apply, together."""
        return sum(one.weight for group in (self.risky, self.open, self.good, self.within) for one in group)


def value_of(flag: RedFlag, answer: Answer) -> Fraction | None:
    """How risky an answer is, from 0 to 1; None where the question does not apply."""
    if answer is Answer.NOT_MINE:
        return None
    if answer in (Answer.OPEN, Answer.WITHIN):
        return Fraction(1, 2)
    return Fraction(int(is_risky(flag, answer)))


def is_risky(flag: RedFlag, answer: Answer) -> bool:
    """Whether an answer is the alarming one."""
    return answer is (Answer.YES if flag.risky == "yes" else Answer.NO)


def weighed(answers: Sequence[tuple[RedFlag, Answer]]) -> Weighed:
    """Weigh the answers to the questions that are asked in her corridor; the order of each group is theirs."""
    groups: dict[str, list[RedFlag]] = {name: [] for name in ("risky", "open", "good", "within", "left_out")}
    for flag, answer in answers:
        groups[_group(flag, answer)].append(flag)
    values = [(one.weight, value) for one, answer in answers if (value := value_of(one, answer)) is not None]
    total = sum(weight for weight, _ in values)
    points = sum((weight * value for weight, value in values), Fraction())
    score = _rounded(100 * points, total)
    coverage = _rounded(Fraction(100 * (len(groups["risky"]) + len(groups["good"]))), len(values))
    floor = max(_floors(groups["risky"], groups["within"]), default=Label.TOO_LITTLE)
    held = {name: tuple(own) for name, own in groups.items()}
    return Weighed(_label(score, coverage, floor), points, score, coverage, **held)


def _group(flag: RedFlag, answer: Answer) -> str:
    if answer in (Answer.YES, Answer.NO):
        return "risky" if is_risky(flag, answer) else "good"
    return {Answer.OPEN: "open", Answer.WITHIN: "within"}.get(answer, "left_out")


def _floors(risky: list[RedFlag], within: list[RedFlag]) -> Iterator[Label]:
    for flag in risky:
        if flag.stop:
            yield Label.STOP
        elif flag.weight >= LARGE:
            yield Label.SERIOUS if flag.weight >= GRAVE else Label.OPEN
    if within:
        yield Label.OPEN


def _label(score: int, coverage: int, floor: Label) -> Label:
    if coverage < COVERED and floor < Label.SERIOUS:
        return Label.TOO_LITTLE
    return max(floor, next(label for start, label in BANDS if score >= start))


def _rounded(number: Fraction, by: int) -> int:
    """A quotient as a whole number, halves upward; nothing divided is 0."""
    return int(number / by + Fraction(1, 2)) if by else 0
