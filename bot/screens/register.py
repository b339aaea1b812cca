"""The register: how true the library is. Every country, corridor and programme with the state of its statements.

A small channel shows the sums and a line for each country; the web pages add tables (bot/channels/web/register.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.library.check import all_evidence
from bot.library.library import Library
from bot.model.content import Country, Programme
from bot.model.evidence import Checked, Evidence, Standing
from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "register"


@dataclass(frozen=True, slots=True)
class State:
    """What can be said of a number of statements: how many, how many read in a text, how many past their review.

    `first` and `last` are the months in which somebody read their sources, "" where nobody did.
    """

    statements: int
    read: int
    overdue: int
    ended: int
    first: str = ""
    last: str = ""


def state_of(evidence: Iterable[Evidence], today: date) -> State:
    """The state of statements on a day."""
    held = list(evidence)
    standings = [one.standing(today) for one in held]
    read = sorted(source.read for one in held for source in one.sources if source.read)
    return State(
        statements=len(held),
        read=sum(one.checked is not Checked.GENERAL_KNOWLEDGE for one in held),
        overdue=standings.count(Standing.REVIEW_DUE),
        ended=standings.count(Standing.ENDED),
        first=read[0] if read else "",
        last=read[-1] if read else "",
    )


def of_country(country: Country, today: date) -> State:
    """The state of a country's facts and contacts."""
    held = [fact.evidence for fact in country.facts] + [contact.evidence for contact in country.contacts]
    return state_of(held, today)


def of_corridor(library: Library, home: str, destination: str, today: date) -> State:
    """The state of what a visitor of a corridor sees that depends on its two ends."""
    ends = {"home": home, "destination": destination}
    pages = library.kit.values()
    facts = library.facts(home, [topic for page in pages for topic in page.home_topics], **ends)
    facts += library.facts(destination, [topic for page in pages for topic in page.destination_topics], **ends)
    own = [one.evidence for one in library.agreements_of(home, destination)]
    return state_of([*(fact.evidence for fact in facts), *own], today)


def of_programme(programme: Programme, today: date) -> State:
    """The state of one listing."""
    return state_of([programme.evidence], today)


def screen(ask: Ask) -> Turn:
    """The sums, then a line for each country and each programme."""
    say, language = ask.language.say, ask.language
    draft = Draft(ask, say("How far our facts are checked"), icon="🔍", back=ask.place.to("about"))
    draft.is_answer = True
    draft.say(say("Each line tells how many statements there are, how many were held against a text, and when."))
    whole = say("The whole library")
    draft.say(line(ask, whole, state_of(all_evidence(ask.library), ask.today)))
    draft.heading(say("Countries"))
    by_name = sorted(ask.library.countries.values(), key=lambda one: language.country(one.code))
    draft.points(line(ask, language.country(one.code), of_country(one, ask.today)) for one in by_name)
    draft.heading(say("Programmes"))
    draft.points(
        line(ask, language.as_is(one.name), of_programme(one, ask.today)) for one in ask.library.programmes.values()
    )
    return draft.turn()


def line(ask: Ask, name: str, state: State) -> str:
    """One line of the register."""
    say, language = ask.language.say, ask.language
    number = language.number
    text = say(
        "{name}: {statements} statements, {read} held against a text, {overdue} past their review.",
        name=name,
        statements=number(state.statements),
        read=number(state.read),
        overdue=number(state.overdue),
    )
    if state.last:
        text += " " + say("Last checked: {date}.", date=language.day(state.last))
    return text
