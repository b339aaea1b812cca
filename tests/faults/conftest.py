"""Telegram as it hands updates over: again and again, until they are taken."""

from collections.abc import AsyncIterator

import pytest

from tests.faults.house import Insisting


@pytest.fixture
async def telegram() -> AsyncIterator[Insisting]:
    """The Bot API's double."""
    async with Insisting() as double:
        yield double
