"""A table of people and their shares, as the seminar prints it: a row for each home, a column for each kind."""

from typing import Literal, NamedTuple

from matplotlib.axes import Axes

from bot.language.bidi import isolate
from bot.monitoring.chart import Chart, Mark, percent
from bot.monitoring.drawing.heat import largest
from bot.monitoring.drawing.style import INK, LINE, SMALLEST, SOFT, Pen, in_lines

ROWS = 16
"""In a picture at most."""
STEP, HEAD = 0.33, 0.5
"""The inches of a row, and of the heads of the columns."""
LETTERS, HEAD_LETTERS = 17, 11
"""Letters in a line of the name of a row, and of a column."""
BAR = "#9fd3c7"


class _Shared(NamedTuple):
    labels: tuple[str, ...]
    value: int
    whole: int


def height(chart: Chart) -> float:
    """Inches for all rows and the heads."""
    return STEP * len(_rows(chart)) + HEAD


def draw(pen: Pen, chart: Chart) -> None:
    """Draw rows downward, columns in the direction of reading, a bar behind each share."""
    rows = _rows(chart)
    columns = list(dict.fromkeys(one.labels[1] for one in chart.marks))
    axes = pen.axes(before=0.25, after=0.02, above=HEAD / height(chart))
    for one in chart.marks:
        if one.labels[0] in rows:
            _cell(pen, axes, one, columns.index(one.labels[1]), rows.index(one.labels[0]))
    for down, row in enumerate(rows):
        bars = [(columns.index(one.labels[1]), 0.94 * one.value / one.whole) for one in _shared(chart, row)]
        axes.broken_barh(bars, (down + 0.08, 0.42), color=BAR)
        axes.axhline(down, color=LINE, linewidth=0.6)
    axes.set_ylim(len(rows), 0)
    axes.set_xlim(*((len(columns), 0) if chart.rtl else (0, len(columns))))
    axes.set_yticks([number + 0.5 for number in range(len(rows))], [in_lines(one, LETTERS) for one in rows])
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(columns)), [in_lines(one, HEAD_LETTERS, 3) for one in columns], ha=_side(chart))
    axes.tick_params(labelsize=SMALLEST)


def _side(chart: Chart) -> Literal["left", "right"]:
    return "right" if chart.rtl else "left"


def _rows(chart: Chart) -> list[str]:
    return largest(chart, 0, ROWS)


def cuts(chart: Chart) -> bool:
    """Whether some rows have no room."""
    return len({one.labels[0] for one in chart.marks}) > ROWS


def _shared(chart: Chart, row: str) -> list[_Shared]:
    return [
        _Shared(one.labels, one.value, one.whole)
        for one in chart.marks
        if one.labels[0] == row and one.value is not None and one.whole
    ]


def _cell(pen: Pen, axes: Axes, mark: Mark, across: int, down: int) -> None:
    """The share above, the people below it; a figure that is withheld is a word."""
    share = percent(pen.chart.language, mark)
    said, ink = _people(pen, mark)
    lines = [(0.3, share, INK), (0.74, said, SOFT)] if share else [(0.5, said, ink)]
    for lower, line, colour in lines:
        where = (across + 0.04, down + lower)
        axes.text(*where, line, ha=_side(pen.chart), va="center", fontsize=SMALLEST, color=colour)


def _people(pen: Pen, mark: Mark) -> tuple[str, str]:
    if mark.value is None:
        return in_lines(pen.chart.words.withheld, HEAD_LETTERS), SOFT
    people = f"{pen.number(mark.value)} ± {pen.number(mark.margin)}"
    return isolate(people) if pen.chart.rtl else people, INK
