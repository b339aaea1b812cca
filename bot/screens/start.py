"""The first screen: who this is, in which language, and on to privacy."""

from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "start"


def screen(ask: Ask) -> Turn:
    """Greet, name the state of the translation, offer the languages."""
    say = ask.language.say
    draft = Draft(ask, say("Fair Passage"), icon="🧭")
    draft.say(say("Are you a health worker who thinks of working abroad? Here you get facts before you decide."))
    draft.say(say("Every answer names its source and date. It is free. You need no account. The decision is yours."))
    if ask.language.draft:
        draft.say(draft_notice(ask.language))
    draft.row(Choice(say("Continue"), ask.place.to("privacy"), icon="▶️"))
    draft.rows(
        [
            Choice(other.name, ask.place.within(language=code), icon="🌐")
            for code, other in ask.languages.items()
            if code != ask.place.language
        ],
        width=2,
    )
    return draft.turn()


def draft_notice(language: Language) -> str:
    """How far the words of this language have been checked."""
    if language.code == ENGLISH:
        return language.say("These texts were written for this service. No independent reader has checked them yet.")
    return language.say(
        "This translation is a draft. No qualified reader has checked it yet. In doubt, read the English."
    )
