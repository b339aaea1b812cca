"""From a place to its turn: the screens are found by looking into this folder.

A screen's module offers `PAGE`, the page's name, and `screen(ask) -> Turn`. `TAKES = "place"` says that the items of
its page are another place's page and items. A module that offers one without the other stops the start.
"""

import importlib
import pkgutil
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from types import ModuleType

import bot.screens
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry, Index, Shelf
from bot.library.words import forget_words
from bot.model.place import Place
from bot.model.screen import Turn, Visitor
from bot.model.trouble import Trouble
from bot.screens.ask import Ask
from bot.screens.findable import Findable
from bot.screens.missing import missing
from bot.screens.understood import Names, Understood

HELP = ("help",)
"""The target of Help now."""
REMEMBERED = 256
"""Turns kept in memory; what is made of them is kept by the channels."""


class UnfinishedScreen(Trouble):
    """A module of this folder offers half of a screen."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One page's screen."""

    page: str
    screen: Callable[[Ask], Turn]
    takes_place: bool


@cache
def rules() -> Mapping[str, Rule]:
    """Every screen by the name of its page."""
    found: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(bot.screens.__path__):
        rule = _rule(importlib.import_module(f"bot.screens.{info.name}"))
        if rule is None:
            continue
        if rule.page in found:
            raise UnfinishedScreen(f"bot/screens/{info.name}.py: the page {rule.page!r} has two screens.")
        found[rule.page] = rule
    return found


def _rule(module: ModuleType) -> Rule | None:
    page, screen = getattr(module, "PAGE", None), getattr(module, "screen", None)
    if page is None and screen is None:
        return None
    if not isinstance(page, str) or not callable(screen):
        raise UnfinishedScreen(f"{module.__name__}: a screen offers PAGE, its page's name, and screen(ask).")
    return Rule(page, screen, getattr(module, "TAKES", "") == "place")


class Answers:
    """Answers every place from one version of the library. Safe to share: it only remembers what it has worked out.

    `unprintable` are the languages in which no PDF can be made here.
    """

    def __init__(
        self, library: Library, languages: Mapping[str, Language], unprintable: frozenset[str] = frozenset()
    ) -> None:
        self.library = library
        self.languages = languages
        self.unprintable = unprintable
        self._turns: OrderedDict[tuple[Place, Visitor, date], Turn] = OrderedDict()
        rules()

    def turn(self, place: Place, visitor: Visitor, today: date) -> Turn:
        """The turn for a visitor at a place; a language that is not offered becomes English."""
        if place.language not in self.languages:
            place = replace(place, language=ENGLISH)
        place = self._known(place)
        key = (place.whole, visitor, today)
        if (kept := self._turns.get(key)) is None:
            kept = self._answer(self._ask(place.whole, visitor, today))
            if not visitor.typed and kept.screen.found:
                self._turns[key] = kept
                if len(self._turns) > REMEMBERED:
                    self._turns.popitem(last=False)
        return kept

    def _ask(self, place: Place, visitor: Visitor, today: date) -> Ask:
        return Ask(
            place, visitor, self.library, self.languages, today, self._answer, self.find, unprintable=self.unprintable
        )

    def _known(self, place: Place) -> Place:
        """A place without countries and occupations that the library does not have; the kit tells that itself."""
        if place.page == "kit":
            return place
        countries = self.library.countries
        return replace(
            place,
            home=place.home if place.home in countries else "",
            destination=place.destination if place.destination in countries else "",
            occupation=place.occupation if self.library.occupation(place.occupation) else "",
        )

    def find(self, language: str, question: str) -> tuple[Understood, Sequence[Entry]]:
        """What a question names, and what the library has on its subject, best first, with titles in a language."""
        index, names = self._searchable
        tongues = index.tongues(question, language)
        understood = names.understood(question, tongues)
        found = index.find(understood.rest, language, tongues=tongues) if understood.rest else ()
        return understood, [self._where_named(one, understood, language) for one in found]

    def prepare(self) -> None:
        """Make the index, so that the first question waits for nothing."""
        _ = self._searchable
        forget_words()

    @cached_property
    def _searchable(self) -> tuple[Index, Names]:
        findable = Findable(self.library)
        shelves = {code: Shelf(code, findable.words(one), one.stopwords) for code, one in self.languages.items()}
        return Index(tuple(findable.entries()), shelves), Names(self.library, self.languages)

    def _where_named(self, entry: Entry, understood: Understood, language: str) -> Entry:
        """Help now becomes help in the country that the question names."""
        if entry.target != HELP or not understood.countries:
            return entry
        code, words = understood.destination or understood.countries[0], self.languages[language]
        title = words.say("Help in: {country}", country=words.country(code))
        return replace(entry, target=(*HELP, code.lower()), title=title)

    def _answer(self, ask: Ask) -> Turn:
        page = "search" if ask.visitor.typed else ask.place.page
        rule = rules().get(page)
        if rule is None:
            return missing(ask)
        if rule.takes_place and (
            not ask.place.items or ask.place.item not in rules() or rules()[ask.place.item].takes_place
        ):
            ask = replace(ask, place=ask.place.to(page))
        return rule.screen(ask)
