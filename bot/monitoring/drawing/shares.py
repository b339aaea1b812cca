"""A table of people and their shares, as the seminar prints it: a row for each home, a column for each kind."""

import textwrap
from typing import Literal, NamedTuple

from bot.language.bidi import isolate
from bot.monitoring.chart import Chart, Mark, percent
from bot.monitoring.drawing.heat import first
from bot.monitoring.drawing.style import INK, LINE, SOFT, Pen, cut

STEP, HEAD = 0.27, 0.5
LETTERS = 36
BAR, RIGHT_TO_LEFT = "#9fd3c7", "\u200f"


class _Shared(NamedTuple):
    labels: tuple[str, ...]
    value: int
    whole: int


def height(chart: Chart) -> float:
    """Inches for all rows and the heads."""
    return STEP * len(first(chart)) + HEAD


def draw(pen: Pen, chart: Chart) -> None:
    """Draw rows downward, columns in the direction of reading, a bar behind each share."""
    rows = first(chart)
    columns = list(dict.fromkeys(one.labels[1] for one in chart.marks))
    axes = pen.axes(before=0.22, after=0.02, above=HEAD / height(chart))
    side: Literal["left", "right"] = "right" if chart.rtl else "left"
    for one in chart.marks:
        if one.labels[0] in rows:
            across, down = columns.index(one.labels[1]), rows.index(one.labels[0])
            said, ink = _said(pen, one)
            axes.text(across + 0.03, down + 0.5, said, ha=side, va="center", fontsize=8.5, color=ink)
    for down, row in enumerate(rows):
        bars = [(columns.index(one.labels[1]), 0.94 * one.value / one.whole) for one in _shared(chart, row)]
        axes.broken_barh(bars, (down + 0.12, 0.76), color=BAR)
        axes.axhline(down, color=LINE, linewidth=0.6)
    axes.set_ylim(len(rows), 0)
    axes.set_xlim(*((len(columns), 0) if chart.rtl else (0, len(columns))))
    axes.set_yticks([number + 0.5 for number in range(len(rows))], [cut(one, LETTERS) for one in rows])
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(columns)), ["\n".join(textwrap.wrap(one, 20)[:2]) for one in columns], ha=side)


def cuts(chart: Chart) -> bool:
    """Whether some rows have no room."""
    return len({one.labels[0] for one in chart.marks}) > len(first(chart))


def _shared(chart: Chart, row: str) -> list[_Shared]:
    return [
        _Shared(one.labels, one.value, one.whole)
        for one in chart.marks
        if one.labels[0] == row and one.value is not None and one.whole
    ]


def _said(pen: Pen, mark: Mark) -> tuple[str, str]:
    if mark.value is None:
        return pen.chart.words.withheld, SOFT
    share = percent(pen.chart.language, mark)
    people = f"{pen.number(mark.value)} ± {pen.number(mark.margin)}"
    told = [one for one in (share, people) if one]
    if pen.chart.rtl:  # the line runs to the left, the numbers in it do not
        return RIGHT_TO_LEFT + "   ".join(map(isolate, told)), INK
    return "   ".join(told), INK
