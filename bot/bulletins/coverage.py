"""How many people a bulletin would reach, and how many of them in their own language. Small numbers are not told."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model.bulletin import Bulletin, Missing

FEW = 10
"""Below this a number could point at persons."""


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """The readers of one language: how many, and what they would get."""

    language: str
    people: int
    current: bool
    outdated: bool
    choice: Missing


@dataclass(frozen=True, slots=True)
class Coverage:
    """The readers of a bulletin by language, the largest group first."""

    languages: tuple[LanguageCount, ...]


def coverage_of(bulletin: Bulletin, counts: Mapping[str, int]) -> Coverage:
    """The coverage of a bulletin, from the number of readers in each language."""
    lines = [
        LanguageCount(
            language,
            people,
            is_current(bulletin, language),
            language in bulletin.texts and not is_current(bulletin, language),
            bulletin.missing.get(language, Missing.HOLD),
        )
        for language, people in counts.items()
    ]
    return Coverage(tuple(sorted(lines, key=lambda one: (-one.people, one.language))))


def is_current(bulletin: Bulletin, language: str) -> bool:
    """Whether a language's text was made from the newest wording of the main text."""
    own, main = bulletin.texts.get(language), bulletin.texts.get(bulletin.main)
    return own is not None and main is not None and own.of >= main.of


def shown(number: int) -> str:
    """A number of people as it may be told to a program."""
    return "fewer than 10" if number < FEW else str(number)
