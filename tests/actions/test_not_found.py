"""Searches that found nothing: below ten people no word reaches the disk, and never one that only she uses."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.not_found import Missed, drop_old, missed
from bot.model.place import Place
from bot.model.screen import NotFound, Visitor
from bot.screens.answer import Answers
from storage.database import writing
from storage.uncounted import count_not
from tests.conftest import TODAY
from tests.files import holding
from tests.tallied import Tallied, someone

AFTER = date(2026, 12, 1)
WORDS = ("uncommonlyheard", "words")
SAID = "uncommonlyheard words"


async def search(one: Tallied, people: range) -> None:
    for number in people:
        one.counting.miss("en", WORDS, someone(number))
    await one.counting.flush()


async def test_nine_people_leave_marks_and_no_word(
    database: AsyncEngine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one = Tallied(database, tmp_path)
    for _ in range(3):
        await search(one, range(9))
    assert await missed(database, AFTER) == []
    assert not await holding(request, database, tmp_path, [SAID.encode(), *map(someone, range(9))])


async def test_with_the_tenth_person_they_are_told_in_bands(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    for people, band in ((10, "10-24"), (24, "10-24"), (25, "25-99"), (120, "100+"), (5, "100+")):
        await search(one, range(people))
        assert await missed(database, AFTER) == [Missed(SAID, "en", "2026-11", band)]
    assert await missed(database, TODAY) == [], "not before the month is over"


async def test_nobodys_questions_can_be_laid_side_by_side(
    database: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The marks of the same person differ from question to question, those of one question from person to person."""
    one = Tallied(database, tmp_path)
    marked: list[tuple[bytes, bytes]] = []
    asked = one.guard.asked

    async def seen(group: str, period: str, mark: str, asks: Collection[tuple[bytes, bytes]]) -> Mapping[bytes, int]:
        marked.extend(asks)
        return await asked(group, period, mark, asks)

    monkeypatch.setattr(one.guard, "asked", seen)
    for words in (("passport",), ("salary",), ("visa",)):
        one.counting.miss("en", words, someone(1))
        one.counting.miss("en", words, someone(2))
    await one.counting.flush()
    assert len({question for question, _ in marked}) == 3
    assert len({who for _, who in marked}) == 6
    assert not {someone(1), someone(2)} & {part for pair in marked for part in pair}


async def test_two_processes_count_the_same_people_once(database: AsyncEngine, tmp_path: Path) -> None:
    one, two = Tallied(database, tmp_path), Tallied(database, tmp_path)
    await search(one, range(6))
    await search(two, range(9))
    assert await missed(database, AFTER) == []
    await search(two, range(20, 21))
    assert len(await missed(database, AFTER)) == 1


async def test_who_turned_counting_off_or_was_forgotten_is_not_among_them(
    database: AsyncEngine, tmp_path: Path
) -> None:
    one = Tallied(database, tmp_path)
    async with writing(database) as connection:
        await count_not(connection, someone(0))
    one.counting.miss("en", WORDS, someone(1))
    one.counting.forget(someone(1))
    await search(one, range(0, 1))
    await search(one, range(2, 11))
    assert await missed(database, AFTER) == []


async def test_the_marks_go_with_the_month_and_the_words_after_a_year(database: AsyncEngine, tmp_path: Path) -> None:
    one = Tallied(database, tmp_path)
    await search(one, range(12))
    one.after("2026-11")
    await one.close()
    assert await one.guard.periods() == []
    assert await drop_old(database, date(2027, 12, 1)) == 0
    assert await drop_old(database, date(2027, 12, 2)) == 1
    assert await missed(database, AFTER) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("qwertyuiop Canaryname 4815162342", None),
        ("zxcv 12 bnmq", None),
    ],
)
def test_what_only_she_uses_leaves_the_screen_in_no_effect(
    answers: Answers, typed: str, words: tuple[str, ...] | None
) -> None:
    turn = answers.turn(Place("en", "search"), Visitor("telegram", typed=typed), TODAY)
    found = [effect for effect in turn.effects if isinstance(effect, NotFound)]
    assert [one.words for one in found] == ([words] if words else [])


def test_ordinary_words_stay_and_names_and_numbers_go(answers: Answers) -> None:
    tongues = answers._finding._searchable[0].tongues("passport", "en")
    ordinary = answers._finding._searchable[0].ordinary("passport of Qanaryname 4815162342 the salary", tongues)
    assert ordinary == ("passport", "salary")
