"""What would make people stay."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "staying"


def chart(material: Material) -> Chart | None:
    """A bar for each reason."""
    return material.of_table(KIND, Drawing.BARS, material.language.say("What would make staying worthwhile"), "staying")
