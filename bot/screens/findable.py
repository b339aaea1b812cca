"""What can be found by words, and under which: every page of the library in English and the reader's language."""

from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry
from bot.model.content import Right


def findable(library: Library, language: Language) -> list[Entry]:
    """The entries of the search for one language."""
    words = language.words
    entries: list[Entry] = []

    def add(target: tuple[str, ...], title: str, *more: str, weight: float = 1.0) -> None:
        entries.append(Entry(target, title, " ".join(more), weight))

    for key, right in library.rights.items():
        add(("rights", key), words(right.title), right.title.text, *right.keywords, *_told(right, language), weight=1.3)
    for key, page in library.kit.items():
        add(
            ("kit", key),
            words(page.title),
            page.title.text,
            page.question.text,
            words(page.question),
            *page.keywords,
            weight=1.2,
        )
    for key, programme in library.programmes.items():
        add(
            ("programme", key),
            programme.name,
            programme.title.text,
            words(programme.title),
            programme.operator,
            *programme.keywords,
        )
    for key, term in library.terms.items():
        add(("glossary", key), words(term.term), term.term.text)
    for key, code in library.codes.items():
        add(("code", key), words(code.title, code.values), code.title.text, code.name, *code.keywords, weight=0.9)
    for key, agreement in library.agreements.items():
        parties = [language.country(party) for party in agreement.parties]
        add(
            ("agreement", key),
            words(agreement.title, agreement.values),
            agreement.title.text,
            *parties,
            *agreement.keywords,
            weight=0.9,
        )
    for key, instrument in library.instruments.items():
        title = f"{words(instrument.title)} ({instrument.short})"
        add(("instrument", key), title, instrument.title.text, instrument.name, *instrument.keywords, weight=0.8)
    for code_, country in library.countries.items():
        name = language.country(code_)
        title = language.say("Help in: {country}", country=name)
        add(("help", code_.lower()), title, "help hotline emergency", name, *country.keywords, weight=1.2)
    say = language.say
    for page_, title, more in (
        ("help", say("Help now"), "help danger violence emergency police hotline sos"),
        ("kit", say("Thinking of going?"), "go abroad migrate leave work kit decide country"),
        ("rights", say("Know your rights"), "rights law"),
        ("programmes", say("Return and contribute"), "return home programmes come back diaspora"),
        ("agreements", say("Codes and agreements"), "codes agreements treaties conventions"),
        ("glossary", say("Glossary"), "glossary words dictionary"),
        ("privacy", say("What is kept and what is not"), "privacy data kept secret anonymous"),
        ("forget", say("Remove what is kept"), "forget delete erase my data"),
        ("hide", say("Hide this chat's messages"), "hide messages"),
        ("language", say("Language"), "language langue لغة"),
    ):
        add((page_,), title, more)
    return entries


def _told(right: Right, language: Language) -> list[str]:
    """How a right's opening and warning signs tell what happened, in both languages."""
    messages = [
        message
        for section in right.sections
        if section.name in ("", "signs")
        for message in (*section.paragraphs, *section.points)
    ]
    return [message.text for message in messages] + [language.words(message, right.values) for message in messages]
