"""The checked library, kept so that the next start need not read and check 400 files again.

It is JSON in a file that is passed over where it might not be ours, checked against the model's types like content.
"""

from collections.abc import Sequence
from pathlib import Path

import pydantic

from bot.library import kept_file
from bot.library.decode import adapter
from bot.library.library import Library
from bot.library.load import version_of

NAME = "library.json"
PROGRAM = (Path(__file__).parent, Path(__file__).parent.parent / "model")
"""What reads and checks content; with another program, the same content is another library."""


def kept_library(folder: Path, content: Sequence[Path]) -> Library | None:
    """The library of these content folders as an earlier start left it; None where there is none to rely on."""
    version = version_of(content)
    body = kept_file.kept(folder / NAME, _source(version), PROGRAM)
    try:
        library: Library | None = adapter(Library).validate_json(bytes(body)) if body is not None else None
    except (ValueError, RecursionError):
        return None
    return library if library is not None and library.version == version else None


def keep_library(folder: Path, library: Library) -> None:
    """Leave a library that was checked to the next start."""
    kept_file.keep(folder / NAME, _source(library.version), PROGRAM, adapter(Library).dump_json(library))


def _source(version: str) -> str:
    return f"{pydantic.VERSION} {version}"
