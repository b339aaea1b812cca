"""Periods: every day lies in one of each kind, and they follow each other without a hole."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitoring.periods import Kind, NotAPeriod, bounds, following, kind_of, period_of, previous

DAYS = st.dates(date(1970, 1, 1), date(2200, 12, 31))


@given(st.sampled_from(Kind), DAYS)
def test_a_day_lies_in_its_period_and_in_no_other(kind: Kind, day: date) -> None:
    period = period_of(kind, day)
    first, after = bounds(period)
    assert first <= day < after
    assert kind_of(period) is kind
    assert period_of(kind, after) == following(period)
    assert period_of(kind, first - timedelta(days=1)) == previous(period)
    assert bounds(following(period))[0] == after


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-H1", date(2026, 1, 1), date(2026, 7, 1)),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_bounds(period: str, first: date, after: date) -> None:
    assert bounds(period) == (first, after)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-Q5", "2026-H3", "26-Q1", "2026-q4", "٢٠٢٦-11", "9999-12"]
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(NotAPeriod, match="no period"):
        bounds(text)
