"""Warning signs in an offer: questions to ask, which answer is alarming and why, and how to check."""

from collections.abc import Mapping

from bot.language.language import Language
from bot.model.content import FlagGroup, RedFlag
from bot.model.screen import Kind, Span, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "warnings"


def screen(ask: Ask) -> Turn:
    """`warnings` offers the groups, `warnings/money` shows the questions of one."""
    match ask.place.items:
        case ():
            return _groups(ask)
        case (group,) if group in set(FlagGroup):
            return _flags(ask, FlagGroup(group))
        case _:
            return missing(ask)


def group_names(language: Language) -> Mapping[FlagGroup, str]:
    """What each group is called."""
    say = language.say
    return {
        FlagGroup.MONEY: say("Money"),
        FlagGroup.RECRUITER: say("The recruiter"),
        FlagGroup.JOB: say("The job"),
        FlagGroup.CONTRACT: say("The contract"),
        FlagGroup.PRESSURE: say("Pressure and papers"),
        FlagGroup.LIFE: say("Life there"),
    }


ICONS = {
    FlagGroup.MONEY: "💰",
    FlagGroup.RECRUITER: "🕵️",
    FlagGroup.JOB: "🏥",
    FlagGroup.CONTRACT: "📝",
    FlagGroup.PRESSURE: "⏰",
    FlagGroup.LIFE: "🏠",
}


def _groups(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Is this offer sound?"), icon="🚩", back=ask.place.to("menu"))
    draft.say(say("Ask these questions before you pay, sign or resign."))
    draft.say(say("No warning sign found does not mean that an offer is safe. Show it to a union or an adviser."))
    draft.row(draft.choice(say("Check this offer or recruiter"), "offer", icon="🔍"))
    names = group_names(ask.language)
    own = {one.group for one in matching(ask)}
    draft.rows([draft.choice(names[one], PAGE, one.value, icon=ICONS[one]) for one in FlagGroup if one in own])
    draft.row(draft.choice(say("Fees and licences"), "kit", "fees", icon="🪪"))
    return draft.turn()


def matching(ask: Ask) -> list[RedFlag]:
    """The red flags that fit her destination, the gravest first."""
    there = ask.place.destination
    fitting = [
        one for one in ask.library.red_flags.values() if not one.destinations or not there or there in one.destinations
    ]
    return sorted(fitting, key=lambda one: (not one.stop, -one.weight))


def _flags(ask: Ask, group: FlagGroup) -> Turn:
    draft = Draft(ask, group_names(ask.language)[group], icon=ICONS[group], back=ask.place.to(PAGE))
    rights: dict[str, None] = {}
    for one in matching(ask):
        if one.group is group and draft.holds(one.evidence):
            _flag(draft, one)
            rights.update(dict.fromkeys(one.rights))
    known = ask.library.rights
    draft.rows(
        [
            draft.choice(draft.words(known[one].title, known[one].values), "rights", one, icon=known[one].icon)
            for one in rights
            if one in known
        ],
        width=2,
    )
    return draft.turn()


def _flag(draft: Draft, one: RedFlag) -> None:
    say = draft.language.say
    draft.prose(one.question, one.values, kind=Kind.HEADING)
    alarming = say("Alarming answer: yes.") if one.risky == "yes" else say("Alarming answer: no.")
    draft.lines([(Span(alarming, strong=True),)], Kind.TEXT, tied=True)
    draft.prose(one.why, one.values, tied=True)
    if one.stop:
        draft.lines([(Span(say("Do not pay, do not travel. Get advice first.")),)], Kind.WARNING, tied=True)
    draft.prose(one.exception, one.values, label=say("Exception:"), tied=True)
    draft.prose(one.check, one.values, label=say("How to check:"), tied=True)
    draft.prose(one.good, one.values, label=say("A good answer:"), tied=True)
    draft.evidence(one.evidence)
