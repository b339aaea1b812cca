"""From where to where: the corridors as a flow."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "corridors"


def chart(material: Material) -> Chart | None:
    """A stream for each corridor, as wide as the number of people."""
    return material.of_table(KIND, Drawing.FLOW, material.language.say("From where to where"), "corridor")
