"""Numbers of people in an officer's language: a small group is not told, and cannot be worked out from the others."""

from bot.bulletins.coverage import FEW
from bot.bulletins.told import Sum
from bot.language.language import Language


def told(language: Language, number: int) -> str:
    """A number of people; below ten only that it is below ten."""
    return language.say("fewer than 10") if number < FEW else language.number(number)


def told_sum(language: Language, one: Sum) -> str:
    """A sum over languages."""
    return (
        told(language, one.number)
        if one.whole
        else language.say("at least {number}", number=language.number(one.number))
    )
