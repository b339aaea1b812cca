"""`fairpassage export` and `fairpassage push`: files, sentences, exit statuses."""

import asyncio
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.actions.push import Summary
from bot.exports import tell
from bot.library.load import load_library
from bot.settings import HERE
from storage.database import migrate, open_database
from tests.monitoring.releases import keep, made
from tests.processes import command, environment


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a release of each group."""

    async def fill() -> None:
        engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}")
        await migrate(engine)
        library = load_library([HERE / "content"])
        await keep(engine, *(made(library, group, large=False) for group in ("intent", "usage", "breach")))
        await engine.dispose()

    asyncio.run(fill())
    return tmp_path


def test_a_file_in_the_folder_that_was_named_or_here(data: Path) -> None:
    done = command("export", "2026-Q4", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("fairpassage-intent-2026-q4.csv.zip: ")
    with zipfile.ZipFile(data / "fairpassage-intent-2026-q4.csv.zip") as pack:
        assert "figures.csv" in pack.namelist()
    (data / "out").mkdir()
    assert command("export", "2026-11", "--format", "json", "--output", "out", data=data).returncode == 0
    assert json.loads((data / "out" / "fairpassage-usage-2026-11.json").read_text())["group"] == "usage"
    assert [one.name for one in (data / "out").iterdir()] == ["fairpassage-usage-2026-11.json"]


def test_standard_output_has_nothing_but_the_file(data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "export", "2026-H2", "--format", "xlsx", "--output", "-"],
        cwd=data,
        env=environment(data),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(b"PK")
    assert done.stderr == b""


def test_what_is_wrong_is_one_sentence(data: Path) -> None:
    for arguments, words in (
        (("export", "2026-Q3"), "2026-Q3 is not released"),
        (("export", "2026-Q4", "--group", "usage"), "it has intent"),
        (("export", "2026-Q4", "--output", "missing/x.zip"), "cannot be written"),
    ):
        done = command(*arguments, data=data)
        assert done.returncode == 1, arguments
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith("fairpassage: ")
    assert command("export", "2026-Q4", "--format", "pdf", data=data).returncode == 2
    assert command("export", data=data).returncode == 2


def test_a_push_goes_nowhere_inside(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHIS2_TOKEN", "d2pat_12345678")
    for address, words in (
        ("http://example.org", "https://"),
        ("https://127.0.0.1", "inside of a network"),
        ("https://localhost", "leads into a network"),
    ):
        done = command("push", "2026-Q4", "--to", address, data=data)
        assert done.returncode == 1
        assert words in done.stderr
        assert "d2pat" not in done.stderr + done.stdout
    assert command("push", "2026-Q4", data=data).returncode == 2


def test_a_summary_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Summary(dry=True, status="WARNING", sent=9, withheld=3, imported=7, ignored=2, conflicts=("E7612 PH: no",)))
    assert capsys.readouterr().out == (
        "Dry run, nothing was changed: 9 figures; 7 new, 0 changed, 2 ignored, 0 deleted; "
        "3 withheld figures are not sent.\n"
        "  E7612 PH: no\n"
    )
