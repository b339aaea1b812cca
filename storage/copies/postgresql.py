"""Copies of a PostgreSQL database by its own pg_dump and pg_restore, without the schema of the guard."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy.engine import URL

from storage.copies import Told
from storage.database import NoDatabase

MAGIC = b"PGDMP"
SCHEMA = "public"
"""What is copied. The schema `guard` is never in a backup: its keys die with a period."""
_TABLE = re.compile(r"(?:dumping contents of|processing data for) table")


def copy_out(url: URL, target: Path, server: int, told: Told) -> None:
    """Write a database's state of this moment to a new private file; raises NoDatabase.

    `server` is the server's major version, for which pg_dump must be new enough.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    command = [_program("pg_dump", server), "--format=custom", "--no-owner", "--no-privileges", f"--schema={SCHEMA}"]
    _run([*command, "--verbose", f"--file={target}"], url, told)


def copy_in(url: URL, backup: Path, server: int, told: Told) -> None:
    """Make a copy's tables in the empty schema of a database, all of them or none; raises NoDatabase."""
    command = [_program("pg_restore", server), "--single-transaction", "--exit-on-error", "--no-owner"]
    more = ["--no-privileges", f"--schema={SCHEMA}", "--verbose", f"--dbname={_database(url)}", str(backup)]
    _run([*command, *more], url, told)


def version_in(backup: Path) -> str | None:
    """The version of the tables in a copy, None where it has none; raises NoDatabase where it cannot be read."""
    command = [_program("pg_restore", 0), "--data-only", "--table=alembic_version", "--file=-", str(backup)]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(None), check=False)  # noqa: S603
    if done.returncode:
        raise NoDatabase(f"{backup} cannot be read ({_last_line(done.stderr)}); take another backup.")
    found = re.search(r"^COPY .*alembic_version .*\n(\S+)\n", done.stdout, re.MULTILINE)
    return found[1] if found else None


def _program(name: str, server: int) -> str:
    """Where PostgreSQL's program is; raises NoDatabase where it is missing or older than the server."""
    path = shutil.which(name)
    package = f"postgresql-client{f'-{server}' if server else ''}"
    if path is None:
        raise NoDatabase(f"{name} is not found; install {package} and put its folder into PATH.")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\d+", said)
    if found and int(found[0]) < server:
        raise NoDatabase(f"{name} {found[0]} is older than the server ({server}); install {package}.")
    return path


def _run(command: Sequence[str], url: URL, told: Told) -> None:
    """Run one of PostgreSQL's programs to its end; raises NoDatabase with the last thing that it said."""
    tables, last = 0, ""
    with subprocess.Popen(  # noqa: S603  # its name comes from PATH, its arguments from us
        command, env=_environment(url), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stderr or ():
            last = line
            if _TABLE.search(line):
                tables += 1
                told(tables, 0)
    if process.returncode:
        raise NoDatabase(f"{Path(command[0]).name} failed ({_last_line(last)}); nothing was changed.")


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1].removeprefix("pg_dump: ").removeprefix("pg_restore: ").strip() if lines else "it said nothing"


def _database(url: URL) -> str:
    return url.database or "postgres"


def _environment(url: URL | None) -> Mapping[str, str]:
    """Where the server is and who we are: in the environment, because arguments can be read by everybody."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    if url is None:
        return {**kept, "LC_ALL": "C"}
    asked = {
        "PGHOST": url.host or _one(url, "host"),
        "PGPORT": str(url.port or _one(url, "port")),
        "PGUSER": url.username or _one(url, "user"),
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": _database(url),
        "PGSSLMODE": _one(url, "ssl") or _one(url, "sslmode"),
    }
    return {**kept, "LC_ALL": "C", **{name: value for name, value in asked.items() if value}}


def _one(url: URL, name: str) -> str:
    """A value of the address's query."""
    found = url.query.get(name, "")
    return found if isinstance(found, str) else found[0]
