"""From a place to its turn: the screens are found by looking into this folder.

A screen's module offers `PAGE`, the page's name, and `screen(ask) -> Turn`. A module that offers one without the other
stops the start.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType

import bot.screens
from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.missing import missing

Rule = Callable[[Ask], Turn]


class UnfinishedScreen(Exception):
    """A module of this folder offers half of a screen."""


@cache
def screens() -> Mapping[str, Rule]:
    """Every screen by the name of its page."""
    found: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(bot.screens.__path__):
        module = importlib.import_module(f"bot.screens.{info.name}")
        if (page := _page(module)) is not None:
            if page in found:
                raise UnfinishedScreen(f"bot/screens/{info.name}.py: the page {page!r} has two screens.")
            found[page] = module.screen
    return found


def _page(module: ModuleType) -> str | None:
    page, rule = getattr(module, "PAGE", None), getattr(module, "screen", None)
    if page is None and rule is None:
        return None
    if not isinstance(page, str) or not callable(rule):
        raise UnfinishedScreen(f"{module.__name__}: a screen offers PAGE, its page's name, and screen(ask).")
    return page


def takes_place(page: str) -> bool:
    """Whether a page's items are another place's page and items (sources, language)."""
    return any(
        getattr(importlib.import_module(f"bot.screens.{info.name}"), "TAKES", "") == "place"
        and getattr(importlib.import_module(f"bot.screens.{info.name}"), "PAGE", "") == page
        for info in pkgutil.iter_modules(bot.screens.__path__)
    )


def answer(ask: Ask) -> Turn:
    """The turn for a place; what she typed goes to the search."""
    if ask.visitor.typed:
        return screens()["search"](ask)
    return screens().get(ask.place.page, missing)(ask)
