"""Backup and restore, rehearsed on both kinds of database: what was kept comes back, what may not go on does not."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.backup import NoBackup, back_up
from bot.actions.presence import Presence
from bot.actions.restore import NotRestored, restore
from bot.model.bulletin import DeliveryState
from bot.monitoring.slots import token
from storage import tallies
from storage.copies import postgresql
from storage.database import NEWEST, NoDatabase, migrate, open_database, run_migrations, writing
from tests.conftest import Postgres
from tests.doubles.telegram import TelegramDouble
from tests.processes import command
from tests.sending import SECRET, Sending, counted
from tests.tallied import NURSE, QUARTER, Tallied, someone

REASON = "canary words of a bulletin"


@pytest.fixture(autouse=True)
def programs(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs of the tests' own server come first."""
    monkeypatch.setenv("PATH", f"{postgres.programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
async def sending(database: AsyncEngine, telegram: TelegramDouble) -> Sending:
    return await Sending(database, telegram).open()


def quiet(_: int, __: int) -> None:
    """Nobody looks."""


async def saved(url: str, target: Path) -> Path:
    """A backup of a database."""
    assert await asyncio.to_thread(back_up, url, target, quiet) == target.stat().st_size
    return target


async def dumped(engine: AsyncEngine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but those that do not outlive a restore."""
    from storage.tables import metadata

    passing = {"sessions", "links", "attempts", "leaders"}
    async with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in await connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
            if table.name not in passing
        }


async def test_what_was_kept_comes_back(
    sending: Sending, database_url: str, another_url: Callable[[], str], tmp_path: Path
) -> None:
    await sending.subscribe(300)
    one = await sending.send({"en": REASON})
    async with sending.deliverer():
        await sending.done(one)
    before = await dumped(sending.engine)
    backup = await saved(database_url, tmp_path / "backup")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert SECRET not in backup.read_bytes()
    fresh = another_url()
    assert await restore(fresh, backup, quiet, overwrite=False) == []
    engine = open_database(fresh)
    assert await dumped(engine) == before
    again = await saved(fresh, tmp_path / "again")
    assert await restore(database_url, again, quiet, overwrite=True) == []
    await sending.engine.dispose()
    assert await dumped(sending.engine) == before
    with pytest.raises(Exception, match="is never"):
        async with engine.begin() as connection:
            await connection.execute(text("DELETE FROM deliveries"))
    await engine.dispose()


async def test_a_backup_is_made_while_others_write(sending: Sending, database_url: str, tmp_path: Path) -> None:
    sending.rate = 20  # so slow that no copy of the database is late for it
    await sending.subscribe(400)
    one = await sending.send({"en": REASON})
    async with sending.deliverer():
        await sending.until(one, lambda books: books.states[DeliveryState.DELIVERED] > 20)
        backup = await saved(database_url, tmp_path / "backup")
        sending.budgets[-1].rate = 1000.0
        assert counted(await sending.done(one)) == {"delivered": 400}
    held = await restore(database_url, backup, quiet, overwrite=True)
    await sending.engine.dispose()
    assert held == [one.code]
    found = await sending.books(one)
    assert found.people == 400
    assert found.states[DeliveryState.WAITING] > 0
    async with sending.deliverer():
        await asyncio.sleep(1.5)
        assert all(len(sending.copies(chat)) == 1 for chat in range(1000, 1400)), "nothing comes twice"


async def test_nobody_is_signed_in_after_a_restore(database: AsyncEngine, database_url: str, tmp_path: Path) -> None:
    statements = (
        "INSERT INTO attempts VALUES (:key, 1, 1)",
        "INSERT INTO leaders VALUES ('deliver', :key, 99999999999)",
    )
    async with database.begin() as connection:
        await connection.execute(text(statements[0]), {"key": b"k" * 16})
        await connection.execute(text(statements[1]), {"key": "somebody"})
    backup = await saved(database_url, tmp_path / "backup")
    await restore(database_url, backup, quiet, overwrite=True)
    await database.dispose()
    async with database.connect() as connection:
        for table in ("attempts", "leaders", "sessions", "links"):
            assert not (await connection.execute(text(f"SELECT 1 FROM {table}"))).all()  # noqa: S608


async def test_the_guard_is_in_no_backup_and_a_restore_leaves_it(
    database: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    opened = await one.guard.open("intent", QUARTER)
    backup = await saved(database_url, tmp_path / "backup")
    whole = backup.read_bytes()
    if database.dialect.name == "postgresql":
        whole = subprocess.run(["pg_restore", "--file=-", str(backup)], capture_output=True, check=True).stdout  # noqa: ASYNC221
    assert b"PH|GB" in whole, "it was looked at"
    tokens = [token(opened.key, someone(number), "intent/1", "", 1) for number in range(12)]
    for trace in (b"intent_2026_q4", opened.key, *tokens):
        assert trace not in whole
        assert trace.hex().encode() not in whole
    await restore(database_url, backup, quiet, overwrite=True)
    await database.dispose()
    assert await one.guard.open("intent", QUARTER) == opened, "nobody counts twice after it"


async def test_a_database_is_not_overwritten_unasked(database: AsyncEngine, database_url: str, tmp_path: Path) -> None:
    backup = await saved(database_url, tmp_path / "backup")
    with pytest.raises(NotRestored, match="--overwrite"):
        await restore(database_url, backup, quiet, overwrite=False)
    with pytest.raises(NoBackup, match="another name"):
        await asyncio.to_thread(back_up, database_url, backup, quiet)


async def test_nothing_is_restored_under_a_running_program(
    database: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    backup = await saved(database_url, tmp_path / "backup")
    presence = Presence(database, "serve", "abc", lambda: int(time.time()))
    assert await presence.renew() == {"all": 0, "serve": 1, "deliver": 0}
    with pytest.raises(NotRestored, match="stop it first"):
        await restore(database_url, backup, quiet, overwrite=True)
    await presence.leave()
    await database.dispose()
    await restore(database_url, backup, quiet, overwrite=True)


async def test_an_older_backup_is_brought_up_to_date_and_a_newer_one_refused(
    another_url: Callable[[], str], tmp_path: Path
) -> None:
    url = another_url()
    engine = open_database(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: run_migrations(sync, "0001"))
        await connection.execute(text("INSERT INTO chosen_languages VALUES (:who, 'fr')"), {"who": b"v" * 16})
    old = await saved(url, tmp_path / "old")
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    new = await saved(url, tmp_path / "new")
    await engine.dispose()
    fresh = another_url()
    with pytest.raises(NotRestored, match="9999"):
        await restore(fresh, new, quiet, overwrite=False)
    await restore(fresh, old, quiet, overwrite=False)
    engine = open_database(fresh)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == NEWEST
        assert (await connection.execute(text("SELECT language FROM chosen_languages"))).scalar() == "fr"
    await engine.dispose()


async def test_a_damaged_backup_changes_nothing(sending: Sending, database_url: str, tmp_path: Path) -> None:
    await sending.subscribe(2000, chats=False)
    backup = await saved(database_url, tmp_path / "backup")
    whole = backup.read_bytes()
    before = await dumped(sending.engine)
    broken = bytearray(whole)
    broken[len(whole) // 2 : len(whole) // 2 + 9000] = b"\xff" * 9000
    for damaged in (whole[: len(whole) // 2], bytes(broken), whole[:20], b"", b"nonsense" * 100):
        backup.write_bytes(damaged)
        with pytest.raises((NotRestored, NoDatabase)):
            await restore(database_url, backup, quiet, overwrite=True)
        await sending.engine.dispose()
        assert await dumped(sending.engine) == before


async def test_a_damaged_database_can_be_replaced(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'lost.sqlite3'}"
    engine = open_database(url)
    await migrate(engine)
    await engine.dispose()
    backup = await saved(url, tmp_path / "backup")
    (tmp_path / "lost.sqlite3").write_bytes(b"all gone" * 1000)
    await restore(url, backup, quiet, overwrite=True)
    with sqlite3.connect(tmp_path / "lost.sqlite3") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (NEWEST,)
    connection.close()


async def test_a_backup_of_the_other_kind_is_refused(
    database: AsyncEngine, database_url: str, postgres: Postgres, tmp_path: Path
) -> None:
    backup = await saved(database_url, tmp_path / "backup")
    other = "sqlite+aiosqlite:///" + str(tmp_path / "other.sqlite3")
    if database.dialect.name == "sqlite":
        other = postgres.new_database()
    with pytest.raises(NotRestored, match="is a backup of"):
        await restore(other, backup, quiet, overwrite=True)


@pytest.mark.parametrize(("programs_there", "words"), [(False, "is not found"), (True, "is older than the server")])
async def test_without_fitting_programs_it_is_said_what_to_install(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs_there: bool, words: str
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    if programs_there:
        (folder / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
        (folder / "pg_dump").chmod(0o755)
        shutil.copy(shutil.which("sh") or "/bin/sh", folder / "sh")
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(NoDatabase, match=words) as caught:
        await asyncio.to_thread(back_up, postgres.new_database(), tmp_path / "backup", quiet)
    assert "postgresql-client" in str(caught.value)
    assert not (tmp_path / "backup").exists()


def test_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "large.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE large (x BLOB)")
        connection.executemany("INSERT INTO large VALUES (?)", [(b"x" * 100_000,)] * 400)
    connection.close()
    seen: list[tuple[int, int]] = []
    back_up(f"sqlite+aiosqlite:///{path}", tmp_path / "backup", lambda done, total: seen.append((done, total)))
    assert len(seen) > 3
    assert seen[-1][0] == seen[-1][1]


def test_the_commands(tmp_path: Path) -> None:
    assert command("organisations", "list", data=tmp_path).returncode == 0
    done = command("backup", str(tmp_path / "b"), data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "FAIRPASSAGE_SECRET_KEY" in done.stdout
    refused = command("restore", str(tmp_path / "b"), data=tmp_path)
    assert refused.returncode == 1
    assert "--overwrite" in refused.stderr
    assert command("restore", str(tmp_path / "b"), "--overwrite", data=tmp_path).returncode == 0
    missing = command("restore", str(tmp_path / "none"), data=tmp_path)
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr


def test_a_dump_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "nonsense").write_bytes(postgresql.MAGIC + b"nonsense")
    with pytest.raises(NoDatabase, match="take another backup"):
        postgresql.version_in(tmp_path / "nonsense")


async def test_what_was_counted_of_an_ended_period_is_not_drawn_once_more(
    database: AsyncEngine, database_url: str, another_url: Callable[[], str], tmp_path: Path
) -> None:
    """Its release may have been made after the backup; a second one with other noise would tell about people."""
    async with writing(database) as connection:
        for period in ("2020-Q1", "2020-01", "2999-Q4"):
            await tallies.add(connection, period, [("people", "", 25)])
    backup = await saved(database_url, tmp_path / "backup")
    fresh = another_url()
    await restore(fresh, backup, quiet, overwrite=False)
    engine = open_database(fresh)
    async with engine.connect() as connection:
        assert [await tallies.of_table(connection, one, "people") for one in ("2020-Q1", "2020-01")] == [{}, {}]
        assert await tallies.of_table(connection, "2999-Q4", "people") == {"": 25}
    await engine.dispose()
