"""Shares of a whole: what part of a home's printed figures each of them is."""

from dataclasses import replace

from bot.monitoring.chart import Chart, Material
from bot.monitoring.labels import returns

MOST = 5
"""A share is told where what is withheld of its home can be at most one part in so many of what is printed."""


def with_shares(material: Material, chart: Chart | None, name: str) -> Chart | None:
    """The chart of a table with the sum of a home's printed figures beside each, kinds of return in their order.

    Figures that are withheld are missing in the sum: where they could change it much, no share is told, since a home of
    which one answer alone is printed would seem to be of one mind.
    """
    table = material.table(name)
    if chart is None or table is None:
        return None
    sums: dict[str, int] = {}
    hidden: dict[str, int] = {}
    for one in chart.marks:
        sums[one.labels[0]] = sums.get(one.labels[0], 0) + (one.value or 0)
        hidden[one.labels[0]] = hidden.get(one.labels[0], 0) + (one.value is None) * table.threshold
    wholes = {home: number for home, number in sums.items() if number >= MOST * hidden[home]}
    order = list(returns(material.language).values())
    marks = sorted(
        (replace(one, whole=None if one.value is None else wholes.get(one.labels[0])) for one in chart.marks),
        key=lambda one: (one.labels[0], order.index(one.labels[1])),
    )
    said = material.language.say(
        "Shares are parts of what is printed of a home, told where what is withheld could not change them much. One "
        "answer a person."
    )
    return replace(chart, marks=tuple(marks), sentences=(said, *chart.sentences))
