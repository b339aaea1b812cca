"""The glossary: its words in alphabetical order, and one word in plain words."""

from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "glossary"


def screen(ask: Ask) -> Turn:
    """`glossary` lists the words, `glossary/apostille` explains one."""
    match ask.place.items:
        case ():
            return _words(ask)
        case (key,) if key in ask.library.terms:
            return _word(ask, key)
        case _:
            return missing(ask)


def _words(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Glossary"), icon="🔤", back=ask.place.to("menu"))
    draft.say(say("Words of offices and contracts, in plain words. Tap one, or type a word."))
    draft.asks = say("Type a word")
    words = [(ask.language.words(term.term), key) for key, term in ask.library.terms.items()]
    draft.rows(
        [draft.choice(word, PAGE, key) for word, key in sorted(words, key=lambda pair: pair[0].casefold())], width=2
    )
    return draft.turn()


def _word(ask: Ask, key: str) -> Turn:
    term = ask.library.terms[key]
    draft = Draft(ask, ask.language.words(term.term), icon="🔤", back=ask.place.to(PAGE))
    if draft.holds(term.evidence):
        draft.prose(term.plain)
        draft.evidence(term.evidence, history=False)
    draft.rows(
        [draft.choice(ask.language.words(ask.library.terms[one].term), PAGE, one) for one in term.see_also], width=2
    )
    return draft.turn()
