"""Is this really from my union? She forwards a message or types its code; nothing of it is kept."""

from bot.bulletins.authentic import Given, Judgement, Verdict, judge
from bot.model.screen import Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.news import state

PAGE = "authentic"


def screen(ask: Ask) -> Turn:
    """How to ask, or the verdict on what she forwarded or typed."""
    return judged(ask) if ask.visitor.once else _how(ask)


def judged(ask: Ask) -> Turn:
    """The verdict on what she forwarded or typed."""
    given = _given(ask)
    if not ask.board.loaded:
        return _cannot(ask)
    judgement = judge(given, ask.board, ask.languages)
    own = ask.visitor.forwarded is not None and ask.visitor.forwarded.ours
    if own and judgement.verdict is Verdict.UNKNOWN:
        return _own_message(ask)
    return _told(ask, judgement)


def _given(ask: Ask) -> Given:
    """The message that is to be judged."""
    if (forwarded := ask.visitor.forwarded) is not None:
        return Given(forwarded.text, forwarded.links, forwarded.pictured, quoted=True)
    return Given(ask.visitor.typed)


def _how(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Is this really from my union?"), icon="🔏", back=ask.place.to("bulletins"))
    draft.say(say("Every bulletin has a code. Somebody may put a true code under false words, so we compare both."))
    if ask.visitor.reachable:
        draft.say(say("Forward the message to this chat, or type its code. We keep nothing of it."))
    else:
        draft.say(say("Type the code here. On Telegram you can forward the message to our bot. We keep nothing of it."))
    draft.asks = say("Type the code of the message")
    return draft.turn()


def _cannot(ask: Ask) -> Turn:
    say = ask.language.say
    draft = _verdict(ask, say("We cannot check this just now"), "⏳")
    draft.is_answer = False
    draft.say(say("Try again in a few minutes. Until then do not act on the message."), Kind.WARNING)
    return draft.turn()


def _own_message(ask: Ask) -> Turn:
    say = ask.language.say
    draft = _verdict(ask, say("This is from this service, not from a union"), "🧭")
    draft.say(say("It is one of our own answers. It was not written by a trade union."))
    return draft.turn()


def _told(ask: Ask, judgement: Judgement) -> Turn:
    """The verdict, what it rests on, and what to do."""
    say, posted = ask.language.say, judgement.posted
    title, icon, told = _words(ask, judgement)
    draft = _verdict(ask, title, icon)
    if posted is not None and judgement.verdict is not Verdict.ALTERED:
        union, code = ask.language.as_is(posted.union), ask.language.as_is(posted.bulletin.code)
        draft.say(f"{union} · {state(ask, posted)} · {code}")
    draft.say(told, Kind.TEXT if judgement.verdict is Verdict.AUTHENTIC and judgement.whole else Kind.WARNING)
    if judgement.verdict is Verdict.UNKNOWN and ask.visitor.typed:
        draft.say(say("No bulletin of ours has this code. Look at it again, letter by letter."))
    if judgement.verdict in (Verdict.ALTERED, Verdict.UNKNOWN):
        draft.points(
            [
                say("Pay nothing and send no documents because of it."),
                say("Do not pass it on."),
                say("Ask your union, at a number that you knew before."),
            ]
        )
        draft.row(draft.choice(say("Is this offer sound?"), "warnings", icon="🚩"))
    elif posted is not None and not judgement.compared:
        draft.say(say("We looked at the code only. Compare the words, or forward the whole message on Telegram."))
    elif posted is not None and posted.bulletin.attachment is not None:
        draft.say(say("We compared the words. A picture or file we cannot compare."), Kind.NOTE)
    if posted is not None and not posted.withdrawn:
        code = posted.bulletin.code.lower()
        draft.row(draft.choice(say("Read it as it was released"), "bulletin", code, icon="📣"))
    return draft.turn()


def _words(ask: Ask, judgement: Judgement) -> tuple[str, str, str]:
    """Title, icon and sentence of a verdict."""
    say = ask.language.say
    if not judgement.whole:
        told = say("These words are only a part of a bulletin. Read the whole: a part alone can mislead.")
        return say("Only a part of a bulletin"), "✂️", told
    if judgement.verdict is Verdict.AUTHENTIC and not judgement.compared:
        return say("This code is real"), "✅", say("A bulletin with this code was released and is in force.")
    return {
        Verdict.AUTHENTIC: (say("This is real"), "✅", say("These are the words of the bulletin as it is in force.")),
        Verdict.CORRECTED: (
            say("This was real and has been corrected"),
            "✏️",
            say("The bulletin was released with these words and corrected since. Read the newest wording."),
        ),
        Verdict.WITHDRAWN: (
            say("This was withdrawn"),
            "🚫",
            say("This bulletin was withdrawn. Please do not rely on it and do not pass it on."),
        ),
        Verdict.ENDED: (
            say("This has ended"),
            "⌛",
            say("The bulletin with this code has ended. Do not rely on it any more."),
        ),
        Verdict.ALTERED: (
            say("This is not what was released"),
            "⛔",
            say("The code is real, but these words or links are not those of its bulletin. Do not rely on it."),
        ),
        Verdict.UNKNOWN: (
            say("This is not from us"),
            "⛔",
            say("We know no bulletin with this code or with these words. It may be false."),
        ),
    }[judgement.verdict]


def _verdict(ask: Ask, title: str, icon: str) -> Draft:
    draft = Draft(ask, title, icon=icon, back=ask.place.to("bulletins"))
    draft.is_answer = ask.visitor.channel != "web"  # a page could not lead back without what she typed
    return draft
