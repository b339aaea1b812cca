"""One practice: where, who, what was done, what came of it, what it needs."""

from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.practices import actor_names, field_names

PAGE = "practice"


def screen(ask: Ask) -> Turn:
    """The practice with its source; where nobody told what came of it, that is said."""
    one = ask.library.practices.get(ask.place.item)
    if one is None or len(ask.place.items) > 1:
        return missing(ask)
    say, language = ask.language.say, ask.language
    draft = Draft(ask, language.words(one.title, one.values), icon="💡", back=ask.place.to("practices"))
    if not draft.holds(one.evidence):
        return draft.turn()
    if one.history:
        draft.say(say("This is history. It may be different today."))
    if one.countries:
        draft.say(say("Where: {countries}", countries=language.all_of(map(language.country, one.countries))))
    if one.year:
        draft.say(say("When: {year}", year=language.day(str(one.year))))
    draft.say(say("Who acted: {actors}", actors=language.all_of(actor_names(language)[each] for each in one.actors)))
    draft.heading(say("What was done"))
    draft.listed(one.done, one.values)
    draft.heading(say("What came of it"))
    draft.listed(one.outcome, one.values)
    if not one.outcome:
        draft.say(say("Our sources do not tell what came of it."))
    if one.needs:
        draft.heading(say("What it needs"))
        draft.listed(one.needs, one.values)
    draft.evidence(one.evidence, history=one.history)
    for each in one.fields:
        draft.row(draft.choice(field_names(language)[each], "practices", "any", each.value, icon="💡"))
    return draft.turn()
