"""The menu: the rooms of the house, a tap each."""

from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.news import offer, stand_here
from bot.screens.page import added

PAGE = "menu"


def screen(ask: Ask) -> Turn:
    """Everything that can be asked, in the order in which it is needed."""
    say = ask.language.say
    draft = Draft(ask, say("What do you want to know?"), icon="🧭")
    draft.say(say("Tap a topic, or type your question in your own words."))
    draft.asks = say("Type a question")
    stand_here(draft)
    draft.row(draft.choice(say("Thinking of going?"), "kit", icon="✈️"))
    draft.row(draft.choice(say("Know your rights"), "rights", icon="⚖️"))
    draft.row(draft.choice(say("Is this offer sound?"), "warnings", icon="🚩"))
    draft.row(draft.choice(say("Return and contribute"), "programmes", icon="🔄"))
    draft.row(draft.choice(say("Codes and agreements"), "agreements", icon="🤝"))
    draft.row(draft.choice(say("Something went wrong"), "wrong", icon="🚨"))
    draft.row(
        draft.choice(say("What others did"), "practices", icon="💡"),
        draft.choice(say("What others say"), "others", icon="📊"),
    )
    draft.row(draft.choice(say("Bulletins of trade unions"), "bulletins", icon="📣"))
    offer(draft)
    for key, page in added(ask.library).items():
        draft.row(draft.choice(draft.words(page.title, page.values), "page", key, icon=page.icon))
    draft.row(draft.choice(say("Glossary"), "glossary", icon="🔤"), draft.choice(say("Settings"), "settings", icon="⚙️"))
    return draft.turn()
