"""Whatever she answered, ticked or wished, in any corridor, language and year: the screen is there and can be sent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.render import render
from bot.model.content import FlagGroup, StepList
from bot.model.place import Place, read_place
from bot.model.screen import Visitor
from bot.money.state import packed
from bot.screens.answer import Answers, rules
from bot.screens.answered import Answered, nothing_answered, read_answers
from bot.screens.ticks import MOST, read_ticks, ticked
from bot.screens.weighing import Answer
from tests.conftest import TODAY

CHAT = Visitor("telegram", keeps=True, hides=True)
OFFER = ["result", "ask", "sums", "tell", "home", "there", *FlagGroup]
STEPS = [(), ("all",), *((one.value,) for one in StepList), *((one.value, "law") for one in StepList)]


@st.composite
def states(draw: st.DrawFn, answers: Answers) -> Place:
    """A place of one of the tools."""
    library = answers.library
    base = Place(
        draw(st.sampled_from(sorted(answers.languages))),
        home=draw(st.sampled_from(["", *(one.code for one in library.with_role("home"))])),
        destination=draw(st.sampled_from(["", *(one.code for one in library.with_role("destination"))])),
        occupation=draw(st.sampled_from(["", *(one.code for one in library.offered)])),
    )
    match draw(st.sampled_from(["offer", "steps", "fit"])):
        case "offer":
            flags = tuple(library.red_flags.values())
            given_ = draw(st.lists(st.sampled_from(Answer), min_size=len(flags), max_size=len(flags)))
            return base.to("offer", Answered(flags, tuple(given_)).item, draw(st.sampled_from(OFFER)))
        case "steps":
            done = draw(st.frozensets(st.integers(1, MOST)))
            return base.to("steps", ticked(done), *draw(st.sampled_from(STEPS)))
        case _:
            how = draw(st.sampled_from(["good", "time", "afar", "any"]))
            keep = draw(st.sampled_from(["must", "may", "unsure", "keep"]))
            return base.to("fit", draw(st.sampled_from("ahu")), how, keep)


ABOUT = sorted(page for page, rule in rules().items() if rule.takes_place)
"""Pages about another page: their addresses hold all that its address holds."""


def test_a_page_about_a_page_of_hers_is_hers_too(answers: Answers) -> None:
    sums = packed({"pay": Decimal(2300)}) or ""
    flags = tuple(answers.library.red_flags.values())
    offer = nothing_answered(flags).but("passport", Answer.YES).item
    own = [
        ("sums", sums),
        ("sums", sums, "c"),
        ("offer", offer, "result"),
        ("steps", "1"),
        ("fit", "a", "time", "must"),
    ]
    corridor = Place("en", home="PH", destination="GB", occupation="2221")
    for items in own:
        for place in (corridor.to(*items), *(corridor.to(page, *items) for page in ABOUT)):
            screen = answers.turn(place, CHAT, TODAY).screen
            assert screen.found
            assert screen.personal, place
            assert not screen.indexed, place
            assert not any(key[0] == place for key in answers._turns), place
    for page in ABOUT:
        assert not answers.turn(corridor.to(page, "rights", "passport"), CHAT, TODAY).screen.personal


def told(answers: Answers, place: Place) -> bool:
    """Whether a place of one of the tools holds anything of hers: an answer, a tick, a wish."""
    if place.page == "offer":
        own = read_answers(tuple(answers.library.red_flags.values()), place.item)
        return own is not None and any(answer is not Answer.OPEN for answer in own.answers)
    return place.page == "fit" or bool(read_ticks(place.item))


def test_an_answer_that_is_not_asked_in_another_corridor_is_hers_all_the_same(answers: Answers) -> None:
    flags = tuple(answers.library.red_flags.values())
    seal = next(flag for flag in flags if flag.destinations and "SA" not in flag.destinations)
    item = nothing_answered(flags).but(seal.id, Answer.NO).item
    place = Place("en", "offer", (item,), home="PH", destination="SA")
    assert answers.turn(place, CHAT, TODAY).screen.personal


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from([TODAY, date(2060, 1, 1)]))
def test_any_state_is_shown(answers: Answers, data: st.DataObject, day: date) -> None:
    place = data.draw(states(answers))
    for shown in (place, *(place.to(page, place.page, *place.items) for page in ABOUT)):
        assert read_place(shown.packed()) == shown
        screen = answers.turn(shown, CHAT, day).screen
        assert screen.found
        assert not screen.indexed
        assert screen.personal == told(answers, place), shown
        assert screen.sources or not screen.claims or shown.page == "sources"
        for part in range(1, screen.count + 1):
            assert render(replace(screen, place=shown), part, answers.languages[shown.language]).html
