"""How far people are with their plans."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "stage"


def chart(material: Material) -> Chart | None:
    """A bar for each stage."""
    return material.of_table(KIND, Drawing.BARS, material.language.say("How far people are"), "stage")
