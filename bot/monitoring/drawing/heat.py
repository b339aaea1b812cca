"""A table whose colours tell the size, with the numbers in it; withheld figures are grey and have a dot."""

from typing import Literal

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LogNorm, Normalize

from bot.monitoring.chart import Chart, Mark
from bot.monitoring.drawing.style import GROUND, INK, MAP, SMALLEST, SOFT, Pen, in_lines

ROWS, COLUMNS = 20, 8
"""In a picture at most."""
STEP, HEAD = 0.29, 1.1
"""The inches of a row, and of the heads of the columns."""
CELL, AFTER, BEFORE = 0.072, 0.13, 0.45
"""Shares of the width: of a cell, of what is free after them, and of what the names of the rows take at most."""
LETTERS, HEAD_LETTERS = 68, 25
"""Letters that stand in the whole width, and in the one line of a column's name."""
TURNED = 60
"""Degrees by which the names of columns are turned."""
DOT = "·"
"""What stands in place of a withheld figure."""
_BLANK = (0.93, 0.94, 0.935)


def height(chart: Chart) -> float:
    """Inches for all rows and the heads."""
    return STEP * len(_rows(chart)) + HEAD


def draw(pen: Pen, chart: Chart) -> None:
    """Draw rows downward, columns in the direction of reading."""
    rows, columns = _rows(chart), _columns(chart)
    axes = pen.axes(before=_before(columns), after=AFTER, above=HEAD / height(chart))
    norm, colours = _norm([one.value for one in chart.printed if one.value]), colormaps[MAP]
    ground = [[_BLANK for _ in columns] for _ in rows]
    for one in chart.marks:
        if one.labels[0] in rows and one.labels[1] in columns:
            across, down = columns.index(one.labels[1]), rows.index(one.labels[0])
            ground[down][across], said, ink = _cell(pen, one, norm, colours)
            axes.text(across + 0.5, down + 0.5, said, ha="center", va="center", fontsize=SMALLEST, color=ink)
    axes.pcolormesh(ground, edgecolors=GROUND, linewidth=0.4)
    _heads(axes, chart, rows, columns)


def _before(columns: list[str]) -> float:
    """The share of the width for the names of the rows: more where there are few columns."""
    return min(BEFORE, 1 - AFTER - CELL * len(columns))


def _heads(axes: Axes, chart: Chart, rows: list[str], columns: list[str]) -> None:
    """The names of the rows where reading begins, those of the columns above, turned."""
    axes.set_ylim(len(rows), 0)
    axes.set_xlim(*((len(columns), 0) if chart.rtl else (0, len(columns))))
    letters = int(LETTERS * _before(columns))
    axes.set_yticks([number + 0.5 for number in range(len(rows))], [in_lines(one, letters) for one in rows])
    axes.xaxis.tick_top()
    side: Literal["left", "right"] = "right" if chart.rtl else "left"
    places = [number + 0.5 for number in range(len(columns))]
    heads = [in_lines(one, HEAD_LETTERS, 1) for one in columns]
    axes.set_xticks(places, heads, rotation=-TURNED if chart.rtl else TURNED, ha=side, rotation_mode="anchor")
    axes.tick_params(labelsize=SMALLEST)


def _norm(values: list[int]) -> Normalize:
    """Sizes by their order of magnitude where they lie far apart."""
    low, high = min(values), max(values)
    return LogNorm(low, high) if high > 20 * low else Normalize(0, high)


def _cell(pen: Pen, mark: Mark, norm: Normalize, colours: Colormap) -> tuple[tuple[float, float, float], str, str]:
    """The colour of a figure's ground, what stands on it, and the colour of that."""
    if mark.value is None:
        return _BLANK, DOT, SOFT
    red, green, blue, _ = colours(float(norm(mark.value)))
    return (red, green, blue), pen.number(mark.value), INK if 0.3 * red + 0.6 * green + 0.1 * blue > 0.5 else "white"


def cuts(chart: Chart) -> bool:
    """Whether some rows or columns have no room."""
    return any(len({one.labels[place] for one in chart.marks}) > most for place, most in ((0, ROWS), (1, COLUMNS)))


def _rows(chart: Chart) -> list[str]:
    return largest(chart, 0, ROWS)


def _columns(chart: Chart) -> list[str]:
    return largest(chart, 1, COLUMNS)


def largest(chart: Chart, place: int, most: int) -> list[str]:
    """The names at a place of the labels, those with the most people first."""
    sums: dict[str, int] = {}
    for one in chart.marks:
        sums[one.labels[place]] = sums.get(one.labels[place], 0) + (one.value or 0)
    return sorted(sums, key=lambda name: -sums[name])[:most]
