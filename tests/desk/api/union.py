"""Two unions with their staff and tokens, some subscribers, and the API running for them over HTTP."""

import contextlib
import hashlib
import io
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.web.network import Origin
from bot.desk.api.door import ApiDoor
from bot.desk.api.guesses import Guesses
from bot.desk.api.operation import Means
from bot.desk.api.pace import Pace
from bot.model.bulletin import Known
from bot.model.staff import Member
from storage.database import writing
from storage.tables import organisations, staff, subscriptions, tokens

NOW = 1_795_000_000
"""18 November 2026."""
KNOWN = Known(
    languages=frozenset({"en", "fr", "ar"}),
    homes=frozenset({"PH", "GH"}),
    destinations=frozenset({"GB", "DE"}),
    occupations=frozenset({"2221"}),
    topics=frozenset({"fees", "contracts"}),
)
ANNE, BEN, CLARA, OTHER = 1, 2, 3, 4
TOKENS = {ANNE: "anne-token-0001", BEN: "ben-token-00002", CLARA: "clara-reads-003", OTHER: "other-union-004"}
SCOPES = {ANNE: ",read,write,release,", BEN: ",read,write,release,", CLARA: ",read,", OTHER: ",read,write,release,"}


async def settle_unions(engine: AsyncEngine) -> None:
    """Anne, Ben and Clara of one union, somebody of another, and subscribers."""
    async with writing(engine) as connection:
        await connection.execute(
            organisations.insert(),
            [
                {"id": 1, "slug": "ours", "name": "Our Union", "languages": ",en,fr,", "countries": ","},
                {"id": 2, "slug": "theirs", "name": "Their Union", "languages": ",", "countries": ",GH,"},
            ],
        )
        await connection.execute(
            staff.insert(),
            [
                {
                    "id": number,
                    "organisation": 2 if number == OTHER else 1,
                    "login": f"login{number}",
                    "name": f"Name {number}",
                    "role": "officer",
                    "passphrase": "x",
                    "totp": b"x",
                    "created": NOW,
                }
                for number in TOKENS
            ],
        )
        await connection.execute(
            tokens.insert(),
            [
                {
                    "organisation": 2 if number == OTHER else 1,
                    "staff": number,
                    "name": "program",
                    "hash": hashlib.sha256(token.encode()).digest(),
                    "scopes": SCOPES[number],
                    "created": NOW,
                }
                for number, token in TOKENS.items()
            ],
        )
        await connection.execute(
            subscriptions.insert(),
            [
                {
                    "visitor": number.to_bytes(16, "big"),
                    "address": b"sealed",
                    "kind": "person",
                    "language": "fr" if number < 4 else "en",
                    "rhythm": "now",
                    "seen": "2026-11",
                }
                for number in range(30)
            ],
        )


@dataclass
class Union:
    """The API and how to call it."""

    url: str
    session: aiohttp.ClientSession
    engine: AsyncEngine
    clock: list[int]
    tests: list[int] = field(default_factory=list)
    known: Known = KNOWN

    async def call(
        self, who: int | None, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, Any, Any]:
        """Status, JSON and headers of a request."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            given["Authorization"] = f"Bearer {TOKENS[who]}"
        kind: dict[str, Any] = (
            {"data": io.BytesIO(body)} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        )
        async with self.session.request(method, f"{self.url}/api{path}", headers=given, **kind) as response:
            assert response.content_type in ("application/json", "application/problem+json"), path
            found = await response.json(content_type=None)
            if response.status >= 400:
                assert response.content_type == "application/problem+json"
                assert found["status"] == response.status
                assert found["detail"].endswith(".")
            return response.status, found, response.headers

    async def written(self, who: int = ANNE, **changes: Any) -> int:
        """A draft of somebody; tells its id."""
        status, found, _ = await self.call(who, "POST", "/v1/bulletins", draft(**changes))
        assert status == 201, found
        return int(found["id"])

    async def released(self) -> int:
        """A bulletin by Anne that Ben released."""
        number = await self.written()
        status, found, _ = await self.call(BEN, "POST", f"/v1/bulletins/{number}/release", {"version": 1})
        assert status == 202, found
        return number


def draft(**changes: Any) -> dict[str, Any]:
    """A draft as JSON."""
    return {"title": "Fees", "texts": {"en": "No **fees** for you."}, "show_until": "2026-12-01T12:00:00Z"} | changes


def picture() -> bytes:
    """A small PNG."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(file, "PNG")
    return file.getvalue()


@contextlib.asynccontextmanager
async def running(engine: AsyncEngine, pace: Pace | None = None, free: int = 100_000) -> AsyncIterator[Union]:
    """The API over HTTP for the two unions; so many wrong tokens are `free`."""
    await settle_unions(engine)
    clock = [NOW]
    dice = itertools.count(1)
    sent: list[int] = []

    async def test_send(member: Member, number: int) -> None:
        sent.append(number)

    means = Means(
        engine=engine,
        known=lambda: KNOWN,
        test_send=test_send,
        now=lambda: clock[0],
        dice=lambda sides: next(dice) * 7919 // 3 % sides,
    )
    application = web.Application(client_max_size=1 << 20)
    application.router.add_get("/{path:.*}", _page)
    door = ApiDoor(means, Origin(), pace, Guesses(means.now, free))
    for path in ("/api", "/api/{rest:.*}"):
        application.router.add_route("*", path, door.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        async with aiohttp.ClientSession() as session:
            yield Union(f"http://{host}:{port}", session, engine, clock, sent)
    finally:
        await runner.cleanup()


async def _page(_: web.Request) -> web.Response:
    return web.Response(text="a page")
