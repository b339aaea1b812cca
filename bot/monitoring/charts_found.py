"""The charts that there are, found by looking into bot/monitoring/charts/."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache

import bot.monitoring.charts
from bot.monitoring.chart import Chart, Material

Maker = Callable[[Material], Chart | None]


class UnfinishedChart(Exception):
    """A module of bot/monitoring/charts/ that is no chart."""


@cache
def charts() -> Mapping[str, Maker]:
    """Every chart by its kind; raises UnfinishedChart where a module offers something else."""
    found: dict[str, Maker] = {}
    for info in pkgutil.iter_modules(bot.monitoring.charts.__path__):
        module = importlib.import_module(f"bot.monitoring.charts.{info.name}")
        kind, make = getattr(module, "KIND", None), getattr(module, "chart", None)
        if not isinstance(kind, str) or not callable(make):
            raise UnfinishedChart(f"{module.__name__}: a chart offers KIND, its name, and chart(material).")
        if kind in found:
            raise UnfinishedChart(f"{module.__name__}: the chart {kind!r} is there twice.")
        found[kind] = make
    return found


def charts_of(material: Material) -> Mapping[str, Chart]:
    """Every chart that the material has something for, by its kind."""
    made = {kind: make(material) for kind, make in charts().items()}
    return {kind: chart for kind, chart in made.items() if chart is not None}
