"""From true tallies to a table that can be published: known cells only, noise on each, small figures withheld.

The codes of the cells are public, so that a cell which is there says nothing. Every cell gets noise of its own, a
tally of nought too; what comes out smaller than the threshold is withheld and is not a nought.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

from bot.model.release import Cell, Dimension, Table
from bot.monitoring.noise import Dice, laplace, margin
from bot.monitoring.plan import GroupPlan, TablePlan

Key = tuple[str, ...]


def released(
    tallies: Mapping[Key, int],
    group: GroupPlan,
    table: TablePlan,
    codes: Mapping[Dimension, Sequence[str]],
    generations: int,
    dice: Dice,
) -> Table:
    """A table with its noise. `tallies` holds true counts by key; `generations` is how often a person may have counted.

    Each of them moves the same cells again where a guard was lost, so that the noise grows with their number.
    """
    sensitivity = table.sensitivity * max(1, generations)
    scale = Fraction(sensitivity) / Fraction(table.epsilon)
    keys = list(product(*(codes[one] for one in table.dimensions)))
    least = threshold(group, scale, len(keys))
    noisy = ((key, tallies.get(key, 0) + laplace(scale, dice)) for key in keys)
    return Table(
        name=table.name,
        dimensions=table.dimensions,
        cells=tuple(Cell(key, value if value >= least else None) for key, value in noisy),
        epsilon=float(table.epsilon),
        sensitivity=sensitivity,
        scale=float(scale),
        threshold=least,
        margin=margin(scale),
    )


def threshold(group: GroupPlan, scale: Fraction, cells: int) -> int:
    """The smallest figure that is printed: at least k people but for one time in 1/alpha, and at most g invented
    figures in the whole table on average.
    """
    wide = float(scale)
    by_people = group.k + math.log(1 / (2 * float(group.alpha))) * wide
    by_cells = math.log(max(1, cells) / (2 * float(group.g))) * wide
    return math.ceil(max(by_people, by_cells))


def active(table: TablePlan, before: int | None) -> bool:
    """Whether a table is counted and released; `before` is the previous period's printed number of people, if any."""
    return not table.over or (before is not None and before > table.over)
