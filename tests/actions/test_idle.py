"""Who is silent for a year is asked once, a month before; who does not answer is dropped."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.idle import PACK, idle, months_before
from bot.actions.sealed import Seal
from storage.tables import subscriptions
from tests.conftest import SECRET

SEALED = Seal(SECRET, "address")


async def subscribed(engine: AsyncEngine, number: int, seen: str, *, asked: bool = False, kind: str = "person") -> None:
    async with engine.begin() as connection:
        await connection.execute(
            subscriptions.insert().values(
                visitor=number.to_bytes(16, "big"),
                address=SEALED.seal(str(number)),
                kind=kind,
                language="fr",
                rhythm="now",
                seen=seen,
                asked=asked,
            )
        )


async def kept(engine: AsyncEngine) -> list[tuple[int, str, bool]]:
    async with engine.connect() as connection:
        found = await connection.execute(
            select(subscriptions.c.visitor, subscriptions.c.seen, subscriptions.c.asked).order_by(subscriptions.c.id)
        )
        return [(int.from_bytes(row.visitor, "big"), row.seen, row.asked) for row in found]


class Asked:
    """Stands in for the channel: remembers whom it asked, and answers as told."""

    def __init__(self, answer: bool | None = True) -> None:
        self.answer = answer
        self.chats: list[tuple[int, str]] = []

    async def __call__(self, chat: int, language: str) -> bool | None:
        self.chats.append((chat, language))
        return self.answer


async def test_she_is_asked_once_and_dropped_a_month_later(database: AsyncEngine) -> None:
    await subscribed(database, 7, "2026-01")
    ask = Asked()
    assert await idle(database, SECRET, "2026-11", ask) == (0, 0)
    assert await idle(database, SECRET, "2026-12", ask) == (0, 1)
    assert await idle(database, SECRET, "2026-12", ask) == (0, 0)
    assert ask.chats == [(7, "fr")]
    assert await kept(database) == [(7, "2026-01", True)]
    assert await idle(database, SECRET, "2027-01", ask) == (1, 0)
    assert await kept(database) == []


async def test_who_is_asked_late_has_her_month_all_the_same(database: AsyncEngine) -> None:
    await subscribed(database, 7, "2020-01")
    assert await idle(database, SECRET, "2026-12", Asked()) == (0, 1)
    assert await idle(database, SECRET, "2026-12", Asked()) == (0, 0)
    assert await idle(database, SECRET, "2027-01", Asked()) == (1, 0)


async def test_who_blocked_us_is_dropped_and_who_cannot_be_told_is_asked_again(database: AsyncEngine) -> None:
    await subscribed(database, 7, "2026-01")
    assert await idle(database, SECRET, "2026-12", Asked(None)) == (0, 0)
    assert await kept(database) == [(7, "2026-01", False)]
    assert await idle(database, SECRET, "2026-12", Asked(False)) == (0, 0)
    assert await kept(database) == []


async def test_groups_and_the_busy_are_left_alone(database: AsyncEngine) -> None:
    await subscribed(database, 7, "2026-06")
    await subscribed(database, 8, "2020-01", kind="group")
    assert await idle(database, SECRET, "2026-12", Asked()) == (0, 0)
    assert len(await kept(database)) == 2


async def test_many_are_asked_and_dropped_in_packs(database: AsyncEngine) -> None:
    for number in range(1, PACK + 6):
        await subscribed(database, number, "2026-01")
    ask = Asked()
    assert await idle(database, SECRET, "2026-12", ask) == (0, PACK + 5)
    assert len(set(ask.chats)) == PACK + 5
    assert await idle(database, SECRET, "2027-01", ask) == (PACK + 5, 0)


@pytest.mark.parametrize(
    ("month", "number", "before"), [("2026-11", 11, "2025-12"), ("2026-11", 12, "2025-11"), ("2026-01", 1, "2025-12")]
)
def test_months_are_counted_over_the_year(month: str, number: int, before: str) -> None:
    assert months_before(month, number) == before
