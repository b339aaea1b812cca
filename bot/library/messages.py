"""Keeping the catalogues in step with the program and the content.

A paragraph that changed makes exactly its own translations fuzzy: old and new text are paired within one context (one
page or field), and only what has no twin of the same words there is a change.
"""

import difflib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from bot.language.catalogue import read_messages

CHECKED = "checked:"
"""How the translator comment begins that tells who checked a message and when."""
LIKE = 0.4
"""How alike (difflib ratio) two texts of one context must be to count as versions of the same paragraph."""

_KEYWORDS = {"say": None, "say_count": (1, 2), "pgettext": ((1, "c"), 2)}
_WORDS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
_INTERFACE = [("desk/**", "ignore"), *_WORDS]
_REFUSALS = {"Refused": (2,), "NotKnown": (2,), "only": (2,), "sayable": None}
"""Why something is refused is said by an action, a rule or a channel, and shown to staff."""
_REFUSING = ("actions", "bulletins", "channels")
_TRIMMED = {"**/templates/**.html": {"trimmed": "true"}}
_CONTENT = [("**.md", "bot.library.extract:extract_content"), ("**.yaml", "bot.library.extract:extract_content")]


def interface_template(program: Path) -> Catalog:
    """The words of the program."""
    return _template(program, _INTERFACE, _TRIMMED)


def desk_template(program: Path) -> Catalog:
    """The words that only staff see: those of the desk, and the sentences of refusals."""
    catalogue = _template(program / "desk", _WORDS, _TRIMMED, _KEYWORDS | _REFUSALS)
    rooms = [_template(program / room, [("**.py", "python")], {}, _REFUSALS) for room in _REFUSING]
    for message in (*_template(program, [("house.py", "python")], {}, _REFUSALS), *itertools.chain(*rooms)):
        if message.id:
            catalogue.add(message.id, None, message.locations)
    return catalogue


def content_template(content: Path) -> Catalog:
    """The paragraphs of the content."""
    options = {pattern: {"content": str(content)} for pattern, _ in _CONTENT}
    return _template(content, _CONTENT, options)


def _template(
    folder: Path,
    methods: Sequence[tuple[str, str]],
    options: dict[str, dict[str, str]],
    keywords: Mapping[str, Any] = _KEYWORDS,
) -> Catalog:
    catalogue = Catalog(project="Fair Passage", copyright_holder="Fair Passage", charset="utf-8")
    found = extract_from_dir(folder, list(methods), options, keywords=keywords)
    for file, _, message, comments, context in found:
        catalogue.add(message, None, [(f"{folder.name}/{file}", 0)], auto_comments=comments, context=context)
    return catalogue


def merged(template: Catalog, old: Catalog) -> Catalog:
    """The template with the old translations: the same text keeps its own, a changed one gets it as fuzzy."""
    new = Catalog(
        locale=old.locale,
        project="Fair Passage",
        copyright_holder="Fair Passage",
        charset="utf-8",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    kept = {_key(message): message for message in old if message.id}
    wanted = [message for message in template if message.id]
    gone: dict[str | None, list[Message]] = {}
    names = {_key(message) for message in wanted}
    for key, message in kept.items():
        if key not in names and message.string and any(strings_of(message)):
            gone.setdefault(message.context, []).append(message)
    for message in wanted:
        same = kept.get(_key(message))
        if same is not None and any(strings_of(same)):
            _add(new, message, same, fuzzy="fuzzy" in same.flags, previous=same.previous_id)
        elif (twin := _twin(message, gone.get(message.context, []))) is not None:
            gone[message.context].remove(twin)
            _add(new, message, twin, fuzzy=True, previous=[_first(twin.id)])
        else:
            new.add(message.id, None, message.locations, message.flags - {"fuzzy"}, context=message.context)
    return new


def _twin(message: Message, gone: Iterable[Message]) -> Message | None:
    """The vanished message of the same context that is most like this one."""
    scored = [(difflib.SequenceMatcher(None, _first(message.id), _first(one.id)).ratio(), one) for one in gone]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= LIKE else None


def _add(
    new: Catalog, message: Message, translated: Message, *, fuzzy: bool, previous: str | tuple[str, ...] | list[str]
) -> None:
    flags = (message.flags - {"fuzzy"}) | ({"fuzzy"} if fuzzy else set())
    string = translated.string
    if isinstance(message.id, tuple) != isinstance(string, tuple | list):
        string, flags = None, flags - {"fuzzy"}
    new.add(
        message.id,
        string,
        message.locations,
        flags,
        previous_id=previous if fuzzy else (),
        context=message.context,
        user_comments=[one for one in translated.user_comments if not (fuzzy and one.startswith(CHECKED))],
    )


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _first(message.id)


def _first(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else text[0]


def strings_of(message: Message) -> Sequence[str]:
    """A message's translations: one, or one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def translated(message: Message) -> bool:
    """Whether a message has all its translations, made from the English that stands with it."""
    return bool(strings_of(message)) and all(strings_of(message)) and not message.fuzzy


def update(locales: Path, program: Path, content: Path) -> list[tuple[str, str, int, int, int]]:
    """Bring every language's catalogues up to date; tells (language, domain, messages, translated, fuzzy)."""
    templates = {
        "interface": interface_template(program),
        "content": content_template(content),
        "desk": desk_template(program),
    }
    report = []
    for folder in sorted(path for path in locales.iterdir() if (path / "LC_MESSAGES").is_dir()):
        for domain, template in templates.items():
            path = folder / "LC_MESSAGES" / f"{domain}.po"
            new = merged(template, read_catalogue(path, folder.name))
            write_catalogue(new, path)
            messages = [message for message in new if message.id]
            done = sum(translated(message) for message in messages)
            report.append((folder.name, domain, len(messages), done, sum(message.fuzzy for message in messages)))
    return report


def read_catalogue(path: Path, language: str) -> Catalog:
    """A .po file, or an empty catalogue where there is none yet."""
    if not path.exists():
        return Catalog(locale=language)
    return read_messages(path, language)


def write_catalogue(catalogue: Catalog, path: Path) -> None:
    """Write a .po file in a form that changes only where the words do."""
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, sort_output=False)
