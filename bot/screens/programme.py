"""One return programme: what it offers, to whom, whether residence abroad is kept, and whether it takes people now."""

from bot.bulletins.topics import PROGRAMMES
from bot.model.content import Keeps, Programme, Status
from bot.model.screen import Choice, Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.interest import ask_for_interest
from bot.screens.missing import missing
from bot.screens.news import offer, stand_here
from bot.screens.programmes import mode_names

PAGE = "programme"


def screen(ask: Ask) -> Turn:
    """The listing of one programme."""
    one = ask.library.programmes.get(ask.place.item)
    if one is None or len(ask.place.items) > 1:
        return missing(ask)
    say, language = ask.language.say, ask.language
    draft = Draft(ask, language.as_is(one.name), icon="🔄", back=ask.place.to("programmes"))
    if not draft.holds(one.evidence):
        return draft.turn()
    draft.prose(one.title, one.values)
    draft.prose(one.caution, one.values, kind=Kind.WARNING)
    _state(draft, one)
    stand_here(draft, PROGRAMMES)
    draft.say(say("Run by: {operator}", operator=language.as_is(one.operator)))
    draft.say(say("Kind: {modes}", modes=language.all_of(mode_names(ask)[mode] for mode in one.modes)))
    draft.heading(say("What it offers") if one.status is not Status.HISTORIC else say("What it offered"))
    draft.listed(one.offers, one.values)
    draft.heading(say("Who may apply") if one.status is not Status.HISTORIC else say("Who could apply"))
    draft.say(_for_whom(draft, one))
    draft.listed(one.eligibility, one.values)
    draft.prose(one.not_covered, one.values, label=say("Not covered:"))
    draft.heading(say("Do you keep your residence abroad?"))
    draft.say(
        {
            Keeps.YES: say("Yes, by the programme's design. The permit that you hold decides."),
            Keeps.NO: say("No."),
            Keeps.DEPENDS: say("It depends on your permit. Ask before you travel."),
            Keeps.UNKNOWN: say("Not known. Ask before you travel."),
            Keeps.NOT_APPLICABLE: say("Does not apply."),
        }[one.keeps_residence]
    )
    draft.prose(one.residence_note, one.values)
    draft.heading(say("How to apply"))
    draft.prose(one.apply, one.values)
    draft.evidence(one.evidence, history=one.status is Status.HISTORIC)
    if one.url and one.status in (Status.OPEN, Status.UNKNOWN):
        draft.row(Choice(say("Open the programme's own page"), url=one.url, icon="🔗"))
    ask_for_interest(draft, one.id)
    offer(draft, PROGRAMMES)
    return draft.turn()


def _state(draft: Draft, one: Programme) -> None:
    say = draft.language.say
    draft.say(
        {
            Status.OPEN: say("State: described as open when we read about it. Ask whether it takes people now."),
            Status.CLOSED: say("State: closed. The last call that we saw has ended."),
            Status.HISTORIC: say("State: history. This programme has ended; you cannot apply."),
            Status.UNKNOWN: say("State: not known. Ask whether it takes people now."),
        }[one.status],
        Kind.TEXT if one.status is Status.OPEN else Kind.WARNING,
    )
    draft.prose(one.status_note, one.values, tied=True)


def _for_whom(draft: Draft, one: Programme) -> str:
    say, language = draft.language.say, draft.language
    known = draft.ask.library.occupations
    homes = language.all_of(map(language.country, one.homes)) if one.homes else say("not limited in our listing")
    hosts = language.all_of(map(language.country, one.hosts)) if one.hosts else say("not limited in our listing")
    work = (
        language.all_of(language.words(known[each].name) for each in one.occupations)
        if one.occupations
        else say("not limited in our listing")
    )
    return say("Home country: {homes}. Living in: {hosts}. Work: {work}.", homes=homes, hosts=hosts, work=work)
