"""What is kept and what is not, before anything else."""

from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "privacy"


def screen(ask: Ask) -> Turn:
    """The page of words on privacy, and on to the menu."""
    page = ask.library.pages["privacy"]
    draft = Draft(ask, ask.language.words(page.title, page.values), icon=page.icon)
    draft.sections(page.sections, page.values, {})
    draft.row(Choice(ask.language.say("Go to the menu"), ask.place.to("menu"), icon="▶️"))
    draft.row(
        Choice(ask.language.say("How reading is counted, and how to turn it off"), ask.place.to("counting"), icon="🔢")
    )
    return draft.turn()
