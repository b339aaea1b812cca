"""What Babel extracts from content/: every paragraph with its place as context.

Registered in pyproject.toml as the extractor `fairpassage_content`. The option `content` names the folder, because a
paragraph is known to the library's loader and not by its file alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

from bot.library.decode import Prose
from bot.library.load import prose

Extracted = tuple[int, str, tuple[str, str], Sequence[str]]


def extract_content(
    fileobj: IO[bytes], keywords: Mapping[str, object], comment_tags: Sequence[str], options: Mapping[str, str]
) -> Iterator[Extracted]:
    """The paragraphs of one content file, as Babel wants them: line, function, (context, text), comments."""
    for one in _by_file(options["content"]).get(Path(fileobj.name).resolve(), ()):
        yield one.line, "pgettext", (one.message.context, one.message.text), []


@cache
def _by_file(folder: str) -> Mapping[Path, Sequence[Prose]]:
    """The paragraphs of a folder by file; a program that extracts reads it once."""
    found: dict[Path, list[Prose]] = {}
    for one in prose([Path(folder)]):
        found.setdefault(Path(one.file).resolve(), []).append(one)
    return found
