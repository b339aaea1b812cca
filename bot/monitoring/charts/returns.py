"""Who would return for good, for a time, or help from afar, by home country: the table that the seminar quotes."""

from bot.monitoring.chart import Chart, Drawing, Material
from bot.monitoring.shares import with_shares

KIND = "return"


def chart(material: Material) -> Chart | None:
    """Homes down, kinds of return across, each with its share of what is printed of the home."""
    title = material.language.say("Who would return, and how")
    return with_shares(material, material.of_table(KIND, Drawing.SHARES, title, "home-return"), "home-return")
