"""Settings: the language, what is kept, and how to remove it."""

from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "settings"


def screen(ask: Ask) -> Turn:
    """What can be set and removed."""
    say = ask.language.say
    draft = Draft(ask, say("Settings"), icon="⚙️", back=ask.place.to("menu"))
    draft.say(say("Language: {language}", language=ask.language.name))
    draft.say(
        say(
            "We keep your choice of language only where it differs from your phone's, your chat's address only while "
            "you want bulletins, that you turned counting off if you did, and nothing else about you."
        )
    )
    draft.row(draft.choice(say("News from trade unions"), "subscribe", icon="🔔"))
    draft.row(draft.choice(say("What is kept and what is not"), "privacy", icon="🔒"))
    draft.row(draft.choice(say("Counting what is read"), "counting", icon="🔢"))
    draft.row(draft.choice(say("Remove what is kept"), "forget", icon="🧹"))
    draft.row(draft.choice(say("Hide this chat's messages"), "hide", icon="🙈"))
    draft.row(draft.choice(say("About this service"), "about", icon="ℹ️"))
    return draft.turn()
