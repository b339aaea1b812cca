"""The model of the warning signs: the editors' own examples, and what holds for any answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.content import RedFlag
from bot.screens.answer import Answers
from bot.screens.weighing import BANDS, COVERED, Answer, Label, Weighed, is_risky, weighed

VECTORS = [
    ("all good", "good", {}, (0, 100, Label.FEW)),
    ("all risky", "risky", {}, (100, 100, Label.STOP)),
    ("nothing known", "open", {}, (50, 0, Label.TOO_LITTLE)),
    ("good but fee asked", "good", {"fee-for-job": "risky"}, (4, 100, Label.STOP)),
    ("only one answer", "open", {"employer-confirmed": "risky"}, (52, 3, Label.SERIOUS)),
    ("one medium sign", "good", {"urgency": "risky"}, (2, 100, Label.FEW)),
    (
        "licence and employer unconfirmed",
        "good",
        {"licence": "risky", "job-order": "risky", "employer-confirmed": "risky"},
        (11, 100, Label.SERIOUS),
    ),
]
"""The test vectors of the score model: default answer, other answers, score, coverage and label."""


def meant(flag: RedFlag, word: str) -> Answer:
    """The answer that is good or risky for a question."""
    if word == "open":
        return Answer.OPEN
    return Answer.YES if (flag.risky == "yes") == (word == "risky") else Answer.NO


def result(answers: Answers, default: str, others: dict[str, str]) -> Weighed:
    flags = answers.library.red_flags
    return weighed([(flag, meant(flag, others.get(key, default))) for key, flag in flags.items()])


@pytest.mark.parametrize(("name", "default", "others", "expected"), VECTORS, ids=[one[0] for one in VECTORS])
def test_the_editors_examples(
    answers: Answers, name: str, default: str, others: dict[str, str], expected: tuple[int, int, Label]
) -> None:
    found = result(answers, default, others)
    assert (found.score, found.coverage, found.label) == expected
    assert (found.label is Label.STOP) == any(flag.stop for flag in found.risky)


def test_the_examples_are_about_33_questions_that_weigh_131(answers: Answers) -> None:
    assert len(answers.library.red_flags) == 33
    assert sum(flag.weight for flag in answers.library.red_flags.values()) == 131
    assert result(answers, "open", {}).total == 131


def test_one_risky_answer_of_weight_four_is_an_open_question_at_least(answers: Answers) -> None:
    found = result(answers, "good", {"clawback": "risky"})
    assert (found.score, found.label) == (3, Label.OPEN)


def test_with_little_known_a_floor_of_open_questions_is_still_too_little(answers: Answers) -> None:
    assert result(answers, "open", {"clawback": "risky"}).label is Label.TOO_LITTLE


def test_a_question_that_does_not_apply_is_left_out(answers: Answers) -> None:
    flags = list(answers.library.red_flags.values())
    pairs = [(flag, meant(flag, "good")) for flag in flags if not flag.stop]
    left = [(flag, Answer.NOT_MINE) for flag in flags if flag.stop]
    assert weighed([*pairs, *left]).score == weighed(pairs).score == 0
    assert weighed([*pairs, *left]).coverage == 100
    assert len(weighed([*pairs, *left]).left_out) == len(left)


def test_where_nothing_applies_nothing_is_known(answers: Answers) -> None:
    found = weighed([(flag, Answer.NOT_MINE) for flag in answers.library.red_flags.values()])
    assert (found.score, found.coverage, found.label) == (0, 0, Label.TOO_LITTLE)
    assert weighed([]).label is Label.TOO_LITTLE


def test_a_fee_within_the_law_is_an_open_question(answers: Answers) -> None:
    flags = answers.library.red_flags
    pairs = [(flag, Answer.WITHIN if key == "fee-for-job" else meant(flag, "good")) for key, flag in flags.items()]
    found = weighed(pairs)
    assert found.label is Label.OPEN
    assert [flag.id for flag in found.within] == ["fee-for-job"]
    assert not found.risky


@given(st.data())
def test_any_answers_keep_the_rules(answers: Answers, data: st.DataObject) -> None:
    flags = list(answers.library.red_flags.values())
    given_ = data.draw(st.lists(st.sampled_from(Answer), min_size=len(flags), max_size=len(flags)))
    pairs = list(zip(flags, given_, strict=True))
    found = weighed(pairs)
    assert 0 <= found.score <= 100
    assert 0 <= found.coverage <= 100
    groups = (found.risky, found.open, found.good, found.within, found.left_out)
    assert sorted(flag.id for group in groups for flag in group) == sorted(flag.id for flag in flags)
    risky = [flag for flag, answer in pairs if is_risky(flag, answer)]
    assert list(found.risky) == risky
    if any(flag.stop for flag in risky):
        assert found.label is Label.STOP
    elif any(flag.weight == 5 for flag in risky):
        assert found.label in (Label.SERIOUS, Label.VERY)
    elif found.coverage < COVERED:
        assert found.label is Label.TOO_LITTLE
    else:
        assert found.label >= next(label for start, label in BANDS if found.score >= start)


@given(st.data())
def test_a_worse_answer_never_makes_the_score_better(answers: Answers, data: st.DataObject) -> None:
    flags = list(answers.library.red_flags.values())
    words = data.draw(st.lists(st.sampled_from(["good", "open", "risky"]), min_size=len(flags), max_size=len(flags)))
    worse = data.draw(st.integers(0, len(flags) - 1))
    before = weighed([(flag, meant(flag, word)) for flag, word in zip(flags, words, strict=True)])
    words[worse] = "risky"
    after = weighed([(flag, meant(flag, word)) for flag, word in zip(flags, words, strict=True)])
    assert after.score >= before.score
