"""A wish is kept, shown, changed and gone, with everything that deliveries know; the address is never in clear."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.apply import Asker, apply, recalled, still_here
from bot.actions.sealed import Seal
from bot.actions.subscribe import unsubscribe
from bot.model.bulletin import Rhythm
from bot.model.screen import Effect, Forget, KeepLanguage, StillHere, Subscribe, Unsubscribe
from bot.model.wish import Wish
from storage.tables import deliveries, subscriptions
from tests.actions.staffed import released, staffed
from tests.conftest import SECRET

NURSE = Asker(b"n" * 16, "en", "4815162342", "2026-11")
WISH = Wish(
    topics=("fees", "passport"),
    destinations=("GB",),
    home="PH",
    occupation="2221",
    rhythm=Rhythm.WEEKLY,
    zone="Europe/London",
    language="fr",
)


async def done(engine: AsyncEngine, *effects: Effect, asker: Asker = NURSE) -> None:
    assert await apply(effects, asker, engine, SECRET)


async def rows(engine: AsyncEngine, table: Any = subscriptions) -> Sequence[Any]:
    async with engine.connect() as connection:
        return (await connection.execute(select(table))).all()


async def test_a_wish_is_kept_as_she_said_it_and_her_address_is_sealed(database: AsyncEngine) -> None:
    await done(database, Subscribe(WISH))
    (row,) = await rows(database)
    assert (row.kind, row.organisation, row.language, row.rhythm, row.zone) == (
        "person",
        None,
        "fr",
        "weekly",
        "Europe/London",
    )
    assert (row.topics, row.destinations, row.seen, row.asked) == (",fees,passport,", ",GB,", "2026-11", False)
    assert b"4815162342" not in row.address
    assert Seal(SECRET, "address").open(row.address) == "4815162342"
    assert Seal(SECRET, "message").open(row.address) is None
    assert await recalled(NURSE.key, database) == WISH
    assert NURSE.address not in repr(NURSE)


async def test_all_is_kept_as_all(database: AsyncEngine) -> None:
    await done(database, Subscribe(Wish(language="en")))
    (row,) = await rows(database)
    assert (row.topics, row.destinations, row.home, row.occupation) == (",", ",", "", "")
    assert await recalled(NURSE.key, database) == Wish(language="en")


async def test_a_second_wish_takes_the_place_of_the_first(database: AsyncEngine) -> None:
    await done(database, Subscribe(WISH))
    await done(database, Subscribe(Wish(language="en")))
    assert len(await rows(database)) == 1
    assert await recalled(NURSE.key, database) == Wish(language="en")


async def test_stop_forget_and_block_take_her_out_of_everything(database: AsyncEngine) -> None:
    await staffed(database)
    for number, leave in enumerate((Unsubscribe(), Forget(), None)):
        await done(database, Subscribe(Wish(language="en")))
        one = await released(database, {"en": "Hello"}, seed=number * 4)
        assert one.people == 1
        if leave is None:
            assert await unsubscribe(database, NURSE.key)
        else:
            await done(database, leave)
        assert not await rows(database)
        copies = [row for row in await rows(database, deliveries) if row.bulletin == one.id]
        assert [(row.visitor, row.message, row.state) for row in copies] == [(None, None, "skipped")]
    assert not await unsubscribe(database, NURSE.key)


async def test_leaving_without_a_subscription_is_no_trouble(database: AsyncEngine) -> None:
    await done(database, Unsubscribe())
    await done(database, Forget())


async def test_bulletins_come_in_the_language_that_she_chooses_later(database: AsyncEngine) -> None:
    await done(database, Subscribe(WISH))
    await done(database, KeepLanguage("en"))
    (row,) = await rows(database)
    assert row.language == "en"


async def test_a_sign_of_her_is_noted_by_the_month_and_of_others_nothing(database: AsyncEngine) -> None:
    await done(database, Subscribe(WISH))
    async with database.begin() as connection:
        await connection.execute(subscriptions.update().values(asked=True))
    await still_here(NURSE.key, database, "2027-03")
    (row,) = await rows(database)
    assert (row.seen, row.asked) == ("2027-03", False)
    await done(database, StillHere(), asker=Asker(NURSE.key, month="2027-04"))
    await still_here(b"o" * 16, database, "2027-05")
    await done(database, StillHere(), asker=Asker(b"o" * 16, month="2027-05"))
    assert [row.seen for row in await rows(database)] == ["2027-04"]
