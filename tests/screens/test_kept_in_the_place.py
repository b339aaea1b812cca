"""Answers and ticks stand in the place: they are read again as they were written, and always fit a button."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.place import LONGEST, Place, read_place
from bot.screens import answered, ticks
from bot.screens.answer import Answers
from bot.screens.answered import Answered, mark_of, nothing_answered, read_answers
from bot.screens.asked import LAW, NEXT, RESULT, SUMS, TELL
from bot.screens.ticks import read_ticks, ticked
from bot.screens.weighing import Answer

LONG = Place("fil", home="PH", destination="GB", occupation="2221", part=99)
"""The longest that a place can be before its page."""


@given(st.data())
def test_answers_are_read_as_they_were_written(answers: Answers, data: st.DataObject) -> None:
    flags = tuple(answers.library.red_flags.values())
    given_ = data.draw(st.lists(st.sampled_from(Answer), min_size=len(flags), max_size=len(flags)))
    own = Answered(flags, tuple(given_))
    assert read_answers(flags, own.item) == own
    number = str(len(flags) - 1)
    for items in ((), (RESULT,), (NEXT,), (SUMS,), (TELL,), ("recruiter",), (number,), (number, LAW)):
        for place in (LONG.to("offer", own.item, *items), LONG.to("language", "offer", own.item, *items)):
            long = replace(place, part=99)
            assert read_place(long.packed()) == long


def test_as_many_questions_as_are_allowed_fit_a_button(answers: Answers) -> None:
    flag = next(iter(answers.library.red_flags.values()))
    flags = tuple(replace(flag, id=f"flag-{number}") for number in range(answered.MOST))
    worst = Answered(flags, (Answer.WITHIN,) * len(flags))
    place = replace(LONG.to("language", "offer", worst.item, "recruiter"), part=99)
    assert len(place.packed()) <= LONGEST
    assert read_answers(flags, worst.item) == worst


@given(st.text(alphabet="0123456789abcdefghijklmnopqrstuvwxyz.-", max_size=24))
def test_any_item_is_refused_or_read_in_this_way_only(answers: Answers, item: str) -> None:
    flags = tuple(answers.library.red_flags.values())
    for one in (item, mark_of(flags) + item):
        found = read_answers(flags, one)
        assert found is None or found.item == one
    done = read_ticks(item)
    assert done is None or ticked(done) == item


def test_answers_to_other_questions_are_not_read(answers: Answers) -> None:
    flags = tuple(answers.library.red_flags.values())
    own = nothing_answered(flags).but("passport", Answer.YES)
    turned = tuple(replace(one, risky="no" if one.id == "passport" else one.risky) for one in flags)
    for others in (flags[1:], flags[::-1], turned):
        assert read_answers(others, own.item) is None


@given(st.frozensets(st.integers(1, ticks.MOST)))
def test_ticks_are_read_as_they_were_written_and_fit_a_button(done: frozenset[int]) -> None:
    item = ticked(done)
    assert read_ticks(item) == done
    for items in (("clauses", "law"), ("arrival",), ("all",), ()):
        long = replace(LONG.to("language", "steps", item, *items), part=99)
        assert read_place(long.packed()) == long


def test_the_limits_of_the_check_are_those_of_the_places() -> None:
    from bot.library.check import MOST_FLAGS, MOST_STEPS

    assert (MOST_FLAGS, MOST_STEPS) == (answered.MOST, ticks.MOST)


@pytest.mark.parametrize("item", ["", "00", "-1", "zzzzzzzzzzzzzzzzzzzzzzz", "1.0"])
def test_what_is_no_tick_is_refused(item: str) -> None:
    assert read_ticks(item) is None
