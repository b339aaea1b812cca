"""What she told was not counted, and why; nothing else depends on it."""

from bot.model.screen import Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "uncounted"
LATER, DECLINED, ELSEWHERE = "later", "declined", "elsewhere"


def screen(ask: Ask) -> Turn:
    """`uncounted/later`, `uncounted/declined` and `uncounted/elsewhere` each tell their reason."""
    say = ask.language.say
    reasons = {
        LATER: say("Our storage is not ready just now. Go back and try again in a few minutes."),
        DECLINED: say("Your browser asks not to be counted, or you turned counting off. We respect that."),
        ELSEWHERE: say("Your browser does not say that this came from one of our pages, so we do not count it."),
    }
    if len(ask.place.items) != 1 or ask.place.item not in reasons:
        return missing(ask)
    draft = Draft(ask, say("Not counted"), icon="🔢", back=ask.place.to("menu"))
    draft.indexed = False
    draft.say(reasons[ask.place.item], Kind.WARNING)
    draft.say(say("Everything here works the same for you."))
    draft.row(draft.choice(say("What is kept and what is not"), "privacy", icon="🔒"))
    return draft.turn()
