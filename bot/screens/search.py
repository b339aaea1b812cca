"""She types instead of tapping: the best few places as choices, or an honest sentence and ways on.

The word `stop` stops the bulletins, and the code of a bulletin is looked up.
"""

from dataclasses import replace

from bot.bulletins.code import resembles_code
from bot.library.search import Entry
from bot.model.place import Place
from bot.model.screen import Choice, Kind, NotFound, Turn
from bot.screens.ask import Ask
from bot.screens.authentic import judged
from bot.screens.draft import Draft
from bot.screens.stop_word import is_stop
from bot.screens.understood import Understood

PAGE = "search"
LONGEST = 500
"""Letters of a question that are looked at."""


def screen(ask: Ask) -> Turn:
    """What was found for what she typed; without anything typed, an invitation."""
    say = ask.language.say
    draft = Draft(ask, say("Search"), icon="🔎", back=ask.place.to("menu"))
    draft.asks = say("Type a question")
    typed = ask.visitor.typed.strip()
    if _stops(ask):
        return ask.elsewhere(ask.place.to("subscribe", "stop"))
    if resembles_code(typed):
        return judged(replace(ask, place=ask.place.to("authentic")))
    if not typed:
        draft.say(say("Type a word or a question: for example passport, exam, fees."))
        return draft.turn()
    understood, found = ask.find(ask.place.language, typed[:LONGEST])
    here = _placed(ask.place, understood)
    if found and found[0].target[0] == "help":
        draft.say(say("If you are in danger, get help first."), Kind.WARNING)
        draft.rows([_choice(ask, here, found[0], icon="🆘")])
        found = found[1:]
    if found:
        draft.say(say("This may be what you look for:"))
        draft.rows([_choice(ask, here, entry) for entry in found])
    elif understood.countries:
        draft.say(say("This may be what you look for:"))
        draft.rows(_about_countries(ask, here, understood))
    else:
        return _nothing(ask, draft, understood.ordinary)
    draft.say(say("Not there? Use other words, or choose from the menu."))
    return draft.turn()


def heard_anywhere(ask: Ask) -> bool:
    """Whether she typed what means the same whatever a page asks for: the word for stop, a bulletin's code."""
    return _stops(ask) or resembles_code(ask.visitor.typed.strip())


def _stops(ask: Ask) -> bool:
    return ask.visitor.reachable and is_stop(ask.visitor.typed, ask.languages.values())


def found_for(ask: Ask, most: int) -> tuple[Choice, ...]:
    """The places that fit what she typed where something else was asked: help first where she may be in danger."""
    understood, found = ask.find(ask.place.language, ask.visitor.typed)
    here = _placed(ask.place, understood)
    return tuple(_choice(ask, here, one, icon="🆘" if one.target[0] == "help" else "🔎") for one in found[:most])


def _placed(place: Place, understood: Understood) -> Place:
    """The place with the countries and the occupation that the question names."""
    return place.within(
        home=understood.home or place.home,
        destination=understood.destination or place.destination,
        occupation=understood.occupation or place.occupation,
    )


def _choice(ask: Ask, here: Place, entry: Entry, icon: str = "") -> Choice:
    """A found place; where the text speaks of one country and she named none, of that country."""
    place, title = here.to(*entry.target), entry.title
    if entry.destination and not here.destination:
        place = place.within(destination=entry.destination)
        title = f"{title} · {ask.language.country(entry.destination)}"
    elif entry.home and not here.home:
        place = place.within(home=entry.home)
        title = f"{title} · {ask.language.country(entry.home)}"
    return Choice(title, place, icon=icon)


def _about_countries(ask: Ask, here: Place, understood: Understood) -> list[Choice]:
    """She named a country and nothing else: the kit for it, and help there."""
    say = ask.language.say
    choices = [Choice(say("Thinking of going?"), here.to("kit"), icon="✈️")]
    for code in understood.countries:
        name = ask.language.country(code)
        choices.append(Choice(say("Help in: {country}", country=name), here.to("help", code.lower()), icon="🆘"))
    return choices


def _nothing(ask: Ask, draft: Draft, ordinary: tuple[str, ...]) -> Turn:
    say = ask.language.say
    draft.say(say("We found nothing that fits your words. That does not mean that there is no answer."))
    draft.say(say("Try one simple word, choose a topic, or ask a trade union. Never send documents or names here."))
    draft.row(draft.choice(say("Thinking of going?"), "kit", icon="✈️"))
    draft.row(draft.choice(say("Know your rights"), "rights", icon="⚖️"))
    draft.row(draft.choice(say("Return and contribute"), "programmes", icon="🔄"))
    return draft.turn(*([NotFound(ask.place.language, ordinary)] if ordinary else []))
