"""What fills a throw-away instance: people who sign in once, bulletins with copies in every state."""

import random

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.demo.bulletins import send_all
from bot.actions.demo.staff import PEOPLE, join
from bot.actions.sign_in import Attempt, sign_in
from bot.bulletins.known import known_of
from bot.model.bulletin import BulletinState, DeliveryState, Known
from bot.model.staff import Refused, StaffRole
from bot.screens.answer import Answers
from storage.tables import bulletins, deliveries
from tests.conftest import SECRET
from tests.desk.driver import NOW


@pytest.fixture
def known(answers: Answers) -> Known:
    return known_of(answers.library, answers.languages)


async def test_everybody_signs_in_with_each_code_once(sqlite: AsyncEngine, known: Known) -> None:
    dice = random.Random(1).randrange  # noqa: S311  # the same at each run
    people = await join(sqlite, SECRET, known, NOW, dice)
    assert {one.member.login for one in people} == set(PEOPLE)
    assert {one.member.role for one in people} == set(StaffRole)
    for one in people:
        attempt = Attempt(one.member.login, one.passphrase, one.codes[0], "192.0.2.1")
        assert await sign_in(sqlite, SECRET, attempt, NOW, dice)
    with pytest.raises(Refused):
        await sign_in(sqlite, SECRET, attempt, NOW, dice)


async def test_bulletins_and_their_copies_stand_in_every_state(database: AsyncEngine, known: Known) -> None:
    dice = random.Random(1).randrange  # noqa: S311  # the same at each run
    people = {one.member.login: one.member for one in await join(database, SECRET, known, NOW, dice)}
    await send_all(database, SECRET, known, people["officer@demo"], people["second@demo"], NOW, dice)
    async with database.connect() as connection:
        copies = {state for (state,) in await connection.execute(select(deliveries.c.state).distinct())}
        written = {state for (state,) in await connection.execute(select(bulletins.c.state).distinct())}
        sums = await connection.execute(select(deliveries.c.bulletin, func.count()).group_by(deliveries.c.bulletin))
        people_of = await connection.execute(select(bulletins.c.id, bulletins.c.people))
        frozen = {row.id: row.people for row in people_of}
        assert all(frozen[bulletin] == count for bulletin, count in sums)
    assert copies == {state.value for state in DeliveryState} - {DeliveryState.SENDING.value}
    assert written == {state.value for state in BulletinState}
