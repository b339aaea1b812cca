"""Choosing a language, from any screen and back to it."""

from bot.model.place import MENU, Place
from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "language"
TAKES = "place"
"""The items of this page are another place's page and items."""


def screen(ask: Ask) -> Turn:
    """Every language, by its own name; a tap shows the same place in it."""
    say = ask.language.say
    target = other_place(ask.place)
    draft = Draft(ask, say("Language"), icon="🌐", back=target)
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


def other_place(place: Place) -> Place:
    """The place that the items of a page about a place stand for."""
    return place.to(*place.items) if place.items else place.to(MENU)
