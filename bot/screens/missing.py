"""A place that names something that is not there: an honest sentence and ways on."""

from dataclasses import replace

from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft


def missing(ask: Ask) -> Turn:
    """The screen for an address that leads nowhere (any more)."""
    ask = replace(ask, place=ask.place.within(home="", destination="", occupation=""))
    say = ask.language.say
    draft = Draft(ask, say("This page is not here"), icon="🔎")
    draft.say(say("The address may be old or mistyped. Choose from the menu, or type what you look for."))
    draft.asks = say("Type a question")
    draft.found = False
    draft.row(draft.choice(say("Thinking of going?"), "kit", icon="✈️"))
    draft.row(draft.choice(say("Know your rights"), "rights", icon="⚖️"))
    return draft.turn()
