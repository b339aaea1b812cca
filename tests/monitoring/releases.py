"""Releases as values, for tests of what is done with them."""

from collections.abc import Mapping, Sequence

from bot.model.release import Cell, Dimension, Release, Table

D = Dimension


def table(
    name: str, dimensions: Sequence[Dimension], figures: Mapping[tuple[str, ...], int | None], *, threshold: int = 20
) -> Table:
    """A table with these figures."""
    return Table(
        name=name,
        dimensions=tuple(dimensions),
        cells=tuple(Cell(key, value) for key, value in figures.items()),
        epsilon=0.1,
        sensitivity=1,
        scale=10.0,
        threshold=threshold,
        margin=30,
    )


def release(period: str, group: str, *tables: Table, closed: str = "2026-11-01", synthetic: bool = False) -> Release:
    """A release of these tables."""
    return Release(
        period=period,
        group=group,
        closed=closed,
        made=closed,
        plan="abcdef123456",
        generations=1,
        synthetic=synthetic,
        tables=tables,
        digest="d" * 64,
    )


USAGE = release(
    "2026-10",
    "usage",
    table(
        "topic-language",
        (D.TOPIC, D.LANGUAGE),
        {
            ("kit/fees", "en"): 900,
            ("kit/fees", "fil"): 300,
            ("help", "en"): 500,
            ("help", "fil"): None,
            ("rights/passport", "en"): 450,
            ("rights/passport", "fil"): 460,
        },
    ),
    table(
        "helpful",
        (D.TOPIC, D.HELPFUL),
        {
            ("kit/fees", "yes"): 400,
            ("kit/fees", "no"): 60,
            ("rights/passport", "yes"): 50,
            ("rights/passport", "no"): 45,
            ("help", "yes"): None,
            ("help", "no"): 30,
        },
    ),
)
