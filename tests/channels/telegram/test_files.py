"""The kit as a file in a chat: sent once to Telegram, named afterwards, removed with the rest."""

import pytest

from bot.channels.paper import printer as printing
from bot.screens.answer import Answers
from tests.conftest import Bot
from tests.doubles.telegram import Person, Refused

TAKE = "en/PH-GB-2221/take"


async def has_file(nurse: Person, place: str) -> dict:  # type: ignore[type-arg]
    before = {message.id for message in nurse.messages if message.document}
    await nurse.goes(place)
    await nurse.telegram.until(
        lambda: {one.id for one in nurse.messages if one.document} - before, f"a file for {place}"
    )
    return nurse.last.document or {}


async def test_a_tap_brings_the_pdf_and_the_page(bot: Bot) -> None:
    nurse = Person(bot.telegram, 921)
    await nurse.says("/start PH-GB-2221-take")
    pdf = await has_file(nurse, f"{TAKE}/pdf/now")
    assert pdf["file_name"] == "fair-passage-ph-gb-2221-en.pdf"
    assert bot.telegram.files[pdf["file_id"]].startswith(b"%PDF")
    assert bot.telegram.called("sendChatAction")[0]["action"] == "upload_document"
    page = await has_file(nurse, f"{TAKE}/html/now")
    assert bot.telegram.files[page["file_id"]].startswith(b"<!doctype html>")
    assert not bot.telegram.refusals


async def test_the_same_file_is_uploaded_once(bot: Bot) -> None:
    sent = []
    for number in (922, 923):
        nurse = Person(bot.telegram, number)
        await nurse.says("/start PH-GB-2221-take")
        sent.append((await has_file(nurse, f"{TAKE}/html/now"))["file_id"])
    assert sent[0] == sent[1]
    assert len(bot.telegram.files) == 1


async def test_a_file_that_telegram_has_forgotten_is_uploaded_again(bot: Bot) -> None:
    nurse = Person(bot.telegram, 924)
    await nurse.says("/start PH-GB-2221-take")
    await has_file(nurse, f"{TAKE}/html/now")
    bot.telegram.files.clear()
    await nurse.goes(TAKE, nurse.messages[0])
    before = len(nurse.messages)
    await nurse.presses(f"{TAKE}/html/now", nurse.messages[0])
    await bot.telegram.until(lambda: len(nurse.messages) > before, "the file once more")
    assert len(bot.telegram.files) == 1


async def test_hide_removes_the_file_too(bot: Bot) -> None:
    nurse = Person(bot.telegram, -925, kind="group")
    await nurse.says("/start@FairPassageBot PH-GB-2221-take")
    await has_file(nurse, f"{TAKE}/html/now")
    await nurse.presses("en/hide/now", nurse.messages[0])
    await bot.telegram.until(lambda: not nurse.messages, "an empty chat")


async def test_a_file_that_cannot_be_made_is_said_kindly(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def jammed(_: bytes) -> bytes:
        raise printing.PressFailed

    monkeypatch.setattr(printing, "pressed", jammed)
    nurse = Person(bot.telegram, 926)
    await nurse.says("/start PH-GB-2221-take")
    message = await nurse.goes(f"{TAKE}/pdf/now")
    assert "could not be made just now" in message.text
    assert not any(one.document for one in nurse.messages)


async def test_where_no_font_is_there_is_no_pdf_and_an_old_button_says_so(bot: Bot, answers: Answers) -> None:
    answers.unprintable = frozenset({"hi"})
    answers._turns.clear()
    try:
        nurse = Person(bot.telegram, 927, "hi")
        await nurse.says("/start PH-GB-2221-take")
        assert "hi/PH-GB-2221/take/pdf/now" not in nurse.last.data
        assert "hi/PH-GB-2221/take/html/now" in nurse.last.data
        await nurse.goes("hi/PH-GB-2221/share/take")
        message = await nurse.goes("hi/PH-GB-2221/take/pdf/now")
        assert answers.languages["hi"].say(
            "A PDF cannot be made in this language here. The offline page holds the same."
        ) in (message.text)
    finally:
        answers.unprintable = frozenset()
        answers._turns.clear()


async def test_who_blocks_the_bot_while_the_file_is_made_is_left_alone(bot: Bot) -> None:
    nurse = Person(bot.telegram, 928)
    await nurse.says("/start PH-GB-2221-take")
    bot.telegram.faults["sendDocument"].append(Refused(403, "Forbidden: bot was blocked by the user"))
    await nurse.presses(f"{TAKE}/html/now")
    await bot.telegram.until(lambda: any("blocked" in one for one in bot.telegram.refusals), "the refusal")
    assert len(bot.telegram.called("sendDocument")) == 1


async def test_a_link_of_somebody_else_sends_no_file(bot: Bot) -> None:
    nurse = Person(bot.telegram, 929)
    for payload in ("PH-GB-2221-take-pdf-now", "__PH-GB-2221__take__pdf__now", "__en__PH-GB-2221__take__html__now"):
        await nurse.says(f"/start {payload}")
    assert not bot.telegram.called("sendDocument")
