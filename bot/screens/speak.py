"""A language was chosen: the place that she came from, in that language, and the choice is kept where it can be."""

from bot.model.screen import Effect, KeepLanguage, Turn
from bot.screens.ask import Ask
from bot.screens.language import other_place

PAGE = "speak"
TAKES = "place"


def screen(ask: Ask) -> Turn:
    """The target screen; keeping the choice is an effect."""
    turn = ask.elsewhere(other_place(ask.place))
    effects: tuple[Effect, ...] = (KeepLanguage(ask.place.language),) if ask.visitor.keeps else ()
    return Turn(turn.screen, (*turn.effects, *effects))
