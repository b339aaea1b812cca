"""Promise: an address is kept only while she wants bulletins, encrypted, and nothing of her is left afterwards."""

from pathlib import Path

import pytest

from bot.actions.address import visitor_key
from bot.actions.sealed import Seal
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import running

CHAT = 4815162342


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("fairpassage.sqlite3*")}


@pytest.mark.parametrize("leaving", ["stop", "forget", "block"])
async def test_it_comes_with_her_yes_and_goes_with_her_no(
    tmp_path: Path, telegram: TelegramDouble, leaving: str
) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url):
        nurse = Person(telegram, CHAT)
        await nurse.says("/subscribe")
        secret = (tmp_path / "secret.key").read_text().strip().encode()
        key = visitor_key(secret, "telegram", str(CHAT))
        assert not any(key in body for body in files(tmp_path).values()), "asking keeps nothing"
        await nurse.taps("Yes, tell me")
        await nurse.says("/menu")
        assert any(key in body for body in files(tmp_path).values()), "it was kept"
        plain = (str(CHAT).encode(), CHAT.to_bytes(8, "big"), CHAT.to_bytes(8, "little"))
        for name, body in files(tmp_path).items():
            assert not any(one in body for one in plain), f"{name} holds the address in clear"
        if leaving == "stop":
            await nurse.says("stop")
        elif leaving == "forget":
            await nurse.goes("en/forget/now")
        else:
            member = {"user": nurse.user, "status": "kicked", "until_date": 0}
            chat = {"id": CHAT, "type": "private"}
            await telegram.deliver(
                {"my_chat_member": {"chat": chat, "from": nurse.user, "date": 1, "new_chat_member": member}}
            )
            await nurse.says("/menu")
        for name, body in files(tmp_path).items():
            assert key not in body, name


def test_an_address_cannot_be_opened_without_the_secret_or_moved_elsewhere() -> None:
    sealed = Seal(b"one secret", "address").seal(str(CHAT))
    assert Seal(b"another secret", "address").open(sealed) is None
    assert Seal(b"one secret", "message").open(sealed) is None
    assert Seal(b"one secret", "address").open(sealed) == str(CHAT)
