"""What can be found by words, and under which: every page of the library in English and the reader's language."""

from collections.abc import Iterator, Mapping, Sequence

from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry
from bot.model.content import Fact, KitPage, Section
from bot.model.message import Message

PAGES = (
    "help",
    "kit",
    "rights",
    "programmes",
    "agreements",
    "glossary",
    "privacy",
    "forget",
    "hide",
    "language",
    "settings",
)
"""Pages that are not entries of the library."""


class Findable:
    """Makes the entries of the search for one language; everyday words come from each language's own list."""

    def __init__(self, library: Library, language: Language, english: Language) -> None:
        self._library = library
        self._language = language
        self._lists = (english.keywords, language.keywords)

    def entries(self) -> Iterator[Entry]:
        """Every entry."""
        library, language = self._library, self._language
        for key, right in library.rights.items():
            text = self._texts(_messages(right.sections, ("", "signs")))
            yield self._entry(("rights", key), right.title, right.keywords, text, weight=1.15)
        for key, page in library.kit.items():
            text = self._texts([page.question, *_messages(page.sections, ("",))])
            yield self._entry(("kit", key), page.title, page.keywords, text, weight=1.05)
            yield from self._facts(page)
        for key, programme in library.programmes.items():
            named = (*programme.keywords, programme.name)
            text = self._texts([programme.title]) + " " + programme.operator
            yield self._entry(("programme", key), programme.name, named, text, weight=0.8)
        for key, term in library.terms.items():
            yield self._entry(("glossary", key), term.term, (), self._texts([term.plain]), weight=0.85)
        for key, code in library.codes.items():
            yield self._entry(("code", key), code.title, (*code.keywords, code.name), "", weight=0.75)
        for key, agreement in library.agreements.items():
            parties = " ".join(map(language.country, agreement.parties))
            yield self._entry(("agreement", key), agreement.title, agreement.keywords, parties, weight=0.75)
        for key, treaty in library.instruments.items():
            named = (*treaty.keywords, treaty.short, treaty.name)
            yield self._entry(("instrument", key), treaty.title, named, "", weight=0.7)
        for code_, country in library.countries.items():
            title = language.say("Help in: {country}", country=language.country(code_))
            yield self._entry(("help", code_.lower()), title, country.keywords, "", weight=0.9)
        danger = tuple(word for one in self._lists for word in one.get("danger", ()))
        yield Entry(("help",), self._page_title("help"), danger, urgent=True)
        for name in PAGES:
            yield self._entry((name,), self._page_title(name), (), "")

    def _facts(self, page: KitPage) -> Iterator[Entry]:
        """The facts that answer a question of the kit lead to it, with their country."""
        for country in self._library.countries.values():
            for topics, role in ((page.home_topics, "home"), (page.destination_topics, "destination")):
                if role in country.roles:
                    for fact in country.facts:
                        if fact.topic in topics:
                            yield self._fact(page, fact, country.code, role)

    def _fact(self, page: KitPage, fact: Fact, country: str, role: str) -> Entry:
        words = [message for message in (fact.text, fact.conditions, fact.not_covered) if message]
        return Entry(
            ("kit", page.id),
            self._language.words(page.title),
            text=self._texts(words),
            weight=0.75,
            home=country if role == "home" else "",
            destination=country if role == "destination" else "",
            titled=False,
        )

    def _entry(
        self, target: tuple[str, ...], title: Message | str, keywords: Sequence[str], text: str, weight: float = 1.0
    ) -> Entry:
        shown = title if isinstance(title, str) else self._language.words(title)
        english = "" if isinstance(title, str) else title.text
        listed = tuple(word for one in self._lists for word in one.get("/".join(target), ()))
        return Entry(target, shown, (*keywords, *listed, *([english] if english else [])), text, weight)

    def _texts(self, messages: Sequence[Message]) -> str:
        """Paragraphs as the reader sees them; English words are found in titles and everyday words as well."""
        return " ".join(self._language.words(message) for message in messages)

    def _page_title(self, name: str) -> str:
        say = self._language.say
        titles: Mapping[str, str] = {
            "help": say("Help now"),
            "kit": say("Thinking of going?"),
            "rights": say("Know your rights"),
            "programmes": say("Return and contribute"),
            "agreements": say("Codes and agreements"),
            "glossary": say("Glossary"),
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
