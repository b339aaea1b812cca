"""What is read, by language."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "read"


def chart(material: Material) -> Chart | None:
    """Topics down, languages across."""
    return material.of_table(KIND, Drawing.HEAT, material.language.say("What is read, by language"), "topic-language")
