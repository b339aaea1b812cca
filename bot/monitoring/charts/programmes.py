"""Interest in return programmes, by the kind of return."""

from bot.monitoring.chart import Chart, Drawing, Material

KIND = "programmes"


def chart(material: Material) -> Chart | None:
    """Programmes down, kinds of return across."""
    title = material.language.say("Interest in return programmes")
    return material.of_table(KIND, Drawing.HEAT, title, "programme-interest")
