"""Bars, the largest first, with the +/- of each as a whisker; lighter behind them the whole, where there is one."""

from matplotlib.axes import Axes

from bot.monitoring.chart import Chart, Mark
from bot.monitoring.drawing.style import ACCENT, INK, LABEL, LINE, SECOND, SMALLEST, SOFT, Pen, in_lines

MOST = 15
"""Bars in a picture."""
BAR, NAME, GAP = 0.15, 0.165, 0.12
"""Inches of a bar, of a line of the name above it, and between two of them."""
LETTERS = 60
"""Letters of a line of a name."""


def height(chart: Chart) -> float:
    """Inches for all bars and their names."""
    return sum(map(_tall, _shown(chart)))


def draw(pen: Pen, chart: Chart) -> None:
    """Draw them downward, each under its name, from the edge where reading begins."""
    shown = _shown(chart)
    axes = pen.axes(before=0.02, after=0.02)
    largest = max((one.whole or (one.value or 0) + one.margin) for one in shown) or 1
    room = largest * (1.3 if any(one.whole for one in shown) else 1.15)
    axes.set_xlim(*((room, 0) if chart.rtl else (0, room)))
    axes.set_ylim(height(chart), 0)
    axes.set_xticks([])
    axes.set_yticks([])
    top = 0.0
    for one in shown:
        _bar(pen, axes, top, one, room)
        top += _tall(one)


def _bar(pen: Pen, axes: Axes, top: float, mark: Mark, room: float) -> None:
    """One name, and under it its bar with its number; a figure that is withheld is a word and no bar of no length."""
    side, gap = "right" if pen.chart.rtl else "left", room * 0.01
    middle = top + _tall(mark) - GAP - BAR / 2
    axes.text(0, middle - 0.6 * BAR, _name(mark), ha=side, va="bottom", fontsize=LABEL, color=INK, linespacing=1.1)
    if mark.value is None:
        said = pen.chart.words.withheld
        axes.text(0, middle, said, ha=side, va="center", fontsize=SMALLEST, color=SOFT, style="italic")
        return
    if mark.whole:
        axes.barh(middle, mark.whole, color=LINE, height=BAR)
    axes.barh(middle, mark.value, color=ACCENT, height=BAR)
    if mark.margin:
        ends = [max(0, mark.value - mark.margin), mark.value + mark.margin]
        axes.plot(ends, [middle, middle], color=SECOND, linewidth=1.6, solid_capstyle="butt")
    at = (mark.whole or mark.value + mark.margin) + gap
    said = pen.number(mark.value) if mark.whole is None else f"{pen.number(mark.value)} / {pen.number(mark.whole)}"
    axes.text(at, middle, said, ha=side, va="center", fontsize=LABEL, color=INK)


def _name(mark: Mark) -> str:
    return in_lines(mark.labels[0], LETTERS)


def _tall(mark: Mark) -> float:
    return BAR + GAP + NAME * (1 + _name(mark).count("\n"))


def cuts(chart: Chart) -> bool:
    """Whether some bars have no room."""
    return len(chart.marks) > MOST


def _shown(chart: Chart) -> list[Mark]:
    """The largest, and then those that are withheld, as far as there is room."""
    ordered = sorted(chart.marks, key=lambda one: (one.value is None, -(one.value or 0), one.labels))
    return ordered[:MOST]
