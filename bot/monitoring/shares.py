"""Shares of a whole: what part of a home's printed figures each of them is."""

from dataclasses import replace

from bot.monitoring.chart import Chart, Material
from bot.monitoring.labels import returns


def with_shares(material: Material, chart: Chart | None) -> Chart | None:
    """The chart with the sum of the printed figures beside each, by the first label, kinds of return in their order.

    Figures that are withheld are missing in the sum, and the chart says so: each share is a little too large.
    """
    if chart is None:
        return None
    sums: dict[str, int] = {}
    for one in chart.printed:
        sums[one.labels[0]] = sums.get(one.labels[0], 0) + (one.value or 0)
    order = list(returns(material.language).values())
    marks = sorted(
        (replace(one, whole=None if one.value is None else sums[one.labels[0]]) for one in chart.marks),
        key=lambda one: (one.labels[0], order.index(one.labels[1])),
    )
    said = material.language.say(
        "Shares are parts of what is printed of a home; withheld figures are not in them. One answer a person."
    )
    return replace(chart, marks=tuple(marks), sentences=(said, *chart.sentences))
