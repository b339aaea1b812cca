"""Compare destinations for one occupation and home: two to four side by side, one question after another.

`PH-_-2221/compare` chooses, `compare/gb-de` has the questions, `compare/gb-de/fees` answers one for each country. The
web pages show all answers in one table (bot/channels/web/comparison.py). Unknown is shown as unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.library.library import Library
from bot.model.content import Code, Comparison, Fact, InForce
from bot.model.evidence import Standing
from bot.model.place import Place
from bot.model.screen import Choice, Kind, Turn
from bot.screens.agreements import list_states
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor, ends_asked, known_ends
from bot.screens.missing import missing

PAGE = "compare"
CHOOSE = "choose"
FEWEST, MOST = 2, 4
"""Destinations that are compared at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a place of this page names: the countries by code and the line, "" where there is none."""

    codes: tuple[str, ...]
    line: str = ""


def screen(ask: Ask) -> Turn:
    """The choice of countries, the questions, or one of them answered."""
    asked = asked_of(ask)
    if asked is None or not known_ends(ask):
        return missing(ask)
    if wanting := ends_asked(ask, ask.language.say("Compare destinations"), icon="🗺️", destination=False):
        return wanting
    if asked.line == CHOOSE or len(asked.codes) < FEWEST:
        return _choose(ask, asked.codes)
    return _line(ask, asked.codes, ask.library.comparison[asked.line]) if asked.line else _overview(ask, asked.codes)


def walked(place: Place, library: Library) -> bool:
    """What a walk over every screen looks at: each country alone, and the first two, three and four together."""
    chosen = place.item.split("-")
    return (
        len(chosen) == 1
        or chosen == sorted(one.code.lower() for one in library.with_role("destination"))[: len(chosen)]
    )


def asked_of(ask: Ask) -> Asked | None:
    """What the place names, None where that does not exist; her destination is the first country to be compared."""
    place, library = ask.place, ask.library
    if not place.items:
        return Asked((place.destination,) if place.destination else ())
    codes = tuple(code.upper() for code in place.item.split("-"))
    known = {country.code for country in library.with_role("destination")} - {place.home}
    line = place.items[1] if len(place.items) > 1 else ""
    if place.item == "none":
        codes = ()
    if len(place.items) > 2 or not set(codes) <= known or len(set(codes)) != len(codes) or len(codes) > MOST:
        return None
    return Asked(codes, line) if line in ("", CHOOSE, *library.comparison) else None


def _place(ask: Ask, codes: tuple[str, ...], *line: str) -> Place:
    return ask.place.to(PAGE, "-".join(code.lower() for code in codes) or "none", *line)


# Choosing


def _choose(ask: Ask, codes: tuple[str, ...]) -> Turn:
    """Each destination can be added or taken away by a tap."""
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Compare destinations"), icon="🗺️", back=_back(ask))
    draft.indexed = False  # thousands of choices lead from here
    draft.say(say("From: {country}", country=ask.language.country(place.home)))
    _work(draft)
    draft.say(say("Choose two to four countries."))
    if codes:
        draft.say(say("Chosen: {countries}", countries=ask.language.all_of(map(ask.language.country, codes))))
    if len(codes) >= FEWEST:
        draft.row(Choice(say("Compare these"), _place(ask, codes), icon="🗺️"))
    draft.rows(list(_toggles(ask, codes)), width=2)
    return draft.turn()


def _toggles(ask: Ask, codes: tuple[str, ...]) -> Iterator[Choice]:
    offered = [one.code for one in ask.library.with_role("destination") if one.code != ask.place.home]
    for code in sorted(offered, key=ask.language.country):
        name = ask.language.country(code)
        if code in codes:
            yield Choice(name, _place(ask, tuple(one for one in codes if one != code), CHOOSE), icon="✅")
        elif len(codes) < MOST:
            yield Choice(name, _place(ask, (*codes, code), CHOOSE), icon="⬜")


def _back(ask: Ask) -> Place:
    """Back to the corridor that she came from, where there is one."""
    return ask.place.to("kit") if ask.place.destination else ask.place.to("menu")


def _work(draft: Draft) -> None:
    occupation = draft.ask.library.occupation(draft.ask.place.occupation)
    if occupation:
        draft.say(draft.language.say("Your work: {occupation}", occupation=draft.words(occupation.name)))


# Comparing


def _overview(ask: Ask, codes: tuple[str, ...]) -> Turn:
    """The questions; the sources are those of all answers, which the web pages show at once."""
    say, language = ask.language.say, ask.language
    draft = Draft(ask, say("Compare destinations"), icon="🗺️", back=_place(ask, codes, CHOOSE))
    draft.is_answer = ask.visitor.channel == "web"  # with the table; elsewhere each question has its own page
    draft.say(language.all_of(map(language.country, codes)))
    draft.say(say("From: {country}", country=language.country(ask.place.home)))
    _work(draft)
    draft.say(say("One statement for each country and question. There is more behind each. Unknown does not mean no."))
    for one in ask.library.comparison.values():
        draft.row(Choice(draft.words(one.title), _place(ask, codes, one.id), icon=one.icon))
        draft.cite_all(_line(ask, codes, one).screen.sources)
    draft.row(Choice(say("Other countries"), _place(ask, codes, CHOOSE), icon="🔽"))
    return draft.turn()


def _line(ask: Ask, codes: tuple[str, ...], one: Comparison) -> Turn:
    """One question, answered for each country."""
    say, language = ask.language.say, ask.language
    draft = Draft(ask, language.words(one.title), icon=one.icon, back=_place(ask, codes))
    draft.is_answer = True
    everywhere(draft, one)
    for code in codes:
        draft.heading(language.country(code))
        cell(draft, one, code)
        if more := more_on(ask, one, code):
            draft.row(more)
    lines = list(ask.library.comparison)
    if (following := lines.index(one.id) + 1) < len(lines):
        after = ask.library.comparison[lines[following]]
        label = say("Next: {title}", title=language.words(after.title))
        draft.row(Choice(label, _place(ask, codes, after.id), icon="⏭️"))
    return draft.turn()


def more_on(ask: Ask, one: Comparison, code: str) -> Choice | None:
    """The page of the kit that has everything on a question in one country."""
    if not one.kit:
        return None
    label = ask.language.say("More: {title}", title=ask.language.country(code))
    return Choice(label, ask.place.within(destination=code).to("kit", one.kit), icon="📍")


def everywhere(draft: Draft, one: Comparison) -> None:
    """Add what holds for every destination: the lists on which the home country stands."""
    if one.listed:
        for code in draft.ask.library.codes_of(draft.ask.place.home, ""):
            if not code.destinations:
                _listed(draft, code)


def cell(draft: Draft, one: Comparison, country: str) -> None:
    """Add one country's answer to one question, with what limits it and its source; or that it is unknown."""
    ask, say = draft.ask, draft.language.say
    found = facts_of(ask, one, country)
    for fact in found:
        draft.fact(fact)
    own = [code for code in ask.library.codes_of(ask.place.home, country) if country in code.destinations]
    for code in own if one.listed else ():
        _listed(draft, code)
    for agreement in ask.library.agreements_of(ask.place.home, country) if one.listed else ():
        if agreement.in_force is not InForce.NO and draft.holds(agreement.evidence):
            draft.prose(agreement.title, agreement.values, label=say("Agreement:"))
            draft.prose(agreement.status, agreement.values, tied=True)
            draft.prose(agreement.not_covered, agreement.values, label=say("Not covered:"), tied=True)
            draft.evidence(agreement.evidence)
    for right in unknown_rights(ask, one, country) if found else ():
        topic = ask.library.rights[right]
        draft.say(say("{title}: unknown", title=draft.words(topic.title, topic.values)))
    if not found:
        draft.say(say("Unknown: we hold no statement on this. That does not mean no. Ask a union there."))


def _listed(draft: Draft, code: Code) -> None:
    """What a list says of the home country, where the list is in force."""
    if code.in_force is InForce.NO or not code.lists or not draft.holds(code.evidence):
        return
    draft.prose(code.title, code.values, kind=Kind.TEXT)
    for said in list_states(draft, code, draft.ask.place.home):
        draft.say(said)
    draft.evidence(code.evidence)


def facts_of(ask: Ask, one: Comparison, country: str) -> list[Fact]:
    """The statements that answer a question for a country: one of the first topic that has any, or one a right."""
    library, ends = ask.library, _ends(ask, country)
    groups = [library.facts(country, [topic], **ends) for topic in one.topics]
    groups.append(tuple(fact for fact in library.facts(country, _topics_of(ask, one), **ends) if fact.id in one.facts))
    if by_topic := next((best for group in groups if (best := _best(ask, group))), None):
        return [by_topic]
    by_right = [_of_right(ask, right, country) for right in one.rights]
    return list({fact.id: fact for fact in by_right if fact is not None}.values())


def unknown_rights(ask: Ask, one: Comparison, country: str) -> list[str]:
    """The rights of a line that is made of rights alone on which nothing is held."""
    return [] if one.topics else [right for right in one.rights if _of_right(ask, right, country) is None]


def _of_right(ask: Ask, right: str, country: str) -> Fact | None:
    """The statement that is most about a right and least about others."""
    found = ask.library.on_right(country, right, **_ends(ask, country))
    return _best(ask, tuple(sorted(found, key=lambda fact: len(fact.rights))))


def _ends(ask: Ask, country: str) -> dict[str, str]:
    return corridor(ask.place.within(destination=country))


def _topics_of(ask: Ask, one: Comparison) -> list[str]:
    known = ask.library.fact_by_id
    return list(dict.fromkeys(known[fact][1].topic for fact in one.facts if fact in known))


def _best(ask: Ask, facts: tuple[Fact, ...]) -> Fact | None:
    """The first statement that is in force, one that is about her occupation before the general ones."""
    standing = {Standing.IN_FORCE, Standing.REVIEW_DUE}
    held = [fact for fact in facts if not fact.history and fact.evidence.standing(ask.today) in standing]
    return min(held, key=lambda fact: not fact.occupations, default=None)
