"""What can go wrong around the program: one sentence with cause and mend, the right exit status, no traceback."""

import asyncio
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import PATIENCE, ROOT, command, environment, free_port, running


def told(result: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """Exactly one sentence on the error stream's last line, with these words, and nothing like a traceback."""
    said = result.stderr.strip()
    assert result.returncode == status, said
    assert "Traceback" not in said
    for word in words:
        assert word in said, said
    assert said.splitlines()[-1].startswith("fairpassage: ") or status == 2


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"PORT": "99999"}, ["FAIRPASSAGE_PORT"]),
        ({"PORT": "http"}, ["FAIRPASSAGE_PORT"]),
        ({"TELEGRAM_RATE": "1001"}, ["FAIRPASSAGE_TELEGRAM_RATE", "1000"]),
        ({"TELEGRAM_MODE": "pigeon"}, ["FAIRPASSAGE_TELEGRAM_MODE"]),
        ({"PUBLIC_URL": "not an address"}, ["FAIRPASSAGE_PUBLIC_URL", "http"]),
        ({"TELEGRAM_TOKEN": "12345:AB CD"}, ["FAIRPASSAGE_TELEGRAM_TOKEN"]),
        (
            {"TELEGRAM_TOKEN": "1:a", "TELEGRAM_MODE": "webhook", "PUBLIC_URL": "http://example.org"},
            ["FAIRPASSAGE_PUBLIC_URL", "https"],
        ),
        ({"SECRET_KEY": "short"}, ["FAIRPASSAGE_SECRET_KEY", "32"]),
        ({"GUARD_KEY": "short"}, ["FAIRPASSAGE_GUARD_KEY", "32"]),
        ({"GUARD_KEY": "g" * 32, "SECRET_KEY": "g" * 32}, ["FAIRPASSAGE_GUARD_KEY", "FAIRPASSAGE_SECRET_KEY"]),
        ({"DATABASE_URL": "mysql://x"}, ["FAIRPASSAGE_DATABASE_URL"]),
        ({"LANGUAGES": "en,xx"}, ["FAIRPASSAGE_LANGUAGES", "xx"]),
        ({"CONTENT_DIRS": "/nowhere/at/all"}, ["content folder", "does not exist"]),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: dict[str, str], words: list[str]) -> None:
    told(command("run", data=tmp_path, settings=settings), 1, *words)


def test_an_occupied_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told(command("run", data=tmp_path, PORT=port), 1, port, "FAIRPASSAGE_PORT")


def test_a_broken_content_file_is_named_with_its_line(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    page = content / "rights" / "passport.md"
    page.write_text(page.read_text(encoding="utf-8").replace("order: ", "odrer: "), encoding="utf-8")
    for name in ("run", "check"):
        result = command(name, data=tmp_path, CONTENT_DIRS=str(content))
        assert result.returncode == 1
        assert "passport.md:" in result.stdout + result.stderr
        assert "odrer" in result.stdout + result.stderr
        assert "Traceback" not in result.stderr


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = command("run", data=tmp_path, DATA_DIR=str(tmp_path / "file" / "var"))
    told(result, 1, "FAIRPASSAGE_DATA_DIR")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.fail("this test needs /dev/full")
    result = command("run", data=tmp_path, DATABASE_URL="sqlite+aiosqlite:////dev/full")
    told(result, 1, "database", "FAIRPASSAGE_DATABASE_URL")


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "fairpassage.sqlite3").write_bytes(b"this is no database, whatever its name says" * 40)
    told(command("run", data=tmp_path), 1, "database")


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("pages"))
    for name in ("run", "check"):
        result = command(name, data=tmp_path, CONTENT_DIRS=str(content))
        assert result.returncode == 1
        assert "privacy.md is missing" in result.stdout + result.stderr


def test_settings_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"FAIRPASSAGE_PORT=\xff\xfe")
    told(command("run", data=tmp_path), 1, ".env")


def test_an_impossible_database_address_is_named(tmp_path: Path) -> None:
    told(command("run", data=tmp_path, DATABASE_URL="postgresql+asyncpg://u:p@h:port/x"), 1, "FAIRPASSAGE_DATABASE_URL")


async def test_a_database_that_was_removed_comes_back_by_itself(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as program:
        nurse = Person(telegram, 903)
        await nurse.says("/menu")
        for path in tmp_path.glob("fairpassage.sqlite3*"):
            path.unlink()
        await asyncio.gather(*(Person(telegram, number).says("/menu") for number in range(904, 912)))
        await nurse.goes("fr/speak")
        assert (await asyncio.to_thread(program.get, "/readyz"))[0] == 200
        await nurse.goes("fr/speak/rights")
        assert "fr/rights" in (await nurse.says("/menu")).data, "the choice is kept again"


def test_wrong_usage_is_status_two(tmp_path: Path) -> None:
    for arguments in (["run", "--role", "dance"], ["no-such-command"], ["talk", "--language", "xx"]):
        result = command(*arguments, data=tmp_path)
        assert result.returncode == 2, result.stderr
        assert "Traceback" not in result.stderr


async def test_a_wrong_token_is_named(tmp_path: Path, telegram: TelegramDouble) -> None:
    result = await asyncio.to_thread(
        command, "run", data=tmp_path, PORT=str(free_port()), TELEGRAM_TOKEN="1:wrong", TELEGRAM_API_URL=telegram.url
    )
    told(result, 1, "FAIRPASSAGE_TELEGRAM_TOKEN")


async def test_pages_stay_up_while_telegram_is_down_and_it_comes_back_by_itself(
    tmp_path: Path, telegram: TelegramDouble
) -> None:
    telegram.down = True
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as program:
        assert (await asyncio.to_thread(program.get, "/en"))[0] == 200
        await telegram.until(lambda: telegram.refusals, "a try to reach Telegram")
        telegram.down = False
        nurse = Person(telegram, 901)
        assert (await nurse.says("/menu")).data
        said = program.output.read_text()
    assert "Telegram cannot be reached" in said
    assert TOKEN not in said


async def test_taps_are_answered_when_the_database_is_gone(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as program:
        nurse = Person(telegram, 902)
        await nurse.says("/menu")
        for path in tmp_path.glob("fairpassage.sqlite3*"):
            path.unlink()
        (tmp_path / "fairpassage.sqlite3").mkdir()
        await nurse.taps("Know your rights")
        await nurse.goes("fr/speak/rights")
        assert (await nurse.says("/menu")).data, "without a database the phone's language is used"
        said = program.output.read_text()
    assert "Traceback" not in said


async def test_after_a_kill_in_the_middle_old_buttons_are_answered(tmp_path: Path, telegram: TelegramDouble) -> None:
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    nurse = Person(telegram, 920)
    with running(tmp_path, **settings) as program:
        await nurse.says("/start PH-GB-2221")
        await nurse.goes("fr/PH-GB-2221/speak/kit")
        await nurse.says("/menu")
        await nurse.presses("fr/PH-GB-2221/kit/fees", nurse.messages[0])
        program.process.kill()
    with running(tmp_path, **settings):
        await nurse.goes("fr/PH-GB-2221/kit/visa", nurse.messages[0])
        assert "fr/rights" in (await nurse.says("/menu")).data, "what was kept is still there"


def test_a_missing_translation_folder_is_named(tmp_path: Path) -> None:
    house = tmp_path / "house"
    for folder in ("bot", "storage", "content"):
        shutil.copytree(ROOT / folder, house / folder, ignore=shutil.ignore_patterns("__pycache__"))
    data = tmp_path / "data"
    data.mkdir()
    import sys

    result = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=data,
        env={**environment(data), "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    told(result, 1, "translation folder", "locales")
