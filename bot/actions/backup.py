"""Write everything that is kept to one file, while the program runs. Keys and the guard's tokens are never in it."""

import asyncio
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.model.trouble import Trouble
from storage.copies import Told, aside, postgresql, sqlite
from storage.database import open_database


class NoBackup(Trouble):
    """The backup cannot be written there."""


def back_up(url: str, target: Path, told: Told) -> int:
    """Write a backup of a database to a new file, whole or not at all; tells its bytes. Raises Trouble."""
    if target.exists():
        raise NoBackup(f"{target} is there already; choose another name, a backup never takes an older one's place.")
    scratch = target.with_name(f".{target.name}.partial")
    try:
        asyncio.run(_copied(url, scratch, told))
        scratch.rename(target)
    finally:
        scratch.unlink(missing_ok=True)
    return target.stat().st_size


async def _copied(url: str, scratch: Path, told: Told) -> None:
    """Copy a database in the way of its kind."""
    engine, parsed = open_database(url), make_url(url)
    try:
        if engine.dialect.name == "sqlite":
            await asyncio.to_thread(sqlite.copy_out, Path(parsed.database or ""), scratch, told)
        else:
            server = await aside.server_version(engine)
            await asyncio.to_thread(postgresql.copy_out, parsed, scratch, server, told)
    finally:
        await engine.dispose()
