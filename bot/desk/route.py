"""Which page answers which address: the pages' modules are found by looking into bot/desk/pages/."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from aiohttp import web

import bot.desk.pages
from bot.desk.form import whole_number
from bot.desk.visit import Visit

Handler = Callable[[Visit], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """One address under /desk and what answers it. `{number}` in the path is a whole number, any other name a word.

    `open` needs nobody signed in. `keeps` answers even a form that is out of date, because something long was typed.
    """

    method: str
    path: str
    handler: Handler
    open: bool = False
    keeps: bool = False

    def match(self, path: str) -> Mapping[str, str] | None:
        """What stands in the place of the braces; None where the path is another."""
        ours, theirs = self.path.split("/"), path.split("/")
        if len(ours) != len(theirs):
            return None
        found: dict[str, str] = {}
        for mine, their in zip(ours, theirs, strict=True):
            if mine.startswith("{") and their and (mine != "{number}" or whole_number(their) is not None):
                found[mine.strip("{}")] = their
            elif mine != their:
                return None
        return found


@cache
def routes() -> tuple[Route, ...]:
    """Every address of the desk."""
    return tuple(_found())


def _found() -> Iterator[Route]:
    for info in pkgutil.iter_modules(bot.desk.pages.__path__):
        yield from importlib.import_module(f"bot.desk.pages.{info.name}").ROUTES
