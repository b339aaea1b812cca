"""Finding places by words: the index of one library in every language, made once and shared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry, Index, Shelf
from bot.library.words import forget_words
from bot.screens.findable import Findable
from bot.screens.understood import Names, Understood

HELP = ("help",)
"""The target of Help now."""


class Finding:
    """Answers questions in words."""

    def __init__(self, library: Library, languages: Mapping[str, Language]) -> None:
        self._library = library
        self._languages = languages

    def find(self, language: str, question: str) -> tuple[Understood, Sequence[Entry]]:
        """What a question names, and what the library has on its subject, best first, with titles in a language."""
        index, names = self._searchable
        tongues = index.tongues(question, language)
        understood = names.understood(question, tongues)
        found = index.find(understood.rest, language, tongues=tongues) if understood.rest else ()
        if not found:
            understood = replace(understood, ordinary=index.ordinary(understood.rest, tongues))
        return understood, [self._where_named(one, understood, language) for one in found]

    @property
    def prepared(self) -> bool:
        """Whether the index is made."""
        return "_searchable" in self.__dict__

    def prepare(self) -> None:
        """Make the index, so that the first question waits for nothing."""
        _ = self._searchable
        forget_words()

    @cached_property
    def _searchable(self) -> tuple[Index, Names]:
        findable = Findable(self._library)
        shelves = {code: Shelf(code, findable.words(one), one.stopwords) for code, one in self._languages.items()}
        return Index(tuple(findable.entries()), shelves), Names(self._library, self._languages)

    def _where_named(self, entry: Entry, understood: Understood, language: str) -> Entry:
        """Help now becomes help in the country that the question names."""
        if entry.target != HELP or not understood.countries:
            return entry
        code, words = understood.destination or understood.countries[0], self._languages[language]
        title = words.say("Help in: {country}", country=words.country(code))
        return replace(entry, target=(*HELP, code.lower()), title=title)
