"""What an administrator sees on the front page beside the bulletins: operations, closings, the budget that is spent."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.actions.releases import spending
from bot.desk.closings import closings
from bot.desk.figures import decimal
from bot.desk.visit import Visit
from bot.desk.words import doors, outcomes
from bot.monitoring.explained import group_name, period_name

NEWEST = 8
"""Lines of the budget; every release tells its own."""


async def overview(visit: Visit) -> Mapping[str, Any]:
    """The values of operations.html."""
    language = visit.language
    newest = (await spending(visit.rooms.engine))[:NEWEST]
    return {
        "figures": await visit.rooms.operations(),
        "spent": newest,
        "closings": list(closings(visit)),
        "doors": doors(language),
        "outcomes": outcomes(language),
        "decimal": partial(decimal, language),
        "periods": {one.period: period_name(language, one.period) for one in newest},
        "groups": {one.group: group_name(language, one.group) for one in newest},
    }
