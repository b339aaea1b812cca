"""The word by which she stops the bulletins, in every language (locales/*/keywords.yaml, `stop`)."""

from collections.abc import Iterable

from bot.language.language import Language

ALWAYS = ("stop", "unsubscribe")
"""Known everywhere, whatever the languages say."""


def is_stop(typed: str, languages: Iterable[Language]) -> bool:
    """Whether she wrote a word for stop and nothing else; in whichever language."""
    said = _plain(typed)
    known = (word for language in languages for word in language.keywords.get("stop", ()))
    return said in {*ALWAYS, *map(_plain, known)}


def _plain(word: str) -> str:
    """A word or a few without case, marks around them and repeated spaces."""
    return " ".join(word.strip(" .!?¡¿،؟。*\"'«»/-").casefold().split())
