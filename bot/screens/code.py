"""One code of practice, list or rule on recruitment."""

from bot.model.content import InForce
from bot.model.screen import Turn
from bot.screens.agreement import in_force
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.reports import reported

PAGE = "code"


def screen(ask: Ask) -> Turn:
    """Whom it binds, what a worker may expect, what she can do, where to complain, and its lists."""
    one = ask.library.codes.get(ask.place.item)
    if one is None or len(ask.place.items) > 1:
        return missing(ask)
    say = ask.language.say
    draft = Draft(ask, ask.language.words(one.title, one.values), icon="📜", back=ask.place.to("agreements", "codes"))
    if not draft.holds(one.evidence):
        return draft.turn()
    draft.say(f"{ask.language.as_is(one.name)} ({ask.language.as_is(one.body)})")
    if one.in_force is not InForce.NO:
        draft.say(say("It is binding.") if one.binding else say("It is voluntary: a promise, not a law."))
    draft.say(in_force(ask, one.in_force))
    draft.prose(one.status, one.values)
    draft.prose(one.bound, one.values, label=say("Whom it binds:"))
    if one.expect:
        draft.heading(say("What you may expect"))
        draft.listed(one.expect, one.values)
    if one.advice:
        draft.heading(say("What to do"))
        draft.listed(one.advice, one.values)
    draft.prose(one.complain, one.values, label=say("Where to complain:"))
    draft.evidence(one.evidence)
    for which, countries in one.lists.items():
        draft.heading(say("Countries on the list: {name}", name=ask.language.as_is(which)))
        draft.say(ask.language.all_of(sorted(map(ask.language.country, countries))))
    if one.lists:
        draft.say(say("A list restrains recruiters. It never forbids you to apply or to leave."))
    reported(draft, one.id)
    return draft.turn()
