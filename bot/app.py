"""The roof: builds every room from the settings and runs them until told to stop.

Pages need neither the database nor Telegram, so they are up first; the libraries of the other rooms are loaded behind
them. `/readyz` says when everything is there.
"""

import asyncio
import contextlib
import importlib
import logging
import os
import secrets
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from watchfiles import Change, awatch

from bot.bulletins.board import Board
from bot.channels.web.channel import WebChannel
from bot.channels.web.network import Origin
from bot.language.language import complete_enough, load_languages
from bot.library.check import all_messages, check_whole
from bot.library.faults import FaultyContent
from bot.library.load import READ, load_library
from bot.model.trouble import Trouble
from bot.screens.answer import Answers
from bot.settings import HERE, Settings, secret_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.deliverer import Deliverer
    from bot.channels.telegram.staff_chat import StaffChat
    from bot.channels.telegram.test_send import TestSend
    from bot.desk.api.door import ApiDoor
    from bot.desk.desk import Desk
    from bot.model.bulletin import Known
    from bot.model.staff import Member
    from storage.attachments import Attachment

log = logging.getLogger(__name__)

BOARD = 5.0
"""Seconds between two looks at the bulletins."""
LOOK_AT_FILES = 5_000
"""Milliseconds between two looks at the files of the content where nothing is told of a change."""
LOOK, DAY = 3600.0, 86_400
"""Seconds between two tries to look for silent subscribers, and for which one process does it."""
FINISH = 8.0
"""Seconds in which what has begun may come to its end after a stop."""
WEBHOOK_PATH = "/telegram/webhook"


REPLIES_SHARE = 0.3
"""What replies may take of the permitted rate where they leave from another process than deliveries."""


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    SERVE = "serve"
    """Pages and channels."""
    DELIVER = "deliver"
    """Deliveries alone; several may stand by, one leads."""


class NothingToDeliverWith(Trouble):
    """Deliveries need Telegram."""


class CannotListen(Trouble):
    """The address is taken or not ours."""


def today() -> date:
    """The day, everywhere the same: UTC."""
    return datetime.now(UTC).date()


def load_answers(settings: Settings) -> Answers:
    """The library and the languages, read and checked; raises FaultyContent or NoLanguages."""
    library = load_library(settings.content_dirs)
    if faults := check_whole(library, settings.content_dirs):
        raise FaultyContent(faults)
    languages = load_languages(HERE / "locales", settings.languages, settings.content_dirs)
    if not settings.languages:
        offered = complete_enough(languages, list(all_messages(library)))
        for code in languages.keys() - offered.keys():
            log.warning("%s is not offered: too little is translated. FAIRPASSAGE_LANGUAGES can insist on it.", code)
        languages = offered
    return Answers(library, languages)


async def board_of(settings: Settings) -> Board:
    """The bulletins as they stand now, for a program that runs by itself; an empty board without a database."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.load_board import load_board
    from storage.database import open_database

    engine = open_database(settings.database)
    if engine.dialect.name == "sqlite" and not await asyncio.to_thread(Path(engine.url.database or "").exists):
        return Board()
    try:
        return await load_board(engine, int(time.time()))
    except (SQLAlchemyError, OSError):
        return Board()
    finally:
        await engine.dispose()


class House:
    """What runs. The database and Telegram's channel are None until they are there."""

    def __init__(self, settings: Settings, role: Role = Role.ALL) -> None:
        self.settings = settings
        self.role = role
        self.stamp = _stamp(settings.content_dirs)
        self.answers = load_answers(settings)
        self.secret = secret_of(settings)
        self.database: AsyncEngine | None = None
        self.telegram: TelegramChannel | None = None
        self.deliverer: Deliverer | None = None
        self.desk: Desk | None = None
        self.api: ApiDoor | None = None
        self.tests: TestSend | None = None
        self.origin = Origin(settings.trusted_proxies)

    def application(self) -> web.Application:
        """The pages and the webhook."""
        pages = WebChannel(
            lambda: self.answers,
            self.settings.site,
            today,
            self._ready,
            lambda: self.telegram.name if self.telegram else "",
            self._attachment,
        ).application()
        if self.settings.telegram_token and self.settings.telegram_mode == "webhook":
            pages.router.add_post(WEBHOOK_PATH, self._webhook)
        for path in ("/desk", "/desk/{rest:.*}"):
            pages.router.add_route("*", path, self._desk)
        for path in ("/api", "/api/{rest:.*}"):
            pages.router.add_route("*", path, self._api)
        return pages

    async def send_test(self, member: "Member", bulletin: int) -> None:
        """Send a member a bulletin in each of its languages, to her own chat; raises Refused."""
        from bot.model.staff import Refused

        if self.tests is None:
            raise Refused("chat", "Tests go out through Telegram, which is not turned on here.", 409)
        await self.tests(member, bulletin)

    def known(self) -> "Known":
        """What a bulletin may name."""
        from bot.bulletins.known import known_of

        return known_of(self.answers.library, self.answers.languages)

    async def _attachment(self, number: int) -> "Attachment | None":
        """The picture or file of a bulletin that stands on the pages."""
        from bot.actions.attach import attachment_shown

        return await attachment_shown(self.database, number) if self.database is not None else None

    async def _api(self, request: web.Request) -> web.StreamResponse:
        if self.api is None:
            told = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "field": "", "errors": []}
            told["detail"] = "The API is not ready yet; try again in a moment."
            headers = {"Retry-After": "5"}
            return web.json_response(told, status=503, headers=headers, content_type="application/problem+json")
        return await self.api.answer(request)

    async def _desk(self, request: web.Request) -> web.StreamResponse:
        if self.desk is None:
            return web.Response(status=503, text="The desk is not ready yet; try again in a moment.\n")
        return await self.desk.answer(request)

    async def _webhook(self, request: web.Request) -> web.StreamResponse:
        if self.telegram is None:
            return web.Response(status=503, text="Not ready yet; send it again.\n")
        return await self.telegram.webhook(request)

    async def _ready(self) -> bool:
        """Whether every room of the role is open and the database answers."""
        from storage.database import answers

        rooms: list[object] = [self.desk, self.api]
        if self.settings.telegram_token:
            rooms.append(self.telegram)
            rooms += [self.deliverer] if self.role is Role.ALL else []
        return self.database is not None and None not in rooms and await answers(self.database)


@contextlib.asynccontextmanager
async def open_house(settings: Settings, role: Role = Role.ALL) -> AsyncIterator[House]:
    """Everything that the role needs open, and listening; closed in reverse order at the end."""
    house = House(settings, role)
    async with contextlib.AsyncExitStack() as stack:
        if role is not Role.DELIVER:
            await _listen(house, stack)
        await asyncio.to_thread(importlib.import_module, "storage.database")
        from storage.database import migrate, open_database

        house.database = open_database(settings.database)
        stack.push_async_callback(house.database.dispose)
        await migrate(house.database)
        if role is not Role.DELIVER:
            house.desk = await asyncio.to_thread(_desk_of, house, house.database)
            house.api = await asyncio.to_thread(_api_of, house, house.database)
        if settings.telegram_token:
            await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.channel")
            await _open_telegram(house, house.database, stack)
        elif role is Role.DELIVER:
            raise NothingToDeliverWith("Deliveries leave through Telegram; set FAIRPASSAGE_TELEGRAM_TOKEN.")
        warming = asyncio.create_task(asyncio.to_thread(house.answers.prepare))
        watching = [
            asyncio.create_task(work)
            for work in (_reload_when_changed(house), _keep_board(house), _ask_the_silent(house))
        ]
        yield house
        for task in watching:
            task.cancel()
        await asyncio.gather(warming, *watching, return_exceptions=True)


async def _keep_board(house: House) -> None:
    """Read the bulletins that stand on the pages every few seconds, through whichever door they were released."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.load_board import load_board

    while house.database is not None:
        try:
            board = await load_board(house.database, int(time.time()))
        except (SQLAlchemyError, OSError) as error:
            log.warning("The bulletins cannot be read (%s); those that are known stay.", type(error).__name__)
        else:
            if board.version != house.answers.board.version:
                house.answers = house.answers.with_board(board)
        await asyncio.sleep(BOARD)


async def _ask_the_silent(house: House) -> None:
    """Once a day, by one process: ask or drop subscribers of whom nothing was heard for a year."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.idle import idle
    from storage.leaders import lead

    owner, done = f"{os.getpid()}-{secrets.token_hex(4)}", ""
    while house.database is not None and house.telegram is not None:
        day = today().isoformat()
        try:
            if day != done and await lead(house.database, "idle", owner, int(time.time()), DAY):
                done = day
                await idle(house.database, house.secret, today().isoformat()[:7], house.telegram.ask_again)
        except (SQLAlchemyError, OSError) as error:
            log.warning("Silent subscribers wait for the database (%s).", type(error).__name__)
        await asyncio.sleep(LOOK)


async def _open_telegram(house: House, database: "AsyncEngine", stack: contextlib.AsyncExitStack) -> None:
    """Talk and deliveries, with one budget for both; where they are apart each has its share of it."""
    from bot.actions.deliver import Sendings
    from bot.actions.links import chat_of
    from bot.channels.telegram.budget import Budget
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.deliverer import Deliverer
    from bot.channels.telegram.post import Post
    from bot.channels.telegram.test_send import TestSend
    from bot.channels.telegram.wire import Wire

    token, address, rate = house.settings.telegram_token, house.settings.telegram_api_url, house.settings.telegram_rate
    share = {Role.ALL: 1.0, Role.SERVE: REPLIES_SHARE, Role.DELIVER: 1 - REPLIES_SHARE}[house.role]
    budget = Budget(rate * share)
    wire = await stack.enter_async_context(Wire(address, token))
    sendings = Sendings(database, house.secret)
    post = Post(wire, budget, sendings)
    if house.role is not Role.DELIVER:
        house.tests = TestSend(
            database,
            post,
            budget,
            lambda: house.answers.languages,
            lambda member: chat_of(database, house.secret, member),
            seconds_now,
        )
        staff = _staff_chat_of(house, database)
        house.telegram = TelegramChannel(
            token, address, lambda: house.answers, database, house.secret, today, budget, staff
        )
        stack.push_async_callback(house.telegram.stop, FINISH)
    if house.role is not Role.SERVE:
        house.deliverer = Deliverer(sendings, post, budget, lambda: house.answers.languages, seconds_now)


def seconds_now() -> int:
    """The moment: whole seconds since 1970, UTC."""
    return int(time.time())


def _desk_of(house: House, database: "AsyncEngine") -> "Desk":
    """The desk over an open database; its libraries are loaded here, behind the pages."""
    from bot.bulletins.known import topic_names
    from bot.desk.desk import Desk
    from bot.desk.rooms import Rooms
    from bot.desk.route import routes

    routes()
    return Desk(
        Rooms(
            engine=database,
            secret=house.secret,
            answers=lambda: house.answers,
            known=house.known,
            topics=lambda language: topic_names(house.answers.library, language),
            site=house.settings.site,
            clock=seconds_now,
            dice=secrets.randbelow,
            rate=house.settings.telegram_rate,
            test_send=house.send_test,
            origin=house.origin,
        )
    )


def _api_of(house: House, database: "AsyncEngine") -> "ApiDoor":
    """The API over an open database."""
    from bot.desk.api.door import ApiDoor
    from bot.desk.api.operation import Means

    return ApiDoor(
        Means(
            engine=database,
            known=house.known,
            test_send=house.send_test,
            now=seconds_now,
            dice=secrets.randbelow,
        ),
        house.origin,
    )


def _staff_chat_of(house: House, database: "AsyncEngine") -> "StaffChat":
    """The officers' door in the chat."""
    from bot.channels.telegram.staff_chat import StaffChat

    return StaffChat(
        database,
        house.secret,
        lambda: house.answers.languages,
        house.known,
        house.send_test,
        seconds_now,
        secrets.randbelow,
        house.settings.telegram_rate,
    )


async def _reload_when_changed(house: House) -> None:
    """Take new content over as soon as it is there and sound; the old one answers until then, and after a fault.

    Files are also looked at every few seconds: what changed before the watch began, or on a disk that tells nothing.
    """
    folders = house.settings.content_dirs
    async for _ in awatch(*folders, watch_filter=_is_content, rust_timeout=LOOK_AT_FILES, yield_on_timeout=True):
        stamp = await asyncio.to_thread(_stamp, folders)
        if stamp == house.stamp:
            continue
        house.stamp = stamp
        try:
            answers = await asyncio.to_thread(_prepared, house.settings)
        except (FaultyContent, Trouble) as error:
            for fault in error.faults if isinstance(error, FaultyContent) else [error]:
                log.error("The changed content is not taken: %s", fault)
            continue
        if answers.library.version != house.answers.library.version:
            house.answers = answers.with_board(house.answers.board)
            log.info("The content changed; version %s answers from now on.", answers.library.version)


def _prepared(settings: Settings) -> Answers:
    """The library as it stands in the folders now, checked and ready to be searched."""
    answers = load_answers(settings)
    answers.prepare()
    return answers


def _stamp(folders: Sequence[Path]) -> int:
    """A number that changes with any file of the content: names, sizes and times of change."""
    seen = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.suffix in READ):
        with contextlib.suppress(FileNotFoundError):  # it went while we looked
            status = path.stat()
            seen.append((str(path), status.st_size, status.st_mtime_ns))
    return hash(tuple(seen))


def _is_content(_: Change, path: str) -> bool:
    return Path(path).suffix in READ


async def _listen(house: House, stack: contextlib.AsyncExitStack) -> None:
    """Answer pages from now on."""
    settings = house.settings
    runner = web.AppRunner(house.application(), access_log=None, shutdown_timeout=FINISH)
    await runner.setup()
    _take_any_address(runner)
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}); stop the program that uses it, "
            "or set FAIRPASSAGE_HOST or FAIRPASSAGE_PORT."
        ) from error


def _take_any_address(runner: web.AppRunner) -> None:
    """Answer a request whose address has an impossible host name as if it had named none.

    aiohttp builds the request outside of its own guard, so the error would leave the connection open and unanswered.
    """
    if (server := runner.server) is None:
        return
    make = server.request_factory

    def careful(message: Any, *rest: Any) -> Any:
        try:
            return make(message, *rest)
        except ValueError:
            return make(message._replace(url=message.url.relative()), *rest)

    server.request_factory = careful


async def with_database(settings: Settings, work: "Callable[[AsyncEngine, Settings], Awaitable[None]]") -> None:
    """Open the database, bring it to its newest version, do some work with it, and close it."""
    from storage.database import migrate, open_database

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_database(settings.database)
    try:
        await migrate(engine)
        await work(engine, settings)
    finally:
        await engine.dispose()


async def run(settings: Settings, role: Role = Role.ALL) -> None:
    """Run until SIGINT or SIGTERM; raises when the program cannot start or Telegram does not know the token."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with open_house(settings, role) as house:
        if role is not Role.DELIVER:
            log.info("Open on %s (http://%s:%s).", settings.site, settings.host, settings.port)
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(stopped.wait())]
        if house.telegram is not None:
            tasks.append(asyncio.create_task(_talk_to_telegram(house.telegram, settings)))
        if house.deliverer is not None:
            tasks.append(asyncio.create_task(house.deliverer.run()))
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for task in done:
            task.result()


async def _talk_to_telegram(channel: "TelegramChannel", settings: Settings) -> None:
    """Introduce the bot, then take its updates."""
    if settings.telegram_mode == "webhook":
        await channel.introduce(settings.site + WEBHOOK_PATH)
        await asyncio.Event().wait()
    await channel.introduce()
    await channel.poll()
