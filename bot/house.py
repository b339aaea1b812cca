"""What runs: the rooms of the program, and the doors that lead to them while they are opened."""

import asyncio
import time
from collections.abc import Coroutine
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.paper.printer import Printer
from bot.channels.web.browser import path_of, tag_of
from bot.channels.web.channel import WebChannel
from bot.channels.web.network import Origin
from bot.channels.web.server import Ready, Runner
from bot.channels.web.wired import plain_head, wired
from bot.loading import load_answers, stamp_of
from bot.monitoring.codes import Lists, lists_of
from bot.monitoring.plan import plan_path, read_plan
from bot.monitoring.traffic import Did, Traffic
from bot.settings import Settings, is_synthetic, secret_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.actions.charts import Charts
    from bot.actions.count import Counting
    from bot.actions.picture import Pictures
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.deliverer import Deliverer
    from bot.channels.telegram.test_send import TestSend
    from bot.channels.web.observatory import Observatory
    from bot.desk.api.door import ApiDoor
    from bot.desk.desk import Desk
    from bot.desk.metrics import Metrics
    from bot.model.bulletin import Known
    from bot.model.staff import Member
    from storage.attachments import Attachment

WEBHOOK_PATH = "/telegram/webhook"
NO_DOOR = ("telegram", "healthz", "readyz", "metrics", "static", "robots.txt")
"""How addresses begin that nobody reads."""


DAY = 86_400


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    SERVE = "serve"
    """Pages and channels."""
    DELIVER = "deliver"
    """Deliveries alone; several may stand by, one leads."""


def _door(path: str) -> Did | None:
    """Through which door somebody asks; None for what is not for people."""
    first = path.lstrip("/").partition("/")[0]
    return None if first in NO_DOOR else {"desk": Did.DESK, "api": Did.API}.get(first, Did.PAGE)


def today() -> date:
    """The day, everywhere the same: UTC; by the clock by which everything else goes."""
    return _date(int(time.time() // DAY))


@lru_cache(2)
def _date(day: int) -> date:
    """The date of a day counted from 1970; it is asked for with each tap and page."""
    return datetime.fromtimestamp(day * DAY, UTC).date()


def seconds_now() -> int:
    """The moment: whole seconds since 1970, UTC."""
    return int(time.time())


class House:
    """What runs. The database and Telegram's channel are None until they are there."""

    def __init__(self, settings: Settings, role: Role = Role.ALL) -> None:
        self.settings = settings
        self.role = role
        self.stamp = stamp_of(settings.content_dirs)
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
        self._https = settings.site.startswith("https://")
        self.origin = Origin(settings.trusted_proxies)
        self.web = WebChannel(
            lambda: self.answers,
            settings.site,
            today,
            self._ready,
            self.printer,
            self._attachment,
            counting=lambda: self.counting,
            secret=self.secret,
            observatory=lambda: self.observatory,
            origin=self.origin,
        )
        self.listening: Runner | None = None
        self.works: list[asyncio.Task[None]] = []
        self._lists: tuple[str, Lists | None] = "", None

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let something go on until the house is closed."""
        self.works.append(asyncio.create_task(work))
        return self.works[-1]

    def _bot_name(self) -> str:
        """What the bot is called on Telegram; "" where there is none."""
        return self.telegram.name if self.telegram else ""

    def application(self) -> web.Application:
        """The pages and the webhook."""
        pages = self.web.application()
        if self.settings.telegram_token and self.settings.telegram_mode == "webhook":
            pages.router.add_post(WEBHOOK_PATH, self._webhook)
        for path in ("/desk", "/desk/{rest:.*}"):
            pages.router.add_route("*", path, self._desk)
        for path in ("/api", "/api/{rest:.*}"):
            pages.router.add_route("*", path, self._api)
        pages.router.add_get("/metrics", self._metrics)
        pages.on_response_prepare.append(self._note)
        return pages

    def at_once(self, request: web.Request) -> Ready | None:
        """The whole answer to an update, or with a page that is ready; None where something else is asked for."""
        if request.raw_path == WEBHOOK_PATH and request.method == "POST":
            return self._heard_at_once(request)
        return self._read_at_once(request)

    def _read_at_once(self, request: web.Request) -> Ready | None:
        """A page that is ready, and further ones as long as her browser says the same of itself."""
        if (reader := self.web.reader(request)) is None:
            return None

        def read(path: bytes, tag: bytes) -> bytes | None:
            answer = self.web.at_once(reader, path, tag)
            if answer is not None:
                self.traffic.note(Did.PAGE, seconds_now())
            return answer

        answer = read(path_of(request), tag_of(request))
        return None if answer is None else Ready(answer, other=read)

    def _heard_at_once(self, request: web.Request) -> Ready | None:
        """What the channel says to an update, where it listens for any."""
        telegram = self.telegram
        if telegram is None or self.settings.telegram_mode != "webhook" or not telegram.sent(request):
            return None

        def heard(body: bytes) -> bytes:
            said = telegram.heard(body)
            return wired(plain_head(said.status, said.kind, https=self._https), said.body)

        return Ready(heard(request.content.read_nowait()), heard)

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
