"""The roof: builds every room from the settings and runs them until told to stop.

Pages need neither the database nor Telegram, so they are up first; the libraries of the other rooms are loaded behind
them. `/readyz` says when everything is there.
"""

import asyncio
import contextlib
import gc
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

from bot.channels.paper.fonts import unprintable
from bot.channels.paper.printer import Printer
from bot.channels.web.channel import WebChannel
from bot.channels.web.network import Origin
from bot.channels.web.server import BACKLOG, Runner
from bot.language.language import complete_enough, load_languages
from bot.library.check import all_messages, check_whole
from bot.library.faults import FaultyContent
from bot.library.kept import keep_library, kept_library
from bot.library.load import READ, load_library
from bot.library.translations import states as translated
from bot.model.trouble import Trouble
from bot.monitoring.codes import Lists, lists_of
from bot.monitoring.plan import Plan, plan_path, read_plan
from bot.monitoring.traffic import Did, Traffic
from bot.screens.answer import Answers
from bot.settings import HERE, Settings, guard_key_of, is_synthetic, secret_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.actions.charts import Charts
    from bot.actions.count import Counting
    from bot.actions.operations import Watch
    from bot.actions.picture import Pictures
    from bot.channels.telegram.budget import Budget
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.deliverer import Deliverer
    from bot.channels.telegram.shares import Shares
    from bot.channels.telegram.staff_chat import Figures, StaffChat
    from bot.channels.telegram.test_send import TestSend
    from bot.channels.web.observatory import Observatory
    from bot.desk.api.door import ApiDoor
    from bot.desk.desk import Desk
    from bot.desk.metrics import Metrics
    from bot.language.language import Language
    from bot.model.bulletin import Known
    from bot.model.release import Header
    from bot.model.staff import Member
    from bot.monitoring.work_list import States
    from storage.attachments import Attachment
    from storage.guard import Guard

log = logging.getLogger(__name__)

COUNT, BREATH = 10.0, 1.0
"""Seconds after which what waits to be counted is looked at, and at least between two looks."""
CLOSE = 300.0
"""Seconds between two looks for periods that have ended."""
BOARD = 5.0
"""Seconds between two looks at the bulletins."""
LOOK_AT_FILES = 5_000
"""Milliseconds between two looks at the files of the content where nothing is told of a change."""
PUBLISHED = 30.0
"""Seconds between two looks at what was released."""
LOOK, DAY = 3600.0, 86_400
"""Seconds between two tries to look for silent subscribers, and for which one process does it."""
FINISH = 8.0
"""Seconds in which what has begun may come to its end after a stop."""
WEBHOOK_PATH = "/telegram/webhook"
NO_DOOR = ("telegram", "healthz", "readyz", "metrics", "static", "robots.txt")
"""How addresses begin that nobody reads."""


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


def _door(path: str) -> Did | None:
    """Through which door somebody asks; None for what is not for people."""
    first = path.lstrip("/").partition("/")[0]
    return None if first in NO_DOOR else {"desk": Did.DESK, "api": Did.API}.get(first, Did.PAGE)


def today() -> date:
    """The day, everywhere the same: UTC."""
    return datetime.now(UTC).date()


def load_answers(settings: Settings) -> Answers:
    """The library and the languages, read and checked; raises FaultyContent or NoLanguages."""
    library = kept_library(settings.data_dir, settings.content_dirs)
    if library is None:
        library = load_library(settings.content_dirs)
        if faults := check_whole(library, settings.content_dirs):
            raise FaultyContent(faults)
        keep_library(settings.data_dir, library)
    languages = load_languages(HERE / "locales", settings.languages, settings.content_dirs)
    if not settings.languages:
        offered = complete_enough(languages, list(all_messages(library)))
        for code in languages.keys() - offered.keys():
            log.warning("%s is not offered: too little is translated. FAIRPASSAGE_LANGUAGES can insist on it.", code)
        languages = offered
    return Answers(
        library,
        languages,
        site=settings.site,
        unprintable=unprintable(languages),
        synthetic=is_synthetic(settings),
    )


async def standing(settings: Settings, answers: Answers) -> Answers:
    """With the bulletins and releases as they stand now, for a program that runs by itself; without a database none."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.load_board import load_board
    from bot.actions.load_published import load_published
    from storage.database import open_database

    engine = open_database(settings.database)
    if engine.dialect.name == "sqlite" and not await asyncio.to_thread(Path(engine.url.database or "").exists):
        return answers
    try:
        answers = answers.with_board(await load_board(engine, int(time.time())))
        return answers.with_published(await load_published(engine, answers.published))
    except (SQLAlchemyError, OSError):
        return answers
    finally:
        await engine.dispose()


class House:
    """What runs. The database and Telegram's channel are None until they are there."""

    def __init__(self, settings: Settings, role: Role = Role.ALL) -> None:
        self.settings = settings
        self.role = role
        self.stamp = _stamp(settings.content_dirs)
        self.printer = Printer(lambda: self.answers, settings.site, today, bot_name=self._bot_name)
        self.secret = secret_of(settings)
        self.answers = load_answers(settings)
        self.plan = read_plan(plan_path(settings.content_dirs))
        self.counting: Counting | None = None
        self.database: AsyncEngine | None = None
        self.telegram: TelegramChannel | None = None
        self.deliverer: Deliverer | None = None
        self.desk: Desk | None = None
        self.metrics: Metrics | None = None
        self.charts: Charts | None = None
        self.pictures: Pictures | None = None
        self.observatory: Observatory | None = None
        self.traffic = Traffic(seconds_now())
        self.synthetic = is_synthetic(settings)
        self.api: ApiDoor | None = None
        self.tests: TestSend | None = None
        self.origin = Origin(settings.trusted_proxies)
        self._lists: tuple[str, Lists | None] = "", None

    def _bot_name(self) -> str:
        """What the bot is called on Telegram; "" where there is none."""
        return self.telegram.name if self.telegram else ""

    def application(self) -> web.Application:
        """The pages and the webhook."""
        pages = WebChannel(
            lambda: self.answers,
            self.settings.site,
            today,
            self._ready,
            self.printer,
            self._attachment,
            counting=lambda: self.counting,
            secret=self.secret,
            observatory=lambda: self.observatory,
            origin=self.origin,
        ).application()
        if self.settings.telegram_token and self.settings.telegram_mode == "webhook":
            pages.router.add_post(WEBHOOK_PATH, self._webhook)
        for path in ("/desk", "/desk/{rest:.*}"):
            pages.router.add_route("*", path, self._desk)
        for path in ("/api", "/api/{rest:.*}"):
            pages.router.add_route("*", path, self._api)
        pages.router.add_get("/metrics", self._metrics)
        pages.on_response_prepare.append(self._note)
        return pages

    async def _note(self, request: web.Request, response: web.StreamResponse) -> None:
        """Count an answer, by its door and whether the fault is ours."""
        if (door := _door(request.path)) is not None:
            self.traffic.note(Did.FAULT if response.status >= 500 else door, seconds_now())

    async def _metrics(self, request: web.Request) -> web.StreamResponse:
        if self.metrics is None:
            return web.Response(status=503, text="The figures are not ready yet; try again in a moment.\n")
        return await self.metrics.answer(request)

    async def send_test(self, member: "Member", bulletin: int) -> None:
        """Send a member a bulletin in each of its languages, to her own chat; raises Refused."""
        from bot.model.staff import Refused

        if self.tests is None:
            raise Refused("chat", "Tests go out through Telegram, which is not turned on here.", 409)
        await self.tests(member, bulletin)

    def lists(self) -> Lists:
        """The code lists of what is counted and released."""
        version, found = self._lists
        if version != self.answers.library.version or found is None:
            found = lists_of(self.answers.library, self.answers.languages)
            self._lists = self.answers.library.version, found
        return found

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
        guard = _open_counting(house, house.database)
        await asyncio.to_thread(_open_charts, house, house.database, stack)
        if role is not Role.DELIVER:
            watch = await asyncio.to_thread(_watch_of, house, house.database)
            house.desk = await asyncio.to_thread(_desk_of, house, house.database, watch)
            house.api = await asyncio.to_thread(_api_of, house, house.database)
        shares = _shares_of(house, house.database)
        await shares.join()
        if settings.telegram_token:
            await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.channel")
            await _open_telegram(house, house.database, shares.budget, stack)
        elif role is Role.DELIVER:
            raise NothingToDeliverWith("Deliveries leave through Telegram; set FAIRPASSAGE_TELEGRAM_TOKEN.")
        warming = asyncio.create_task(_warmed(house))
        watching = [
            asyncio.create_task(work)
            for work in (
                _reload_when_changed(house),
                _keep_board(house),
                _keep_published(house),
                _ask_the_silent(house),
                _count(house.counting),
                _close(house, house.database, guard),
                shares.keep(),
            )
        ]
        yield house
        for task in watching:
            task.cancel()
        await asyncio.gather(warming, *watching, return_exceptions=True)
        await _flush(house.counting)  # what cannot be mixed with others is lost here, rather than told


def _open_counting(house: House, database: "AsyncEngine") -> "Guard":
    """The guard, and what counts with it."""
    from bot.actions.count import Counting
    from storage.guard import open_guard

    guard = open_guard(database, house.settings.data_dir, guard_key_of(house.settings))
    house.counting = Counting(database, guard, lambda: house.plan, house.lists, seconds_now, secrets.randbelow)
    return guard


def _open_charts(house: House, database: "AsyncEngine", stack: contextlib.AsyncExitStack) -> None:
    """What makes charts of releases, and what draws them in a process of its own as soon as one is asked for."""
    from bot.actions.charts import Charts
    from bot.actions.picture import Pictures
    from bot.channels.web.observatory import Observatory

    house.charts, house.pictures = Charts(database), Pictures()
    house.observatory = Observatory(database, lambda: house.answers, house.charts, house.pictures)
    stack.push_async_callback(house.pictures.close)


async def _count(counting: "Counting | None") -> None:
    """Put down what people told as soon as enough of them can be mixed."""
    while counting is not None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(counting.ripe.wait(), COUNT)
        await _flush(counting)
        await asyncio.sleep(BREATH)


async def _flush(counting: "Counting | None") -> None:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        if counting is not None:
            await counting.flush()
    except (SQLAlchemyError, OSError) as error:
        log.warning("What is to be counted waits for the database (%s).", type(error).__name__)


async def _close(house: House, database: "AsyncEngine", guard: "Guard") -> None:
    """Release what has ended, also what ended while nothing ran, and remove true tallies that are old."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.close import close_due, drop_old_tallies
    from bot.actions.not_found import drop_old

    while True:
        try:
            due = await close_due(
                database, guard, house.lists(), seconds_now(), secrets.randbelow, synthetic=house.synthetic
            )
            for made in due:
                log.info("The %s numbers of %s are released.", made.group, made.period)
            await drop_old_tallies(database, seconds_now())
            await drop_old(database, today())
        except (SQLAlchemyError, OSError) as error:
            log.warning("Closing a period waits for the database (%s).", type(error).__name__)
        await asyncio.sleep(CLOSE)


async def _warmed(house: House) -> None:
    """Make the search index; then what stands is set apart from what comes and goes.

    The collector of cycles would else go through half a million objects every few seconds, while taps wait.
    """
    try:
        await asyncio.to_thread(house.answers.prepare)
    finally:
        gc.freeze()
        gc.enable()


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


async def _keep_published(house: House) -> None:
    """Read what was released, by whichever process."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.load_published import load_published

    while house.database is not None:
        try:
            found = await load_published(house.database, house.answers.published)
        except (SQLAlchemyError, OSError) as error:
            log.warning("The releases cannot be read (%s); those that are known stay.", type(error).__name__)
        else:
            if found is not house.answers.published:
                house.answers = house.answers.with_published(found)
        await asyncio.sleep(PUBLISHED)


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


def _shares_of(house: House, database: "AsyncEngine") -> "Shares":
    """This process among the others on the same database, with its budget."""
    from bot.actions.presence import Presence
    from bot.channels.telegram.budget import Budget
    from bot.channels.telegram.shares import Shares

    kind = house.role.value
    presence = Presence(database, kind, secrets.token_hex(4), seconds_now)

    def leads() -> bool:
        return house.deliverer is not None and house.deliverer.leads()

    return Shares(kind, Budget(house.settings.telegram_rate), presence, leads)


async def _open_telegram(
    house: House, database: "AsyncEngine", budget: "Budget", stack: contextlib.AsyncExitStack
) -> None:
    """Talk and deliveries, with one budget for both."""
    from bot.actions.deliver import Sendings
    from bot.actions.links import chat_of
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.deliverer import Deliverer
    from bot.channels.telegram.post import Post
    from bot.channels.telegram.test_send import TestSend
    from bot.channels.telegram.wire import Wire

    token, address = house.settings.telegram_token, house.settings.telegram_api_url
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
            token,
            address,
            lambda: house.answers,
            database,
            house.secret,
            today,
            budget,
            staff,
            house.printer,
            counting=house.counting,
            pictures=house.observatory.drawn if house.observatory is not None else None,
            noted=lambda: house.traffic.note(Did.CHAT, seconds_now()),
        )
        stack.push_async_callback(house.telegram.stop, FINISH)
    if house.role is not Role.SERVE:
        house.deliverer = Deliverer(sendings, post, budget, lambda: house.answers.languages, seconds_now)


def seconds_now() -> int:
    """The moment: whole seconds since 1970, UTC."""
    return int(time.time())


def _watch_of(house: House, database: "AsyncEngine") -> "Watch":
    """The figures of operations, and the door at which they are asked for."""
    from bot.actions.operations import Watch
    from bot.desk.metrics import Metrics

    watch = Watch(database, house.traffic, seconds_now)
    house.metrics = Metrics(watch, house.settings.metrics_networks, house.origin)
    return watch


def _desk_of(house: House, database: "AsyncEngine", watch: "Watch") -> "Desk":
    """The desk over an open database; its libraries are loaded here, behind the pages."""
    from bot.bulletins.known import topic_names
    from bot.desk.desk import Desk
    from bot.desk.rooms import Rooms
    from bot.desk.route import routes

    routes()
    assert house.charts is not None and house.pictures is not None  # noqa: S101, PT018  # opened before the desk
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
            operations=watch.operations,
            plan=lambda: house.plan,
            translations=_Translations(house).states,
            charts=house.charts,
            pictures=house.pictures,
            synthetic=house.synthetic,
        )
    )


class _Translations:
    """How far every language is; read anew where the content changed, because it takes a second."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._version = ""
        self._states: States = {}

    async def states(self) -> "States":
        """By language and file of content."""
        version = self._house.answers.library.version
        if version != self._version:
            self._states, self._version = await asyncio.to_thread(translated, HERE / "locales"), version
        return self._states


def _api_of(house: House, database: "AsyncEngine") -> "ApiDoor":
    """The API over an open database."""
    from bot.desk.api.door import ApiDoor
    from bot.desk.api.operation import Means

    return ApiDoor(
        Means(
            engine=database,
            known=house.known,
            library=lambda: house.answers.library,
            languages=lambda: house.answers.languages,
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
        _figures_of(house, database),
    )


MAIN_CHARTS = ("corridors", "read", "wrong", "trend")
"""The chart that an administrator is handed: the first of these that a release has."""


def _figures_of(house: House, database: "AsyncEngine") -> "Figures":
    """Makes what administrators are handed in their chat: a chart of a release, and its workbook."""
    from bot.actions.export import export
    from bot.actions.picture import NoPicture
    from bot.channels.telegram.staff_chat import Handed
    from bot.monitoring.explained import release_name

    async def figures(header: "Header", language: "Language") -> Handed:
        assert house.charts is not None and house.pictures is not None  # noqa: S101, PT018  # opened before the chat
        library, languages, place = house.answers.library, house.answers.languages, (header.period, header.group)
        charts = await house.charts.of_release(library, language, *place)
        chart = next((charts[kind] for kind in (*MAIN_CHARTS, *charts) if kind in charts), None)
        file = await export(database, library, languages, header.period, "xlsx", header.group, language.code)
        drawn = None
        if chart is not None:
            with contextlib.suppress(NoPicture):
                drawn = await house.pictures.picture(chart, "png")
        said = " ".join(chart.sentences) if chart is not None else ""
        title = release_name(language, header)
        return Handed(caption=said, picture=drawn, title=title, name=file.name, body=file.body)

    return figures


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
            answers, plan = await asyncio.to_thread(_prepared, house.settings)
        except (FaultyContent, Trouble) as error:
            for fault in error.faults if isinstance(error, FaultyContent) else [error]:
                log.error("The changed content is not taken: %s", fault)
            continue
        house.plan = plan  # takes effect from the next period
        if answers.library.version != house.answers.library.version:
            house.answers = answers.with_board(house.answers.board).with_published(house.answers.published)
            log.info("The content changed; version %s answers from now on.", answers.library.version)


def _prepared(settings: Settings) -> tuple[Answers, Plan]:
    """The library and the plan of tables as they stand in the folders now, checked and ready."""
    answers = load_answers(settings)
    answers.prepare()
    return answers, read_plan(plan_path(settings.content_dirs))


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
    runner = Runner(house.application(), https=settings.site.startswith("https://"), shutdown_timeout=FINISH)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=BACKLOG).start()
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}); stop the program that uses it, "
            "or set FAIRPASSAGE_HOST or FAIRPASSAGE_PORT."
        ) from error


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
