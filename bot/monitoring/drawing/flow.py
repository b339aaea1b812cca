"""Streams between two columns of blocks, as wide as the number of people: from homes to destinations."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from bot.monitoring.chart import Chart, Mark
from bot.monitoring.drawing.apart import apart
from bot.monitoring.drawing.style import COLOURS, INK, SMALLEST, Pen, in_lines

MOST = 40
"""Streams in a picture: the largest."""
LINE, LETTERS = 0.145, 17
"""Inches of a line of a name, and its letters."""
GAP, BLOCK = 0.2, 0.04
"""Inches between two blocks, so that each has room for its name; a block's width, in shares of the width."""


@dataclass
class _Column:
    """The blocks of one side: where each begins (from above) and how much of it is taken."""

    places: dict[str, tuple[float, float]]
    taken: dict[str, float]


def height(chart: Chart) -> float:
    """Inches."""
    names = [{one.labels[side] for one in _shown(chart)} for side in (0, 1)]
    return max(3.4, 0.4 * max(map(len, names)))


def draw(pen: Pen, chart: Chart) -> None:
    """Draw the largest streams, homes where reading begins."""
    shown = _shown(chart)
    axes = pen.axes(before=0.26, after=0.26)
    axes.set_ylim(1, 0)
    axes.set_xlim(*((1, 0) if chart.rtl else (0, 1)))
    axes.set_xticks([])
    axes.set_yticks([])
    gap = GAP / height(chart)
    unit = _unit(shown, gap)
    homes, ends = _column(shown, 0, unit, gap), _column(shown, 1, unit, gap)
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(homes.places)}
    for one in sorted(shown, key=lambda one: (list(homes.places).index(one.labels[0]), ends.places[one.labels[1]])):
        _stream(axes, one, homes, ends, unit, colours[one.labels[0]])
    for column, at, side in ((homes, 0.0, True), (ends, 1 - BLOCK, False)):
        for name, (top, tall) in column.places.items():
            axes.add_patch(Rectangle((at, top), BLOCK, tall, color=colours.get(name, INK) if side else INK))
        middles = [top + tall / 2 for top, tall in column.places.values()]
        said = [in_lines(name, LETTERS) for name in column.places]
        rooms = [LINE / height(chart) * (1 + name.count("\n")) for name in said]
        for name, down in zip(said, apart(middles, rooms), strict=True):
            _name(pen, axes, name, down, side)


def _name(pen: Pen, axes: Axes, name: str, at: float, home: bool) -> None:
    """The name of a block outside of it; without a number, for the sum of what is drawn is no figure of the release."""
    outside = -0.03 if home else 1.03
    side = "left" if home == pen.chart.rtl else "right"
    axes.text(outside, at, name, ha=side, va="center", fontsize=SMALLEST, color=INK, linespacing=1.0)


def _stream(axes: Axes, mark: Mark, homes: _Column, ends: _Column, unit: float, colour: str) -> None:
    wide = (mark.value or 0) * unit
    left, right = (column.taken[mark.labels[place]] for place, column in enumerate((homes, ends)))
    homes.taken[mark.labels[0]] += wide
    ends.taken[mark.labels[1]] += wide
    start, end = BLOCK, 1 - BLOCK
    points = [(start, left), (0.5, left), (0.5, right), (end, right)]
    points += [(end, right + wide), (0.5, right + wide), (0.5, left + wide), (start, left + wide), (start, left)]
    curve = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, curve), facecolor=colour, alpha=0.45, linewidth=0))


def cuts(chart: Chart) -> bool:
    """Whether some streams have no room."""
    return len(chart.printed) > MOST


def _shown(chart: Chart) -> list[Mark]:
    return sorted(chart.printed, key=lambda one: (-(one.value or 0), one.labels))[:MOST]


def _unit(shown: list[Mark], gap: float) -> float:
    """The height of one person, so that the side with more blocks fits; `gap` lies between two blocks."""
    most = max(len({one.labels[side] for one in shown}) for side in (0, 1))
    return (1 - gap * (most - 1)) / max(1, sum(one.value or 0 for one in shown))


def _column(shown: list[Mark], side: int, unit: float, gap: float) -> _Column:
    sums: dict[str, int] = {}
    for one in shown:
        sums[one.labels[side]] = sums.get(one.labels[side], 0) + (one.value or 0)
    places, top = {}, 0.0
    for name in sorted(sums, key=lambda name: -sums[name]):
        places[name] = (top, sums[name] * unit)
        top += sums[name] * unit + gap
    return _Column(places, {name: top for name, (top, _) in places.items()})
