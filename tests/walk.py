"""Walking through every screen as a visitor could: from the start in a language, through every choice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.model.place import Place
from bot.model.screen import Screen, Visitor
from bot.screens.answer import Answers, rules

REPRESENTATIVE = ("", "PH", "_-GB", "KE-SA", "GH-DE-2222", "PH-GB-2221")
"""Corridors in which pages that do not depend on the corridor are walked; the kit is walked in all of them."""
WHOLE = ("kit", "agreements", "programmes")
"""Pages whose content depends on home, destination and occupation."""
ABOUT_PLACES = ("language", "sources", "speak")
"""Pages about another place: walked from one corridor."""


def every_screen(answers: Answers, language: str, today: date, visitor: Visitor) -> Iterator[Screen]:
    """Every screen that can be reached from the start in one language, each once.

    Pages that look the same in every corridor are entered from a few representative corridors only.
    """
    waiting = [Place(language, "start")]
    seen = set(waiting)
    while waiting:
        place = waiting.pop()
        screen = answers.turn(place, visitor, today).screen
        yield screen
        for target in places_of(screen):
            target = target.whole
            if target not in seen and target.language == language and _worth_walking(target):
                seen.add(target)
                waiting.append(target)


def _worth_walking(place: Place) -> bool:
    if place.page in ABOUT_PLACES:
        return place.context in ("", "PH-GB-2221")
    return place.page in WHOLE or place.context in REPRESENTATIVE


def places_of(screen: Screen) -> Iterator[Place]:
    """Every place that a screen leads to."""
    choices = [choice for part in screen.choice_parts for row in part for choice in row]
    for choice in (*choices, *screen.exits):
        if choice.place is not None:
            yield choice.place


def parts_of(screen: Screen) -> Iterator[Place]:
    """The places of all parts of a screen."""
    for part in range(1, screen.count + 1):
        yield replace(screen.place, part=part)


def pages() -> set[str]:
    """The names of all pages."""
    return set(rules())
