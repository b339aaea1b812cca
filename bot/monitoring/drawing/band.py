"""Lines over the periods, each with the band of its noise; where a figure is withheld the line has a gap."""

from matplotlib.axes import Axes

from bot.monitoring.chart import Chart, Mark
from bot.monitoring.drawing.apart import apart
from bot.monitoring.drawing.style import COLOURS, LINE, SMALLEST, SOFT, Pen, in_lines

MOST = len(COLOURS)
"""Lines in a picture: the largest."""
LETTERS, NAME = 17, 0.155
"""Letters in a line of a name, and the inches of such a line."""
TICKS, WIDE = 4, 13
"""Periods that are named at most, and letters in each line of one."""
UNDER = 0.4
"""Inches for those names."""


def height(chart: Chart) -> float:
    """Inches."""
    return 3.6


def draw(pen: Pen, chart: Chart) -> None:
    """Draw the largest lines, time in the direction of reading, a name at the end of each."""
    periods = list(dict.fromkeys(one.labels[1] for one in chart.marks))
    axes = pen.axes(before=0.13, after=0.29, under=UNDER / height(chart))
    ends = []
    for name, colour in zip(_lines(chart), COLOURS, strict=False):
        points = {one.labels[1]: one for one in chart.marks if one.labels[0] == name}
        runs = _runs([points.get(period) for period in periods])
        for run in runs:
            _line(axes, run, colour)
        ends.append((runs[-1][-1][1].value or 0, name, colour))
    top = axes.get_ylim()[1]
    wide = max(1, len(periods) - 1)
    axes.set_ylim(0, top)
    axes.set_xlim(*((wide, 0) if chart.rtl else (0, wide)))
    _ticks(pen, axes, periods, top)
    _names(axes, chart, ends, top, wide)


def _line(axes: Axes, run: list[tuple[int, Mark]], colour: str) -> None:
    """A stretch without a gap, with the band of its noise."""
    places = [place for place, _ in run]
    values = [one.value or 0 for _, one in run]
    low = [value - one.margin for value, (_, one) in zip(values, run, strict=True)]
    high = [value + one.margin for value, (_, one) in zip(values, run, strict=True)]
    axes.fill_between(places, low, high, color=colour, alpha=0.18, linewidth=0)
    axes.plot(places, values, color=colour, marker="o", markersize=3.5, linewidth=1.6, clip_on=False)


def _ticks(pen: Pen, axes: Axes, periods: list[str], top: float) -> None:
    """A few periods, and whole numbers of people."""
    step = -(-len(periods) // TICKS)
    axes.set_xticks(range(0, len(periods), step), [in_lines(one, WIDE, 3) for one in periods[::step]])
    axes.tick_params(axis="x", labelsize=SMALLEST, pad=8)  # below the nought that stands at the end of the line
    ticks = [int(one) for one in axes.get_yticks() if 0 <= one <= top and one == int(one)]
    axes.set_yticks(ticks, [pen.number(one) for one in ticks], color=SOFT)
    axes.grid(axis="y", color=LINE, linewidth=0.6)


def cuts(chart: Chart) -> bool:
    """Whether some lines have no room."""
    return len({one.labels[0] for one in chart.printed}) > MOST


def _names(axes: Axes, chart: Chart, ends: list[tuple[int, str, str]], top: float, wide: int) -> None:
    """The name of each line at its end, moved so that none lies on another and all stay inside."""
    ordered = [(value, in_lines(name, LETTERS, 3), colour) for value, name, colour in sorted(ends, reverse=True)]
    tall = height(chart) - UNDER
    rooms = [NAME / tall * (1 + name.count("\n")) for _, name, _ in ordered]
    places = apart([1 - value / top for value, _, _ in ordered], rooms)
    side = "right" if chart.rtl else "left"
    for (_, name, colour), down in zip(ordered, places, strict=True):
        axes.text(
            wide * 1.03, (1 - down) * top, name, ha=side, va="center", fontsize=SMALLEST, color=colour, linespacing=1.0
        )


def _lines(chart: Chart) -> list[str]:
    sums: dict[str, int] = {}
    for one in chart.printed:
        sums[one.labels[0]] = sums.get(one.labels[0], 0) + (one.value or 0)
    return sorted(sums, key=lambda name: -sums[name])[:MOST]


def _runs(points: list[Mark | None]) -> list[list[tuple[int, Mark]]]:
    """The stretches without a gap."""
    runs: list[list[tuple[int, Mark]]] = [[]]
    for place, one in enumerate(points):
        if one is None or one.value is None:
            runs.append([])
        else:
            runs[-1].append((place, one))
    return [run for run in runs if run]
