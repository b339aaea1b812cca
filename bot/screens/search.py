"""She types instead of tapping: the best few places as choices, or an honest sentence and ways on."""

from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "search"


def screen(ask: Ask) -> Turn:
    """What was found for what she typed; without anything typed, an invitation."""
    say = ask.language.say
    draft = Draft(ask, say("Search"), icon="🔎", back=ask.place.to("menu"))
    draft.asks = say("Type a question")
    if not ask.visitor.typed.strip():
        draft.say(say("Type a word or a question: for example passport, exam, fees."))
        return draft.turn()
    found = ask.find(ask.place.language, ask.visitor.typed)
    if found:
        draft.say(say("This may be what you look for:"))
        draft.rows([draft.choice(entry.title, *entry.target) for entry in found])
        draft.say(say("Not there? Use other words, or choose from the menu."))
        return draft.turn()
    draft.say(say("We found nothing that fits your words. That does not mean that there is no answer."))
    draft.say(say("Try one simple word, choose a topic, or ask a trade union. Never send documents or names here."))
    draft.row(draft.choice(say("Thinking of going?"), "kit", icon="✈️"))
    draft.row(draft.choice(say("Know your rights"), "rights", icon="⚖️"))
    draft.row(draft.choice(say("Return and contribute"), "programmes", icon="🔄"))
    return draft.turn()
