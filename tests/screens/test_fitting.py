"""Which programmes fit: nothing that her answers rule out, and every doubt told."""

from collections.abc import Sequence
from itertools import product

import pytest

from bot.model.content import Keeps, Mode, Status
from bot.screens.answer import Answers
from bot.screens.fitting import (
    ABROAD,
    ANY,
    BACK,
    GOOD,
    MAY,
    MODES,
    MUST,
    TIME,
    UNSAID,
    UNSURE,
    Doubt,
    Fit,
    Out,
    Wish,
    fitting,
    left_out,
)
from tests.conftest import TODAY

EVERY = [
    Wish(home, living, work, where, how, keep)
    for home, (where, living), work, how, keep in product(
        ("", "PH", "GH", "KE"),
        ((ABROAD, "GB"), (ABROAD, ""), (BACK, ""), (UNSAID, "")),
        ("", "nurse"),
        MODES,
        (MUST, MAY, UNSURE),
    )
]


def found(answers: Answers, wish: Wish) -> Sequence[Fit]:
    return fitting(answers.library.programmes.values(), wish, TODAY)[0]


@pytest.mark.parametrize("how", MODES)
def test_nothing_that_an_answer_rules_out_is_shown(answers: Answers, how: str) -> None:
    for wish in (one for one in EVERY if one.how == how):
        for fit in found(answers, wish):
            one = fit.programme
            assert one.status is not Status.HISTORIC
            assert set(one.modes) & MODES[how]
            assert not wish.home or not one.homes or wish.home in one.homes
            assert not wish.living or not one.hosts or wish.living in one.hosts
            assert not wish.work or not one.occupations or wish.work in one.occupations
            assert wish.where == BACK or wish.keep != MUST or one.keeps_residence is not Keeps.NO


def test_every_listing_is_shown_or_counted(answers: Answers) -> None:
    for wish in EVERY:
        fits, out = fitting(answers.library.programmes.values(), wish, TODAY)
        assert len(fits) + sum(out.values()) == len(answers.library.programmes)


def test_what_a_listing_leaves_open_is_a_doubt(answers: Answers) -> None:
    for wish in EVERY:
        for fit in found(answers, wish):
            one, doubts = fit.programme, set(fit.doubts)
            assert (Doubt.STATE in doubts) == (one.status is Status.UNKNOWN)
            assert (Doubt.CLOSED in doubts) == (one.status is Status.CLOSED)
            assert (Doubt.CAUTION in doubts) == (one.caution is not None)
            assert (Doubt.LIMITS in doubts) == (one.not_covered is not None)
            assert (Doubt.HOME in doubts) == bool(one.homes and not wish.home)
            if wish.where != BACK and one.keeps_residence is Keeps.NO:
                assert Doubt.LOSES in doubts, "a residence that would be lost is always told"
            if wish.where != BACK and wish.keep == MUST and one.keeps_residence is not Keeps.YES:
                assert doubts & {Doubt.DEPENDS, Doubt.NOT_TOLD}


def test_the_surest_come_first(answers: Answers) -> None:
    counts = [len(fit.doubts) for fit in found(answers, Wish("PH", "GB", "nurse", ABROAD, ANY, UNSURE))]
    assert counts == sorted(counts)
    assert counts


def test_recruitment_run_by_states_is_no_return() -> None:
    assert all(Mode.MANAGED_RECRUITMENT not in modes for modes in MODES.values())
    assert MODES[ANY] == set().union(*MODES.values())


def test_every_reason_is_met_by_some_listing(answers: Answers) -> None:
    wishes = (Wish("PH", "DE", "nurse", ABROAD, GOOD, MUST), Wish("GH", "GB", "pharmacist", ABROAD, TIME, MUST))
    reasons = {left_out(one, wish, TODAY) for wish in wishes for one in answers.library.programmes.values()}
    assert {Out.ENDED, Out.HOW, Out.HOME, Out.LIVING, Out.RESIDENCE} <= reasons
