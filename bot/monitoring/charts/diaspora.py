"""The same of those who are abroad: what a diaspora offers its home country."""

from bot.monitoring.chart import Chart, Drawing, Material
from bot.monitoring.shares import with_shares

KIND = "diaspora"


def chart(material: Material) -> Chart | None:
    """Homes down, kinds of return across, each with its share of what is printed of the home."""
    title = material.language.say("Who would return, of those abroad")
    return with_shares(material, material.of_table(KIND, Drawing.SHARES, title, "home-diaspora"), "home-diaspora")
