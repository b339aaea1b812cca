"""Codes, agreements and instruments by the breaches that were reported of them."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "concerned"


def chart(material: Material) -> Chart | None:
    """A bar for each of them."""
    return material.of_table(
        KIND, Drawing.BARS, material.language.say("Which codes and agreements it concerns"), "instrument"
    )
