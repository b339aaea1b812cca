"""/stats: an administrator is handed the picture and the file of a release, and nobody else is."""

import pytest
from sqlalchemy import update

from bot.screens.answer import Answers
from storage.tables import staff
from tests.channels.telegram.test_staff_chat import Office, office
from tests.desk.api.union import ANNE, BEN
from tests.desk.frozen import freeze
from tests.doubles.telegram import Person

__all__ = ["office"]


@pytest.fixture
async def chief(office: Office) -> Person:
    """An administrator whose chat is linked."""
    async with office.engine.begin() as connection:
        await connection.execute(update(staff).where(staff.c.id == ANNE).values(role="administrator"))
    return await office.officer(ANNE)


async def handed(person: Person, command: str) -> list[tuple[str, bytes | None]]:
    """The messages that follow a command or a tap: words, and the file with them."""
    before = set(person.chat.messages)
    await person.sends(text=command)
    await person.telegram.until(lambda: len(set(person.chat.messages) - before) >= 3, "the picture and the file")
    return [(one.text, person.telegram.files.get(one.file)) for one in person.messages if one.id not in before]


async def test_an_administrator_gets_the_picture_and_the_file(
    office: Office,
    chief: Person,
    answers: Answers,
) -> None:
    for group, period in (("usage", "2026-10"), ("intent", "2026-Q2"), ("intent", "2026-Q3"), ("breach", "2026-H1")):
        closed = {"2026-10": "2026-11-01", "2026-Q3": "2026-10-01"}.get(period, "2026-07-01")
        await freeze(office.engine, answers.library, group, period, closed=closed)
    (said, none), (caption, picture), (_, file) = await handed(chief, "/stats")
    assert "Plans and reasons, quarter 3 of 2026" in said
    assert (none, caption, picture, file) == (None, "2026-Q3 en", b"a picture", b"a file")
    page = next(one for one in chief.messages if one.keyboard and "What is read" in str(one.keyboard))
    count = len(chief.chat.messages)
    await chief.presses(page.button("October 2026")["callback_data"], page)
    await chief.telegram.until(lambda: len(chief.chat.messages) == count + 2, "the other release")
    assert chief.messages[-2].text == "2026-10 en"


async def test_before_the_first_closing_there_is_a_sentence(chief: Person) -> None:
    assert "No period has been closed yet" in (await chief.says("/stats")).text


async def test_nobody_else_gets_any(office: Office, answers: Answers) -> None:
    await freeze(office.engine, answers.library, "intent", "2026-Q3")
    officer = await office.officer(BEN)
    page = await officer.says("/stats")
    assert "Only administrators" in page.text
    visitor = Person(office.telegram, 99)
    assert "This is for the staff of unions" in (await visitor.says("/stats")).text
    assert "This is for the staff" in (await visitor.goes("en/staff/stats/intent/2026-q3", visitor.last)).text
    assert not office.telegram.files
