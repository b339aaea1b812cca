"""Gettext catalogues: what is translated, looked up by context and English text.

A language is a folder in locales/: `language.yaml` says how it was translated and who checked it, `interface.po` holds
the words of the program, `content.po` those of the library, `desk.po` those that only staff see (a language can be
offered to visitors without them). English is what the program and the content are written in.
"""

import contextlib
import gettext
import io
import os
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.language.plurals import Plurals, plurals_of
from bot.model.trouble import Trouble

ENGLISH = "en"
DOMAINS = ("interface", "content")
DESK = "desk"


class NoLanguages(Trouble):
    """The translations cannot be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's translations. Fuzzy and missing ones are not in it."""

    language: str
    interface: Mapping[str, str] = field(default_factory=dict)
    content: Mapping[str, str] = field(default_factory=dict)
    desk: Mapping[str, str] = field(default_factory=dict)
    plurals: Plurals = field(default_factory=Plurals)

    @property
    def words(self) -> frozenset[str]:
        """The sentences of the interface that are translated."""
        return frozenset((*self.interface, *self.plurals.forms))


def languages_in(folder: Path) -> Sequence[str]:
    """The codes of the languages that have a folder, English first."""
    if not folder.is_dir():
        raise NoLanguages(f"The translation folder {folder} is missing; restore it or install Fair Passage again.")
    return [ENGLISH, *sorted(p.name for p in folder.iterdir() if (p / "LC_MESSAGES").is_dir() and p.name != ENGLISH)]


def load_catalogue(folder: Path, language: str, added: Sequence[Path] = ()) -> Catalogue:
    """Read one language; compiled files are made anew where they are older than their source.

    `added` are folders of further content, each with translations of its own in `locales/` where it has any.
    """
    if language == ENGLISH:
        return Catalogue(language)
    loaded = {domain: _translations(source(folder, language, domain)) for domain in DOMAINS}
    content = _texts(loaded["content"])
    for more in added:
        if (own := source(more / "locales", language, "content")).exists():
            content |= _texts(_translations(own))
    words, desk = loaded["interface"], source(folder, language, DESK)
    staff = _texts(_translations(desk)) if desk.exists() else {}
    return Catalogue(language, interface=_texts(words), content=content, desk=staff, plurals=plurals_of(words))


def source(folder: Path, language: str, domain: str) -> Path:
    """Where a language's translations of a domain stand."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def read_messages(path: Path, language: str) -> Catalog:
    """The messages of a .po file; raises NoLanguages where it is none, so that no translation is lost in silence."""
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeError, ValueError, LookupError, TypeError) as error:
        line = f" in line {error.lineno + 1}" if isinstance(error, PoFileError) else ""
        raise NoLanguages(
            f"{path} is no .po file{line} ({_reason(error)}); open it in a translation tool and save it."
        ) from error


def _reason(error: Exception) -> str:
    """What is wrong, without the words of the file."""
    return str(error).rpartition(" on ")[0] if isinstance(error, PoFileError) else type(error).__name__


def compiled(source: Path) -> bytes:
    """A .po file in gettext's binary form, without fuzzy messages."""
    catalogue = read_messages(source, source.parent.parent.name)
    binary = io.BytesIO()
    write_mo(binary, catalogue, use_fuzzy=False)
    return binary.getvalue()


def _translations(source: Path) -> gettext.GNUTranslations:
    if not source.exists():
        raise NoLanguages(f"The translation file {source} is missing; restore it or leave this language out.")
    target = source.with_suffix(".mo")
    try:
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            return gettext.GNUTranslations(io.BytesIO(target.read_bytes()))
        binary = compiled(source)
    except (OSError, ValueError, struct.error) as error:
        raise NoLanguages(f"The translation file {source} cannot be read ({error}).") from error
    with contextlib.suppress(OSError):  # a folder that cannot be written costs time at the next start, nothing else
        scratch = target.with_suffix(f".{os.getpid()}.tmp")
        scratch.write_bytes(binary)
        scratch.replace(target)
    return gettext.GNUTranslations(io.BytesIO(binary))


def _texts(translations: gettext.GNUTranslations) -> dict[str, str]:
    """The table inside, by `context EOT text` for messages with a context and by text for the others, without plurals.

    The keys hold the English, so all languages share one copy of them.
    """
    table: dict[object, str] = getattr(translations, "_catalog", {})
    return {sys.intern(key): text for key, text in table.items() if key and text and isinstance(key, str)}
