"""How many people bulletins were for, and how many they reached."""

from bot.monitoring.chart import Chart, Drawing, Mark, Material

KIND = "reach"
SMALL = 10
"""Audiences that are smaller are not told."""


def chart(material: Material) -> Chart | None:
    """A row for each bulletin: whom it reached, of all it was for."""
    told = [one for one in material.reach if one.people >= SMALL]
    if not told:
        return None
    say = material.language.say
    marks = [
        Mark((f"{one.title} ({one.code})",), one.reached if one.reached >= SMALL else None, 0, one.people)
        for one in told
    ]
    return material.chart(
        KIND,
        Drawing.BARS,
        say("Reach of bulletins"),
        [say("Bulletin")],
        marks,
        say("Copies that were sent, of all that the bulletin was for. Audiences below ten are left out."),
    )
