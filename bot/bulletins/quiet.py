"""Quiet hours: a bulletin waits for the morning of its reader, an urgent one does not."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global

FROM, UNTIL = 21, 8
"""Hours between which nobody's phone should ring."""
MAIN = {
    "AU": "Australia/Sydney",
    "CA": "America/Toronto",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "PT": "Europe/Lisbon",
    "US": "America/New_York",
}
"""Where most people of a country with several zones live."""
DIGEST_DAY, DIGEST_HOUR = 0, 9
"""Monday, nine o'clock: when a weekly digest comes."""


def next_moment(now: int, zone: str, *, urgent: bool = False) -> int:
    """The first moment from `now` on (seconds UTC) at which a reader in a zone may be written to."""
    if urgent:
        return now
    here = datetime.fromtimestamp(now, zone_of_name(zone))
    if UNTIL <= here.hour < FROM:
        return now
    day = here.date() + timedelta(days=1) if here.hour >= FROM else here.date()
    return int(datetime(day.year, day.month, day.day, UNTIL, tzinfo=here.tzinfo).timestamp())


def in_digest(now: int, zone: str) -> bool:
    """Whether weekly digests go out now, to a reader in a zone."""
    here = datetime.fromtimestamp(now, zone_of_name(zone))
    return here.weekday() == DIGEST_DAY and DIGEST_HOUR <= here.hour < FROM


def next_digest(now: int, zone: str) -> int:
    """The next weekly digest of a reader in a zone, after `now`."""
    here = datetime.fromtimestamp(now, zone_of_name(zone))
    day = here.date() + timedelta(days=(DIGEST_DAY - here.weekday()) % 7)
    found = datetime(day.year, day.month, day.day, DIGEST_HOUR, tzinfo=here.tzinfo)
    if found <= here:
        day += timedelta(days=7)
        found = datetime(day.year, day.month, day.day, DIGEST_HOUR, tzinfo=here.tzinfo)
    return int(found.timestamp())


@cache
def zone_of_name(name: str) -> ZoneInfo:
    """A zone by its name; UTC where the name is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


@cache
def zone_of(country: str) -> str:
    """The time zone of a country: its only one, or the first that CLDR names for it; UTC where nothing is known."""
    zones = [MAIN[country]] if country in MAIN else get_global("territory_zones").get(country, ())
    known = available_timezones()
    return next((zone for zone in zones if zone in known), "UTC")


def is_zone(name: str) -> bool:
    """Whether a name is that of a time zone."""
    return name in available_timezones()


def moment(date: str, time: str, zone: str) -> int:
    """A day and time (YYYY-MM-DD, HH:MM) in a zone as seconds UTC; raises ValueError where it is none."""
    return int(datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp())
