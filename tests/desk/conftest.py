"""The desk for its tests."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.screens.answer import Answers
from tests.desk.driver import Office, office


@pytest.fixture
async def desk(answers: Answers, database: AsyncEngine) -> AsyncIterator[Office]:
    """A desk with an organisation and nobody in it."""
    async with office(answers, database) as opened:
        yield opened
