"""How the numbers went from period to period, with the band of the noise."""

from collections.abc import Iterator

from bot.model.release import Release, Table
from bot.monitoring.chart import Chart, Drawing, Mark, Material
from bot.monitoring.explained import period_name

KIND = "trend"
LINES = ("people", "channel", "breach")
"""The tables that a line is drawn of, the first that a group has: all people, or one line for each code."""


def chart(material: Material) -> Chart | None:
    """A line over the periods for each code; a period in which a figure is withheld is a gap."""
    marks = [mark for one in material.releases for mark in _marks(material, one)]
    if len({one.labels[1] for one in marks if one.value is not None}) < 2:
        return None
    say = material.language.say
    return material.chart(
        KIND,
        Drawing.BAND,
        say("From period to period"),
        [say("Line"), say("Period")],
        marks,
        say("The band around a line is the random part: a change that stays within it means nothing."),
    )


def _table(release: Release) -> Table | None:
    return next((table for name in LINES if (table := release.table(name)) is not None), None)


def _marks(material: Material, release: Release) -> Iterator[Mark]:
    table = _table(release)
    if table is None:
        return
    when = period_name(material.language, release.period)
    for cell in table.cells:
        words = [material.word(one, code) for one, code in zip(table.dimensions, cell.key, strict=True)]
        yield Mark((" ".join(words) or material.language.say("People"), when), cell.value, table.margin)
