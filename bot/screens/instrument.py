"""One convention, treaty or set of principles."""

from collections.abc import Sequence

from bot.model.content import Instrument
from bot.model.screen import Kind, Span, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.reports import reported

PAGE = "instrument"


def screen(ask: Ask) -> Turn:
    """What it gives a worker, which article says what, and which states of the library joined."""
    one = ask.library.instruments.get(ask.place.item)
    if one is None or len(ask.place.items) > 1:
        return missing(ask)
    say, language = ask.language.say, ask.language
    draft = Draft(ask, language.words(one.title, one.values), icon="🌍", back=ask.place.to("agreements", "treaties"))
    if not draft.holds(one.evidence):
        return draft.turn()
    draft.say(f"{language.as_is(one.short)} · {language.as_is(one.name)} ({language.as_is(one.body)})")
    draft.prose(one.gives, one.values)
    draft.say(
        say("It binds the states that joined it.") if one.binding else say("It is not binding: guidance, not law.")
    )
    draft.prose(one.note, one.values)
    draft.evidence(one.evidence)
    if one.articles:
        draft.heading(say("Articles"))
        for article in one.articles:
            line, _ = language.line(article.about, one.values)
            draft.lines([(*line, Span(f" ({language.as_is(article.article)})"))], Kind.BULLETS)
        if not all(article.seen for article in one.articles):
            draft.say(say("We have not read every article itself. Quote from the official text."), Kind.NOTE)
    _states(draft, one)
    reported(draft, one.id)
    return draft.turn()


def _states(draft: Draft, one: Instrument) -> None:
    """Which of the library's countries joined; a state in no list is not known."""
    if not one.binding:
        return
    say, known = draft.language.say, draft.ask.library.countries

    def named(codes: Sequence[str]) -> str:
        return draft.language.all_of(sorted(draft.language.country(code) for code in codes if code in known))

    draft.heading(say("Which of the countries in this service joined"))
    rows = (
        (say("Joined:"), one.parties),
        (say("Joined, not yet checked by us:"), one.parties_unchecked),
        (say("Not joined:"), one.not_parties),
        (say("Not joined, not yet checked by us:"), one.not_parties_unchecked),
    )
    draft.lines([(Span(label + " ", strong=True), Span(names)) for label, codes in rows if (names := named(codes))])
    draft.say(say("A country that is not named here: not known. National law may give you the same or more."))
