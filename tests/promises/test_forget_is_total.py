"""Promise: /forget removes what is kept, and the receipt says what was removed and what remains."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.model.counted import Use
from bot.screens.answer import Answers
from bot.screens.plans import Plans
from storage.database import writing
from storage.uncounted import are_uncounted, count_again, count_not
from tests.conftest import SECRET, Bot, running_bot
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import running
from tests.tallied import MONTH, NURSE, QUARTER, Tallied, someone


async def test_the_receipt_is_exact(bot: Bot) -> None:
    nurse = Person(bot.telegram, 621)
    await nurse.says("/menu")
    await nurse.goes("fr/speak")
    await nurse.says("/forget")
    receipt = await nurse.goes("en/forget/now")
    told = ("Removed: your choice of language", "Removed: your subscription", "Remains here: nothing", "Remains with")
    for words in told:
        assert words in receipt.text


async def test_not_even_the_key_is_left_in_a_file_while_the_bot_runs(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url):
        nurse = Person(telegram, 622)
        await nurse.says("/menu")
        await nurse.goes("fr/speak")
        secret = (tmp_path / "secret.key").read_text().strip().encode()
        key = visitor_key(secret, "telegram", "622")
        await nurse.says("/menu")
        assert any(key in path.read_bytes() for path in tmp_path.glob("fairpassage.sqlite3*")), "it was kept"
        await nurse.says("/forget")
        await nurse.goes("fr/forget/now")
        for path in tmp_path.glob("fairpassage.sqlite3*"):
            assert key not in path.read_bytes(), path.name


async def test_where_the_storage_does_not_answer_there_is_no_receipt(bot: Bot) -> None:
    nurse = Person(bot.telegram, 623)
    await nurse.says("/menu")
    await nurse.goes("fr/speak")
    await nurse.says("/forget")
    async with writing(bot.database):
        told = await nurse.goes("en/forget/now")
    assert "nothing was removed" in told.text
    assert "Removed: your choice" in (await nurse.goes("en/forget/now")).text


async def test_what_waits_in_memory_is_never_counted(
    answers: Answers, database: AsyncEngine, telegram: TelegramDouble, tmp_path: Path
) -> None:
    """Nine others and she wait; she goes, and with the next one they are counted without her."""
    one = Tallied(database, tmp_path)
    one.counting.miss("en", ("passport",), visitor_key(SECRET, "telegram", "624"))
    async with running_bot("polling", answers, database, telegram, one.counting):
        nurse = Person(telegram, 624)
        await nurse.says("/menu")
        await nurse.goes("en/PH-GB-2221/rights/passport")
        await nurse.goes(f"en/PH-GB-2221/tell/sent/{Plans(stage=1).item}")
        one.tell(NURSE, range(9))
        assert one.counting.waiting > 9
        await nurse.says("/forget")
        await nurse.goes("en/forget/now")
        assert one.counting.waiting == 9
        await one.counting.flush()
        assert await one.tallies(QUARTER, "people") == {}
        await one.told(NURSE, range(9, 10))
    assert await one.tallies(QUARTER, "people") == {"": 10}


async def test_a_setting_goes_and_a_token_stays_so_that_nobody_counts_twice(
    answers: Answers, database: AsyncEngine, telegram: TelegramDouble, tmp_path: Path
) -> None:
    one = Tallied(database, tmp_path)
    key = visitor_key(SECRET, "telegram", "625")
    async with running_bot("polling", answers, database, telegram, one.counting):
        nurse = Person(telegram, 625)
        await nurse.says("/menu")
        one.counting.note(NURSE, key)
        await one.told(NURSE, range(9))
        await nurse.goes("en/counting/off")
        async with database.connect() as connection:
            assert await are_uncounted(connection, [key]) == {key}
        await nurse.says("/forget")
        await nurse.goes("en/forget/now")
        async with database.connect() as connection:
            assert await are_uncounted(connection, [key]) == set()
        one.counting.note(NURSE, key)
        await one.told(NURSE, range(20, 30))
    assert await one.tallies(QUARTER, "people") == {"": 20}


async def test_who_turned_counting_off_is_not_counted_by_any_process(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    use = Use(topic="kit/fees", language="en", channel="web")
    one.tell(use, range(12))
    async with writing(database) as connection:
        await count_not(connection, someone(3))
    await one.counting.flush()
    assert await one.tallies(MONTH, "channel") == {"web": 11}
    async with writing(database) as connection:
        assert await count_again(connection, someone(3))
    await one.told(use, [3, *range(20, 30)])
    assert await one.tallies(MONTH, "channel") == {"web": 22}
