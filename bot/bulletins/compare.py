"""Two wordings side by side: which words went, which came, which stayed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Change:
    """Words that follow each other and share their fate."""

    fate: Fate
    words: str


def compared(old: str, new: str) -> Iterator[Change]:
    """The way from an old text to a new one, word by word."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    for _, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, came = "".join(before[first:last]), "".join(after[begin:end])
        if gone == came:
            yield Change(Fate.SAME, came)
            continue
        if gone:
            yield Change(Fate.GONE, gone)
        if came:
            yield Change(Fate.NEW, came)
