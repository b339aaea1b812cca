"""`fairpassage demo`: a throw-away instance in which everybody and everything is made up, filled and served."""

import asyncio
import random
import secrets
import socket
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.app import CannotListen, run
from bot.house import today
from bot.loading import load_answers
from bot.model.trouble import Trouble
from bot.settings import SYNTHETIC, Settings, guard_key_of, secret_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.actions.demo.periods import Means
    from bot.actions.demo.staff import Joined
    from bot.screens.answer import Answers

SEED = 2026
"""The people who are made up are the same each time; so pictures of two days can be compared."""
HERE_ALONE = "127.0.0.1"
SHOWN = 4
"""Codes of each that are printed."""
MARK = "Everybody in this folder was made up by `fairpassage demo`. Throw it away.\n"


class NotEmpty(Trouble):
    """The folder has something in it."""


def demo(settings: Settings, folder: Path | None, *, serve: bool) -> None:
    """Fill an empty folder, or a new one, say where to look, and serve it until told to stop."""
    ours = throw_away(settings, folder)
    if serve:
        check_port(ours)
    typer.echo(told(ours, fill(ours)))
    if serve:
        asyncio.run(run(ours))


def throw_away(settings: Settings, folder: Path | None) -> Settings:
    """The settings of an instance of its own: nothing is sent, and no database or secret of another is touched.

    Raises NotEmpty for a folder that has anything in it.
    """
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="fairpassage-demo-"))
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} has something in it; name a folder that is empty or not there yet.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / SYNTHETIC).write_text(MARK, encoding="utf-8")
    ours = {"telegram_token": "", "database_url": "", "secret_key": "", "guard_key": "", "data_dir": folder}
    return settings.model_copy(update={**ours, "public_url": "", "host": HERE_ALONE, "metrics_networks": ()})


def check_port(settings: Settings) -> None:
    """Raises CannotListen before the work rather than after it, where another program has the port."""
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise CannotListen(
            f"Cannot listen on {where} ({error.strerror}); stop the program that uses it, or set FAIRPASSAGE_PORT."
        ) from error


def fill(settings: Settings) -> "Sequence[Joined]":
    """Make the people, the bulletins and the closed periods, showing how far it is."""
    answers = load_answers(settings)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        return asyncio.run(_fill(settings, answers, progress))


async def _fill(settings: Settings, answers: "Answers", progress: Progress) -> "Sequence[Joined]":
    from bot.actions.demo.bulletins import send_all
    from bot.actions.demo.periods import close_all, months
    from bot.actions.demo.staff import join
    from bot.bulletins.known import known_of
    from storage.database import migrate, open_database

    engine, now, secret = open_database(settings.database), int(time.time()), secret_of(settings)
    known = known_of(answers.library, answers.languages)
    closed = months(today())
    bar = progress.add_task("Staff and bulletins", total=len(closed) + 2)
    try:
        await migrate(engine)
        people = await join(engine, secret, known, now, secrets.randbelow)
        progress.advance(bar)
        writer, second = (one.member for one in people[:2])
        await send_all(engine, secret, known, writer, second, now, random.Random(SEED).randrange)  # noqa: S311
        progress.advance(bar)

        def done(month: str) -> None:
            progress.update(bar, advance=1, description=f"Closed {month}")

        await close_all(_means(settings, answers, engine, secret), today(), done)
    finally:
        await engine.dispose()
    return people


def _means(settings: Settings, answers: "Answers", engine: "AsyncEngine", secret: bytes) -> "Means":
    from bot.actions.demo.periods import Means
    from bot.monitoring.codes import lists_of, topics
    from bot.monitoring.plan import plan_path, read_plan
    from bot.monitoring.population import Population
    from storage.guard import open_guard

    drawn = random.Random(SEED)  # noqa: S311  # nobody is protected by dice here: nobody is there
    return Means(
        engine=engine,
        guard=open_guard(engine, settings.data_dir, guard_key_of(settings)),
        plan=read_plan(plan_path(settings.content_dirs)),
        lists=lists_of(answers.library, answers.languages),
        population=Population(
            answers.library,
            sorted(topics(answers.library)),
            list(answers.languages),
            lambda sides: int(drawn.random() * sides),
        ),
        dice=drawn.randrange,
    )


def told(settings: Settings, people: "Sequence[Joined]") -> str:
    """Where to look, and how to sign in."""
    site = settings.site
    lines = [
        "",
        "Everybody and every figure in this instance is made up, and every page says so.",
        f"Folder: {settings.data_dir} (throw it away when you have seen enough)",
        "",
        f"Pages            {site}/en      {site}/ar",
        f"What others say  {site}/en/others",
        f"Observatory      {site}/en/observatory      {site}/ar/observatory",
        f"Desk             {site}/desk",
        f"Releases         {site}/desk/releases",
        f"Work list        {site}/desk/work-list",
        f"Operations       {site}/metrics",
        "",
        "Sign in with the login, the passphrase and one of the codes; each code works once.",
    ]
    for one in people:
        who = f"{one.member.role.value:14} {one.member.login:15} {one.passphrase}"
        lines.append(f"  {who}   {'  '.join(one.codes[:SHOWN])}")
    return "\n".join(lines)
