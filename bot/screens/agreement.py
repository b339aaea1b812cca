"""One agreement between countries."""

from bot.model.content import InForce
from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.reports import reported

PAGE = "agreement"


def screen(ask: Ask) -> Turn:
    """Parties, state, promises, what it means for a worker, and what we did not find."""
    one = ask.library.agreements.get(ask.place.item)
    if one is None or len(ask.place.items) > 1:
        return missing(ask)
    say = ask.language.say
    draft = Draft(ask, ask.language.words(one.title, one.values), icon="🤝", back=ask.place.to("agreements", "between"))
    if not draft.holds(one.evidence):
        return draft.turn()
    draft.say(say("Parties: {countries}", countries=ask.language.all_of(map(ask.language.country, one.parties))))
    draft.say(in_force(ask, one.in_force))
    draft.prose(one.status, one.values)
    draft.prose(one.effect, one.values)
    if one.promises:
        draft.heading(say("What it promises"))
        draft.listed(one.promises, one.values)
    draft.prose(one.not_covered, one.values, label=say("Not covered:"))
    draft.prose(one.not_seen, one.values)
    draft.evidence(one.evidence)
    reported(draft, one.id)
    return draft.turn()


def in_force(ask: Ask, state: InForce) -> str:
    """Whether something holds, in a sentence."""
    say = ask.language.say
    return {
        InForce.YES: say("State: in force, as far as we could see."),
        InForce.NO: say("State: no longer in force. Shown as history."),
        InForce.UNKNOWN: say("State: not known. Ask before you rely on it."),
    }[state]
