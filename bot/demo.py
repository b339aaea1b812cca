"""`fairpassage demo`: a throw-away instance in which everybody and everything is made up, filled and served."""

import asyncio
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.app import load_answers, run, today
from bot.model.trouble import Trouble
from bot.settings import SYNTHETIC, Settings, secret_of

if TYPE_CHECKING:
    from bot.actions.demo.staff import Joined
    from bot.screens.answer import Answers

SEED = 2026
"""The people who are made up are the same each time; so pictures of two days can be compared."""
MARK = "Everybody in this folder was made up by `fairpassage demo`. Throw it away.\n"


class NotEmpty(Trouble):
    """The folder has something in it."""


def demo(settings: Settings, folder: Path | None, *, serve: bool) -> None:
    """Fill an empty folder, or a new one, say where to look, and serve it until told to stop."""
    ours = throw_away(settings, folder)
    people, answers = fill(ours)
    typer.echo(told(ours, people, answers))
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
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SYNTHETIC).write_text(MARK, encoding="utf-8")
    alone = {"telegram_token": "", "database_url": "", "secret_key": "", "data_dir": folder}
    return settings.model_copy(update=alone)
