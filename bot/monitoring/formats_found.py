"""The formats that there are, found by looking into bot/monitoring/formats/."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import bot.monitoring.formats
from bot.monitoring.publication import Publication


class UnfinishedFormat(Exception):
    """A module of bot/monitoring/formats/ that is no format."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a release: its name in commands and addresses, the end of a file's name, its media type."""

    name: str
    suffix: str
    media: str
    write: Callable[[Publication], bytes]


@cache
def formats() -> Mapping[str, Format]:
    """Every format by its name; raises UnfinishedFormat where a module offers something else."""
    found: dict[str, Format] = {}
    for info in pkgutil.iter_modules(bot.monitoring.formats.__path__):
        one = _format(importlib.import_module(f"bot.monitoring.formats.{info.name}"))
        if one.name in found:
            raise UnfinishedFormat(f"bot/monitoring/formats/{info.name}.py: the format {one.name!r} is there twice.")
        found[one.name] = one
    return found


def _format(module: ModuleType) -> Format:
    name, suffix, media = (getattr(module, one, None) for one in ("NAME", "SUFFIX", "MEDIA"))
    write = getattr(module, "write", None)
    if not (isinstance(name, str) and isinstance(suffix, str) and isinstance(media, str) and callable(write)):
        raise UnfinishedFormat(f"{module.__name__}: a format offers NAME, SUFFIX, MEDIA and write(publication).")
    return Format(name, suffix, media, write)
