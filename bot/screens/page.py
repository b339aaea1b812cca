"""A page of words that somebody added to the library: a union's own, for example."""

from bot.library.check import NEEDED
from bot.library.library import Library
from bot.model.content import Page
from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.headings import headings
from bot.screens.missing import missing

PAGE = "page"


def screen(ask: Ask) -> Turn:
    """The page with its source where it has one."""
    one = added(ask.library).get(ask.place.item)
    if one is None or len(ask.place.items) > 1:
        return missing(ask)
    draft = Draft(ask, ask.language.words(one.title, one.values), icon=one.icon, back=ask.place.to("menu"))
    if one.evidence is not None and not draft.holds(one.evidence):
        return draft.turn()
    draft.is_answer = True
    draft.sections(one.sections, one.values, headings(ask.language))
    if one.evidence is not None:
        draft.evidence(one.evidence)
    return draft.turn()


def added(library: Library) -> dict[str, Page]:
    """The pages that no screen of ours shows by name."""
    return {key: page for key, page in library.pages.items() if key not in NEEDED}
