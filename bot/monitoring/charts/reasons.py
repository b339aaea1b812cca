"""Why people would go."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "reasons"


def chart(material: Material) -> Chart | None:
    """A bar for each reason."""
    return material.of_table(KIND, Drawing.BARS, material.language.say("The main reasons to go"), "reason")
