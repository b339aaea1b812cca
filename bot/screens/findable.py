"""What can be found by words, and under which: every page of the library in every language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry, Words
from bot.model.content import Fact, KitPage, Practice, Programme, Section, Term
from bot.model.message import Message
from bot.screens.warnings import group_names

PAGES = (
    "help",
    "kit",
    "rights",
    "programmes",
    "bulletins",
    "subscribe",
    "authentic",
    "agreements",
    "warnings",
    "practices",
    "figures",
    "glossary",
    "wrong",
    "others",
    "privacy",
    "counting",
    "forget",
    "hide",
    "language",
    "settings",
)
"""Pages that are not entries of the library."""
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
SHELVES = {"programmes": 0.8, "terms": 0.85, "codes": 0.75, "agreements": 0.75, "instruments": 0.7, "practices": 0.6}
"""Shelves of the library whose entries have a page each, and their weight."""
PAGE_OF = {
    "programmes": "programme",
    "terms": "glossary",
    "codes": "code",
    "agreements": "agreement",
    "instruments": "instrument",
    "practices": "practice",
}


class Findable:
    """Makes the entries of the search, and the words that lead to them in one language, both in the same order."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def entries(self) -> Iterator[Entry]:
        """Every entry."""
        library = self._library
        for key in library.rights:
            yield Entry(("rights", key), 1.15)
        for page in library.kit.values():
            yield Entry(("kit", page.id), 1.05)
            for _, country, role in self._facts(page):
                home, there = (country, "") if role == "home" else ("", country)
                yield Entry(("kit", page.id), 0.75, home, there)
        for name, weight in SHELVES.items():
            for key in getattr(library, name):
                yield Entry((PAGE_OF[name], key), weight)
        for flag in library.red_flags.values():
            yield Entry(("warnings", flag.group.value), 0.9)
        for code in library.countries:
            yield Entry(("help", code.lower()), 0.9)
        yield Entry(("help",), urgent=True)
        for name in PAGES:
            yield Entry((name,))

    def words(self, language: Language) -> Iterator[Words]:
        """The words of every entry in a language."""
        library = self._library
        self._language = language
        for key, right in library.rights.items():
            yield self._words(("rights", key), right.title, right, _messages(right.sections, ("", "signs")))
        for page in library.kit.values():
            yield self._words(("kit", page.id), page.title, page, [page.question, *_messages(page.sections, ("",))])
            title = language.words(page.title, page.values)
            for fact, _, _ in self._facts(page):
                told = [message for message in (fact.text, fact.conditions, fact.not_covered) if message]
                yield Words(title, text=self._texts(told), titled=False)
        for name in SHELVES:
            for key, entry in getattr(library, name).items():
                yield self._entry(PAGE_OF[name], key, entry)
        groups = group_names(language)
        for flag in library.red_flags.values():
            yield Words(groups[flag.group], text=self._texts([flag.question, flag.why]), titled=False)
        for code, country in library.countries.items():
            title = language.say("Help in: {country}", country=language.country(code))
            yield self._words(("help", code.lower()), title, country, [])
        yield Words(self._page_title("help"), language.keywords.get("danger", ()))
        for name in PAGES:
            yield self._words((name,), self._page_title(name), None, [])

    def _facts(self, page: KitPage) -> Iterator[tuple[Fact, str, str]]:
        """The facts that answer a question of the kit lead to it, with their country and its role."""
        for country in self._library.countries.values():
            for topics, role in ((page.home_topics, "home"), (page.destination_topics, "destination")):
                if role in country.roles:
                    for fact in country.facts:
                        if fact.topic in topics:
                            yield fact, country.code, role

    def _entry(self, page: str, key: str, entry: Any) -> Words:
        """The words of an entry of the shelves: its names and what it says in a sentence."""
        names = [entry.name] if isinstance(getattr(entry, "name", None), str) else []
        names += [entry.short] if hasattr(entry, "short") else []
        parties = " ".join(map(self._language.country, getattr(entry, "parties", ()) if page == "agreement" else ()))
        match entry:
            case Programme():
                text = f"{self._texts([entry.title])} {entry.operator}"
                return self._words((page, key), entry.name, entry, [], text, names)
            case Term():
                return self._words((page, key), entry.term, entry, [entry.plain])
            case Practice():
                return self._words((page, key), entry.title, entry, [*entry.done, *entry.outcome])
            case _:
                return self._words((page, key), entry.title, entry, [], parties, names)

    def _words(
        self,
        target: tuple[str, ...],
        title: Message | str,
        entry: Any,
        told: Sequence[Message],
        text: str = "",
        names: Sequence[str] = (),
    ) -> Words:
        """Title, everyday words of the content (which are English) and of the language's own list, and text."""
        language = self._language
        written = getattr(entry, "keywords", ()) if language.code == ENGLISH else ()
        shown = title if isinstance(title, str) else language.words(title, getattr(entry, "values", {}))
        listed = language.keywords.get("/".join(target), ())
        return Words(shown, (*written, *listed, *names), f"{text} {self._texts(told)}")

    def _texts(self, messages: Sequence[Message]) -> str:
        """Paragraphs that are translated, without values; others are found by their English on its own shelf."""
        known = [self._language.translation(message) for message in messages]
        return _PLACEHOLDER.sub(" ", " ".join(text for text in known if text))

    def _page_title(self, name: str) -> str:
        say = self._language.say
        titles: Mapping[str, str] = {
            "help": say("Help now"),
            "kit": say("Thinking of going?"),
            "rights": say("Know your rights"),
            "programmes": say("Return and contribute"),
            "bulletins": say("Bulletins of trade unions"),
            "subscribe": say("Tell me about news"),
            "authentic": say("Is this really from my union?"),
            "agreements": say("Codes and agreements"),
            "warnings": say("Is this offer sound?"),
            "practices": say("What others did"),
            "figures": say("Figures"),
            "glossary": say("Glossary"),
            "wrong": say("Something went wrong"),
            "others": say("What others say"),
            "counting": say("Counting what is read"),
            "privacy": say("What is kept and what is not"),
            "forget": say("Remove what is kept"),
            "hide": say("Hide this chat's messages"),
            "language": say("Language"),
            "settings": say("Settings"),
        }
        return titles[name]


def _messages(sections: Sequence[Section], names: Sequence[str]) -> list[Message]:
    return [
        message for section in sections if section.name in names for message in (*section.paragraphs, *section.points)
    ]
