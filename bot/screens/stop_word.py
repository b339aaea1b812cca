"""The word by which she stops the bulletins, in every language (locales/*/keywords.yaml, `stop`)."""

from collections.abc import Iterable

from bot.language.language import Language
from bot.language.said import is_said

ALWAYS = ("stop", "unsubscribe")
"""Known everywhere, whatever the languages say."""


def is_stop(typed: str, languages: Iterable[Language]) -> bool:
    """Whether she wrote a word for stop and nothing else; in whichever language."""
    return is_said(typed, "stop", languages, ALWAYS)
