"""What is wrong with translations, and how far each has come: complete, out of date, draft, checked by whom.

A message was made from the English that stands with it as msgid, so a change of the English marks it, and nothing else,
as out of date. A reader who checked it stands in its translator comment: `checked: Amina K., 2026-11-20`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from bot.library.faults import Fault, shown
from bot.library.messages import CHECKED, read_catalogue, strings_of, translated
from bot.library.reading import too_hard

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_DIGITS = "0-9٠-٩۰-۹०-९"
_FIGURE = re.compile(rf"(?<![\w-])[{_DIGITS}][{_DIGITS}.,٫٬]+(?!\w)")
_TAG = re.compile(r"</?[A-Za-z][^>]*>|https?://|www\.")
DOMAINS = ("interface", "content", "desk")


@dataclass(slots=True)
class State:
    """How many messages of a page there are, and how many are translated, out of date, drafted and checked."""

    messages: int = 0
    translated: int = 0
    outdated: int = 0
    draft: int = 0
    checked: int = 0

    def add(self, other: "State") -> None:
        """Count another page in."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def check_translations(locales: Path) -> list[Fault]:
    """Every fault of every language's catalogues, with file and line."""
    faults: list[Fault] = []
    for path in _files(locales):
        language = path.parent.parent.name
        try:
            text = path.read_text(encoding="utf-8")
            messages = [message for message in read_catalogue(path, language) if message.id]
        except (UnicodeDecodeError, ValueError, OSError) as error:
            faults.append(Fault(shown(path), 1, f"This catalogue cannot be read ({type(error).__name__})."))
            continue
        faults += [Fault(shown(path), line, "This message stands twice; keep one.") for line in _twice(text)]
        for message in messages:
            if not message.fuzzy:
                wrong = mismatches(message, strings_of(message))
                faults += [Fault(shown(path), message.lineno or 1, text) for text in wrong]
    return faults


def check_reading(locales: Path) -> list[Fault]:
    """Translations that are harder to read than the goal of their language, by statement and by page."""
    faults: list[Fault] = []
    for path in _files(locales):
        language = path.parent.parent.name
        pages: dict[str, tuple[int, list[str]]] = {}
        for message in read_catalogue(path, language):
            if not message.id or message.fuzzy or not message.context:
                continue
            texts = [text for text in strings_of(message) if text]
            line = message.lineno or 1
            if hard := too_hard(texts, language):
                faults.append(Fault(shown(path), line, f"{message.context}: {hard}."))
            if "/" in (page := page_of(message)):  # a page or a country; lists of names are no text
                pages.setdefault(page, (line, []))[1].extend(texts)
        for page, (line, texts) in pages.items():
            if hard := too_hard(texts, language, page=True):
                faults.append(Fault(shown(path), line, f"{page}: {hard}."))
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


def mismatches(message: Message, strings: Sequence[str]) -> Iterator[str]:
    """What is wrong with the given translations of a message: placeholders, markup, figures, addresses."""
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
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


def page_of(message: Message) -> str:
    """The page or file that a message belongs to: `rights/passport`, `countries/GB/facts`, `interface`."""
    return (message.context or "interface").split("#")[0].partition(".")[0]


def states(locales: Path) -> Mapping[str, Mapping[str, State]]:
    """For each language and page how far the translation has come; a checked language is checked in every message."""
    found: dict[str, dict[str, State]] = {}
    for path in _files(locales):
        pages = found.setdefault(path.parent.parent.name, {})
        whole = bool(_checked_by(path.parent.parent))
        for message in read_catalogue(path, path.parent.parent.name):
            if message.id:
                page = page_of(message) if message.context else path.stem
                pages.setdefault(page, State()).add(_state(message, whole))
    return found


def _state(message: Message, whole: bool) -> State:
    done = translated(message)
    checked = done and (whole or any(one.startswith(CHECKED) for one in message.user_comments))
    return State(1, done, bool(message.fuzzy), done and not checked, checked)


def _checked_by(folder: Path) -> str:
    """Who checked a whole language, by its language.yaml."""
    path = folder / "language.yaml"
    if not path.exists():
        return ""
    found = re.search(r"(?m)^checked_by:[ \t]*(\S.*)$", path.read_text(encoding="utf-8"))
    return found.group(1).strip("'\"[]") if found else ""


def coverage(locales: Path) -> Mapping[str, Mapping[str, int]]:
    """For each language: how many messages there are, and how many are translated and out of date."""
    counts: dict[str, dict[str, int]] = {}
    for code, pages in states(locales).items():
        whole = State()
        for state in pages.values():
            whole.add(state)
        counts[code] = {"messages": whole.messages, "translated": whole.translated, "out of date": whole.outdated}
    return counts


def _files(locales: Path) -> Iterator[Path]:
    for folder in sorted(path for path in locales.iterdir() if (path / "LC_MESSAGES").is_dir()):
        for domain in DOMAINS:
            if (path := folder / "LC_MESSAGES" / f"{domain}.po").exists():
                yield path
