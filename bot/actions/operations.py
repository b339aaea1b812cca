"""What operators may see of the running program: no topic, country, language or occupation, nothing that moves with one
person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.bulletin import BulletinState, DeliveryState
from bot.monitoring.traffic import HOUR, Did, Told, Traffic, in_tens
from storage.database import answers
from storage.operations import Amounts, amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """Figures of one process and its database, in tens and at most an hour old.

    `started` is when the process began (seconds since 1970), `reached` whether the database answers at this moment.
    """

    started: int
    reached: bool
    traffic: Mapping[Did, Told]
    copies: Mapping[DeliveryState, int]
    bulletins: Mapping[BulletinState, int]
    subscribers: int


class Watch:
    """Holds what the doors count together with what there is in the database, which is asked once an hour."""

    def __init__(self, engine: AsyncEngine, traffic: Traffic, clock: Callable[[], int]) -> None:
        self._engine, self._traffic, self._clock = engine, traffic, clock
        self._kept = Amounts({}, {}, 0)
        self._asked = -HOUR

    async def operations(self) -> Operations:
        """The figures as they may be told now; where the database does not answer, its last ones stand."""
        now, reached = self._clock(), await answers(self._engine)
        if reached and now - self._asked >= HOUR:
            async with self._engine.connect() as connection:
                self._kept, self._asked = await amounts(connection), now
        return Operations(
            started=self._traffic.started,
            reached=reached,
            traffic=self._traffic.told(now),
            copies={state: in_tens(self._kept.copies.get(state, 0)) for state in DeliveryState},
            bulletins={state: in_tens(self._kept.bulletins.get(state, 0)) for state in BulletinState},
            subscribers=in_tens(self._kept.subscribers),
        )
