"""What is kept and what is not, before anything else."""

from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "privacy"


def screen(ask: Ask) -> Turn:
    """The page of words on privacy, and on to the menu; on the web also what a browser keeps."""
    page = ask.library.pages["privacy"]
    draft = Draft(ask, ask.language.words(page.title, page.values), icon=page.icon)
    draft.sections(page.sections, page.values, {})
    if ask.visitor.channel == "web":
        draft.say(ask.language.say("Pages you open stay on this phone, to work offline. Remove them in the settings."))
    draft.row(Choice(ask.language.say("Go to the menu"), ask.place.to("menu"), icon="▶️"))
    draft.row(
        Choice(ask.language.say("How reading is counted, and how to turn it off"), ask.place.to("counting"), icon="🔢")
    )
    return draft.turn()
