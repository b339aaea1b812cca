"""What the press is told: a layout, its fonts, and everything that stands on the paper as data."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.channels.paper import fonts

HERE = Path(__file__).parent


def order(
    layout: str, language: str, given: Mapping[str, Any], day: date, folders: Sequence[Path], *, strict: bool = False
) -> bytes:
    """An order for press.py: one of the .typ files beside this one, and what it prints in a language.

    With `strict` a sign that no font has is a fault. Raises NoFonts where a font of the language is missing.
    """
    found = fonts.files(language, folders)
    if not found:
        raise fonts.NoFonts(f"No fonts for {language}; install {fonts.PACKAGE}.")
    told = {
        "layout": str(HERE / layout),
        "fonts": [str(path) for path in found],
        "given": {**given, "language": language, "families": list(fonts.families(language))},
        "day": day.isoformat(),
        "strict": strict,
    }
    return json.dumps(told).encode()
