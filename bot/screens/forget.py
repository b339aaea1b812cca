"""Forget me: asked once more, done, and a receipt of what was removed and what remains."""

from datetime import date

from bot.model.screen import Choice, Forget, Span, Turn
from bot.model.screen import Kind as BlockKind
from bot.monitoring.periods import Kind, bounds, period_of
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "forget"
NOW = "now"


def screen(ask: Ask) -> Turn:
    """`forget` explains and asks, `forget/now` does it, `forget/later` says that it could not be done."""
    match ask.place.items:
        case ():
            return _ask(ask)
        case ("now",):
            return _receipt(ask)
        case ("later",):
            return _later(ask)
        case _:
            return missing(ask)


def _ask(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Remove what is kept"), icon="🧹", back=ask.place.to("settings"))
    if not ask.visitor.keeps:
        draft.say(say("On this channel nothing is kept about you, so there is nothing to remove."))
        if ask.visitor.counts:
            draft.points(_what_stays(ask))
        if ask.visitor.channel == "web":
            draft.say(say("Your browser may remember the pages that you opened. You can clear its history."))
        return draft.turn()
    draft.say(say("At most three things are kept about you, under a code made from your chat:"))
    draft.points(
        [
            say("the language that you chose;"),
            say("if you asked for bulletins: your chat's address, encrypted, and what they should be about;"),
            say("if you turned counting off: that you did."),
        ]
    )
    draft.points(_what_stays(ask))
    draft.row(Choice(say("Remove it now"), ask.place.to(PAGE, NOW), icon="🧹"))
    return draft.turn()


def _receipt(ask: Ask) -> Turn:
    say = ask.language.say
    if not ask.visitor.keeps:
        return _ask(ask)
    draft = Draft(ask, say("Removed"), icon="✅", back=ask.place.to("menu"))
    draft.say(say("Receipt of {date}", date=ask.language.day(ask.today.isoformat())))
    removed = (
        say("Removed: your choice of language, if one was kept."),
        say("Removed: your subscription to bulletins with your chat's address, if there was one."),
        say("Removed: that you turned counting off, if you did."),
        say("Dropped: what still waited to be counted."),
    )
    remains = (
        *_what_stays(ask),
        say("Remains here: nothing else about you."),
        say("Remains with Telegram: this chat, until you delete it. Telegram itself can see it."),
    )
    for told in (removed, remains):
        draft.lines([(Span(one),) for one in told], tied=True)
    draft.row(draft.choice(say("Hide this chat's messages"), "hide", icon="🙈"))
    if ask.visitor.counts:
        draft.row(draft.choice(say("What you read is counted again: change that"), "counting", icon="🔢"))
    return draft.turn(Forget())


def _what_stays(ask: Ask) -> tuple[str, str]:
    """What cannot be removed, and until when the last trace of her is there: without it she could count twice."""
    say = ask.language.say
    return (
        say("Remains in the sums: what was counted; nothing in a sum can be found again."),
        say(
            "Remains until the period closes ({date}): codes that somebody took part, so that nobody counts twice.",
            date=ask.language.day(_last_close(ask.today).isoformat()),
        ),
    )


def _last_close(today: date) -> date:
    """The day on which the last of the periods has ended in which she may have been counted until now."""
    return max(bounds(period_of(kind, today))[1] for kind in Kind)


def _later(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Not removed yet"), icon="⚠️", back=ask.place.to("settings"))
    draft.say(
        say("Our storage does not answer just now, so nothing was removed. Try again in a few minutes."),
        BlockKind.WARNING,
    )
    draft.row(Choice(say("Remove it now"), ask.place.to(PAGE, NOW), icon="🧹"))
    return draft.turn()
