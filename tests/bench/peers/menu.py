"""What the two plain bots have in common: a menu of three levels, its words by Jinja2, one SQLite insert a tap."""

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, select_autoescape

WIDTH = 8
"""Choices on each screen: one menu, eight topics, sixty-four pages."""
START = "menu"
SECRET = "a-secret-token-of-the-bench"
PATH = "telegram"

_WORDS = (
    "Every worker who is recruited from abroad has the right to a written contract in a language that she reads, "
    "before she leaves. It names the employer, the place and hours of work, the pay and what is taken from it, "
    "the leave, and how the contract ends. "
)
_TEMPLATE = Environment(autoescape=select_autoescape(default=True)).from_string(
    "<b>{{ title }}</b>\n\n{% for line in lines %}• {{ line }}\n{% endfor %}\n<i>{{ note }}</i>"
)


@dataclass(frozen=True)
class Screen:
    """A text and its rows of buttons: (label, data)."""

    html: str
    rows: Sequence[Sequence[tuple[str, str]]]


def screen(data: str) -> Screen:
    """The screen behind a button."""
    _, *numbers = data.split("/")
    title = " · ".join(["Menu", *(f"Topic {number}" for number in numbers)])
    html = _TEMPLATE.render(title=title, lines=[_WORDS, _WORDS], note="Source: a labour inspectorate, 2026.")
    down = [(f"Topic {one}", f"{data}/{one}") for one in range(1, WIDTH + 1)] if len(numbers) < 2 else []
    rows = [down[start : start + 2] for start in range(0, len(down), 2)]
    up = "/".join(data.split("/")[:-1]) if numbers else START
    return Screen(html, [*rows, [("Back", up), ("Menu", START)]] if numbers else rows)


class Taps:
    """One row a tap."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "taps.sqlite3", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS taps (at REAL, data TEXT)")

    def add(self, data: str) -> None:
        """Keep a tap."""
        self._connection.execute("INSERT INTO taps VALUES (?, ?)", (time.time(), data))
