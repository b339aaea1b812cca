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
from bot.monitoring.periods import bounds
from bot.monitoring.plan import CEILING, in_a_quarter

NEWEST = 8
"""Lines of the budget, the newest closed periods first; every release tells its own."""


async def overview(visit: Visit) -> Mapping[str, Any]:
    """The values of operations.html."""
    language = visit.language
    released = [one for one in await spending(visit.rooms.engine) if one.spent]
    newest = sorted(released, key=lambda one: bounds(one.period)[1], reverse=True)[:NEWEST]
    plan = visit.rooms.plan()
    return {
        "figures": await visit.rooms.operations(),
        "spent": newest,
        "in_a_quarter": in_a_quarter(plan.groups),
        "ceiling": CEILING,
        "closings": list(closings(visit)),
        "doors": doors(language),
        "outcomes": outcomes(language),
        "decimal": partial(decimal, language),
        "periods": {one.period: period_name(language, one.period) for one in newest},
        "groups": {one.group: group_name(language, one.group) for one in newest},
    }
