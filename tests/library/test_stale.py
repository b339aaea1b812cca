"""What editors should check first: only what is due, the most seen on top."""

from datetime import date

from bot.library.stale import stale
from bot.screens.answer import Answers
from tests.conftest import TODAY


def test_only_what_is_due_or_unchecked_is_listed(answers: Answers) -> None:
    found = stale(answers.library, TODAY)
    assert found
    assert all(one.why for one in found)
    assert {one.why for one in found} <= {"review overdue", "not checked", "review overdue, not checked"}
    assert len({one.key for one in found}) == len(found)


def test_the_most_seen_stands_first_and_then_the_longest_overdue(answers: Answers) -> None:
    found = stale(answers.library, TODAY)
    assert found == sorted(found, key=lambda one: (-one.seen, one.due or "9999", one.key))
    seen = {one.key: one.seen for one in found}
    general = next(key for key in seen if key.startswith("countries/GB/facts"))
    one_contact = next(key for key in seen if "/help#" in key)
    assert seen[general] > seen[one_contact]


def test_before_every_review_only_the_unchecked_remain(answers: Answers) -> None:
    assert {one.why for one in stale(answers.library, date(1900, 1, 1))} == {"not checked"}
