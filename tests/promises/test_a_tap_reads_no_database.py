"""Promise: a tap reads no database, and any process answers it after any restart."""

from sqlalchemy import event

from bot.screens.answer import Answers
from tests.conftest import Bot, running_bot
from tests.doubles.telegram import Person, TelegramDouble


async def test_a_tap_runs_no_statement(bot: Bot) -> None:
    statements: list[str] = []

    def remember(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    nurse = Person(bot.telegram, 601)
    await nurse.says("/menu")
    await nurse.taps("Thinking of going?")  # what her words still had to note is done before a tap of the same chat
    event.listen(bot.database.sync_engine, "before_cursor_execute", remember)
    for label in ("Philippines", "United Kingdom", "Nurse", "Fees", "More", "Sources", "Back"):
        await nurse.taps(label)
    assert not statements


async def test_a_button_of_one_process_is_answered_by_another(
    answers: Answers, database: object, telegram: TelegramDouble
) -> None:
    nurse = Person(telegram, 602)
    async with running_bot("polling", answers, database, telegram):  # type: ignore[arg-type]  # the database fixture
        await nurse.says("/start PH-GB-2221")
    async with running_bot("webhook", answers, database, telegram):  # type: ignore[arg-type]
        assert "placement fee" in (await nurse.taps("Fees")).html or nurse.last.text
        assert "United Kingdom" in nurse.last.text or nurse.last.data
