"""Whether somebody wrote a word that the program waits for, in whichever language (locales/*/keywords.yaml)."""

from collections.abc import Iterable

from bot.language.language import Language


def is_said(typed: str, key: str, languages: Iterable[Language], always: Iterable[str] = ()) -> bool:
    """Whether she wrote one of the words under a key and nothing else; `always` are known whatever these say."""
    known = (word for language in languages for word in language.keywords.get(key, ()))
    return _plain(typed) in {*always, *map(_plain, known)}


def _plain(word: str) -> str:
    """A word or a few without case, marks around them and repeated spaces."""
    return " ".join(word.strip(" .!?¡¿،؟。*\"'«»/-").casefold().split())
