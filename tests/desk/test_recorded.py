"""The record is read in the language of the desk, whatever was done."""

import re
from itertools import product

import pytest

from bot.actions.audit import OPERATOR, Entry
from bot.desk.recorded import Line, recorded
from bot.desk.times import moment
from bot.language.language import Language
from bot.screens.answer import Answers
from tests.processes import ROOT

_NOTED = re.compile(r"\bnoted\(\s*[^()]*?(?:\([^()]*\)[^()]*?)*?\"([a-z ]+)\"(?: if stopped else \"([a-z ]+)\")?")
AT = 1796506482
DETAILS: dict[str, str | int | bool] = {
    "at": AT,
    "bytes": 1234,
    "copies": 12,
    "end": "refused",
    "of": 277,
    "recovery": True,
    "role": "administrator",
    "scopes": "figures read",
    "sessions": 2,
    "taken": 40,
    "version": 3,
}


def actions() -> set[str]:
    """Every action that the program notes."""
    sources = [path.read_text() for path in (ROOT / "bot" / "actions").rglob("*.py")]
    return {action for source in sources for found in _NOTED.findall(source) for action in found if action}


def entry(**given: object) -> Entry:
    about = {"id": 1, "at": AT, "who": "Amina", "door": "desk", "action": "write", "subject": "AB12", "detail": {}}
    return Entry(**(about | given))  # type: ignore[arg-type]


@pytest.fixture
def arabic(answers: Answers) -> Language:
    return answers.languages["ar"]


def foreign(line: Line) -> list[str]:
    """What is not in Arabic letters, but for names."""
    said = (line.door, line.action, *line.more)
    return [one for one in said if re.search("[A-Za-z]{2}", re.sub("DHIS2|API|UTC", "", one))]


def test_every_action_and_door_has_words(arabic: Language) -> None:
    found = actions()
    assert found >= {"write", "stop", "resume", "pushed", "sign in", "restore"}
    assert len(found) >= 25
    for action, door in product(found, ("desk", "chat", "api", "command")):
        assert foreign(recorded(arabic, entry(action=action, door=door))) == [], action


def test_what_is_noted_beside_is_told_in_words(answers: Answers, arabic: Language) -> None:
    assert foreign(recorded(arabic, entry(detail=DETAILS))) == []
    english = recorded(answers.languages["en"], entry(who=OPERATOR, detail=DETAILS))
    assert english.who == "Operator"
    assert english.more == (
        "5 Dec 2026, 21:34 (UTC)",
        "1,234 B",
        "Copies: 12",
        "Failed",
        "In all: 277",
        "with a recovery code",
        "Administrator",
        "Fetch released figures · Read bulletins and their progress",
        "Browsers: 2",
        "Sent: 40",
        "Version 3",
    )


def test_what_says_nothing_is_left_out_and_what_is_not_known_stays(answers: Answers) -> None:
    line = recorded(
        answers.languages["en"], entry(action="juggle", detail={"recovery": False, "end": "done", "balls": 3})
    )
    assert line.action == "juggle"
    assert line.more == ("balls: 3",)


def test_a_moment_has_the_comma_of_its_language(answers: Answers, arabic: Language) -> None:
    assert "2026، 21:34" in moment(arabic, AT)
    assert moment(answers.languages["en"], AT) == "5 Dec 2026, 21:34 (UTC)"
