"""Codes and agreements: what binds whom, and what a worker may expect from it."""

from bot.model.content import Agreement, Code, InForce, Instrument
from bot.model.screen import Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "agreements"


def screen(ask: Ask) -> Turn:
    """`agreements` offers the three kinds; `/codes`, `/between` and `/treaties` each list one."""
    match ask.place.items:
        case ():
            return _kinds(ask)
        case ("codes",):
            return _codes(ask)
        case ("between",):
            return _between(ask)
        case ("treaties",):
            return _treaties(ask)
        case _:
            return missing(ask)


def _kinds(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Codes and agreements"), icon="🤝", back=place.to("menu"))
    draft.say(say("Who promised what, whom it binds, and what you may expect from it."))
    draft.say(say("A list that restrains recruiters never forbids you to apply or to leave."))
    draft.row(draft.choice(say("Codes for recruiters"), PAGE, "codes", icon="📜"))
    draft.row(draft.choice(say("Agreements between countries"), PAGE, "between", icon="🤝"))
    draft.row(draft.choice(say("Conventions and treaties"), PAGE, "treaties", icon="🌍"))
    return draft.turn()


def _codes(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Codes for recruiters"), icon="📜", back=place.to(PAGE))
    draft.say(say("Codes say how recruiters should act. Most are voluntary: they bind those who accept them."))
    for one in sorted(
        ask.library.codes_of(place.home, place.destination), key=lambda code: code.in_force is InForce.NO
    ):
        draft.row(
            draft.choice(_with_state(ask, ask.language.words(one.title, one.values), one.in_force), "code", one.id)
        )
    return draft.turn()


def _between(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Agreements between countries"), icon="🤝", back=place.to(PAGE))
    own = [one for one in ask.library.agreements.values() if _concerns(one, place.home, place.destination)]
    if place.home and place.destination and not own:
        draft.say(
            say("We found no agreement on health workers between these two countries. One may exist: ask the ministry.")
        )
    else:
        draft.say(
            say("We list what we found. Others may exist. An agreement may be closed while its text still stands.")
        )
    order = sorted(own, key=lambda one: (one.in_force is InForce.NO, -(one.year or 0)))
    for one in order:
        label = f"{ask.language.all_of(ask.language.country(code) for code in one.parties[:3])}"
        label += f" ({ask.language.day(str(one.year))})" if one.year else ""
        draft.row(draft.choice(_with_state(ask, label, one.in_force), "agreement", one.id))
    return draft.turn()


def _concerns(one: Agreement, home: str, destination: str) -> bool:
    return (not home or home in one.parties) and (not destination or destination in one.parties)


def _treaties(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Conventions and treaties"), icon="🌍", back=place.to(PAGE))
    draft.say(say("A treaty binds the states that joined it. Not joined does not mean that you have no rights."))
    for one in ask.library.instruments.values():
        if _matters(one, place.home, place.destination):
            draft.row(
                draft.choice(
                    f"{ask.language.words(one.title, one.values)} ({ask.language.as_is(one.short)})",
                    "instrument",
                    one.id,
                )
            )
    return draft.turn()


def _matters(one: Instrument, home: str, destination: str) -> bool:
    return (not one.homes or not home or home in one.homes) and (
        not one.destinations or not destination or destination in one.destinations
    )


def _with_state(ask: Ask, label: str, state: InForce) -> str:
    return f"{label} · {ask.language.say('history')}" if state is InForce.NO else label


def listed_here(draft: Draft) -> None:
    """For a corridor: is the home country on a list, and which agreements bind both ends."""
    ask, say, place = draft.ask, draft.language.say, draft.ask.place
    home, there = draft.language.country(place.home), draft.language.country(place.destination)
    for code in ask.library.codes_of(place.home, place.destination):
        if code.in_force is not InForce.NO and code.lists:
            _on_list(draft, code, place.home)
    own = [one for one in ask.library.agreements_of(place.home, place.destination) if one.in_force is not InForce.NO]
    draft.heading(say("Agreements between: {countries}", countries=draft.language.all_of([home, there])))
    for one in own:
        if not draft.holds(one.evidence):
            continue
        draft.prose(one.title, one.values)
        draft.prose(one.status, one.values, tied=True)
        draft.prose(one.effect, one.values, tied=True)
        draft.evidence(one.evidence)
        draft.row(draft.choice(say("More on this agreement"), "agreement", one.id, icon="🤝"))
    if not own:
        draft.say(
            say(
                "We found no agreement on health workers in force between these two countries. "
                "One may exist: ask the ministry."
            )
        )


def list_states(draft: Draft, code: Code, country: str) -> list[str]:
    """What the lists of a code say of a home country, in sentences; that it is on none of them where it is not."""
    say, name = draft.language.say, draft.language.country(country)
    on = [which for which, countries in code.lists.items() if country in countries]
    known = {
        "safeguards": say(
            "On the list: recruiters should not recruit actively there. You may still apply on your own."
        ),
        "red": say("Red: no active recruitment there. You may still apply on your own."),
        "amber": say("Amber: recruitment only as an agreement between the two governments allows."),
        "green": say("Green: recruitment is possible."),
    }
    if not on:
        return [say("{country} was not on this list in the edition that we read.", country=name)]
    return [say("{country}: {state}", country=name, state=known.get(which, which)) for which in on]


def _on_list(draft: Draft, code: Code, country: str) -> None:
    if not draft.holds(code.evidence):
        return
    say = draft.language.say
    title = draft.words(code.title, code.values)
    draft.lines([draft.language.line(code.title, code.values)[0]], Kind.HEADING)
    for said in list_states(draft, code, country):
        draft.say(said)
    draft.prose(code.status, code.values, tied=True)
    draft.evidence(code.evidence)
    draft.row(draft.choice(say("More: {title}", title=title), "code", code.id, icon="📜"))
