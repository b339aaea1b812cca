"""Bulletins over real HTTP, on both kinds of database: everybody once, in her language, and books that balance."""

import asyncio
import time

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.actions.retry import retry_failed
from bot.actions.stop import resume, stop
from bot.actions.subscribe import subscribe
from bot.actions.withdraw import withdraw
from bot.channels.telegram.budget import BURST
from bot.channels.telegram.deliverer import HANDS
from bot.model.bulletin import DeliveryState, Missing
from bot.model.wish import Wish
from storage import deliveries as stored
from storage.attachments import keep
from storage.database import writing
from storage.tables import deliveries, subscriptions
from storage.wishes import speak_to
from tests.doubles.telegram import Chat, Limits, Refused, TelegramDouble, too_many
from tests.sending import AUTHOR, DAY, SECOND, SECRET, Sending, counted


@pytest.fixture
async def sending(database: AsyncEngine, telegram: TelegramDouble) -> Sending:
    return await Sending(database, telegram).open()


async def test_everybody_gets_one_copy_in_her_language(sending: Sending) -> None:
    english = await sending.subscribe(30)
    french = await sending.subscribe(20, first=2000, language="fr")
    one = await sending.send({"en": "**Fees** are *never* yours.", "fr": "Les **frais** ne sont pas pour vous."})
    async with sending.deliverer():
        assert counted(await sending.done(one)) == {"delivered": 50}
    for chat in english:
        (copy,) = sending.copies(chat)
        assert "Nurses & Midwives Union" in copy.text
        assert one.code in copy.text
        assert "<b>Fees</b> are <i>never</i> yours." in copy.html
        assert copy.data == [f"en/bulletin/{one.code.lower()}", "en/subscribe/stop"]
    for chat in french:
        (copy,) = sending.copies(chat)
        assert "<b>frais</b>" in copy.html


async def test_who_is_gone_is_dropped_and_the_others_go_on(sending: Sending) -> None:
    await sending.subscribe(20)
    sending.telegram.chats[1003].blocked = True
    del sending.telegram.chats[1004]
    one = await sending.send({"en": "Hello"})
    async with sending.deliverer():
        found = await sending.done(one)
    assert counted(found) == {"delivered": 18, "blocked": 1, "failed": 1}
    assert found.reasons == {"failed: chat not found": 1}
    async with sending.engine.connect() as connection:
        assert len((await connection.execute(select(subscriptions.c.id))).all()) == 19
    assert await sending.rows(one, visitor=None) == 1, "nothing leads to who blocked us"
    sending.telegram.chats[1004] = Chat(1004)
    assert await retry_failed(sending.engine, AUTHOR, one.id, sending.clock.now) == 1
    async with sending.deliverer():
        assert counted(await sending.done(one)) == {"delivered": 19, "blocked": 1}


async def test_a_correction_is_made_in_place_or_sent_anew(sending: Sending) -> None:
    await sending.subscribe(20)
    await sending.subscribe(10, first=2000, language="fr")
    one = await sending.send({"en": "Old words", "fr": "Vieux mots"})
    async with sending.deliverer():
        await sending.done(one)
        sending.telegram.chats[1005].frozen.add(1)
        sending.telegram.chats[1006].blocked = True
        again = await sending.correct(one, {"en": "New words", "fr": "Vieux mots"}, missing={"fr": Missing.HOLD})
        found = await sending.done(again)
    assert counted(found) == {"delivered": 30}
    assert found.reasons == {"delivered: sent anew": 1, "delivered: blocked since": 1}
    (edited,) = sending.copies(1000)
    assert "New words" in edited.text
    assert "Corrected" in edited.text
    old, new = sending.copies(1005)
    assert "Old words" in old.text
    assert one.code in new.text
    assert "replaces" in new.text
    assert sending.copies(2000)[0].versions == 1, "what did not change is not touched"
    assert await sending.rows(one, version=2) == 29


async def test_a_correction_of_the_main_words_reaches_other_languages_as_decided(sending: Sending) -> None:
    await sending.subscribe(1)
    await sending.subscribe(1, first=2000, language="fr")
    one = await sending.send({"en": "Old words", "fr": "Vieux mots"})
    async with sending.deliverer():
        await sending.done(one)
        two = await sending.correct(one, {"en": "New words", "fr": "Vieux mots"}, missing={"fr": Missing.OTHER})
        await sending.done(two)
        assert "New words" in sending.copies(2000)[0].text
        three = await sending.correct(one, {"en": "New words", "fr": "Nouveaux mots"})
        await sending.done(three)
        assert "Nouveaux mots" in sending.copies(2000)[0].text
        assert sending.copies(1000)[0].versions == 2, "the English words are the same"


async def test_a_correction_reaches_copies_that_are_on_their_way(sending: Sending) -> None:
    await sending.subscribe(5)
    one = await sending.send({"en": "Old words"})
    taken = await sending.sendings.take(one.id, "", sending.clock.now, 10)
    assert taken is not None
    await sending.correct(one, {"en": "New words"})
    async with sending.deliverer() as deliverer:
        await deliverer._let_go(taken)
        await sending.done(one)
    assert all("New words" in sending.copies(chat)[0].text for chat in range(1000, 1005))


async def test_a_withdrawal_reaches_copies_that_are_on_their_way(sending: Sending) -> None:
    await sending.subscribe(5)
    one = await sending.send({"en": "Wrong words"})
    sending.telegram.faults["sendMessage"].append(too_many(1))
    taken = await sending.sendings.take(one.id, "", sending.clock.now, 10)
    assert taken is not None
    await withdraw(sending.engine, SECOND, one.id, sending.clock.now)
    async with sending.deliverer() as deliverer:
        await deliverer._let_go(taken)
        found = await sending.until(one, lambda books: books.states[DeliveryState.WITHDRAWN] == 4)
    assert counted(found) == {"withdrawn": 4, "skipped": 1}
    assert not any(sending.copies(chat) for chat in range(1000, 1005))


async def test_a_withdrawal_deletes_edits_or_tells(sending: Sending) -> None:
    old, new = await sending.subscribe(10), await sending.subscribe(5, first=2000)
    one = await sending.send({"en": "Wrong words"})
    async with sending.deliverer():
        await sending.done(one)
        sending.clock.forward(2 * DAY + 60)
        async with writing(sending.engine) as connection:
            keys = [visitor_key(SECRET, "telegram", str(chat)) for chat in new]
            recent = deliveries.update().where(deliveries.c.visitor.in_(keys)).values(sent=sending.clock.now)
            await connection.execute(recent)
        for chat in new:
            sending.telegram.chats[chat].messages[1].sent = sending.clock()
        sending.telegram.chats[1007].frozen.add(1)
        await withdraw(sending.engine, SECOND, one.id, sending.clock.now)
        found = await sending.until(one, lambda books: not books.states[DeliveryState.DELIVERED])
    assert counted(found) == {"withdrawn": 15}
    assert found.reasons == {"withdrawn: deleted": 5, "withdrawn: edited": 9, "withdrawn: told": 1}
    assert not any(sending.copies(chat) for chat in new)
    for chat in old:
        assert "withdrawn" in sending.copies(chat)[-1].text
        assert ("Wrong words" in sending.copies(chat)[0].text) is (chat == 1007)


async def test_a_stop_holds_within_a_second(sending: Sending) -> None:
    sending.rate = 100
    await sending.subscribe(600)
    one = await sending.send({"en": "Hello"})
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] >= 20)
        await stop(sending.engine, AUTHOR, one.id, sending.clock.now)
        before = sending.telegram.counts["sendMessage"]
        await sending.until(one, lambda books: not books.states[DeliveryState.SENDING])
        stopped = sending.telegram.counts["sendMessage"]
        assert stopped - before <= sending.rate, "a second's worth that was on its way, no more"
        await asyncio.sleep(0.7)
        assert sending.telegram.counts["sendMessage"] == stopped
        sending.rate = sending.budgets[-1].rate = 1000
        await resume(sending.engine, AUTHOR, one.id, sending.clock.now)
        assert counted(await sending.done(one)) == {"delivered": 600}


async def test_missing_languages_are_held_replaced_or_skipped(sending: Sending) -> None:
    for first, language in ((1000, "en"), (2000, "fr"), (3000, "ar"), (4000, "de")):
        await sending.subscribe(5, first=first, language=language)
    wishes = {"fr": Missing.HOLD, "ar": Missing.OTHER, "de": Missing.SKIP}
    one = await sending.send({"en": "Hello"}, missing=wishes)
    async with sending.deliverer():
        found = await sending.until(one, lambda books: books.states[DeliveryState.WAITING] == 5)
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 10)
        found = await sending.books(one)
        assert found.reasons == {"delivered: other language": 5, "skipped: language": 5}
        assert "🌐" in sending.copies(3000)[0].text
        two = await sending.correct(one, {"en": "Hello", "fr": "Bonjour"}, missing=wishes)
        found = await sending.done(two)
    assert counted(found) == {"delivered": 15, "skipped": 5}
    assert "Bonjour" in sending.copies(2000)[0].text
    assert sending.copies(1000)[0].versions == 1
    assert await sending.rows(one, version=2) == 15


async def test_who_changes_her_wish_does_not_wait_by_the_old_one(sending: Sending) -> None:
    (spoken,) = await sending.subscribe(1, language="fr")
    (hurried,) = await sending.subscribe(1, first=2000, rhythm="weekly")
    await sending.subscribe(1, first=3000, language="fr")
    one = await sending.send({"en": "Hello"}, show_until=sending.clock.now + 20 * DAY)
    looked = await sending.sendings.take(one.id, "", sending.clock.now, 10)
    assert looked is not None
    assert not looked.sends, "all of them wait: for a translation, for Monday"
    async with writing(sending.engine) as connection:
        await speak_to(connection, visitor_key(SECRET, "telegram", str(spoken)), "en")
        key, wish = visitor_key(SECRET, "telegram", str(hurried)), Wish(language="en")
        await subscribe(connection, SECRET, key, str(hurried), wish, "2026-11")
    async with sending.deliverer():
        found = await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 2)
    assert counted(found) == {"delivered": 2, "waiting": 1}


async def test_what_a_correction_changes_beside_the_words_waits_for_its_release(sending: Sending) -> None:
    await sending.subscribe(1)
    await sending.subscribe(3, first=2000, language="fr")
    one = await sending.send({"en": "Hello"}, missing={"fr": Missing.HOLD})
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 1)
        draft = await sending.write({"en": "Hello"}, bulletin=one.id, missing={"fr": Missing.OTHER})
        assert draft.missing == {"fr": Missing.OTHER}, "its writers see it"
        sending.clock.forward(1)
        assert await sending.sendings.with_work(sending.clock.now) == []
        await sending.release(draft)
        assert counted(await sending.done(one)) == {"delivered": 4}


async def test_quiet_hours_and_digests_are_kept_and_urgent_ones_pass(sending: Sending) -> None:
    await sending.subscribe(2, zone="Asia/Manila")  # eight in the evening at noon UTC
    await sending.subscribe(2, first=2000, zone="Asia/Tokyo")  # nine: too late
    await sending.subscribe(2, first=3000, rhythm="weekly")
    await sending.subscribe(2, first=4000, home="PH", rhythm="weekly")
    one = await sending.send({"en": "Hello"}, show_until=sending.clock.now + 20 * DAY)
    urgent = await sending.send({"en": "Now"}, urgent=True)
    async with sending.deliverer():
        assert counted(await sending.done(urgent)) == {"delivered": 8}
        found = await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 2)
        sending.clock.forward(11 * 3600 + 60)
        found = await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 4)
        assert counted(found) == {"waiting": 4, "delivered": 4}
        sending.clock.forward(5 * DAY + 2 * 3600)  # Monday, one in the morning UTC: nine in Manila
        found = await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 6)
        sending.clock.forward(8 * 3600)
        assert counted(await sending.done(one)) == {"delivered": 8}


async def test_a_bulletin_that_would_come_after_its_last_day_does_not_come(sending: Sending) -> None:
    await sending.subscribe(2, zone="Asia/Tokyo")
    await sending.subscribe(1, first=2000, rhythm="weekly")
    one = await sending.send({"en": "Tonight only"}, show_until=sending.clock.now + 3600)
    async with sending.deliverer():
        found = await sending.done(one)
    assert counted(found) == {"delivered": 1, "skipped": 2}
    assert found.reasons == {"skipped: too late": 2}


async def test_after_its_last_day_nothing_leads_to_a_person(sending: Sending) -> None:
    await sending.subscribe(5)
    await sending.subscribe(2, first=2000, language="fr")
    one = await sending.send({"en": "Hello"}, show_until=sending.clock.now + 60)
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 5)
        sending.clock.forward(125)
        found = await sending.done(one)
        await sending.eventually(lambda: sending.rows(one, visitor=None), 7)
    assert found.reasons == {"skipped: ended": 2}
    assert await sending.rows(one, message=None) == 7


async def test_a_scheduled_bulletin_leaves_at_its_time(sending: Sending) -> None:
    await sending.subscribe(3)
    one = await sending.send({"en": "Hello"}, send_at=sending.clock.now + 3600, zone="Africa/Nairobi")
    async with sending.deliverer():
        assert not await sending.rows(one)
        sending.clock.forward(3601)
        await sending.until(one, lambda books: books.people == 3)
        assert counted(await sending.done(one)) == {"delivered": 3}


async def test_throttled_for_three_seconds_in_the_middle(sending: Sending) -> None:
    sending.rate = 200
    await sending.subscribe(400)
    one = await sending.send({"en": "Hello"})
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] >= 50)
        sending.telegram.limits = Limits(1000, retry_after=3)
        sending.telegram.limits.all.closed_until = time.monotonic() + 3
        found = await sending.done(one)
    assert counted(found) == {"delivered": 400}
    assert all(len(sending.copies(chat)) == 1 for chat in range(1000, 1400))
    assert 1 <= sending.telegram.counts["refused 429"] <= 130, "bulletins rest after the first few"
    assert sending.budgets[-1].share < 1


async def test_one_throttled_chat_is_waited_for_alone(sending: Sending) -> None:
    await sending.subscribe(100)
    one = await sending.send({"en": "Hello"})
    sending.telegram.faults["sendMessage"].append(too_many(2))
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] == 99)
        assert sending.budgets[-1].share == 1
        assert counted(await sending.done(one)) == {"delivered": 100}


async def test_while_telegram_is_away_deliveries_wait(sending: Sending) -> None:
    sending.rate = 100
    await sending.subscribe(400)
    one = await sending.send({"en": "Hello"}, resend_unknown=True)
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] >= 20)
        before = sending.telegram.counts["sendMessage"]
        sending.telegram.down = True
        await sending.telegram.until(lambda: "getMe: down" in sending.telegram.refusals, "a harmless question")
        asked = sending.telegram.counts["sendMessage"] - before
        sending.telegram.down = False
        found = await sending.done(one)
    assert counted(found) == {"delivered": 400}
    assert asked <= HANDS * round(sending.rate * BURST), "only what was taken already"


@pytest.mark.parametrize("urgent", [False, True])
async def test_what_nobody_knows_is_left_or_sent_again(sending: Sending, urgent: bool) -> None:
    await sending.subscribe(10)
    sending.telegram.mute = {1003}
    one = await sending.send({"en": "Hello"}, urgent=urgent)
    async with sending.deliverer():
        if urgent:
            await sending.telegram.until(lambda: sending.copies(1003), "a first copy")
            sending.telegram.mute = set()
        found = await sending.done(one)
    expected = {"delivered": 10} if urgent else {"delivered": 9, "unknown": 1}
    assert counted(found) == expected
    assert len(sending.copies(1003)) == (2 if urgent else 1)


async def test_a_file_is_uploaded_once(sending: Sending) -> None:
    await sending.subscribe(30)
    async with writing(sending.engine) as connection:
        number = await keep(connection, 1, "rights.pdf", "application/pdf", b"%PDF-1.7 rights")
    one = await sending.send({"en": "Read **this**"}, attachment=number)
    async with sending.deliverer():
        assert counted(await sending.done(one)) == {"delivered": 30}
        again = await sending.correct(one, {"en": "Read *that*"})
        await sending.done(again)
    assert list(sending.telegram.files.values()) == [b"%PDF-1.7 rights"]
    assert {copy.file for chat in range(1000, 1030) for copy in sending.copies(chat)} == {"document-1"}
    assert "Read that" in sending.copies(1029)[0].text


async def test_a_group_that_moved_is_found_again(sending: Sending) -> None:
    await sending.subscribe(1, first=-500, kind="group", organisation=1)
    sending.telegram.chats[-500].moved = -900
    sending.telegram.chats[-900] = Chat(-900, "supergroup")
    one = await sending.send({"en": "Hello"})
    async with sending.deliverer():
        assert counted(await sending.done(one)) == {"delivered": 1}
    assert sending.copies(-900)
    async with sending.engine.connect() as connection:
        key = (await connection.execute(select(subscriptions.c.visitor))).scalar_one()
    assert key == visitor_key(SECRET, "telegram", "-900")


async def test_a_group_of_another_organisation_gets_nothing(sending: Sending) -> None:
    await sending.subscribe(1)
    await sending.subscribe(1, first=-500, kind="group", organisation=2)
    one = await sending.send({"en": "Hello"})
    assert one.people == 1


async def test_a_copy_in_a_group_has_no_button_that_would_stop_nobody(sending: Sending) -> None:
    await sending.subscribe(1)
    await sending.subscribe(1, first=-500, kind="group", organisation=1)
    one = await sending.send({"en": "Old words"})
    more = f"en/bulletin/{one.code.lower()}"
    async with sending.deliverer():
        await sending.done(one)
        assert [sending.copies(chat)[0].data for chat in (1000, -500)] == [[more, "en/subscribe/stop"], [more]]
        await sending.done(await sending.correct(one, {"en": "New words"}))
        assert sending.copies(-500)[0].data == [more]
        sending.clock.forward(49 * 3600)
        await withdraw(sending.engine, SECOND, one.id, sending.clock.now)
        await sending.until(one, lambda books: not books.states[DeliveryState.DELIVERED])
    assert "withdrawn" in sending.copies(-500)[0].text
    assert sending.copies(-500)[0].data == [more]


async def test_who_stops_while_her_copy_is_on_its_way_leaves_no_trace(sending: Sending) -> None:
    await sending.subscribe(2)
    one = await sending.send({"en": "Hello"})
    taken = await sending.sendings.take(one.id, "", sending.clock.now, 10)
    assert taken is not None
    async with writing(sending.engine) as connection:
        await stored.forget_visitor(connection, visitor_key(SECRET, "telegram", "1000"))
    async with sending.deliverer() as deliverer:
        await deliverer._let_go(taken)
        assert counted(await sending.done(one)) == {"delivered": 2}
        assert await sending.rows(one, visitor=None, message=None) == 1
        await withdraw(sending.engine, SECOND, one.id, sending.clock.now)
        found = await sending.until(one, lambda books: books.states[DeliveryState.WITHDRAWN] == 1)
    assert found.reasons["withdrawn: deleted"] == 1


async def test_a_text_that_telegram_refuses_fails_with_its_reason(sending: Sending) -> None:
    await sending.subscribe(3)
    sending.telegram.faults["sendMessage"].append(Refused(400, "Bad Request: can't parse entities: x"))
    one = await sending.send({"en": "Hello"})
    async with sending.deliverer():
        found = await sending.done(one)
    assert counted(found) == {"delivered": 2, "failed": 1}
    assert found.reasons == {"failed: text refused": 1}
