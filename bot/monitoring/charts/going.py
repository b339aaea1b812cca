"""Destinations that are considered first."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "going"


def chart(material: Material) -> Chart | None:
    """A bar for each destination."""
    return material.of_table(KIND, Drawing.BARS, material.language.say("Where people think of going"), "destination")
