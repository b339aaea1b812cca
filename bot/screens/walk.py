"""Walking through every screen as a visitor could: from the start in a language, through every choice.

Screens are pure, so the walk is quick; still it enters a page only in corridors in which it can look different. Every
home, destination and occupation is entered, not every combination of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.library.library import Library
from bot.model.place import Place
from bot.model.screen import Screen, Visitor
from bot.screens.answer import Answers, rules
from bot.screens.language import other_place
from bot.screens.wish_code import Wishes, Wishing

WHOLE = ("kit", "agreements")
"""Pages whose content depends on both ends and the occupation: walked in every corridor of the sample."""


def corridors(library: Library) -> tuple[str, ...]:
    """Contexts in which every home, every destination and every occupation stands at least once."""
    homes = [one.code for one in library.with_role("home")]
    ends = [one.code for one in library.with_role("destination")]
    works = [one.code for one in library.offered]
    found = []
    for number in range(max(len(homes), len(ends), len(works)) if homes and ends and works else 0):
        home, end = homes[number % len(homes)], ends[number % len(ends)]
        if home == end:
            end = ends[(number + 1) % len(ends)]
        found.append(Place("en", home=home, destination=end, occupation=works[number % len(works)]).context)
    return tuple(found)


def every_screen(answers: Answers, language: str, today: date, visitor: Visitor) -> Iterator[Screen]:
    """Every screen that can be reached from the start in one language, each once."""
    sample = corridors(answers.library)
    wanted, first = set(sample), sample[:1]
    no_wish = Wishes(answers.library).word(Wishing())
    waiting = [Place(language, "start"), *(_entered(language, context) for context in sample)]
    seen = set(waiting)
    while waiting:
        place = waiting.pop()
        screen = answers.turn(place, visitor, today).screen
        yield screen
        for target in places_of(screen):
            target = target.whole
            if target not in seen and target.language == language and _worth_walking(target, wanted, first, no_wish):
                seen.add(target)
                waiting.append(target)


def _entered(language: str, context: str) -> Place:
    home, destination, occupation = context.split("-")
    return Place(language, "kit", home=home, destination=destination, occupation=occupation)


def _worth_walking(place: Place, wanted: set[str], first: tuple[str, ...], no_wish: str) -> bool:
    context = place.context
    if not _walked(place):
        return False
    if place.page == "subscribe" and len(place.items) > 1 and place.item != "about":
        return not context and place.items[1] == no_wish  # each further tap leads to a screen of the same kind
    if place.page in ("language", "speak"):
        return not context and len(place.items) <= 1
    if place.page == "sources":
        return context in first or (not context and place.item != "kit")
    if place.page in WHOLE:
        return not place.occupation or context in wanted
    if place.page in ("programmes", "practices"):
        return not place.destination or context in first
    return not context or context in first


def _walked(place: Place) -> bool:
    """What the page itself, or the page that a page of sources is about, wants to have walked."""
    of = other_place(place) if place.page == "sources" else place
    rule = rules().get(of.page)
    return rule is None or rule.walked(of)


def places_of(screen: Screen) -> Iterator[Place]:
    """Every place that a screen leads to."""
    choices = [choice for part in screen.choice_parts for row in part for choice in row]
    for choice in (*choices, *screen.rating, *screen.exits):
        if choice.place is not None:
            yield choice.place


def parts_of(screen: Screen) -> Iterator[Place]:
    """The places of all parts of a screen."""
    for part in range(1, screen.count + 1):
        yield replace(screen.place, part=part)
