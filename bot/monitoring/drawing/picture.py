"""One figure of a chart, as SVG or PNG: frame, drawing, what has to be read with it."""

import io
import re
import textwrap
import unicodedata
import warnings
from collections.abc import Mapping
from types import ModuleType

import matplotlib as mpl
from matplotlib.figure import Figure

from bot.monitoring.chart import Chart, Drawing
from bot.monitoring.drawing import band, bars, flow, heat, shares
from bot.monitoring.drawing.style import FAMILIES, GROUND, INK, SMALLEST, SOFT, Pen

FORMS = ("svg", "png")
WIDTH = 4.5
"""Inches: as narrow as this, what is written can be read on a telephone, where a picture is as wide as the screen."""
DOTS = 240
"""Dots of an inch in a PNG: those of a telephone's screen."""
LINE, SMALL = 0.19, 0.155
"""Inches of a line of the title and of the small print."""
_MISSING = re.compile(r"Glyph (\d+) ")
"""How matplotlib tells of a letter that no font has."""
LETTERS, WIDEST = 72, 38
"""Letters in a line of small print, and of the title."""

DRAW: Mapping[Drawing, ModuleType] = {
    Drawing.BARS: bars,
    Drawing.HEAT: heat,
    Drawing.FLOW: flow,
    Drawing.BAND: band,
    Drawing.SHARES: shares,
}
"""Who draws what: each tells how tall it is in inches, whether it leaves something out, and draws."""


class NoFont(Exception):
    """This machine has no font for letters of the chart."""


def picture(chart: Chart, form: str) -> bytes:
    """The chart as `svg` or `png`; the same bytes for the same chart. Raises NoFont rather than draw empty boxes."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        made = _saved(chart, form)
    missing = {chr(int(found[1])) for one in said if (found := _MISSING.match(str(one.message)))}
    if letters := {one for one in missing if unicodedata.category(one)[0] in "LM"}:
        raise NoFont(f"no font has {len(letters)} letters of a chart in {chart.language}")
    return made


def _saved(chart: Chart, form: str) -> bytes:
    with mpl.rc_context({"font.family": FAMILIES, "svg.hashsalt": chart.kind, "svg.fonttype": "path"}):
        figure = figure_of(chart)
        made = io.BytesIO()
        about = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(made, format=form, dpi=DOTS, facecolor=GROUND, metadata=about)
    return made.getvalue()


def figure_of(chart: Chart) -> Figure:
    """Title above, small print below, and the drawing between them."""
    drawn = DRAW[chart.drawing]
    told = [chart.words.largest] if drawn.cuts(chart) else []
    if drawn is heat and len(chart.printed) < len(chart.marks):
        told.append(f"{heat.DOT} {chart.words.withheld}")
    sentences = (*told, *chart.sentences)
    small = [line for said in sentences for line in textwrap.wrap(said, LETTERS)]
    title = textwrap.wrap(chart.title, WIDEST)
    above, below = 0.43 + LINE * 1.6 * len(title), 0.3 + SMALL * len(small)
    height = above + drawn.height(chart) + below
    figure = Figure(figsize=(WIDTH, height))
    pen = Pen(figure, chart, below / height, 1 - above / height)
    side, edge = ("right", 0.98) if chart.rtl else ("left", 0.02)
    for number, line in enumerate((*title, chart.subtitle)):
        style = {"fontsize": 10, "color": SOFT} if number == len(title) else {"fontsize": 13, "color": INK}
        up = 1 - (0.12 + LINE * 1.5 * number) / height
        figure.text(edge, up, line, ha=side, va="top", **style)  # type: ignore[arg-type]  # a style of several kinds
    for number, line in enumerate(small):
        up = (below - 0.12 - SMALL * (number + 0.75)) / height
        figure.text(edge, up, line, ha=side, va="baseline", fontsize=SMALLEST, color=SOFT)
    drawn.draw(pen, chart)
    return figure
