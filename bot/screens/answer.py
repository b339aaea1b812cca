"""From a place to its turn: the screens are found by looking into this folder.

A screen's module offers `PAGE`, the page's name, and `screen(ask) -> Turn`. `TAKES = "place"` says that the items of
its page are another place's page and items; `LISTENS = True` that the page itself answers what is typed at it.
`walked(place, library) -> bool` says which of the page's places a walk over every screen looks at, where the page has
more of them than can be walked. A module that offers `PAGE` without `screen`, or `screen` without `PAGE`, stops the
start.
"""

import importlib
import pkgutil
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import ModuleType

import bot.screens
from bot.bulletins.board import Board
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry
from bot.model.place import Place
from bot.model.screen import Turn, Visitor
from bot.model.trouble import Trouble
from bot.monitoring.published import Published
from bot.screens.ask import Ask
from bot.screens.finding import Finding
from bot.screens.missing import missing
from bot.screens.search import heard_anywhere
from bot.screens.understood import Understood

REMEMBERED = 256
"""Turns kept in memory; what is made of them is kept by the channels."""


class UnfinishedScreen(Trouble):
    """A module of this folder offers half of a screen."""


def _everything(_place: Place, _library: Library) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One page's screen."""

    page: str
    screen: Callable[[Ask], Turn]
    takes_place: bool
    listens: bool = False
    walked: Callable[[Place, Library], bool] = _everything
    """Which of the page's places a walk over every screen looks at: all, unless the page holds what she told."""


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
    takes_place, listens = getattr(module, "TAKES", "") == "place", getattr(module, "LISTENS", False) is True
    return Rule(page, screen, takes_place, listens, getattr(module, "walked", _everything))


class Answers:
    """Answers every place from one version of the library, one board of bulletins and what was published.

    Safe to share: it only remembers what it has worked out. `site` is the address of our web pages, `unprintable` are
    the languages in which no PDF can be made here. `synthetic` says on every screen that everybody and everything that
    was told here is made up.
    """

    def __init__(
        self,
        library: Library,
        languages: Mapping[str, Language],
        board: Board | None = None,
        finding: Finding | None = None,
        site: str = "",
        unprintable: frozenset[str] = frozenset(),
        published: Published | None = None,
        *,
        synthetic: bool = False,
    ) -> None:
        self.library = library
        self.languages = languages
        self.board = board or Board()
        self.published = published or Published()
        self.synthetic = synthetic
        self._finding = finding or Finding(library, languages)
        self.site = site
        self.unprintable = unprintable
        self._turns: OrderedDict[tuple[Place, Visitor, date], Turn] = OrderedDict()
        rules()

    def with_board(self, board: Board) -> "Answers":
        """The same library with other bulletins."""
        return self._with(board, self.published)

    def with_published(self, published: Published) -> "Answers":
        """The same library and bulletins with other releases."""
        return self._with(self.board, published)

    def _with(self, board: Board, published: Published) -> "Answers":
        return Answers(
            self.library,
            self.languages,
            board,
            self._finding,
            self.site,
            self.unprintable,
            published,
            synthetic=self.synthetic,
        )

    @property
    def version(self) -> str:
        """Changes whenever any screen may look different."""
        return f"{self.library.version}-{self.board.version}-{self.published.version}"

    def turn(self, place: Place, visitor: Visitor, today: date) -> Turn:
        """The turn for a visitor at a place; a language that is not offered becomes English."""
        if place.language not in self.languages:
            place = replace(place, language=ENGLISH)
        place = self._known(place)
        key = (place.whole, visitor, today)
        if (kept := self._turns.get(key)) is None:
            kept = self._marked(self._answer(self.ask(place, visitor, today)))
            if not visitor.once and kept.screen.found and not kept.screen.personal:
                self._turns[key] = kept
                if len(self._turns) > REMEMBERED:
                    self._turns.popitem(last=False)
        return kept

    def ask(self, place: Place, visitor: Visitor, today: date) -> Ask:
        """What a screen is asked for a visitor at a place."""
        return Ask(
            place=place.whole,
            visitor=visitor,
            library=self.library,
            languages=self.languages,
            today=today,
            answer=self._answer,
            find=self.find,
            board=self.board,
            site=self.site,
            unprintable=self.unprintable,
            published=self.published,
        )

    def _marked(self, turn: Turn) -> Turn:
        """The turn, saying that everything is made up where it is."""
        if not self.synthetic:
            return turn
        say = self.languages[turn.screen.place.language].say
        notice = say("Demonstration: the people, the figures and the bulletins here are made up.")
        return replace(turn, screen=replace(turn.screen, notice=f"{notice} {turn.screen.notice}".strip()))

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
        return self._finding.find(language, question)

    @property
    def searchable(self) -> bool:
        """Whether the index is made, so that a question waits for nothing."""
        return self._finding.prepared

    def prepare(self) -> None:
        """Make the index, so that the first question waits for nothing."""
        self._finding.prepare()

    def _answer(self, ask: Ask) -> Turn:
        rule = rules().get(ask.place.page)
        if ask.visitor.forwarded:
            rule = rules()["authentic"]
        elif ask.visitor.typed and (rule is None or not rule.listens or heard_anywhere(ask)):
            rule = rules()["search"]
        if rule is None:
            return missing(ask)
        if rule.takes_place and (
            not ask.place.items or ask.place.item not in rules() or rules()[ask.place.item].takes_place
        ):
            ask = replace(ask, place=ask.place.to(rule.page))
        return rule.screen(ask)
