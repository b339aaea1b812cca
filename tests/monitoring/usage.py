"""A release on what is read, for tests of the editors' work list."""

from collections.abc import Mapping, Sequence

from bot.model.release import Cell, Dimension, Release, Table

D = Dimension
Figures = Mapping[tuple[str, ...], int | None]


def table(name: str, dimensions: Sequence[Dimension], figures: Figures) -> Table:
    """A table with these figures."""
    return Table(
        name=name,
        dimensions=tuple(dimensions),
        cells=tuple(Cell(key, value) for key, value in figures.items()),
        epsilon=0.1,
        sensitivity=1,
        scale=10.0,
        threshold=20,
        margin=30,
    )


USAGE = Release(
    period="2026-10",
    group="usage",
    closed="2026-11-01",
    made="2026-11-01",
    plan="abcdef123456",
    generations=1,
    synthetic=False,
    digest="d" * 64,
    tables=(
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
    ),
)
