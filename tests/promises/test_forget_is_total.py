"""Promise: /forget removes what is kept, and the receipt says what was removed and what remains."""

from pathlib import Path

from bot.actions.address import visitor_key
from storage.database import writing
from tests.conftest import Bot
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import running


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
