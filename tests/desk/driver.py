"""Somebody at the desk without a browser: she opens pages, fills in forms and sends them, with cookies."""

import asyncio
import contextlib
import io
import re
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pyotp
from aiohttp import CookieJar, FormData, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import authenticator
from bot.actions.charts import Charts
from bot.actions.invite import invite
from bot.actions.operations import Watch
from bot.actions.organisations import add_organisation, operator
from bot.actions.picture import Pictures
from bot.actions.push import Dhis2
from bot.actions.pushes import Pushes
from bot.bulletins.known import known_of, topic_names
from bot.channels.web.channel import WebChannel
from bot.desk.desk import HEADERS, Desk
from bot.desk.rooms import Rooms
from bot.library.translations import State
from bot.model.staff import Member, Organisation, StaffRole
from bot.monitoring.plan import plan_path, read_plan
from bot.monitoring.traffic import Traffic
from bot.monitoring.work_list import States
from bot.screens.answer import Answers
from storage.tables import subscriptions
from tests.conftest import SECRET, TODAY
from tests.processes import ROOT

NOW = 1_795_600_000
"""Wednesday, 25 November 2026, 15:06 UTC."""
PASSPHRASE = "seven wet bicycles sing"


class Clock:
    """Whole seconds that go on when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@dataclass
class Sent:
    """A form of a page: where it goes and what stands in it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Page(HTMLParser):
    """A page of the desk."""

    status: int
    text: str
    path: str
    headers: Mapping[str, str]
    forms: list[Sent] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    _area: str | None = None
    _select: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Sent(own.get("action") or self.path))
        elif tag == "input" and self.forms and own.get("type") not in ("file", "submit") and own.get("name"):
            if own.get("type") not in ("checkbox", "radio") or "checked" in own:
                self.forms[-1].values.setdefault(own["name"], []).append(own.get("value", ""))
        elif tag == "textarea":
            self._area = own["name"]
            self.forms[-1].values[own["name"]] = [""]
        elif tag == "select":
            self._select = own["name"]
        elif tag == "option" and self._select and "selected" in own:
            self.forms[-1].values[self._select] = [own.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            data = data.removeprefix("\n") if not self.forms[-1].values[self._area][0] else data
            self.forms[-1].values[self._area][0] += data
        self.words.append(data)

    @property
    def said(self) -> str:
        """The words of the page."""
        return re.sub(r"\s+", " ", " ".join(self.words))

    def form(self, action: str) -> Sent:
        """The form that goes to an address."""
        return next(one for one in self.forms if one.action.endswith(action))


class Officer:
    """A browser of her own at the desk."""

    def __init__(self, client: TestClient[Any, Any], clock: Clock) -> None:
        self._client, self._clock = client, clock
        self.page = Page(0, "", "", {})

    async def opens(self, path: str, **headers: str) -> Page:
        async with self._client.get(path, headers=headers) as response:
            return await self._seen(response)

    async def _seen(self, response: Any) -> Page:
        for name, value in HEADERS.items():
            assert response.headers.getall(name) == [value]
        body = await response.read()
        self.page = Page(response.status, body.decode("utf-8", "replace"), response.url.path, response.headers)
        if response.content_type == "text/html":
            assert response.headers["Cache-Control"] == "no-store"
        return self.page

    async def sends(self, action: str, **values: str | Sequence[str] | None) -> Page:
        """Fill in the form of the open page that goes to `action`, and send it. None leaves a field out."""
        form = self.page.form(action)
        given = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
        filled = {**form.values, **given}
        return await self.posts(form.action, {name: value for name, value in filled.items() if value is not None})

    async def posts_raw(self, path: str, kind: str, body: bytes) -> Page:
        """Send any bytes as any kind of content."""
        async with self._client.post(path, data=body, headers={"Content-Type": kind}) as response:
            return await self._seen(response)

    async def posts(
        self, path: str, values: Mapping[str, Sequence[str]], file: tuple[str, bytes] | None = None
    ) -> Page:
        """Send values to an address, whatever stands on the open page."""
        data = FormData(default_to_multipart=file is not None)
        for name, several in values.items():
            for value in several:
                data.add_field(name, value)
        if file is not None:
            data.add_field("file", io.BytesIO(file[1]), filename=file[0], content_type="application/octet-stream")
        async with self._client.post(path, data=data) as response:
            return await self._seen(response)


@dataclass
class Office:
    """The desk on a loopback port, and the people who use it."""

    engine: AsyncEngine
    clock: Clock
    rooms: Rooms
    server: TestServer
    organisation: Organisation
    kept: "asyncio.Task[None]"
    """Holds what goes on behind the requests, until it is cancelled."""
    tests_sent: list[tuple[int, int]] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def browser(self) -> Officer:
        """A browser in which nobody has signed in."""
        client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        self.stack.push_async_callback(client.close)
        return Officer(client, self.clock)

    async def invited(
        self, login: str, role: StaffRole = StaffRole.OFFICER, organisation: Organisation | None = None
    ) -> str:
        """An invitation's token."""
        by = operator(organisation or self.organisation)
        return await invite(self.engine, by, login, login.title(), role, self.clock(), self.rooms.dice)

    async def joins(self, officer: Officer, login: str, token: str) -> Page:
        """Take an invitation up, as its page says."""
        await officer.opens(f"/desk/invitation/{token}")
        self.secrets[login] = authenticator.secret_of_invitation(SECRET, token)
        return await officer.sends(f"/invitation/{token}", passphrase=PASSPHRASE, code=self.code(login))

    def code(self, login: str) -> str:
        """What her authenticator shows now."""
        return pyotp.TOTP(self.secrets[login]).at(self.clock())

    async def signed_in(
        self, login: str, role: StaffRole = StaffRole.OFFICER, organisation: Organisation | None = None
    ) -> Officer:
        """Somebody who has joined and signed in."""
        officer = await self.browser()
        await self.joins(officer, login, await self.invited(login, role, organisation))
        return await self.signs_in(officer, login)

    async def signs_in(self, officer: Officer, login: str) -> Officer:
        """Sign in with the next code of the authenticator."""
        self.clock.now += 30
        await officer.opens("/desk/sign-in")
        page = await officer.sends("/sign-in", login=login, passphrase=PASSPHRASE, code=self.code(login))
        assert page.status == 200, page.said
        assert "Your desk" in page.said
        return officer

    async def subscribers(self, **by_language: int) -> None:
        """So many people who want every bulletin, by language."""
        async with self.engine.begin() as connection:
            for language, number in by_language.items():
                for one in range(number):
                    await connection.execute(
                        subscriptions.insert().values(
                            visitor=f"{language}{one}".encode().ljust(16, b"."),
                            address=b"sealed",
                            kind="person",
                            language=language,
                            rhythm="now",
                            seen="2026-11",
                        )
                    )


@contextlib.asynccontextmanager
async def office(
    answers: Answers,
    engine: AsyncEngine,
    site: str = "http://localhost",
    dhis2: Callable[[str, str], Dhis2] | None = None,
) -> AsyncIterator[Office]:
    """The desk under the visitors' pages, as the roof builds it."""
    clock, sent = Clock(), list[tuple[int, int]]()

    async def test_send(member: Member, bulletin: int) -> None:
        sent.append((member.id, bulletin))

    async def translations() -> States:
        return {"fil": {"kit/fees": State(10, 8, 1, 8, 0)}}

    plan, pictures = read_plan(plan_path([ROOT / "content"])), Pictures()
    rooms = Rooms(
        engine=engine,
        secret=SECRET,
        answers=lambda: answers,
        known=lambda: known_of(answers.library, answers.languages),
        topics=lambda language: topic_names(answers.library, language),
        site=site,
        clock=clock,
        dice=secrets.randbelow,
        rate=30,
        test_send=test_send,
        operations=Watch(engine, Traffic(NOW), clock).operations,
        plan=lambda: plan,
        translations=translations,
        charts=Charts(engine),
        pictures=pictures,
        pushes=Pushes(engine, clock),
        dhis2=dhis2 or Dhis2,
    )
    union = Organisation(id=0, slug="nurses-ke", name="Nurses & Midwives")
    kept = await add_organisation(engine, rooms.known(), union, NOW)
    server = TestServer(application(answers, rooms))
    async with contextlib.AsyncExitStack() as stack:
        await server.start_server()
        stack.push_async_callback(server.close)
        stack.push_async_callback(pictures.close)
        behind = asyncio.create_task(rooms.pushes.kept())
        stack.push_async_callback(asyncio.wait, [behind])
        stack.callback(behind.cancel)
        yield Office(engine, clock, rooms, server, kept, behind, sent, stack=stack)


def application(answers: Answers, rooms: Rooms) -> web.Application:
    """The visitors' pages with the desk among them."""

    async def ready() -> bool:
        return True

    made = WebChannel(lambda: answers, rooms.site, lambda: TODAY, ready).application()
    desk = Desk(rooms)
    for path in ("/desk", "/desk/{rest:.*}"):
        made.router.add_route("*", path, desk.answer)
    return made
