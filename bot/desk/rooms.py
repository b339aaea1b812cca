"""What the desk is built from; the roof hands it in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.charts import Charts
from bot.actions.operations import Operations
from bot.actions.picture import Pictures
from bot.actions.push import Dhis2
from bot.actions.pushes import Pushes
from bot.actions.token import Dice
from bot.channels.web.network import Origin
from bot.language.language import Language
from bot.model.bulletin import Known
from bot.model.staff import Member
from bot.monitoring.plan import Plan
from bot.monitoring.work_list import States
from bot.screens.answer import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """`answers` has the library and the languages, `known` what a bulletin may name, `topics` the topics' names in a
    language; `site` is the public address; `clock` gives whole seconds UTC; `rate` is how many copies leave a second;
    `test_send` sends a member a bulletin in each of its languages, to her own linked chat, or raises Refused;
    `operations` gives the figures of the running program, `plan` the plan of tables in force, `translations` how far
    every language is; `charts` makes the charts of releases, `pictures` draws them, `dhis2` goes to an address with a
    token, `pushes` send releases there behind the requests; `origin` tells where a request came from; `synthetic` that
    everybody here is made up (`fairpassage demo`).
    """

    engine: AsyncEngine
    secret: bytes
    answers: Callable[[], Answers]
    known: Callable[[], Known]
    topics: Callable[[Language], Mapping[str, str]]
    site: str
    clock: Callable[[], int]
    dice: Dice
    rate: int
    test_send: Callable[[Member, int], Awaitable[object]]
    operations: Callable[[], Awaitable[Operations]]
    plan: Callable[[], Plan]
    translations: Callable[[], Awaitable[States]]
    charts: Charts
    pictures: Pictures
    pushes: Pushes
    dhis2: Callable[[str, str], Dhis2] = Dhis2
    origin: Origin = field(default_factory=Origin)
    synthetic: bool = False
