"""The Bot API's double for load, a process of its own: as strict as the tests' double, with nothing around it.

A server made of aiohttp would cost more than the bots that are measured against it, and two cores are shared by all.
It prints its address. `/control/begin?delay=0.05` counts anew and lets each call take 50 ms, `/control/counts` tells
what was called, `/control/webhook` where updates are wanted; on a connection that asked for `/control/follow` a line
tells of each message that was shown, with its content after `?whole`.
"""

import asyncio
from collections import Counter
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import orjson
import uvloop

from tests.doubles.telegram import BOT, TOKEN, Refused, _keyboard, _visible

SHOWS = ("editMessageText", "sendMessage")


class Api:
    """What the double knows."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.counts: Counter[str] = Counter()
        self.webhook: dict[str, Any] = {}
        self.acknowledged: set[str] = set()
        self.follower: asyncio.WriteTransport | None = None
        self.whole = False

    def control(self, path: str, query: dict[str, str]) -> Any:
        """Answer whoever measures."""
        if path == "/control/begin":
            self.delay = float(query.get("delay", self.delay))
            self.counts.clear()
            self.acknowledged.clear()
        return self.webhook if path == "/control/webhook" else self.counts

    def call(self, method: str, given: dict[str, Any]) -> Any:
        """Do what a method does; raises Refused."""
        self.counts[method] += 1
        if method in SHOWS:
            return self._shown(given)
        if method == "answerCallbackQuery":
            return self._acknowledged(str(given["callback_query_id"]))
        if method == "setWebhook":
            self.webhook = given
        return BOT if method == "getMe" else True

    def _shown(self, given: dict[str, Any]) -> Any:
        chat, text, markup = int(given["chat_id"]), given["text"], _read(given.get("reply_markup"))
        visible = _visible(text, given.get("parse_mode", ""))
        _keyboard(markup)
        if self.follower is not None:
            content = orjson.dumps([visible, markup]) if self.whole else b""
            self.follower.write(b"%d %b\n" % (chat, content))
        who = {"id": chat, "type": "private", "first_name": "Nurse"}
        return {"message_id": 7, "date": 1764300000, "chat": who, "from": BOT, "text": visible}

    def _acknowledged(self, tap: str) -> bool:
        if tap in self.acknowledged:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.acknowledged.add(tap)
        return True


def _read(value: Any) -> Any:
    """A form's field that is JSON, as the Bot API reads it."""
    return orjson.loads(value) if isinstance(value, str) else value


class Connection(asyncio.Protocol):
    """One HTTP connection that is kept."""

    def __init__(self, api: Api) -> None:
        self._api, self._buffer = api, bytearray()
        self._free_at = 0.0
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's has the methods and not the type

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end]).decode("latin-1")
            lines = (one.partition(":") for one in head.split("\n"))
            fields = {name.lower(): value.strip() for name, _, value in lines}
            whole = end + 4 + int(fields.get("content-length", 0))
            if len(self._buffer) < whole:
                return
            body = bytes(self._buffer[end + 4 : whole])
            del self._buffer[:whole]
            self._asked(head.split(" ", 2)[1], fields.get("content-type", ""), body)

    def _asked(self, target: str, kind: str, body: bytes) -> None:
        address = urlsplit(target)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        if address.path == "/control/follow":
            self._api.follower, self._api.whole = self._transport, "whole" in query
        elif address.path.startswith("/control/"):
            self._write(200, self._api.control(address.path, query))
        else:
            given = orjson.loads(body) if kind.startswith("application/json") else dict(parse_qsl(body.decode()))
            prefix, _, method = address.path.rpartition("/")
            known = prefix == f"/bot{TOKEN}"
            if self._api.delay:  # what comes over one connection is done one after the other
                loop = asyncio.get_running_loop()
                self._free_at = max(self._free_at, loop.time()) + self._api.delay
                loop.call_at(self._free_at, self._answer, method, given, known)
            else:
                self._answer(method, given, known)

    def _answer(self, method: str, given: dict[str, Any], known: bool) -> None:
        try:
            if not known:
                raise Refused(401, "Unauthorized")
            self._write(200, {"ok": True, "result": self._api.call(method, given)})
        except Refused as refused:
            self._api.counts[f"refused {method}"] += 1
            self._write(refused.code, {"ok": False, "error_code": refused.code, "description": refused.description})

    def _write(self, status: int, said: Any) -> None:
        body = orjson.dumps(said)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 %d -\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(body), body)
            )


async def main() -> None:
    """Serve until the process is ended."""
    api = Api()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(api), "127.0.0.1", 0, backlog=1024)
    print("http://{}:{}".format(*server.sockets[0].getsockname()[:2]), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
