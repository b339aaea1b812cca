"""Copies of a SQLite database by its online backup: one moment's state, while others go on writing."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.copies import Told
from storage.database import NoDatabase

MAGIC = b"SQLite format 3\0"
PAGES = 2_000
"""Pages that are copied between two words on progress: about 8 MB."""
PATIENCE = 30.0
"""Seconds to wait for whoever writes."""


def copy_out(database: Path, target: Path, told: Told) -> None:
    """Write a database's state of this moment to a new private file, whole or not at all; raises NoDatabase.

    The reading transaction stays open, or the copy would begin anew with every write of somebody else.
    """
    if not database.exists():
        raise NoDatabase(
            f"There is no database at {database}; check FAIRPASSAGE_DATA_DIR and FAIRPASSAGE_DATABASE_URL."
        )
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    with _opened(database) as source, _opened(target) as copy:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=PAGES, progress=_progress(told))
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    checked(target)


def copy_in(backup: Path, database: Path, told: Told) -> None:
    """Put a copy in a database's place in one transaction; whoever has it open sees the one state or the other."""
    with _opened(backup) as source, _opened(database) as target:
        source.backup(target, pages=PAGES, progress=_progress(told))
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def checked(path: Path) -> None:
    """Raises NoDatabase where a file is no whole SQLite database."""
    try:
        with _opened(path) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise NoDatabase(f"{path} is damaged ({error}); take another backup.") from error
    if found != "ok":
        raise NoDatabase(f"{path} is damaged ({found}); take another backup.")


def version_in(path: Path) -> str | None:
    """The version of the tables in a copy, None where it has none."""
    try:
        with _opened(path) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        yield connection


def _progress(told: Told) -> Callable[[int, int, int], None]:
    """What SQLite tells between two packs of pages, in our way of telling it."""
    return lambda _, remaining, total: told(total - remaining, total)
