"""Is this really from my union? A message is held against what was released: by its code and by its words.

A true code under other words is a forgery, and so are true words with another address behind a link. The head and the
notices that we put around a text are known in every language and taken away before the words are compared.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit, urlunsplit

from bot.bulletins import text
from bot.bulletins.board import Board, Posted, Texts
from bot.bulletins.code import read_code
from bot.bulletins.message import copy_of, day_of, follow_up, withdrawn
from bot.language.language import Language
from bot.model.bulletin import Bulletin, BulletinState, Wording

SHORT = 60
"""Letters beside a code up to which somebody asks about the code, and does not quote a message."""
PART = 40
"""Letters that a piece of a text must have at least to count as a part of it."""


class Verdict(StrEnum):
    """What can be said about a message."""

    AUTHENTIC = "authentic"
    CORRECTED = "corrected"
    """It was released like this and has been corrected since."""
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    ALTERED = "altered"
    """Its code is ours, its words or links are not."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and the bulletin that it is about; `compared`: its words were compared, and `whole`: all of them."""

    verdict: Verdict
    posted: Posted | None = None
    compared: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """A message as it came. `quoted`: it was passed on as a whole, so its words must be those of a bulletin."""

    text: str
    links: tuple[str, ...] = ()
    pictured: bool = False
    quoted: bool = False


def judge(given: Given, board: Board, languages: Mapping[str, Language]) -> Judgement:
    """What a message is, as far as the board can tell."""
    code = read_code(given.text)
    if code is None:
        return _by_words(given, board, languages)
    posted = board.by_code(code)
    if posted is None:
        return Judgement(Verdict.ENDED if code in board.over else Verdict.UNKNOWN)
    rest = _without_head(given.text, posted, languages)
    bare = not given.links and not given.pictured
    if bare and (not rest or (not given.quoted and len(rest) <= SHORT)):
        return Judgement(_state(posted), posted)
    return _compared(given, rest, posted)


def _by_words(given: Given, board: Board, languages: Mapping[str, Language]) -> Judgement:
    """Without a code: the bulletin with exactly these words."""
    said = normal(given.text)
    for posted in board.everything() if given.quoted or len(said) > SHORT else ():
        if any(_body(one.text) in said for texts in _wordings(posted) for one in texts.values()):
            found = _compared(given, _without_head(given.text, posted, languages), posted)
            if found.verdict is not Verdict.ALTERED and found.whole:
                return found
    return Judgement(Verdict.UNKNOWN)


def _compared(given: Given, rest: str, posted: Posted) -> Judgement:
    """Words against every wording that was released, the newest first."""
    if given.pictured and posted.bulletin.attachment is None:
        return Judgement(Verdict.ALTERED, posted, compared=True)
    links, state = {_plain_address(one) for one in given.links}, _state(posted)
    for whole in (True, False):
        for number, texts in enumerate(_wordings(posted)):
            if any(_says(rest, wording, whole) and links <= _links(wording) for wording in texts.values()):
                older = state is Verdict.AUTHENTIC and number > 0
                return Judgement(Verdict.CORRECTED if older else state, posted, compared=True, whole=whole)
    return Judgement(Verdict.ALTERED, posted, compared=True)


def _wordings(posted: Posted) -> tuple[Texts, ...]:
    """Every wording that was released, the newest first."""
    return (posted.bulletin.texts, *reversed(posted.earlier))


def _says(rest: str, wording: Wording, whole: bool) -> bool:
    body = _body(wording.text)
    return rest == body if whole else len(rest) >= PART and rest in body


def _links(wording: Wording) -> set[str]:
    return {_plain_address(piece.link) for one in text.passages(wording.text) for piece in one.pieces if piece.link}


def _state(posted: Posted) -> Verdict:
    states = {BulletinState.WITHDRAWN: Verdict.WITHDRAWN, BulletinState.ENDED: Verdict.ENDED}
    return states.get(posted.bulletin.state, Verdict.AUTHENTIC)


# What we put around a text


def _without_head(given: str, posted: Posted, languages: Mapping[str, Language]) -> str:
    """The words of a message without the lines that we put around a bulletin, in their normal form."""
    ours = set(_lines_of_ours(posted, languages.values()))
    lines = (normal(line) for line in given.splitlines())
    return "".join(line for line in lines if line and line not in ours)


def _lines_of_ours(posted: Posted, readers: Iterable[Language]) -> Iterator[str]:
    """Every line of the head and the notices in every language, and the code alone."""
    one, union = posted.bulletin, posted.union
    yield from (normal(line) for line in (one.code, union, one.title))
    day = day_of(one.released or 0, one.zone)
    for reader in readers:
        for words in _own_and_another(reader.code, one):
            copy = copy_of(one, union, reader, words, day, corrected=True)
            head = follow_up(copy, reader, one.code).html.split("\n\n")[0]
            yield from map(_shown, head.splitlines())
        yield from map(_shown, withdrawn(one, union, reader).html.splitlines())


def _own_and_another(reader: str, one: Bulletin) -> Iterator[str]:
    """The languages of two copies: in the reader's own, and in another with the notice that says so."""
    yield from [reader] if reader in one.texts else []
    yield from [language for language in one.texts if language != reader][:1]


def _shown(line: str) -> str:
    """A line of our HTML as she sees it, in its normal form."""
    return normal(unescape(_TAG.sub("", line)))


_TAG = re.compile(r"<[^>]*>")
_FORMAT = "".join(chr(number) for number in range(0x3000) if unicodedata.category(chr(number)) in ("Cf", "Cc"))
_UNSEEN = re.compile("[\\s\ufe0e\ufe0f\ufeff" + re.escape(_FORMAT) + "]")
"""Spaces, control and format characters, and the marks that choose an emoji's look."""


@lru_cache(maxsize=4096)
def _body(wording: str) -> str:
    """The words of a text in their normal form."""
    return normal(text.plain(wording))


def normal(words: str) -> str:
    """Words as they are compared: without spaces, invisible marks and case, every letter in its plainest form."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", words).casefold())


def _plain_address(address: str) -> str:
    """An address as it is compared: Telegram adds a slash to a bare host and takes capitals out of it."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment))
