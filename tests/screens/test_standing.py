"""What a statement is worth on a day: nothing outside its dates; inside, its small print tells how far it goes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogue import Catalogue
from bot.language.language import Language
from bot.library.library import Library
from bot.model.content import (
    Agreement,
    Code,
    Contact,
    ContactKind,
    Country,
    Fact,
    InForce,
    Instrument,
    Keeps,
    Mode,
    Programme,
    Right,
    Section,
    Status,
    Term,
)
from bot.model.evidence import Checked, Confidence, Evidence, Source, Standing, Verify
from bot.model.message import Message
from bot.model.place import read_place
from bot.model.screen import NOBODY, Block, Kind, Screen
from bot.model.value import Money
from bot.screens.answer import Answers

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)

OWN = Source("Fees", "The regulator", "https://regulator.example.org/fees", date="2026-10", show=True, read="2026-11")
FOREIGN = Source("A blog on fees", "An agency", "https://agency.example.com/blog", date="2026-05", read="2026-11")
UNREAD = Source("Home page", "The ministry", "https://ministry.example.org/", show=True)
MINISTRY = Verify("The ministry", "https://ministry.example.org/")

SURE = Evidence(sources=(OWN,), checked=Checked.STORED_COPY, confidence=Confidence.HIGH, as_of="2026-10")


def fact(evidence: Evidence = SURE, *, history: bool = False) -> Fact:
    return Fact(
        id="gb-fee",
        topic="fees",
        text=Message("The test costs {fee}."),
        conditions=Message("Only for the first try."),
        not_covered=Message("Courses."),
        risk=Message("Prices change."),
        values={"fee": Money(amount=Decimal(83), currency="GBP")},
        rights=("fees",),
        evidence=evidence,
        history=history,
    )


def library(one: Fact) -> Library:
    """A country with one fact, and the page of rights on which it stands."""
    right = Right(
        id="fees",
        order=1,
        title=Message("Fees"),
        sections=(Section("", (Message("Ask first."),)),),
        standards=(),
        contacts=(),
        evidence=SURE,
    )
    country = Country(code="GB", roles=("destination",), currency="GBP", facts=(one,))
    return Library("1", countries={"GB": country}, rights={"fees": right})


def answers(held: Library) -> Answers:
    return Answers(held, {"en": Language("en", Catalogue("en"))})


def shown(one: Fact, today: date = TODAY) -> Screen:
    """The screen on which a fact stands."""
    return answers(library(one)).turn(read_place("en/rights/fees/gb"), NOBODY, today).screen


def text_of(block: Block) -> str:
    return "\n".join("".join(span.text for span in line) for line in block.lines)


def words(screen: Screen) -> str:
    """Everything that can be read on a screen."""
    return "\n".join([screen.title, screen.notice, *(text_of(block) for part in screen.parts for block in part)])


def notes(screen: Screen) -> list[str]:
    """The small print."""
    return [text_of(block) for part in screen.parts for block in part if block.kind is Kind.NOTE]


def links(screen: Screen) -> set[str]:
    """Every address that a screen offers."""
    blocks = [block for part in screen.parts for block in part]
    choices = [choice for part in screen.choice_parts for row in part for choice in row]
    return {span.link for block in blocks for line in block.lines for span in line if span.link} | {
        choice.url for choice in choices if choice.url
    }


def small_print(evidence: Evidence, today: date = TODAY, *, history: bool = False) -> str:
    (note,) = notes(shown(fact(evidence, history=history), today))
    return note


# Inside and outside its dates


def test_a_fact_in_force_is_shown_with_all_that_limits_it() -> None:
    screen = shown(fact())
    said = words(screen)
    assert "The test costs £83." in said
    assert "Condition: Only for the first try." in said
    assert "Not covered: Courses." in said
    assert "Risk: Prices change." in said
    assert notes(screen) == ["Source: The regulator · as of October 2026 · checked November 2026, in a stored copy"]
    assert links(screen) == {OWN.url}


def gone(screen: Screen) -> bool:
    """Whether nothing of the fact is left: no value, no sentence, no small print."""
    said = words(screen)
    leftovers = ("£83", "test costs", "first try", "Courses", "Prices", "as of", "checked")
    return not any(one in said for one in leftovers) and not notes(screen)


def test_on_its_last_day_a_fact_stands() -> None:
    evidence = replace(SURE, valid_until=TODAY)
    assert "£83" in words(shown(fact(evidence), TODAY))


def test_after_its_last_day_the_screen_says_so_and_shows_no_value() -> None:
    evidence = replace(SURE, valid_until=TODAY, verify=MINISTRY)
    screen = shown(fact(evidence), TODAY + DAY)
    assert "This changed or ended on 23 November 2026. Ask: The ministry" in words(screen)
    assert MINISTRY.url in links(screen), "where to ask"
    assert gone(screen)


def test_before_its_first_day_the_screen_says_so_and_shows_no_value() -> None:
    evidence = replace(SURE, valid_from=TODAY, verify=MINISTRY)
    screen = shown(fact(evidence), TODAY - DAY)
    assert "A new rule starts on 23 November 2026. Ask: The ministry" in words(screen)
    assert MINISTRY.url in links(screen)
    assert gone(screen)
    assert "£83" in words(shown(fact(evidence), TODAY))


def test_without_a_body_to_ask_the_source_that_may_be_shown_is_named() -> None:
    screen = shown(fact(replace(SURE, valid_until=TODAY, sources=(FOREIGN, OWN))), TODAY + DAY)
    assert "Ask: The regulator" in words(screen)
    assert links(screen) == {OWN.url}
    assert gone(screen)


def test_where_nobody_can_be_named_the_screen_still_says_that_it_ended() -> None:
    screen = shown(fact(replace(SURE, valid_until=TODAY, sources=(FOREIGN,))), TODAY + DAY)
    assert "This changed or ended on 23 November 2026." in words(screen)
    assert "Ask:" not in words(screen)
    assert not links(screen)


def test_what_ended_keeps_its_sources_for_the_page_of_sources() -> None:
    one = fact(replace(SURE, valid_until=TODAY))
    screen = answers(library(one)).turn(read_place("en/sources/rights/fees/gb"), NOBODY, TODAY + DAY).screen
    assert OWN.title in words(screen)
    assert "83" not in words(screen)


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_on_no_day_outside_its_dates_is_a_value_shown(
    today: date, first: date | None, last: date | None, review: date | None
) -> None:
    evidence = replace(SURE, valid_from=first, valid_until=last, review_by=review)
    inside = (first is None or first <= today) and (last is None or today <= last)
    screen = shown(fact(evidence), today)
    assert ("£83" in words(screen)) is inside
    assert gone(screen) is not inside
    assert ("May have changed" in words(screen)) is (inside and review is not None and review < today)


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2025, 12, 31), Standing.NOT_YET),
        (date(2026, 1, 1), Standing.IN_FORCE),
        (date(2026, 6, 30), Standing.IN_FORCE),
        (date(2026, 7, 1), Standing.REVIEW_DUE),
        (date(2026, 12, 31), Standing.REVIEW_DUE),
        (date(2027, 1, 1), Standing.ENDED),
    ],
)
def test_what_a_statement_is_worth_from_day_to_day(today: date, standing: Standing) -> None:
    evidence = replace(SURE, valid_from=date(2026, 1, 1), review_by=date(2026, 6, 30), valid_until=date(2026, 12, 31))
    assert evidence.standing(today) is standing


# Other statements than facts

ENDED = replace(SURE, valid_until=TODAY, verify=MINISTRY)
SECRET = Message("It pays {fee}.")
VALUES = {"fee": Money(amount=Decimal(83), currency="GBP")}


def with_everything(evidence: Evidence) -> Library:
    """One of each kind of entry that is no fact, all resting on the same evidence."""
    body = Contact(
        id="gb-desk",
        kind=ContactKind.ADVICE,
        name="The desk",
        text=SECRET,
        values=VALUES,
        phones=("020 7946 0958",),
        evidence=evidence,
    )
    return Library(
        "1",
        countries={"GB": Country(code="GB", roles=("destination",), currency="GBP", contacts=(body,))},
        programmes={
            "p": Programme(
                id="p",
                name="P",
                title=Message("P"),
                operator="O",
                modes=(Mode.TEMPORARY,),
                status=Status.OPEN,
                offers=(SECRET,),
                keeps_residence=Keeps.YES,
                apply=Message("Ask."),
                values=VALUES,
                evidence=evidence,
            )
        },
        agreements={
            "a": Agreement(
                id="a",
                title=Message("A"),
                parties=("GB", "PH"),
                in_force=InForce.YES,
                status=SECRET,
                values=VALUES,
                evidence=evidence,
            )
        },
        codes={
            "c": Code(
                id="c",
                name="C",
                title=Message("C"),
                body="B",
                binding=False,
                in_force=InForce.YES,
                bound=SECRET,
                values=VALUES,
                evidence=evidence,
            )
        },
        instruments={
            "i": Instrument(
                id="i",
                title=Message("I"),
                short="I",
                name="I",
                body="B",
                binding=True,
                gives=SECRET,
                values=VALUES,
                evidence=evidence,
            )
        },
        terms={"t": Term(id="t", term=Message("T"), plain=Message("In plain words."), evidence=evidence)},
    )


ENTRIES = ("en/help/gb", "en/programme/p", "en/agreement/a", "en/code/c", "en/instrument/i")


def at(place: str, evidence: Evidence, today: date = TODAY) -> Screen:
    return answers(with_everything(evidence)).turn(read_place(place), NOBODY, today).screen


@pytest.mark.parametrize("place", ENTRIES)
def test_every_kind_of_entry_is_shown_while_it_holds(place: str) -> None:
    screen = at(place, ENDED, TODAY)
    assert "It pays £83." in words(screen)
    assert notes(screen)


@pytest.mark.parametrize("place", ENTRIES)
def test_every_kind_of_entry_ends(place: str) -> None:
    screen = at(place, ENDED, TODAY + DAY)
    assert "£83" not in words(screen)
    assert "020 7946 0958" not in words(screen)
    assert "23 November 2026" in words(screen)


@pytest.mark.parametrize("place", [*ENTRIES, "en/glossary/t"])
def test_every_kind_of_entry_says_that_it_may_have_changed(place: str) -> None:
    evidence = replace(SURE, review_by=TODAY, verify=MINISTRY)
    assert "May have changed: check with The ministry" in words(at(place, evidence, TODAY + DAY))
    assert "May have changed" not in words(at(place, evidence, TODAY))


# The small print


def test_where_the_review_is_overdue_the_value_stands_with_its_date() -> None:
    evidence = replace(SURE, review_by=TODAY, verify=MINISTRY)
    screen = shown(fact(evidence), TODAY + DAY)
    assert "The test costs £83." in words(screen)
    (note,) = notes(screen)
    assert "as of October 2026" in note
    assert note.endswith("May have changed: check with The ministry")
    assert MINISTRY.url in links(screen)
    assert "May have changed" not in small_print(evidence, TODAY), "on the day of the review it still stands"


def test_without_a_body_to_ask_the_source_is_named_for_checking() -> None:
    note = small_print(replace(SURE, review_by=TODAY), TODAY + DAY)
    assert note.endswith("May have changed: check with The regulator")


def test_medium_confidence_says_check() -> None:
    note = small_print(replace(SURE, confidence=Confidence.MEDIUM, verify=MINISTRY))
    assert note.endswith("Check before you rely on it: The ministry")
    assert "Check" not in small_print(SURE)


def test_an_overdue_review_says_more_than_medium_confidence() -> None:
    note = small_print(replace(SURE, confidence=Confidence.MEDIUM, review_by=TODAY), TODAY + DAY)
    assert "May have changed: check with" in note
    assert "Check before" not in note


def test_a_list_that_is_not_complete_says_so() -> None:
    note = small_print(replace(SURE, complete=False, verify=MINISTRY))
    assert "This list is not complete. Check before you rely on it: The ministry" in note
    assert "not complete" not in small_print(SURE)


def test_general_knowledge_shows_no_day_of_checking() -> None:
    sources = (replace(OWN, read=""),)
    evidence = replace(SURE, checked=Checked.GENERAL_KNOWLEDGE, sources=sources, as_of="", verify=MINISTRY)
    note = small_print(evidence)
    assert note == "Not yet checked against the source. Before you rely on it, ask: The ministry"


def test_general_knowledge_shows_no_date_even_where_one_was_written() -> None:
    note = small_print(replace(SURE, checked=Checked.GENERAL_KNOWLEDGE, verify=MINISTRY))
    assert "checked November" not in note
    assert "October 2026" not in note


def test_an_undated_source_says_date_unknown() -> None:
    note = small_print(replace(SURE, as_of="", sources=(replace(OWN, date="undated"),)))
    assert "date unknown" in note
    assert "as of" not in note
    assert "date unknown" not in small_print(SURE)


def test_what_nobody_read_is_not_called_checked() -> None:
    assert "checked" not in small_print(replace(SURE, sources=(UNREAD,)))


def test_the_source_that_may_be_shown_is_named_before_another() -> None:
    assert small_print(replace(SURE, sources=(FOREIGN, OWN))).startswith("Source: The regulator ·")
    assert small_print(replace(SURE, sources=(FOREIGN, UNREAD))).startswith("Source: An agency ·")


def test_history_is_called_history() -> None:
    seed = replace(SURE, checked=Checked.SEED, as_of="2006", sources=(Source("Seminar report", "IOM", date="2006"),))
    assert small_print(seed, history=True) == "Source: IOM · history · as of 2006"
    assert "date unknown" not in small_print(replace(seed, as_of=""), history=True)


def test_the_seminar_of_2006_is_history_by_itself() -> None:
    seed = replace(SURE, checked=Checked.SEED, as_of="2006", sources=(Source("Seminar report", "IOM", date="2006"),))
    assert "history" in small_print(seed)


@pytest.mark.parametrize(("status", "history"), [(Status.HISTORIC, True), (Status.CLOSED, False), (Status.OPEN, False)])
def test_a_historic_programme_is_history(status: Status, history: bool) -> None:
    held = with_everything(SURE)
    one = replace(held.programmes["p"], status=status, url="https://programme.example.org/")
    screen = answers(replace(held, programmes={"p": one})).turn(read_place("en/programme/p"), NOBODY, TODAY).screen
    (note,) = notes(screen)
    assert ("history" in note) is history
    assert ("you cannot apply" in words(screen)) is history
    assert ("https://programme.example.org/" in links(screen)) is (status is Status.OPEN)


# Sources that are not offered


@pytest.mark.parametrize(
    "evidence",
    [
        replace(SURE, sources=(FOREIGN,)),
        replace(SURE, sources=(FOREIGN,), confidence=Confidence.MEDIUM),
        replace(SURE, sources=(FOREIGN,), complete=False),
        replace(SURE, sources=(FOREIGN,), review_by=TODAY - DAY),
        replace(SURE, sources=(FOREIGN,), valid_until=TODAY - DAY),
        replace(SURE, sources=(FOREIGN,), valid_from=TODAY + DAY),
        replace(SURE, sources=(FOREIGN,), checked=Checked.GENERAL_KNOWLEDGE),
        replace(SURE, sources=(FOREIGN,), checked=Checked.SEED),
    ],
    ids=["sure", "medium", "incomplete", "overdue", "ended", "not yet", "general knowledge", "seed"],
)
def test_a_source_that_is_not_to_be_shown_has_no_link_on_any_screen(evidence: Evidence) -> None:
    held = replace(with_everything(evidence), rights=library(fact(evidence)).rights)
    gb = replace(held.countries["GB"], facts=(fact(evidence),))
    all_of_it = answers(replace(held, countries={"GB": gb}))
    for page in (
        "rights/fees/gb",
        "rights/fees",
        "help/gb",
        "programme/p",
        "agreement/a",
        "code/c",
        "instrument/i",
        "glossary/t",
    ):
        for place in (f"en/{page}", f"en/sources/{page}"):
            screen = all_of_it.turn(read_place(place), NOBODY, TODAY).screen
            assert screen.found, place
            assert FOREIGN.url not in links(screen), place
            assert "agency.example.com" not in words(screen), place


def test_where_the_source_has_no_link_the_body_to_ask_is_named() -> None:
    assert MINISTRY.url in links(shown(fact(replace(SURE, sources=(FOREIGN,), verify=MINISTRY))))


def test_the_page_of_sources_names_all_and_links_what_may_be_shown() -> None:
    one = fact(replace(SURE, sources=(FOREIGN, OWN, UNREAD)))
    screen = answers(library(one)).turn(read_place("en/sources/rights/fees/gb"), NOBODY, TODAY).screen
    said = words(screen)
    assert "A blog on fees — An agency · page dated May 2026 · read in a stored copy, November 2026" in said
    assert "Home page — The ministry · date of the page unknown · not read by us" in said
    assert links(screen) == {OWN.url, UNREAD.url}
    assert "Where a title has no link" in said
