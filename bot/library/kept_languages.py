"""The languages that are offered, kept so that the next start need not parse their files and count what is missing.

English stands once beside the translations of all languages, so that the file is small and they share its letters.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from bot.language.catalogue import Catalogue
from bot.language.language import Language
from bot.library import kept_file

NAME = "languages.json"
PROGRAM = tuple(Path(__file__).parent.parent / room for room in ("library", "language", "model"))
"""What reads translations and counts them."""
READ = frozenset({".po", ".yaml", ".txt"})
"""Endings of the files that a language is made of."""


class Offer(msgspec.Struct, frozen=True):
    """The languages that are offered, by code, and the codes of those of which too little is translated."""

    languages: Mapping[str, Language]
    left_out: tuple[str, ...] = ()


class _Domain(msgspec.Struct):
    """What is to be translated, and by language its translations in the same order, None where there is none."""

    english: list[str]
    said: dict[str, list[str | None]]


class _Kept(msgspec.Struct):
    """An offer whose languages have no words, and the words."""

    offer: Offer
    interface: _Domain
    content: _Domain
    desk: _Domain


def source_of(locales: Path, version: str, wanted: Collection[str]) -> str:
    """A hash of what an offer is made from: every file of every language, the library, and which are wanted."""
    digest = hashlib.sha256(f"{msgspec.__version__} {version} {','.join(sorted(wanted))}\n".encode())
    for path in sorted(path for path in locales.rglob("*") if path.suffix in READ):
        digest.update(str(path.relative_to(locales)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def kept_offer(folder: Path, source: str) -> Offer | None:
    """The languages as an earlier start left them; None where there are none to rely on."""
    body = kept_file.kept(folder / NAME, source, PROGRAM)
    if body is None:
        return None
    try:
        kept = msgspec.json.decode(body, type=_Kept)
        languages = {code: _with_words(one, kept) for code, one in kept.offer.languages.items()}
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return Offer(languages, kept.offer.left_out)


def keep_offer(folder: Path, source: str, offer: Offer) -> None:
    """Leave the languages to the next start."""
    catalogues = {code: one.catalogue for code, one in offer.languages.items()}
    bare = {code: replace(one, catalogue=_bare(one.catalogue)) for code, one in offer.languages.items()}
    kept = _Kept(
        Offer(bare, offer.left_out),
        _domain({code: one.interface for code, one in catalogues.items()}),
        _domain({code: one.content for code, one in catalogues.items()}),
        _domain({code: one.desk for code, one in catalogues.items()}),
    )
    kept_file.keep(folder / NAME, source, PROGRAM, msgspec.json.encode(kept))


def _bare(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, interface={}, content={}, desk={})


def _domain(tables: Mapping[str, Mapping[str, str]]) -> _Domain:
    english = sorted({key for table in tables.values() for key in table})
    return _Domain(english, {code: [table.get(key) for key in english] for code, table in tables.items() if table})


def _with_words(language: Language, kept: _Kept) -> Language:
    interface, content, desk = (_table(one, language.code) for one in (kept.interface, kept.content, kept.desk))
    return replace(language, catalogue=replace(language.catalogue, interface=interface, content=content, desk=desk))


def _table(domain: _Domain, code: str) -> dict[str, str]:
    said: Iterable[str | None] = domain.said.get(code, ())
    return {key: text for key, text in zip(domain.english, said, strict=bool(said)) if text is not None}
