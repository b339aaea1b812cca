"""Promise: a number that she types for her sums goes into the buttons of the answer, and the bot keeps it nowhere."""

from pathlib import Path

from sqlalchemy import select

from storage.tables import metadata
from tests.conftest import Bot
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import running

NUMBER = "48,100,000"
"""No other number in any page."""


async def test_memory_and_database_do_not_hold_it(bot: Bot) -> None:
    nurse = Person(bot.telegram, 621)
    await nurse.says("/menu")
    await nurse.goes("en/PH-GB-2221/sums/0/o")
    assert NUMBER in (await nurse.says(f"about {NUMBER}")).text
    await nurse.taps("See what your numbers give")
    assert len(bot.channel._talk.asking) == 0
    assert NUMBER not in "".join(one.html for _, one in bot.channel._talk._rendered.items())
    turns = bot.channel._talk._answers()._turns
    assert NUMBER not in str(list(turns.values()))
    async with bot.database.connect() as connection:
        for table in metadata.sorted_tables:
            assert not (await connection.execute(select(table))).all()


async def test_no_file_of_the_data_folder_and_no_log_holds_it(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as program:
        nurse = Person(telegram, 622)
        await nurse.says("/menu")
        await nurse.goes("en/PH-GB-2221/sums/0/o")
        await nurse.says(NUMBER)
        said = program.output.read_bytes()
    kept = said + b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    assert NUMBER.encode() not in kept
    assert b"48100000" not in kept
