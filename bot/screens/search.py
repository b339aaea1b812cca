"""She types instead of tapping: the best few places as choices, or an honest sentence and ways on."""

from functools import lru_cache

from bot.language.language import Language
from bot.library.library import Library
from bot.library.search import Entry, Index
from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "search"


def screen(ask: Ask) -> Turn:
    """What was found for what she typed; without anything typed, an invitation."""
    say = ask.language.say
    draft = Draft(ask, say("Search"), icon="🔎", back=ask.place.to("menu"))
    draft.asks = say("Type a question")
    if not ask.visitor.typed.strip():
        draft.say(say("Type a word or a question: for example passport, exam, fees."))
        return draft.turn()
    found = index(ask.library, ask.languages[ask.place.language]).find(ask.visitor.typed)
    if found:
        draft.say(say("This may be what you look for:"))
        draft.rows([draft.choice(entry.title, *entry.target) for entry in found])
        draft.say(say("Not there? Use other words, or choose from the menu."))
        return draft.turn()
    draft.say(say("We found nothing that fits your words. That does not mean that there is no answer."))
    draft.say(say("Try one simple word, choose a topic, or ask a trade union. Never send documents or names here."))
    draft.row(draft.choice(say("Thinking of going?"), "kit", icon="✈️"))
    draft.row(draft.choice(say("Know your rights"), "rights", icon="⚖️"))
    draft.row(draft.choice(say("Return and contribute"), "programmes", icon="🔄"))
    return draft.turn()


@lru_cache(maxsize=32)
def _index(version: str, code: str, holder: "_Holder") -> Index:
    return Index(_entries(holder.library, holder.language))


class _Holder:
    """Carries the library into the cache without being part of its key: version and language say it all."""

    def __init__(self, library: Library, language: Language) -> None:
        self.library = library
        self.language = language

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


def index(library: Library, language: Language) -> Index:
    """The index of a library in a language, made once for each version."""
    return _index(library.version, language.code, _Holder(library, language))


def _entries(library: Library, language: Language) -> list[Entry]:
    words = language.words
    entries: list[Entry] = []

    def add(target: tuple[str, ...], title: str, *more: str, weight: float = 1.0) -> None:
        entries.append(Entry(target, title, " ".join(more), weight))

    for key, right in library.rights.items():
        texts = [paragraph.text for section in right.sections if section.name in ("", "signs") for paragraph in (*section.paragraphs, *section.points)]
        own = [words(point) for section in right.sections if section.name in ("", "signs") for point in (*section.paragraphs, *section.points)]
        add(("rights", key), words(right.title), right.title.text, *right.keywords, *texts, *own, weight=1.3)
    for key, page in library.kit.items():
        add(("kit", key), words(page.title), page.title.text, page.question.text, words(page.question), *page.keywords, weight=1.2)
    for key, programme in library.programmes.items():
        add(("programme", key), programme.name, programme.title.text, words(programme.title), programme.operator, *programme.keywords)
    for key, term in library.terms.items():
        add(("glossary", key), words(term.term), term.term.text)
    for key, code in library.codes.items():
        add(("code", key), words(code.title, code.values), code.title.text, code.name, *code.keywords, weight=0.9)
    for key, agreement in library.agreements.items():
        parties = [language.country(party) for party in agreement.parties]
        add(("agreement", key), words(agreement.title, agreement.values), agreement.title.text, *parties, *agreement.keywords, weight=0.9)
    for key, instrument in library.instruments.items():
        add(("instrument", key), instrument.short, instrument.name, *instrument.keywords, weight=0.8)
    for code_, _ in library.countries.items():
        name = language.country(code_)
        add(("help", code_.lower()), language.say("Help in: {country}", country=name), "help hotline emergency", name)
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
