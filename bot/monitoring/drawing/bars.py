"""Bars, the largest first, with the +/- of each as a whisker; lighter behind them the whole, where there is one."""

from matplotlib.axes import Axes

from bot.monitoring.chart import Chart, Mark
from bot.monitoring.drawing.style import ACCENT, INK, LINE, SECOND, SOFT, Pen, in_lines

MOST, STEP = 25, 0.29
"""Bars in a picture, and the inches of each."""
LETTERS, WIDER, SMALL = 44, 54, 7.2
"""Letters of a name in one line, of each of two lines, and the size of those."""


def height(chart: Chart) -> float:
    """Inches for all bars."""
    return STEP * (len(_shown(chart)) + 0.6)


def draw(pen: Pen, chart: Chart) -> None:
    """Draw them from above."""
    shown = _shown(chart)
    axes = pen.axes(before=0.36, after=0.12)
    largest = max((one.whole or (one.value or 0) + one.margin) for one in shown) or 1
    places = range(len(shown), 0, -1)
    wholes = [(place, one.whole) for place, one in zip(places, shown, strict=True) if one.whole]
    axes.barh([place for place, _ in wholes], [whole for _, whole in wholes], color=LINE, height=0.62)
    for place, one in zip(places, shown, strict=True):
        _bar(pen, axes, place, one, largest)
    ends = (largest * 1.02, 0) if chart.rtl else (0, largest * 1.02)
    axes.set_xlim(*ends)
    axes.set_ylim(0.4, len(shown) + 0.6)
    axes.set_yticks(list(places), [_name(one) for one in shown])
    for label in axes.get_yticklabels():
        if len(label.get_text()) > LETTERS:
            label.set(fontsize=SMALL, linespacing=0.95)
    axes.set_xticks([])


def _name(mark: Mark) -> str:
    name = mark.labels[0]
    return name if len(name) <= LETTERS else in_lines(name, WIDER)


def _bar(pen: Pen, axes: Axes, place: int, mark: Mark, largest: int) -> None:
    """One bar with its number; a figure that is withheld is a word and no bar of no length."""
    side = "right" if pen.chart.rtl else "left"
    gap = largest * 0.012
    if mark.value is None:
        axes.text(gap, place, pen.chart.words.withheld, ha=side, va="center", fontsize=8, color=SOFT, style="italic")
        return
    axes.barh(place, mark.value, color=ACCENT, height=0.62)
    if mark.margin:
        ends = [max(0, mark.value - mark.margin), mark.value + mark.margin]
        axes.plot(ends, [place, place], color=SECOND, linewidth=1.6, solid_capstyle="butt")
    at = (mark.whole or mark.value + mark.margin) + gap
    said = pen.number(mark.value) if mark.whole is None else f"{pen.number(mark.value)} / {pen.number(mark.whole)}"
    axes.text(at, place, said, ha=side, va="center", fontsize=8.5, color=INK)


def cuts(chart: Chart) -> bool:
    """Whether some bars have no room."""
    return len(chart.marks) > MOST


def _shown(chart: Chart) -> list[Mark]:
    """The largest, and then those that are withheld, as far as there is room."""
    ordered = sorted(chart.marks, key=lambda one: (one.value is None, -(one.value or 0), one.labels))
    return ordered[:MOST]
