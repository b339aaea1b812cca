"""Promise: when a period closes its key and its tokens are gone from every file, and nothing brings them back."""

import hmac
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.close import sweep
from bot.monitoring.slots import token
from storage.guard import FILE, PRAGMAS
from tests.files import holding
from tests.tallied import KEY, NURSE, QUARTER, Tallied, someone


class Nonces:
    """Dice whose bytes are remembered."""

    def __init__(self) -> None:
        self.drawn: list[bytes] = []

    def __call__(self, number: int) -> bytes:
        self.drawn.append(bytes((37 * (len(self.drawn) + 1) + 11 * i) % 251 for i in range(number)))
        return self.drawn[-1]


def guarded(database: AsyncEngine, folder: Path) -> tuple[Tallied, Nonces]:
    one, nonces = Tallied(database, folder), Nonces()
    one.guard._dice = nonces
    return one, nonces


async def test_key_and_tokens_are_gone_from_every_file(
    database: AsyncEngine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one, nonces = guarded(database, tmp_path)
    await one.told(NURSE, range(300))
    opened = await one.guard.open("intent", QUARTER)
    tokens = [token(opened.key, someone(number), "intent/1", "", 1) for number in range(0, 300, 30)]
    nonce, mark = nonces.drawn[:2]
    if database.dialect.name == "postgresql":  # somebody's maintenance must not copy tokens elsewhere
        async with database.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("ANALYZE"))
    assert await holding(request, database, tmp_path, tokens), "they are there while the period is open"
    assert await holding(request, database, tmp_path, [nonce])
    assert not await holding(request, database, tmp_path, [opened.key]), "the key itself is never written"
    one.after(QUARTER)
    await one.close()
    assert not await holding(request, database, tmp_path, [*tokens, nonce, opened.key])
    assert await one.guard.periods() == []
    assert mark.hex() in {row[0] for row in await rows(database, "SELECT mark FROM generations")}


async def rows(database: AsyncEngine, statement: str) -> list[tuple[str, ...]]:
    async with database.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def test_the_key_cannot_be_made_again_from_the_key_file(database: AsyncEngine, tmp_path: Path) -> None:
    one, _ = guarded(database, tmp_path)
    before = await one.guard.open("intent", QUARTER)
    again = await one.guard.open("intent", QUARTER)
    assert hmac.compare_digest(before.key, again.key)
    await one.guard.drop("intent", QUARTER)
    assert (await one.guard.open("intent", QUARTER)).key != before.key
    assert KEY not in before.key
    assert before.key.hex() not in repr(before)


async def test_a_process_that_died_before_it_could_is_made_good(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    one.after(QUARTER)
    drop = one.guard.drop

    async def died(group: str, period: str) -> None:
        raise OSError

    one.guard.drop = died  # type: ignore[method-assign]
    with pytest.raises(OSError):
        await one.close()
    one.guard.drop = drop  # type: ignore[method-assign]
    assert await one.guard.periods() == [("intent", QUARTER)]
    await sweep(database, one.guard)
    assert await one.guard.periods() == []


async def test_a_late_contribution_brings_nothing_back(database: AsyncEngine, tmp_path: Path) -> None:
    """Another process closes the period while this one still holds contributions for it."""
    late, other = Tallied(database, tmp_path), Tallied(database, tmp_path)
    await late.told(NURSE, range(12))
    late.tell(NURSE, range(20, 40))
    other.after(QUARTER)
    await other.close()
    before = await late.tallies(QUARTER, "people")
    await late.counting.flush()
    assert await late.tallies(QUARTER, "people") == before == {"": 12}
    assert await late.guard.periods() == []
    assert late.counting.waiting == 0


async def test_true_tallies_are_gone_from_every_file_after_thirty_days(
    database: AsyncEngine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from bot.actions.close import drop_old_tallies
    from tests.tallied import shipped

    one = Tallied(database, tmp_path)
    await one.told(NURSE, range(12))
    trace = b"PH|GB"
    one.after(QUARTER)
    await one.close()
    day = 86_400
    assert await drop_old_tallies(database, one.now + 29 * day) == 0
    assert await one.tallies(QUARTER, "corridor") == {"PH|GB": 12}
    assert await drop_old_tallies(database, one.now + 30 * day) > 0
    for table in shipped()[0].groups[0].tables:
        assert not await one.tallies(QUARTER, table.name)
    if database.dialect.name == "sqlite":  # PostgreSQL's own write-ahead log turns over by itself
        assert not await holding(request, database, tmp_path, [trace])


async def test_nothing_of_it_takes_room_any_more(sqlite: AsyncEngine, tmp_path: Path) -> None:
    """SQLite keeps the pages of a dropped table until it is told to let them go."""
    one = Tallied(sqlite, tmp_path)
    await one.told(NURSE, range(5000))
    assert (tmp_path / FILE).stat().st_size > 80_000
    one.after(QUARTER)
    await one.close()
    assert (tmp_path / FILE).stat().st_size <= 4096


def test_the_guard_writes_no_log_ahead() -> None:
    assert "journal_mode=DELETE" in PRAGMAS
    assert "secure_delete=ON" in PRAGMAS
