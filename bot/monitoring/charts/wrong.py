"""Breaches that were reported, by their kind."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "wrong"


def chart(material: Material) -> Chart | None:
    """A bar for each kind."""
    return material.of_table(KIND, Drawing.BARS, material.language.say("What went wrong"), "breach")
