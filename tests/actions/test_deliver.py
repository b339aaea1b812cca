"""A deliverer's work on the database, step by step: what was decided between two of its steps counts."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.actions.deliver import LEASE, Result, Send, Slice
from bot.actions.retry import retry_failed
from bot.actions.stop import resume, stop
from bot.actions.withdraw import withdraw
from bot.model.bulletin import Bulletin, DeliveryState
from bot.model.staff import Refused
from storage.attachments import keep
from storage.database import writing
from storage.deliveries import forget_visitor
from storage.tables import deliveries, organisations
from tests.doubles.telegram import TelegramDouble
from tests.sending import AUTHOR, SECOND, SECRET, Sending, counted


@pytest.fixture
async def sending(database: AsyncEngine, telegram: TelegramDouble) -> Sending:
    return await Sending(database, telegram).open()


async def taken(sending: Sending, one: Bulletin, limit: int = 100) -> Slice:
    found = await sending.sendings.take(one.id, "", sending.clock.now, limit)
    assert found is not None
    return found


async def noted(sending: Sending, part: Slice, state: DeliveryState, message: int = 0) -> None:
    """All of a slice came to the same."""

    def result(send: Send) -> Result:
        kept = sending.sendings.message(message) if message else None
        return Result(send.work, send.work.left(state=state, message=kept, sent=sending.clock.now))

    await sending.sendings.note(part, [result(send) for send in part.sends], sending.clock.now)


async def test_nothing_is_taken_of_what_was_stopped_since_it_was_found(sending: Sending) -> None:
    await sending.subscribe(3)
    one = await sending.send({"en": "Hello"})
    assert await sending.sendings.with_work(sending.clock.now) == [(one.id, "")]
    await stop(sending.engine, AUTHOR, one.id, sending.clock.now)
    assert await sending.sendings.take(one.id, "", sending.clock.now, 10) is None
    assert counted(await sending.books(one)) == {"waiting": 3}
    await resume(sending.engine, AUTHOR, one.id, sending.clock.now)
    assert len((await taken(sending, one)).sends) == 3


async def test_a_late_answer_changes_nothing_of_what_somebody_else_has_taken_since(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send({"en": "Hello"}, resend_unknown=True)
    first = await taken(sending, one)
    sending.clock.forward(LEASE + 1)
    await sending.sendings.begin(sending.clock.now)
    second = await taken(sending, one)
    await noted(sending, first, DeliveryState.FAILED)
    assert counted(await sending.books(one)) == {"sending": 1}, "the second is not through"
    await noted(sending, second, DeliveryState.DELIVERED, message=7)
    assert counted(await sending.books(one)) == {"delivered": 1}


async def test_what_was_on_its_way_is_not_sent_again_after_a_withdrawal(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send({"en": "Hello"}, urgent=True)
    await taken(sending, one)
    await withdraw(sending.engine, SECOND, one.id, sending.clock.now)
    sending.clock.forward(LEASE + 1)
    await sending.sendings.begin(sending.clock.now)
    assert counted(await sending.books(one)) == {"unknown": 1}


async def test_only_the_failed_are_tried_again(sending: Sending) -> None:
    await sending.subscribe(6)
    one = await sending.send({"en": "Hello"})
    for state in (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.SKIPPED, DeliveryState.BLOCKED):
        await noted(sending, await taken(sending, one, 1), state)
    await noted(sending, await taken(sending, one, 1), DeliveryState.DELIVERED, message=7)
    assert await retry_failed(sending.engine, AUTHOR, one.id, sending.clock.now) == 1
    assert counted(await sending.books(one)) == {"waiting": 2, "delivered": 1, "unknown": 1, "skipped": 1, "blocked": 1}


async def test_whoever_stops_takes_the_number_of_her_message_with_her(sending: Sending) -> None:
    await sending.subscribe(2)
    one = await sending.send({"en": "Hello"})
    await noted(sending, await taken(sending, one), DeliveryState.DELIVERED, message=7)
    async with writing(sending.engine) as connection:
        await forget_visitor(connection, visitor_key(SECRET, "telegram", "1000"))
    async with sending.engine.connect() as connection:
        query = select(deliveries.c.visitor.is_(None), deliveries.c.message.is_(None)).order_by(deliveries.c.id)
        assert [tuple(row) for row in await connection.execute(query)] == [(True, True), (False, False)]


async def test_a_file_of_another_organisation_is_not_there(sending: Sending) -> None:
    async with writing(sending.engine) as connection:
        await connection.execute(organisations.insert().values(id=2, slug="other", name="Other"))
        theirs = await keep(connection, 2, "plan.png", "image/png", b"\x89PNG")
    with pytest.raises(Refused, match="not there; add it again"):
        await sending.write({"en": "Hello"}, attachment=theirs)
