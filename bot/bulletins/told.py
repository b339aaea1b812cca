"""What may be told of a coverage's sums: where one language has few readers, a sum must not give their number away."""

from collections.abc import Iterable

from bot.bulletins.coverage import FEW, Coverage, LanguageCount, shown


def total(coverage: Coverage) -> str:
    """How many people a bulletin would reach."""
    return _sum(coverage.languages)


def in_their_own(coverage: Coverage) -> str:
    """How many of them would get it in their own language."""
    return _sum(one for one in coverage.languages if one.current)


def _sum(lines: Iterable[LanguageCount]) -> str:
    """The sum where no part of it is small; else only that of the parts that may be told."""
    counts = [one.people for one in lines]
    many = sum(count for count in counts if count >= FEW)
    if many == sum(counts):
        return shown(many)
    return f"at least {many}" if many else shown(sum(counts)) if sum(counts) < FEW else f"at least {FEW}"
