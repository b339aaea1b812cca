"""About this service: what it is, what it rests on, how far it has been checked."""

from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.start import draft_notice

PAGE = "about"


def screen(ask: Ask) -> Turn:
    """The page of words about the service, the state of this language, and the version of the content."""
    page = ask.library.pages["about"]
    say = ask.language.say
    draft = Draft(ask, ask.language.words(page.title, page.values), icon=page.icon, back=ask.place.to("settings"))
    draft.sections(page.sections, page.values, {})
    if ask.language.draft:
        draft.say(draft_notice(ask.language))
    draft.say(say("Version of the content: {version}", version=ask.language.as_is(ask.library.version)))
    draft.row(draft.choice(say("How far our facts are checked"), "register", icon="🔍"))
    return draft.turn()
