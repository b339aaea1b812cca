"""Counting what is read: what it is, and how to turn it off and on again."""

from bot.model.screen import Choice, CountMe, Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "counting"
OFF, ON = "off", "on"


def screen(ask: Ask) -> Turn:
    """`counting` explains, `counting/off` and `counting/on` do it, `counting/later` says that it could not be done."""
    match ask.place.items:
        case ():
            return _explain(ask)
        case ("off",) | ("on",) if ask.visitor.counts and ask.visitor.keeps:
            return _done(ask, on=ask.place.item == ON)
        case ("off",) | ("on",):
            return _explain(ask)
        case ("later",):
            return _later(ask)
        case _:
            return missing(ask)


def _explain(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Counting what is read"), icon="🔢", back=ask.place.to("privacy"))
    if not ask.visitor.counts:
        draft.say(say("On this channel nothing is counted."))
        return draft.turn()
    draft.say(say("We count which pages are read, in which language and on which channel, and whether they helped."))
    draft.say(
        say(
            "Never with your country or your work, and for one person at most three topics a month. Only sums of a "
            "whole month are published, and small ones are left out."
        )
    )
    if ask.visitor.channel == "web":
        draft.say(
            say(
                "On these pages: turn on Global Privacy Control or Do Not Track in your browser, and nothing that you "
                "read is counted. We honour both."
            )
        )
        return draft.turn()
    if ask.visitor.keeps:
        _switches(draft)
    return draft.turn()


def _switches(draft: Draft) -> None:
    say = draft.language.say
    draft.row(Choice(say("Do not count what I read"), draft.ask.place.to(PAGE, OFF), icon="🔕", deed=True))
    draft.row(Choice(say("Count it again"), draft.ask.place.to(PAGE, ON), icon="🔔", deed=True))


def _done(ask: Ask, *, on: bool) -> Turn:
    say = ask.language.say
    title = say("What you read is counted again") if on else say("What you read is not counted any more")
    draft = Draft(ask, title, icon="🔢", back=ask.place.to("menu"))
    draft.indexed = False
    draft.before = ask.place.to(PAGE)
    if on:
        draft.say(say("Your choice is removed; nothing is kept about it."))
    else:
        draft.say(say("For this we keep one mark under a code made from your chat, until you turn counting on again."))
        draft.say(say("What waited in memory is dropped. What is in the sums already cannot be found again."))
    _switches(draft)
    return draft.turn(CountMe(on))


def _later(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Not done yet"), icon="⚠️", back=ask.place.to("settings"))
    draft.say(
        say("Our storage does not answer just now, so nothing was changed. Try again in a few minutes."), Kind.WARNING
    )
    _switches(draft)
    return draft.turn()
