"""What may be told of a coverage's sums: where one language has few readers, a sum must not give their number away."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.bulletins.coverage import FEW, Coverage, LanguageCount, shown


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as it may be told: `number` is all of it where it is `whole`, and the least that it can be elsewhere."""

    number: int
    whole: bool


def total(coverage: Coverage) -> Sum:
    """How many people a bulletin would reach."""
    return _sum(coverage.languages)


def in_their_own(coverage: Coverage) -> Sum:
    """How many of them would get it in their own language."""
    return _sum(one for one in coverage.languages if one.current)


def in_english(one: Sum) -> str:
    """A sum for programs."""
    return shown(one.number) if one.whole else f"at least {one.number}"


def _sum(lines: Iterable[LanguageCount]) -> Sum:
    """The sum where no part of it is small; else only that of the parts that may be told."""
    counts = [one.people for one in lines]
    many, everybody = sum(count for count in counts if count >= FEW), sum(counts)
    if many == everybody or everybody < FEW:
        return Sum(everybody, whole=True)
    return Sum(many or FEW, whole=False)
