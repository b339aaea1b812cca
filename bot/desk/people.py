"""Numbers of people as they may be told: a small group is not told, and cannot be worked out from the others."""

from bot.bulletins.coverage import FEW, Coverage
from bot.language.language import Language


def told(language: Language, number: int) -> str:
    """A number of people; below ten only that it is below ten."""
    return language.say("fewer than 10") if number < FEW else language.number(number)


def told_sum(language: Language, coverage: Coverage, number: int) -> str:
    """A sum over languages: to the nearest ten where one of them is too small to be told."""
    if number < FEW or not any(0 < one.people < FEW for one in coverage.languages):
        return told(language, number)
    return language.say("about {number}", number=language.number((number + FEW // 2) // FEW * FEW))
