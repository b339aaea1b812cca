"""What the desk is built from; the roof hands it in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.token import Dice
from bot.channels.web.network import Origin
from bot.language.language import Language
from bot.model.bulletin import Known
from bot.model.staff import Member
from bot.screens.answer import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """`answers` has the library and the languages, `known` what a bulletin may name, `topics` the topics' names in a
    language; `site` is the public address; `clock` gives whole seconds UTC; `rate` is how many copies leave a second;
    `test_send` sends a member a bulletin in each of its languages, to her own linked chat, or raises Refused; `origin`
    tells where a request came from.
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
    origin: Origin = field(default_factory=Origin)
