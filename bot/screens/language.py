"""Choosing a language, from any screen and back to it."""

from bot.model.place import MENU, Place
from bot.model.screen import Choice, Screen, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "language"
TAKES = "place"
"""The items of this page are another place's page and items."""


def screen(ask: Ask) -> Turn:
    """Every language, by its own name; a tap shows the same place in it."""
    say = ask.language.say
    draft, _ = about_another(ask, say("Language"), icon="🌐")
    draft.say(say("Choose a language. You can change it on every screen."))
    draft.rows(
        [
            Choice(
                other.name,
                ask.place.within(language=code).to("speak", *ask.place.items),
                icon="✅" if code == ask.place.language else "",
            )
            for code, other in ask.languages.items()
        ],
        width=2,
    )
    return draft.turn()


def about_another(ask: Ask, title: str, *, icon: str) -> tuple[Draft, Screen]:
    """A page about another one, with that one's screen: its address holds all that the other's holds.

    So it is kept and found by search machines only where the other one is.
    """
    target = other_place(ask.place)
    of = ask.elsewhere(target).screen
    draft = Draft(ask, title, icon=icon, back=target)
    draft.indexed, draft.personal = of.indexed, of.personal
    return draft, of


def other_place(place: Place) -> Place:
    """The place that the items of a page about a place stand for."""
    return place.to(*place.items) if place.items else place.to(MENU)
