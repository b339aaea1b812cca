"""A reminder to ask a programme again, as a calendar file (RFC 5545) that her own calendar keeps; we keep nothing."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from bot.language.language import Language
from bot.model.content import Programme, Status
from bot.model.place import Place

MONTHS = (1, 3, 6)
"""In how many months she may want to be reminded."""
FOLD = 75
"""Octets of a line before it is folded (RFC 5545, 3.1)."""
_FILE = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})\.ics")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def can_remind(one: Programme) -> bool:
    """Whether it makes sense to ask again: not where a programme is history."""
    return one.status is not Status.HISTORIC


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def reminder_path(language: str, one: Programme, day: date) -> str:
    """Where the calendar file of a programme and a day is served, beside the programme's own page."""
    return f"{Place(language, 'programme', (one.id,))}/{day.isoformat()}.ics"


def reminder_day(place: Place) -> date | None:
    """The day of the calendar file that a place names; None where it names none."""
    if place.page != "programme" or len(place.items) != 2 or not (found := _FILE.fullmatch(place.items[1])):
        return None
    try:
        return date.fromisoformat(found.group(1))
    except ValueError:
        return None


def calendar_file(one: Programme, day: date, language: Language, today: date, site: str) -> bytes:
    """The file: one event on a day, with an alarm at nine in the morning.

    The title names no programme, because a calendar may be seen by others; the description does.
    """
    say = language.say
    title = say("A reminder from Fair Passage")
    about = say("Ask whether it takes people now: {programme}", programme=language.as_is(one.name))
    address = f"{site}/{Place(language.code, 'programme', (one.id,))}"
    host = re.sub(r"[^A-Za-z0-9.-]", "", site.partition("//")[2].partition(":")[0]) or "fairpassage"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Fair Passage//Reminder//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{one.id}-{day.isoformat()}@{host}",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"SUMMARY;LANGUAGE={language.code}:{_text(title)}",
        f"DESCRIPTION;LANGUAGE={language.code}:{_text(about + chr(10) + address)}",
        f"URL:{address}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(title)}",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _text(text: str) -> str:
    """A text value with what has a meaning of its own escaped (RFC 5545, 3.3.11)."""
    escaped = re.sub(r"([\\;,])", r"\\\1", _CONTROL.sub("", text))
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most FOLD octets, no letter torn; all but the first begin with a space."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += octets
    yield piece
