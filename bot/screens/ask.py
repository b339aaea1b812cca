"""What a screen is asked: a place, by a visitor, of a library, on a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.bulletins.board import Board
from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry
from bot.model.place import Place
from bot.model.screen import Turn, Visitor
from bot.monitoring.published import Published
from bot.screens.understood import Understood


@dataclass(frozen=True)
class Ask:
    """Everything that a screen may look at. It has no clock, no disk and no network.

    `answer` gives the turn for another ask, `find` what a question in a language names
    and the entries that fit it. `board` holds the bulletins that stand on the pages, `published` what was released of
    what people told.
    """

    place: Place
    visitor: Visitor
    library: Library
    languages: Mapping[str, Language]
    today: date
    answer: "Callable[[Ask], Turn]"
    find: Callable[[str, str], tuple[Understood, Sequence[Entry]]]
    board: Board = field(default_factory=Board)
    published: Published = field(default_factory=Published)

    @property
    def language(self) -> Language:
        """The language of the place."""
        return self.languages[self.place.language]

    def elsewhere(self, place: Place) -> Turn:
        """What the same visitor would see at another place, had she tapped it."""
        visitor = replace(self.visitor, typed="", forwarded=None)
        return self.answer(replace(self, place=place, visitor=visitor))
