"""Promise: /forget removes what is kept, and the receipt says what was removed and what remains."""

from pathlib import Path

from bot.actions.address import visitor_key
from tests.conftest import Bot
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import running


async def test_the_receipt_is_exact(bot: Bot) -> None:
    nurse = Person(bot.telegram, 621)
    await nurse.says("/menu")
    await nurse.goes("fr/speak")
    await nurse.says("/forget")
    receipt = await nurse.goes("en/forget/now")
    for words in ("Removed: your choice of language", "Remains here: nothing", "Remains with Telegram"):
        assert words in receipt.text


async def test_not_even_the_key_is_left_in_a_file(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url):
        nurse = Person(telegram, 622)
        await nurse.says("/menu")
        await nurse.goes("fr/speak")
        await nurse.says("/forget")
        await nurse.goes("fr/forget/now")
    secret = (tmp_path / "secret.key").read_text().strip().encode()
    key = visitor_key(secret, "telegram", "622")
    for path in tmp_path.glob("fairpassage.sqlite3*"):
        assert key not in path.read_bytes(), path.name
