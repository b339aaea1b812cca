"""What is wrong with translations: placeholders, markup and figures that do not match the English."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Message

from bot.library.faults import Fault, shown
from bot.library.messages import read_catalogue

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_FIGURE = re.compile(r"(?<![\w-])[\d٠-٩][\d٠-٩.,]+(?!\w)")
_TAG = re.compile(r"</?[A-Za-z][^>]*>|https?://|www\.")
DOMAINS = ("interface", "content")


def check_translations(locales: Path) -> list[Fault]:
    """Every fault of every language's catalogues, with file and line."""
    faults: list[Fault] = []
    for path in _files(locales):
        try:
            text = path.read_text(encoding="utf-8")
            messages = [message for message in read_catalogue(path, path.parent.parent.name) if message.id]
        except (UnicodeDecodeError, ValueError, OSError) as error:
            faults.append(Fault(shown(path), 1, f"This catalogue cannot be read ({type(error).__name__})."))
            continue
        faults += [Fault(shown(path), line, "This message stands twice; keep one.") for line in _twice(text)]
        for message in messages:
            if not message.fuzzy:
                faults += [Fault(shown(path), message.lineno or 1, text) for text in _wrong(message)]
    return faults


def _twice(text: str) -> Iterator[int]:
    """The lines of messages that stood before; Babel joins such twins while it reads."""
    seen: set[str] = set()
    line = 1
    for entry in text.split("\n\n"):
        rows = entry.split("\n")
        own = [row for row in rows if not row.startswith("#")]
        key = "\n".join(own).partition("\nmsgstr")[0].strip()
        if key and key in seen:
            first = next(number for number, row in enumerate(rows) if row.startswith(("msgid", "msgctxt")))
            yield line + first
        seen.add(key)
        line += len(rows) + 1


def _wrong(message: Message) -> Iterator[str]:
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wanted = set(_PLACEHOLDER.findall(originals[-1]))
    for string in filter(None, strings):
        given = set(_PLACEHOLDER.findall(string))
        if given != wanted and not (isinstance(message.id, tuple) and given <= wanted):
            names = ", ".join(sorted(wanted ^ given))
            yield f"The placeholders do not match the English: {names}."
        if string.count("**") != originals[-1].count("**"):
            yield "The '**' of the translation do not match the English."
        if message.context and (found := _FIGURE.search(_PLACEHOLDER.sub("", string))):
            yield f"The figure {found.group()!r} stands in the translation; figures come from values."
        if found := _TAG.search(string):
            yield f"A tag or address stands in the translation: {found.group()!r}."


def coverage(locales: Path) -> Mapping[str, Mapping[str, int]]:
    """For each language: how many messages there are, and how many are translated and out of date."""
    counts: dict[str, dict[str, int]] = {}
    for path in _files(locales):
        state = counts.setdefault(path.parent.parent.name, {"messages": 0, "translated": 0, "out of date": 0})
        for message in read_catalogue(path, path.parent.parent.name):
            if not message.id:
                continue
            strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
            state["messages"] += 1
            state["out of date"] += message.fuzzy
            state["translated"] += bool(strings) and all(strings) and not message.fuzzy
    return counts


def _files(locales: Path) -> Iterator[Path]:
    for folder in sorted(path for path in locales.iterdir() if (path / "LC_MESSAGES").is_dir()):
        for domain in DOMAINS:
            if (path := folder / "LC_MESSAGES" / f"{domain}.po").exists():
                yield path
