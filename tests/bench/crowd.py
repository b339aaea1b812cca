"""Visitors who tap, a process of its own: `python -m tests.bench.crowd '{"webhook": ..., ...}'`.

Each is one chat with one kept connection, as Telegram has: she taps, waits until her message shows the next screen and
the webhook has answered, and taps a button of that screen. First one visitor walks the menu, and every screen that a
webhook response brings is held against the tests' double; then all walk it at random. It prints what it saw as JSON.
"""

import asyncio
import contextlib
import gc
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
import uvloop

from tests.bench.asking import Asking, connected
from tests.doubles.telegram import BOT, _keyboard, _visible

PATIENCE = 20.0
"""Seconds that a visitor of the first walk waits for a screen."""
DRAIN = 15.0
"""Seconds for answers and acknowledgements that are still on their way at the end."""
LEFT_OUT = ("hide/now", "forget", "subscribe", "staff", "/helpful/", "/interest/")
"""What a crowd does not tap: it removes messages, keeps something about each, or has a word alone for answer."""


@dataclass
class Screen:
    """What a message shows: the JSON of it as Telegram sends it back with a tap, its buttons, and the answer to it."""

    shown: bytes
    links: list[str]
    tail: bytes = b""


@dataclass
class Seen:
    """What the crowd saw in one walk."""

    taps: int = 0
    wrong: int = 0
    in_response: int = 0
    seconds: list[float] = field(default_factory=list)


@dataclass
class Wanted:
    """What is asked for on the command line."""

    control: str
    root: str
    webhook: str = ""
    places: int = 400
    visitors: int = 64
    seconds: float = 5.0
    delay: float = 0.0
    acknowledges: bool = True
    process: int = 0
    goal: float = 0.0
    """Updates a second that are the goal; 0 where there is none."""


class Visitor:
    """Somebody in a chat."""

    def __init__(self, crowd: "Crowd", number: int) -> None:
        self.crowd, self.number = crowd, number
        self.place = crowd.wanted.root
        self.dice = random.Random(number)  # noqa: S311  # the same walk in each run
        self.due = self.begun = 0.0
        self.told = self.shown = False
        self.idle = asyncio.Event()
        self.pausing: asyncio.TimerHandle | None = None
        self.asking: Asking | None = None

    def tap(self, data: str) -> None:
        """Tap a button of the screen that stands in the chat."""
        self.told = self.shown = False
        self.idle.clear()
        body = self.crowd.update(self.number, self.place, data)
        self.place, self.begun = data, time.perf_counter()
        assert self.asking is not None
        self.asking.ask(self.crowd.head % len(body) + body)

    def answered(self, status: int, _: bytes, body: bytes) -> None:
        """The webhook answered."""
        self.told = True
        if status != 200:
            self.crowd.seen.wrong += 1
            self.shown = True
        elif b'"method"' in body[:30]:
            self.crowd.seen.in_response += 1
            self.crowd.checked(self.place, body)
            self.shown = True
        self.done()

    def appeared(self) -> None:
        """A message was shown in the chat."""
        self.shown = True
        self.done()

    def done(self) -> None:
        """When the webhook has answered and the screen stands, she goes on."""
        if self.told and self.shown and not self.idle.is_set():
            self.idle.set()
            self.crowd.moved(self)


class Crowd:
    """All visitors, and what they know of the menu."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.known: dict[str, Screen] = {wanted.root: Screen(_message("Menu", None), [wanted.root])}
        self.visitors: dict[int, Visitor] = {}
        self.seen = Seen()
        self.head = b""
        self.interval = 0.0
        self.going = False
        self._number = int(time.time()) * 1000 % 10**12
        self._arrived: asyncio.Future[tuple[str, Any]] | None = None

    # Updates

    def update(self, chat: int, here: str, data: str) -> bytes:
        """A tap as Telegram tells of it."""
        self._number += 1
        return b"".join(
            (
                b'{"update_id":%d,"callback_query":{"id":"%d","from":{"id":%d,"is_bot":false,"first_name":"Nurse",'
                b'"language_code":"en"},"message":{"message_id":7,"from":' % (self._number, self._number, chat),
                _BOT,
                b',"chat":{"id":%d,"first_name":"Nurse","type":"private"},"date":1764300000,' % chat,
                self.known[here].shown,
                b'},"chat_instance":"-2718281828459045","data":"%b"}}' % data.encode(),
            )
        )

    def checked(self, place: str, body: bytes) -> None:
        """Hold an answer in the webhook response against the double's rules, once for each content; raises Refused."""
        if self._arrived is None and body[body.find(b'"text":') :] == self.known[place].tail:
            return
        said = orjson.loads(body)
        assert said["method"] == "editMessageText", said
        text, markup = _visible(said["text"], said.get("parse_mode", "")), said["reply_markup"]
        _keyboard(markup)
        if self._arrived is not None:
            self._arrive(text, markup, body)
        else:
            self.known[place].tail = body[body.find(b'"text":') :]

    def _arrive(self, text: str, markup: Any, body: bytes = b"") -> None:
        if self._arrived is not None and not self._arrived.done():
            links = [one["callback_data"] for row in markup["inline_keyboard"] for one in row if "callback_data" in one]
            kept = [one for one in links if not any(left in one for left in LEFT_OUT)]
            self._arrived.set_result((text, Screen(_message(text, markup), kept, body[body.find(b'"text":') :])))

    # Walking

    async def learn(self) -> None:
        """Walk the menu alone, breadth first."""
        first = Visitor(self, 1)
        self.visitors[1] = first
        first.asking = await connected(self.host, self.port, first.answered)
        waiting, queued = [self.wanted.root], {self.wanted.root}
        found: dict[str, Screen] = {}
        while waiting and len(found) < self.wanted.places:
            data = waiting.pop(0)
            self._arrived = asyncio.get_running_loop().create_future()
            first.place = self.wanted.root
            first.tap(data)
            async with asyncio.timeout(PATIENCE):
                _, found[data] = await self._arrived
                await first.idle.wait()
            new = [one for one in found[data].links if one not in queued]
            waiting += new
            queued |= set(new)
        self._arrived = None
        self.known = found
        for one in found.values():
            one.links = [link for link in one.links if link in found] or [self.wanted.root]

    async def walk(self, seconds: float, rate: float = 0.0) -> Seen:
        """Let everybody walk for some seconds: as fast as they can, or so many taps a second in all."""
        self.seen, self.going = Seen(), True
        self.interval = len(self.visitors) / rate if rate else 0.0
        begun = time.perf_counter()
        for number, visitor in enumerate(self.visitors.values()):
            visitor.due = begun + self.interval * number / len(self.visitors)
            self._at_due(visitor)
        await asyncio.sleep(seconds)
        self.going = False
        for visitor in self.visitors.values():  # who pauses now must not tap once more in the next walk
            if visitor.pausing is not None:
                visitor.pausing.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                for visitor in self.visitors.values():
                    await visitor.idle.wait()
        self.seen.wrong += sum(not visitor.idle.is_set() for visitor in self.visitors.values())
        return self.seen

    def moved(self, visitor: Visitor) -> None:
        """A visitor has her next screen."""
        if self._arrived is None:
            now = time.perf_counter()
            self.seen.seconds.append(now - (visitor.due if self.interval else visitor.begun))
            visitor.due += self.interval
            self._at_due(visitor)

    def _at_due(self, visitor: Visitor) -> None:
        if not self.going:
            return
        if (wait := visitor.due - time.perf_counter()) > 0 and self.interval:
            visitor.pausing = asyncio.get_running_loop().call_later(wait, self._next, visitor)
        else:
            self._next(visitor)

    def _next(self, visitor: Visitor) -> None:
        if self.going:
            self.seen.taps += 1
            visitor.tap(visitor.dice.choice(self.known[visitor.place].links))

    # Around it

    async def open(self) -> None:
        """Find the webhook, follow what the double shows."""
        api = urlsplit(self.wanted.control)
        assert api.hostname is not None
        assert api.port is not None
        self._api = (api.hostname, api.port)
        hook = {"url": self.wanted.webhook}
        while not hook.get("url"):
            await asyncio.sleep(0.05)
            hook = await self.control("/control/webhook")
        address = urlsplit(hook["url"])
        self.host, self.port = address.hostname or "", address.port or 0
        self.head = (
            f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {hook.get('secret_token', '')}\r\nContent-Length: %d\r\n\r\n"
        ).encode()
        await asyncio.get_running_loop().create_connection(lambda: Following(self, b"?whole"), *self._api)
        await self.control(f"/control/begin?delay={self.wanted.delay}")

    async def gather(self) -> None:
        """Everybody comes, and what the double tells is only who was shown something."""
        await asyncio.get_running_loop().create_connection(lambda: Following(self, b""), *self._api)
        for number in range(1, self.wanted.visitors + 1):
            visitor = self.visitors[number] = Visitor(self, number)
            visitor.asking = await connected(self.host, self.port, visitor.answered)

    async def control(self, path: str) -> dict[str, Any]:
        """Ask the double about itself."""
        told: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        asking = await connected(*self._api, lambda _, __, body: None if told.done() else told.set_result(body))
        asking.ask(f"GET {path} HTTP/1.1\r\nHost: double\r\n\r\n".encode())
        return dict(orjson.loads(await told))

    def appeared(self, chat: int, content: bytes) -> None:
        """The double showed a message in a chat."""
        if content and self._arrived is not None:
            self._arrive(*orjson.loads(content))
        if (visitor := self.visitors.get(chat)) is not None:
            visitor.appeared()


class Following(asyncio.Protocol):
    """The connection on which the double tells of each message that it shows."""

    def __init__(self, crowd: Crowd, how: bytes) -> None:
        self._crowd, self._how, self._rest = crowd, how, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        request = b"GET /control/follow%b HTTP/1.1\r\nHost: double\r\n\r\n" % self._how
        cast(asyncio.WriteTransport, transport).write(request)

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            chat, _, content = line.partition(b" ")
            self._crowd.appeared(int(chat), content)


_BOT = orjson.dumps(BOT)


def _message(text: str, markup: Any) -> bytes:
    """What a tap tells of the message on which it was: its words and buttons."""
    return orjson.dumps({"edit_date": 1764300001, "text": text, "entities": [], "reply_markup": markup})[1:-1]


def cpu(process: int) -> float:
    """Seconds of processor time that a process has used."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        user, system = file.read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / 100


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Milliseconds at which so many of a hundred were answered."""
    ordered = sorted(seconds) or [float("nan")]
    return {f"p{share:g}": ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] * 1000 for share in (50, 99)}


async def measured(crowd: Crowd) -> dict[str, Any]:
    """One walk as fast as it goes, one at half of that, and one at half of the goal."""
    await crowd.open()
    await crowd.learn()
    await crowd.gather()
    gc.collect()
    gc.freeze()  # what is known of the menu stays; to look through it again would let everybody wait, whoever answers
    await crowd.walk(min(1.0, crowd.wanted.seconds))
    await crowd.control("/control/begin")
    used, begun = cpu(crowd.wanted.process), time.perf_counter()
    fast = await crowd.walk(crowd.wanted.seconds)
    rate = len(fast.seconds) / (time.perf_counter() - begun)
    counts = await drained(crowd, fast)
    used = cpu(crowd.wanted.process) - used
    calm = await crowd.walk(crowd.wanted.seconds, rate / 2)
    half = await crowd.walk(crowd.wanted.seconds, crowd.wanted.goal / 2) if crowd.wanted.goal else Seen()
    return {
        "screens": len(crowd.known),
        "updates_a_second": rate,
        "cpu_ms_an_update": used / max(1, fast.taps) * 1000,
        "in_response": fast.in_response / max(1, fast.taps),
        "unacknowledged": fast.taps - counts.get("answerCallbackQuery", 0) if crowd.wanted.acknowledges else 0,
        "refused": sum(count for name, count in counts.items() if name.startswith("refused")),
        "wrong": fast.wrong + calm.wrong + half.wrong,
        "closed_loop_ms": percentiles(fast.seconds),
        "half_load": len(calm.seconds) / crowd.wanted.seconds,
        "half_load_ms": percentiles(calm.seconds),
        "half_goal": crowd.wanted.goal / 2,
        "half_goal_ms": percentiles(half.seconds) if half.seconds else {},
    }


async def drained(crowd: Crowd, seen: Seen) -> dict[str, Any]:
    """What the double counted, when all acknowledgements are there or do not come any more."""
    until = time.monotonic() + DRAIN
    while True:
        counts = await crowd.control("/control/counts")
        late = crowd.wanted.acknowledges and counts.get("answerCallbackQuery", 0) < seen.taps
        if not late or time.monotonic() > until:
            return counts
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    print(orjson.dumps(uvloop.run(measured(Crowd(Wanted(**orjson.loads(sys.argv[1])))))).decode())
