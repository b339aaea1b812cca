"""Whether the screens of a library hold together: everything can be reached, every choice leads somewhere, every claim
has a source.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.library.check import located
from bot.library.faults import Fault
from bot.library.library import Library
from bot.model.screen import NOBODY, Screen
from bot.money.state import FIELDS
from bot.screens.answer import Answers
from bot.screens.page import added
from bot.screens.walk import every_screen, places_of

Wrong = tuple[str, str]


def check_screens(library: Library, english: Language, folders: Sequence[Path], today: date) -> list[Fault]:
    """The faults that show only when the screens are walked, in English, each at the entry that causes it."""
    answers = Answers(library, {ENGLISH: english})
    walked = list(every_screen(answers, ENGLISH, today, NOBODY))
    wrong = {*_unreached(walked, library), *_leading_nowhere(walked, answers, today), *_without_source(walked)}
    wrong |= set(_unasked(library))
    return located(wrong, folders)


def _unreached(walked: Sequence[Screen], library: Library) -> Iterator[Wrong]:
    """Entries of the library to which nothing leads."""
    reached = {(screen.place.page, *screen.place.items) for screen in walked}
    for page, shelf, entries in (
        ("rights", "rights", library.rights),
        ("kit", "kit", library.kit),
        ("programme", "programmes", library.programmes),
        ("agreement", "agreements", library.agreements),
        ("code", "codes", library.codes),
        ("instrument", "instruments", library.instruments),
        ("practice", "practices", library.practices),
        ("glossary", "glossary", library.terms),
        ("page", "pages", added(library)),
    ):
        for key in entries:
            if (page, key) not in reached:
                yield f"{shelf}#{key}" if shelf == "glossary" else f"{shelf}/{key}", "nothing leads to this."
    for code in library.countries:
        if ("help", code.lower()) not in reached:
            yield f"countries/{code}", "nothing leads to help in this country."


def _leading_nowhere(walked: Sequence[Screen], answers: Answers, today: date) -> Iterator[Wrong]:
    """Choices that lead to a place that is not there; what was walked in one corridor is there in the others."""
    tried = {(screen.place.page, screen.place.items) for screen in walked if screen.found}
    for screen in walked:
        if not screen.found:
            yield _entry_of(screen), f"something leads to {screen.place}, which is not there."
        for target in places_of(screen):
            if (target.page, target.items) in tried:
                continue
            tried.add((target.page, target.items))
            if not answers.turn(target, NOBODY, today).screen.found:
                yield _entry_of(screen), f"the screen {screen.place} leads to {target}, which is not there."


def _unasked(library: Library) -> Iterator[Wrong]:
    """Inputs of the sums without words, and words that no input asks with."""
    for name in FIELDS.keys() - library.sums.keys():
        yield "sums", f"the sums ask for {name!r}, which has no entry."
    for name in library.sums.keys() - FIELDS.keys():
        yield f"sums#{name}", "the sums ask for no such number."


def _without_source(walked: Sequence[Screen]) -> Iterator[Wrong]:
    """Screens that state something and name no source."""
    told: set[tuple[str, ...]] = set()
    for screen in walked:
        what = (screen.place.page, *screen.place.items)
        if screen.claims and not screen.sources and screen.place.page != "sources" and what not in told:
            told.add(what)
            yield _entry_of(screen), f"the screen {screen.place} states something without a source."


_SHELVES = {
    "programme": "programmes",
    "agreement": "agreements",
    "code": "codes",
    "instrument": "instruments",
    "practice": "practices",
    "page": "pages",
}


def _entry_of(screen: Screen) -> str:
    """The key of the entry that a screen shows, as far as its place tells."""
    place = screen.place
    shelf = _SHELVES.get(place.page, place.page)
    return f"glossary#{place.item}" if shelf == "glossary" else f"{shelf}/{place.item}"
