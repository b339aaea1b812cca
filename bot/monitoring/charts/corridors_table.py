"""From where to where: the corridors as a table whose colours tell the size."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "corridors-table"


def chart(material: Material) -> Chart | None:
    """Homes down, destinations across."""
    return material.of_table(KIND, Drawing.HEAT, material.language.say("From where to where, in numbers"), "corridor")
