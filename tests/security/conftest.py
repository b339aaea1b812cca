"""The desk for two unions, and the program as it is started."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.screens.answer import Answers
from tests.desk.driver import Office, office
from tests.processes import Running, running


@pytest.fixture
async def desk(answers: Answers, sqlite: AsyncEngine) -> AsyncIterator[Office]:
    """The desk of a union."""
    async with office(answers, sqlite) as opened:
        yield opened


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The program behind a proxy on this machine that ends TLS."""
    settings = {"PUBLIC_URL": "https://fairpassage.example", "TRUSTED_PROXIES": "127.0.0.1", "LANGUAGES": "en"}
    with running(tmp_path_factory.mktemp("attacked"), **settings) as found:
        found.until_up("/readyz")
        yield found
        assert found.get("/healthz")[0] == 200, "it lives"
        assert "Traceback" not in found.output.read_text()
