"""Share this page: what can be handed on of a place, so that a link names a page and nothing about who shares it."""

from dataclasses import replace

from bot.model.place import MENU, Place
from bot.model.screen import Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import NOT_SHARED
from bot.screens.language import about_another, other_place
from bot.screens.missing import missing

PAGE = "share"
TAKES = "place"
"""The items of this page are another place's page and items."""

PUBLISHED = frozenset(
    {
        "agreement",
        "agreements",
        "bulletin",
        "bulletins",
        "code",
        "figures",
        "glossary",
        "help",
        "instrument",
        "kit",
        "page",
        "practice",
        "practices",
        "programme",
        "programmes",
        "rights",
        "warnings",
    }
)
"""Pages whose items name what the library says. Items of other pages may hold what she answered: they stay with her."""
CORRIDORS = frozenset({"kit", "agreements", "take"})
"""Pages that are nothing without their countries and occupation, so these go with the link."""


def shared(place: Place) -> Place:
    """What is handed on of a place: without its part, without answers, without countries where the page needs none.

    Pages that are hers alone, or that do something, become the menu.
    """
    if place.page in NOT_SHARED:
        return Place(place.language, MENU)
    if place.page == "sources":
        return shared(other_place(place))
    kept = replace(place, part=1, items=place.items if place.page in PUBLISHED else ())
    return kept if place.page in CORRIDORS else replace(kept, home="", destination="", occupation="")


def screen(ask: Ask) -> Turn:
    """What the link says and does not say; the channel adds the link itself."""
    say = ask.language.say
    draft, of = about_another(ask, say("Share this page"), icon="📤")
    if not of.found:
        return missing(ask)
    target = other_place(ask.place)
    link = shared(target)
    # what is handed on is not always the page that she sees
    title = of.title if link.page == target.page else ask.elsewhere(link).screen.title
    draft.say(say("The page: {title}", title=title))
    if link.page in CORRIDORS and link.context:
        draft.say(say("The link names the countries and the work that this page is about. It does not name you."))
    else:
        draft.say(say("The link names the page and nothing about you."))
    draft.say(say("We do not see who shares a page, with whom, or who opens it."))
    draft.say(say("Think first who else can read that chat."), Kind.WARNING)
    draft.shares = link
    return draft.turn()
