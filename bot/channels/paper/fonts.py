"""Which fonts a language's booklet needs, and where a system has them. What is missing is told once, at the start."""

import logging
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from babel.core import get_global

log = logging.getLogger(__name__)

FOLDERS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/noto"))
"""Where Debian's fonts-noto-core and other systems' Noto packages put their files."""
PACKAGE = "fonts-noto-core"
FAMILIES: Mapping[str, str] = {
    "Latn": "Noto Sans",
    "Cyrl": "Noto Sans",
    "Grek": "Noto Sans",
    "Arab": "Noto Sans Arabic",
    "Armn": "Noto Sans Armenian",
    "Beng": "Noto Sans Bengali",
    "Deva": "Noto Sans Devanagari",
    "Ethi": "Noto Sans Ethiopic",
    "Geor": "Noto Sans Georgian",
    "Gujr": "Noto Sans Gujarati",
    "Guru": "Noto Sans Gurmukhi",
    "Hebr": "Noto Sans Hebrew",
    "Khmr": "Noto Sans Khmer",
    "Knda": "Noto Sans Kannada",
    "Laoo": "Noto Sans Lao",
    "Mlym": "Noto Sans Malayalam",
    "Mymr": "Noto Sans Myanmar",
    "Orya": "Noto Sans Oriya",
    "Sinh": "Noto Sans Sinhala",
    "Taml": "Noto Sans Tamil",
    "Telu": "Noto Sans Telugu",
    "Thai": "Noto Sans Thai",
}
"""The family for each script (ISO 15924); all are in fonts-noto-core."""
TALL = frozenset(FAMILIES) - {"Latn", "Cyrl", "Grek", "Armn", "Geor", "Hebr"}
"""Scripts with signs above and below the line, which need more room between lines."""
ALWAYS = "Noto Sans"
"""Names, addresses and figures in Latin letters stand in every booklet."""
SIGNS = "Noto Sans Math"
"""Arrows."""


class NoFonts(Exception):
    """A script's fonts are not installed here."""


def script(language: str) -> str:
    """The script in which a language is usually written (CLDR, likely subtags), "" where nobody knows."""
    parts = str(get_global("likely_subtags").get(language, "")).split("_")
    return next((part for part in parts[1:] if len(part) == 4), "")


def families(language: str) -> tuple[str, ...]:
    """The families of a language's booklet, its own first; () for a script that we have no family for."""
    own = FAMILIES.get(script(language))
    return tuple(dict.fromkeys((own, ALWAYS, SIGNS))) if own else ()


def files(language: str, folders: Sequence[Path] = FOLDERS) -> tuple[Path, ...]:
    """The font files of a language's booklet; () where one is missing."""
    wanted = [name for family in families(language) for name in _names(family)]
    found = [next((path for folder in folders if (path := folder / name).is_file()), None) for name in wanted]
    there = tuple(path for path in found if path is not None)
    return there if len(there) == len(wanted) else ()


def _names(family: str) -> tuple[str, ...]:
    stem = family.replace(" ", "")
    return (f"{stem}-Regular.ttf",) if family == SIGNS else (f"{stem}-Regular.ttf", f"{stem}-Bold.ttf")


def unprintable(languages: Collection[str], folders: Sequence[Path] = FOLDERS) -> frozenset[str]:
    """The languages in which no PDF can be made here; the log says what to install."""
    lacking = frozenset(code for code in languages if not files(code, folders))
    if lacking:
        _tell(", ".join(sorted(lacking)))
    return lacking


@cache
def _tell(languages: str) -> None:
    """Say it once, however often the content is loaded anew."""
    log.warning("No PDF is offered in %s: fonts are missing. Install Debian's %s and start again.", languages, PACKAGE)
