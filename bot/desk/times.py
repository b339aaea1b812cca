"""Moments in words of a language, in a stated zone."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from babel.dates import format_datetime, get_datetime_format

from bot.bulletins.quiet import zone_of, zone_of_name
from bot.language.language import Language
from bot.model.staff import Organisation


def moment(language: Language, seconds: int | None, zone: str = "UTC") -> str:
    """A moment with its zone's name; a dash where there is none."""
    if seconds is None:
        return "–"
    then, where = datetime.fromtimestamp(seconds, UTC), zone_of_name(zone)
    day, time = (format_datetime(then, part, tzinfo=where, locale=language.locale) for part in ("d MMM y", "HH:mm"))
    said = str(get_datetime_format("medium", locale=language.locale)).format(time, day)
    return language.as_is(f"{said} ({zone})")


def date_and_time(seconds: int, zone: str) -> tuple[str, str]:
    """A moment as the fields of a form want it: YYYY-MM-DD and HH:MM."""
    here = datetime.fromtimestamp(seconds, zone_of_name(zone))
    return here.strftime("%Y-%m-%d"), here.strftime("%H:%M")


def own_zone(organisation: Organisation) -> str:
    """The zone in which an organisation most likely thinks."""
    return zone_of(organisation.countries[0]) if organisation.countries else "UTC"


@cache
def zones() -> tuple[str, ...]:
    """The zones that can be chosen, without the historic and technical ones."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(areas)))
