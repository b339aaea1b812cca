"""Officers in their chat, over HTTP: linked by a code, a bulletin from its first word to its end, by two people."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import look
from bot.actions.links import CHAT, GROUP, make_link, member_of_chat
from bot.actions.sealed import Seal
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.following import Following
from bot.channels.telegram.incoming import Incoming, What
from bot.channels.telegram.staff_chat import Handed, StaffChat
from bot.language.language import Language, load_languages
from bot.model.bulletin import BulletinState
from bot.model.release import Header
from bot.model.staff import Member, Organisation, StaffRole
from bot.screens.answer import Answers
from storage.database import writing
from storage.tables import audit, bulletins, deliveries, staff, subscriptions
from tests.conftest import SECRET, TODAY
from tests.desk.api.union import ANNE, BEN, KNOWN, NOW, OTHER, picture, settle_unions
from tests.doubles.telegram import BOT, TOKEN, Message, Person, TelegramDouble
from tests.processes import ROOT

NUMBERS = {ANNE: 7001, BEN: 7002, OTHER: 7004}


@dataclass
class Office:
    """A bot that staff can talk to."""

    telegram: TelegramDouble
    engine: AsyncEngine
    tests: list[int]
    dice: Callable[[int], int]

    def member(self, number: int) -> Member:
        union = Organisation(id=2 if number == OTHER else 1, slug="ours", name="Our Union")
        return Member(id=number, organisation=union, login=f"login{number}", name="N", role=StaffRole.OFFICER)

    async def code(self, number: int, purpose: str = CHAT) -> str:
        return await make_link(self.engine, self.member(number), purpose, NOW, self.dice)

    async def officer(self, number: int) -> "Officer":
        """Somebody of the staff whose chat is linked."""
        officer = Officer(self.telegram, NUMBERS[number])
        assert "linked" in (await officer.says(f"/link {await self.code(number)}")).text
        return officer

    async def count(self, table: object) -> int:
        async with self.engine.connect() as connection:
            return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


class Officer(Person):
    """Somebody who answers the bot's questions by replying to them."""

    async def replies(self, question: Message, text: str, **content: object) -> Message:
        asked = {"message_id": question.id, "from": BOT, "text": question.text}
        return await self.says(text, reply_to_message=asked, **content)

    async def writes(self, text: str, **content: object) -> Message:
        """A new bulletin in English."""
        await self.says("/bulletin")
        await self.taps("Write a new one")
        before = set(self.chat.messages)
        await self.presses(self.last.button("English")["callback_data"])
        await self.telegram.until(lambda: set(self.chat.messages) - before, "the question")
        return await self.replies(self.last, text, **content)

    async def asked(self, label: str) -> Message:
        """Tap a button behind which a question waits."""
        before = set(self.chat.messages)
        await self.presses(self.last.button(label)["callback_data"])
        await self.telegram.until(lambda: set(self.chat.messages) - before, "the question")
        return self.last


@pytest.fixture
async def office(answers: Answers, database: AsyncEngine, telegram: TelegramDouble) -> AsyncIterator[Office]:
    await settle_unions(database)
    languages = load_languages(ROOT / "locales", ["fr", "ar"])
    tests: list[int] = []
    numbers = itertools.count(3)

    async def test_send(member: Member, number: int) -> None:
        tests.append(number)

    def dice(sides: int) -> int:
        return next(numbers) * 7919 // 3 % sides

    async def figures(header: Header, language: Language) -> Handed:
        caption = f"{header.period} {language.code}"
        return Handed(caption=caption, picture=b"a picture", title="A file", name="a.xlsx", body=b"a file")

    chat = StaffChat(database, SECRET, lambda: languages, lambda: KNOWN, test_send, lambda: NOW, dice, 30, figures)
    channel = TelegramChannel(TOKEN, telegram.url, lambda: answers, database, SECRET, lambda: TODAY, Budget(1000), chat)
    channel._following._pause = 0.02
    await channel.introduce()
    task = asyncio.create_task(channel.poll())
    yield Office(telegram, database, tests, dice)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await channel.stop(1.0)


async def test_from_the_first_word_to_the_withdrawal(office: Office) -> None:
    anne, ben = await office.officer(ANNE), await office.officer(BEN)
    style = [{"type": "bold", "offset": 0, "length": 2}]
    page = await anne.writes("No fees for you.\nNothing at all.", entities=style)
    assert "Draft" in page.text
    async with office.engine.connect() as connection:
        one = await look.bulletin_of(office.engine, office.member(ANNE), 1)
        assert one.texts["en"].text.startswith("**No** fees")
        doors = set((await connection.execute(select(audit.c.door).where(audit.c.action == "write"))).scalars())
    assert (one.title, one.show_until, doors) == ("No fees for you. Nothing at all.", NOW + 14 * 86_400, {"chat"})

    assert "<b>No</b> fees" in (await anne.taps("Preview")).html
    await anne.taps("Back")
    await anne.taps("Audience")
    await anne.taps("Topics")
    assert "☑️ fees" in str((await anne.taps("fees")).keyboard)
    assert "☑️ fees" not in str((await anne.taps("fees")).keyboard)
    await anne.taps("Back")
    await anne.taps("Back")
    await anne.taps("Shown until")
    await anne.taps("from now: 30")
    await anne.taps("Urgent")
    await anne.taps("Test to me")
    assert office.tests == [1]
    await anne.taps("Release")
    assert "second person" in anne.last.text
    assert not [place for place in anne.last.data if place.endswith("now")]

    assert "1 minute" not in (await ben.says("/bulletin")).text
    await ben.taps(one.title)
    asks = await ben.taps("Release")
    assert "People: at least 26" in asks.text
    assert "fewer than 10" in asks.text
    await ben.taps("hold until")
    asks = await ben.taps("send in another language")
    assert "second person" in asks.text, "who changes a version is its author"
    await anne.taps("Back")
    await anne.taps("Release")
    going = await anne.taps("Release now")
    assert "Waiting: 30" in going.text
    assert await office.count(deliveries) == 30

    async with writing(office.engine) as connection:
        await connection.execute(update(deliveries).where(deliveries.c.id <= 20).values(state="delivered"))
    await office.telegram.until(lambda: "Delivered: 20" in going.text, "the progress")
    await anne.taps("Stop")
    assert "Stop it?" in anne.last.text
    assert "stopped" in (await anne.taps("Stop now")).text
    await anne.taps("Back")
    await anne.taps("Withdraw")
    await anne.taps("Withdraw now")
    one = await look.bulletin_of(office.engine, office.member(ANNE), 1)
    assert one.state is BulletinState.WITHDRAWN


async def test_a_correction_is_released_by_a_second_person(office: Office) -> None:
    anne, ben = await office.officer(ANNE), await office.officer(BEN)
    await anne.writes("No fees for you.")
    await ben.says("/bulletin")
    await ben.taps("No fees")
    await ben.taps("Release")
    await ben.taps("Release now")
    await ben.taps("Back")
    await ben.taps("Text")
    question = await ben.asked("English")
    page = await ben.replies(question, "No fees at all.")
    assert "waits for a second person" in page.text
    await anne.says("/bulletin")
    await anne.taps("No fees")
    await anne.taps("Release")
    await anne.taps("Release now")
    one = await look.bulletin_of(office.engine, office.member(ANNE), 1)
    assert (one.version, one.released_version, one.texts["en"].text) == (2, 2, "No fees at all.")


@pytest.mark.parametrize("typed", ["2026-11-20 09:00 Africa/Nairobi", "٢٠٢٦-١١-٢٠ ٠٩:٠٠ Africa/Nairobi"])
async def test_a_time_in_a_zone(office: Office, typed: str) -> None:
    anne, ben = await office.officer(ANNE), await office.officer(BEN)
    await anne.writes("No fees for you.")
    question = await anne.asked("When to send")
    assert "cannot be read" in (await anne.replies(question, "tomorrow")).text
    assert "past" in (await anne.replies(question, "2020-01-01 09:00")).text
    await anne.replies(question, typed)
    await ben.says("/bulletin")
    await ben.taps("No fees")
    await ben.taps("Release")
    await ben.taps("Release now")
    one = await look.bulletin_of(office.engine, office.member(ANNE), 1)
    assert (one.state, one.send_at, one.zone) == (BulletinState.SCHEDULED, 1_795_154_400, "Africa/Nairobi")


@pytest.mark.parametrize("word", ["now", "Now.", "maintenant", "الآن"])
async def test_a_time_is_taken_back_in_her_own_words(office: Office, word: str) -> None:
    anne = await office.officer(ANNE)
    await anne.writes("No fees for you.")
    question = await anne.asked("When to send")
    await anne.replies(question, "2026-11-20 09:00 Africa/Nairobi")
    assert (await look.bulletin_of(office.engine, office.member(ANNE), 1)).send_at is not None
    await anne.replies(question, word)
    assert (await look.bulletin_of(office.engine, office.member(ANNE), 1)).send_at is None


async def test_a_time_is_taken_back_by_a_button(office: Office) -> None:
    anne = await office.officer(ANNE)
    page = await anne.writes("No fees for you.")
    assert "As soon as" not in str(page.keyboard), "nothing was chosen yet"
    page = await anne.replies(await anne.asked("When to send"), "2026-11-20 09:00 Africa/Nairobi")
    assert "As soon as" not in str((await anne.taps("As soon as")).keyboard)
    assert (await look.bulletin_of(office.engine, office.member(ANNE), 1)).send_at is None


@pytest.mark.parametrize(
    "text", ["[here](javascript:alert(1))", "[in](https://127.0.0.1/)", "**open", "x" * 4000, "&lt; <b>&amp; {{x}}"]
)
async def test_bad_texts_are_refused_with_a_sentence(office: Office, text: str) -> None:
    anne = await office.officer(ANNE)
    page = await anne.writes(text)
    if text.startswith("&"):
        assert text in (await anne.taps("Preview")).text, "what officers type is shown as it is"
        return
    assert "Not done" in page.text
    assert await office.count(bulletins) == 0


async def test_a_picture_is_added_and_taken_away(office: Office) -> None:
    anne = await office.officer(ANNE)
    await anne.writes("No fees for you.")
    question = await anne.asked("Add a file")
    asked = {"message_id": question.id, "from": BOT, "text": question.text}
    office.telegram.files |= {"good": picture(), "bad": b"<html>"}
    assert "neither" in (await anne.gives(document={"file_id": "bad"}, reply_to_message=asked)).text
    assert "hand the file over" in (await anne.gives(document={"file_id": "gone"}, reply_to_message=asked)).text
    photo = [{"file_id": "small"}, {"file_id": "good"}]
    assert "With a picture" in (await anne.gives(photo=photo, reply_to_message=asked)).text
    assert (await look.bulletin_of(office.engine, office.member(ANNE), 1)).attachment == 1
    await anne.taps("Remove the file")
    assert (await look.bulletin_of(office.engine, office.member(ANNE), 1)).attachment is None


async def test_another_unions_bulletin_is_not_there(office: Office) -> None:
    anne, other = await office.officer(ANNE), await office.officer(OTHER)
    await anne.writes("No fees for you.")
    page = await other.says("/bulletin")
    assert "no bulletin yet" in page.text
    for place in ("1", "1/show/en", "1/release/1/now", "1/stop/now", "1/withdraw/now", "1/urgent/on", "99", "x", "0"):
        assert "There is no such bulletin." in (await other.goes(f"en/staff/{place}")).text, place
        await other.goes("en/staff")
    assert (await look.bulletin_of(office.engine, office.member(ANNE), 1)).version == 1


async def test_who_is_not_staff_gets_nothing(office: Office) -> None:
    anne, nurse = await office.officer(ANNE), Officer(office.telegram, 9001)
    await anne.writes("No fees for you.")
    assert "staff of unions" in (await nurse.says("/bulletin")).text
    for place in ("", "/1", "/1/withdraw/now", "/new/en"):
        await nurse.says("/menu")
        assert "staff of unions" in (await nurse.goes(f"en/staff{place}")).text
    forged = replace(anne.last, text="✍️\nen/staff/new/en")
    assert "staff of unions" in (await nurse.replies(forged, "Send me money")).text
    assert await office.count(bulletins) == 1


async def test_a_disabled_member_gets_nothing(office: Office) -> None:
    anne = await office.officer(ANNE)
    async with writing(office.engine) as connection:
        await connection.execute(update(staff).where(staff.c.id == ANNE).values(disabled=True))
    assert "staff of unions" in (await anne.says("/bulletin")).text


async def test_codes_work_once_and_for_their_purpose(office: Office) -> None:
    anne, nurse = Officer(office.telegram, 7001), Officer(office.telegram, 9001)
    code = await office.code(ANNE)
    assert "Make a code" in (await anne.says("/link")).text
    assert "was used or is over" in (await anne.says("/link ABCD-EFGH-JKMN")).text
    assert "was used or is over" in (await anne.says(f"/link {await office.code(ANNE, GROUP)}")).text
    assert "linked" in (await anne.says(f"/link {code.lower()}")).text
    assert "was used or is over" in (await nurse.says(f"/link {code}")).text
    async with office.engine.connect() as connection:
        kept = (await connection.execute(select(staff.c.chat_address).where(staff.c.id == ANNE))).scalar_one()
    assert b"7001" not in kept
    assert Seal(SECRET, "address").open(kept) == "7001"


async def test_a_group_is_linked_in_the_group(office: Office) -> None:
    group = Officer(office.telegram, -4001, kind="supergroup")
    assert "was used or is over" in (await group.says(f"/link {await office.code(ANNE)}")).text
    code = await office.code(ANNE, GROUP)
    assert "Our Union" in (await group.says(f"/link@FairPassageBot {code} fr")).text
    async with office.engine.connect() as connection:
        row = (await connection.execute(select(subscriptions).where(subscriptions.c.kind == "group"))).one()
    assert (row.organisation, row.language, row.rhythm) == (1, "fr", "now")
    assert Seal(SECRET, "address").open(row.address) == "-4001"
    assert await member_of_chat(office.engine, row.visitor) is None, "a group is no member of staff"


async def test_in_a_group_nothing_is_composed(office: Office) -> None:
    anne = await office.officer(ANNE)
    await anne.writes("No fees for you.")
    group = Officer(office.telegram, -4001, kind="group")
    await group.says(f"/link {await office.code(ANNE, GROUP)}")
    assert "There is no such" in (await group.goes("en/staff/1/withdraw/now")).text or group.last.text
    assert (await look.bulletin_of(office.engine, office.member(ANNE), 1)).state is BulletinState.DRAFT


async def test_two_taps_release_once(office: Office) -> None:
    anne, ben = await office.officer(ANNE), await office.officer(BEN)
    await anne.writes("No fees for you.")
    await ben.says("/bulletin")
    await ben.taps("No fees")
    await ben.taps("Release")
    await ben.goes("en/staff/1/release/1/now")
    assert "released already" in (await ben.goes("en/staff/1/release/1/now")).text
    assert await office.count(deliveries) == 30


async def test_a_database_that_is_gone_is_told(office: Office) -> None:
    anne = await office.officer(ANNE)
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE bulletins RENAME TO gone")
    assert "does not answer" in (await anne.says("/bulletin")).text


async def test_every_place_fits_a_button() -> None:
    longest = "en/staff/999999999999999/for/destinations/gb"
    assert len(longest.encode()) <= 64


async def test_a_tap_ends_the_watch_on_its_message() -> None:
    """No late edit covers what staff do meanwhile."""
    seen: list[str] = []
    following = Following(lambda _, work: bool(asyncio.ensure_future(work())), pause=0.0)
    tapped = Incoming(What.TAP, 1, True, 5, "en", text="en/staff/1/release/1/now", tap="first")

    async def refresh(again: Incoming) -> bool:
        seen.append(again.text)
        if len(seen) == 3:
            following.touched(again)
        return True

    async with asyncio.timeout(30):
        await following.watch(tapped, "en/staff/1/books", refresh)
    assert seen == ["en/staff/1/books"] * 3


@pytest.mark.parametrize(
    "incoming",
    [
        Incoming(What.TAP, 1, True, 5, "en", text="en/rights", tap="t"),
        Incoming(What.TAP, 1, True, 5, "en", text="gibberish", tap="t"),
        Incoming(What.COMMAND, 1, True, 5, "en", command="menu"),
        Incoming(What.WORDS, 1, True, 5, "en", text="fees"),
        Incoming(What.WORDS, 1, True, 5, "en", text="fees", asked="en/rights", marked="fees"),
        Incoming(What.FILE, 1, True, 5, "en"),
        Incoming(What.TAP, -1, False, 5, "en", text="en/staff/1", tap="t"),
    ],
    ids=lambda one: one.text or one.command or one.what,
)
async def test_for_visitors_no_database_is_read(incoming: Incoming) -> None:
    nothing: Any = None  # whoever looks at the database fails
    chat = StaffChat(
        nothing, SECRET, lambda: load_languages(ROOT / "locales", []), nothing, nothing, nothing, nothing, 1, nothing
    )
    assert await chat.answered(incoming, nothing) is None
