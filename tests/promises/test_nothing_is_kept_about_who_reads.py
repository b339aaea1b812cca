"""Promise: the server keeps nothing about a person who only reads."""

from pathlib import Path

from sqlalchemy import select

from storage.tables import metadata
from tests.conftest import Bot
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import running

CANARY = "canarywordthatnobodytypes"


async def test_reading_writes_no_row(bot: Bot) -> None:
    nurse = Person(bot.telegram, 611)
    await nurse.says("/start")
    await nurse.taps("Continue")
    await nurse.taps("Go to the menu")
    await nurse.says(CANARY)
    await nurse.says("/help")
    async with bot.database.connect() as connection:
        for table in metadata.sorted_tables:
            assert not (await connection.execute(select(table))).all()


async def test_no_file_of_the_data_folder_names_her(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url):
        nurse = Person(telegram, 880012345)
        await nurse.says("/menu")
        await nurse.says(CANARY)
        await nurse.goes("fr/speak")  # the one thing that is kept: a language other than the phone's
        await nurse.says("/menu")
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    for secret in (
        CANARY.encode(),
        b"880012345",
        (880012345).to_bytes(4, "big"),
        (880012345).to_bytes(4, "little"),
        b"Canary",
    ):
        assert secret not in kept
