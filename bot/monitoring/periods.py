"""Periods: the stretches of time that are counted and closed as a whole. Nothing finer is known of anything."""

import re
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"


MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF_YEAR: 6}
"""How many months each lasts."""

_PERIOD = re.compile(
    r"(?P<year>[1-9][0-9]{3})-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2]))", re.ASCII
)


class NotAPeriod(ValueError):
    """The text names no period."""


def period_of(kind: Kind, day: date) -> str:
    """The period of a kind that a day lies in: `2026-11`, `2026-Q4` or `2026-H2`."""
    number = (day.month - 1) // MONTHS[kind] + 1
    sign = {Kind.MONTH: f"{number:02}", Kind.QUARTER: f"Q{number}", Kind.HALF_YEAR: f"H{number}"}[kind]
    return f"{day.year:04}-{sign}"


def kind_of(period: str) -> Kind:
    """How long a period is; raises NotAPeriod."""
    return _read(period)[2]


def bounds(period: str) -> tuple[date, date]:
    """The first day of a period and the day after its last; raises NotAPeriod."""
    year, month, kind = _read(period)
    after = month + MONTHS[kind]
    return date(year, month, 1), date(year + (after > 12), (after - 1) % 12 + 1, 1)


def previous(period: str) -> str:
    """The period of the same kind before this one."""
    return period_of(kind_of(period), bounds(period)[0] - timedelta(days=1))


def following(period: str) -> str:
    """The period of the same kind after this one."""
    return period_of(kind_of(period), bounds(period)[1])


def _read(period: str) -> tuple[int, int, Kind]:
    """Year, first month and kind."""
    found = _PERIOD.fullmatch(period)
    if not found or found["year"] == "9999":
        raise NotAPeriod(f"{period!r} is no period; write 2026-11, 2026-Q4 or 2026-H2.")
    year = int(found["year"])
    if found["quarter"]:
        return year, int(found["quarter"]) * 3 - 2, Kind.QUARTER
    if found["half"]:
        return year, int(found["half"]) * 6 - 5, Kind.HALF_YEAR
    return year, int(found["month"]), Kind.MONTH
