"""What all drawings share: colours, fonts, and a pen that knows the side on which a language begins."""

import textwrap
from dataclasses import dataclass

from babel import Locale
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.language.formats import counted
from bot.monitoring.chart import Chart

GROUND, INK, SOFT, LINE = "#fdfcf9", "#1c2b33", "#4b5b63", "#cfd8d6"
ACCENT, SECOND = "#00594f", "#c98a1b"
COLOURS = ("#00594f", "#976300", "#3b6ea5", "#b3352c", "#7a5195", "#4c7a2b", "#b04a72", "#4b5b63")
"""Of lines and of their names; each can be read on the ground."""
LABEL, SMALLEST = 8.5, 8.0
"""Points of what is written at a figure, and of anything at all: about 10 pixels on a telephone."""
MAP = "YlGnBu"
FAMILIES = ["Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "DejaVu Sans"]
"""Fonts, each for the letters that those before it lack. Debian has the first three in fonts-noto-core."""


@dataclass(frozen=True)
class Pen:
    """Where a drawing goes: a figure, and the share of its height from `bottom` to `top`."""

    figure: Figure
    chart: Chart
    bottom: float
    top: float

    def axes(self, before: float, after: float, above: float = 0.0, under: float = 0.0) -> Axes:
        """Axes with room for labels: `before` on the side where reading begins, in shares of the width; `above` and
        `under` of the height.
        """
        left, right = (after, before) if self.chart.rtl else (before, after)
        tall = self.top - self.bottom
        where = (left, self.bottom + under * tall, 1 - left - right, tall * (1 - above - under))
        found = self.figure.add_axes(where)
        found.set_facecolor(GROUND)
        found.tick_params(colors=INK, labelsize=LABEL, length=0)
        for spine in found.spines.values():
            spine.set_visible(False)
        if self.chart.rtl:
            found.invert_xaxis()
            found.yaxis.tick_right()
        return found

    def number(self, number: int) -> str:
        """A whole number as readers of the language write it."""
        return counted(number, Locale.parse("en_001" if self.chart.language == "en" else self.chart.language))


def in_lines(text: str, letters: int, most: int = 2) -> str:
    """A label in as many lines as it needs, with a sign where those are not enough."""
    return "\n".join(textwrap.wrap(text, letters, max_lines=most, placeholder="…", break_on_hyphens=False))
