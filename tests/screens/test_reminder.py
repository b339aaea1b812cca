"""The calendar file of a reminder, held to RFC 5545 by a reader of its own."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.content import Programme, Status
from bot.model.place import Place, UnreadablePlace, read_place
from bot.model.screen import Visitor
from bot.screens.answer import Answers
from bot.screens.reminder import MONTHS, calendar_file, can_remind, months_later, reminder_day, reminder_path
from tests.conftest import TODAY

DAY = date(2027, 2, 23)
SITE = "https://fairpassage.example"
_LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[A-Za-z0-9-]+)*):(?P<value>.*)")


def properties(file: bytes) -> list[tuple[str, str, str]]:
    """Name, parameters and value of each content line, unfolded (RFC 5545, 3.1)."""
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b""), "lines end with CR LF and nothing else"
    lines = file.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in lines), "octets without the break"
    for line in lines:
        line.decode()  # no letter is torn
    unfolded = file.decode().replace("\r\n ", "").split("\r\n")[:-1]
    found = [_LINE.fullmatch(line) for line in unfolded]
    assert all(found), unfolded
    return [(one["name"], one["parameters"], one["value"]) for one in found if one]


def read_text(value: str) -> str:
    """A text value as it was before it was escaped; nothing that must be escaped stands bare (3.3.11)."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    assert not re.search(r"\\(?![\\;,nN])", re.sub(r"\\\\", "", value))
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def programme(answers: Answers) -> Programme:
    return answers.library.programmes["ph-balik-scientist"]


def test_the_file_holds_what_the_standard_asks_for(answers: Answers) -> None:
    file = calendar_file(programme(answers), DAY, answers.languages["en"], TODAY, SITE)
    told = properties(file)
    names = [name for name, _, _ in told]
    assert [one for one in told if one[0] in ("BEGIN", "END")] == [
        ("BEGIN", "", "VCALENDAR"),
        ("BEGIN", "", "VEVENT"),
        ("BEGIN", "", "VALARM"),
        ("END", "", "VALARM"),
        ("END", "", "VEVENT"),
        ("END", "", "VCALENDAR"),
    ]
    values = {name: (parameters, value) for name, parameters, value in reversed(told)}
    for once in ("VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL", "CLASS", "ACTION", "TRIGGER"):
        assert names.count(once) == 1, once
    assert values["VERSION"] == ("", "2.0")
    assert re.fullmatch(r"\d{8}T\d{6}Z", values["DTSTAMP"][1])
    assert values["DTSTART"] == (";VALUE=DATE", "20270223")
    assert re.fullmatch(r"[A-Za-z0-9.-]+@fairpassage\.example", values["UID"][1])
    assert values["URL"][1] == f"{SITE}/en/programme/ph-balik-scientist"
    assert values["ACTION"][1] == "DISPLAY"
    assert re.fullmatch(r"PT\d+H", values["TRIGGER"][1])
    assert [name for name in names if name == "DESCRIPTION"] == ["DESCRIPTION"] * 2, "of the event and of its alarm"


def test_the_title_names_no_programme(answers: Answers) -> None:
    told = properties(calendar_file(programme(answers), DAY, answers.languages["en"], TODAY, SITE))
    title = next(value for name, _, value in told if name == "SUMMARY")
    about = next(read_text(value) for name, _, value in told if name == "DESCRIPTION")
    assert "Balik" not in title
    assert "Balik Scientist Program" in about
    assert f"\n{SITE}/en/programme/ph-balik-scientist" in about


@pytest.mark.parametrize("code", ["ar", "hi", "fil", "fr"])
def test_it_stands_in_every_language(answers: Answers, code: str) -> None:
    told = properties(calendar_file(programme(answers), DAY, answers.languages[code], TODAY, SITE))
    assert (";LANGUAGE=" + code) in [parameters for name, parameters, _ in told if name == "SUMMARY"]


@given(st.text(max_size=300))
def test_no_name_breaks_the_file(answers: Answers, name: str) -> None:
    hostile = replace(programme(answers), name=name.replace("{", ""))
    told = properties(calendar_file(hostile, DAY, answers.languages["en"], TODAY, SITE))
    about = next(read_text(value) for key, _, value in told if key == "DESCRIPTION")
    printable = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", hostile.name)
    assert printable in about
    assert [key for key, _, _ in told].count("BEGIN") == 3


@given(st.dates(date(2000, 1, 31), date(2090, 1, 1)), st.sampled_from(MONTHS))
def test_some_months_later_is_the_same_day_or_the_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and months_later(later, 0).day == later.day)


def test_its_address_is_beside_the_programme_and_read_again(answers: Answers) -> None:
    for one in answers.library.programmes.values():
        for code in answers.languages:
            place = read_place(reminder_path(code, one, DAY))
            assert reminder_day(place) == DAY
            assert place.item == one.id


@pytest.mark.parametrize(
    "end", ["2027-02-30.ics", "2027-2-3.ics", "1999-01-01.ics", "20270223.ics", "2027-02-23.html", "ics"]
)
def test_another_address_is_no_reminder(end: str) -> None:
    try:
        place = read_place(f"en/programme/ph-balik-scientist/{end}")
    except UnreadablePlace:
        return
    assert reminder_day(place) is None


def test_history_is_not_reminded_of(answers: Answers) -> None:
    assert not any(can_remind(one) for one in answers.library.programmes.values() if one.status is Status.HISTORIC)


@pytest.mark.parametrize(
    ("site", "channel", "address"),
    [
        (SITE, "telegram", f"{SITE}/en/programme/ph-balik-scientist/2027-02-23.ics"),
        (SITE, "web", "/en/programme/ph-balik-scientist/2027-02-23.ics"),
        ("http://localhost:8080", "web", "/en/programme/ph-balik-scientist/2027-02-23.ics"),
        ("http://localhost:8080", "telegram", ""),
        ("http://127.0.0.1:8080", "telegram", ""),
        ("http://localhost:8080", "terminal", "http://localhost:8080/en/programme/ph-balik-scientist/2027-02-23.ics"),
        ("", "telegram", ""),
        ("", "terminal", ""),
    ],
)
def test_a_chat_offers_an_address_that_it_can_open(answers: Answers, site: str, channel: str, address: str) -> None:
    housed = Answers(answers.library, answers.languages, site=site)
    screen = housed.turn(Place("en", "programme", ("ph-balik-scientist",)), Visitor(channel), TODAY).screen
    urls = [choice.url for part in screen.choice_parts for row in part for choice in row if choice.url.endswith(".ics")]
    assert (address in urls) if address else not urls
