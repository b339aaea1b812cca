"""The limit: a handler that answers a constant, a message's change in the webhook response; `... bare_aiohttp PORT`.

Pages are asked of it too. With `uvloop` behind the port it runs in that loop.
"""

import asyncio
import json
import sys

import uvloop
from aiohttp import web

from tests.bench.peers.menu import START, screen

_SHOWN = screen(START)
_KEYBOARD = [[{"text": label, "callback_data": data} for label, data in row] for row in _SHOWN.rows]
ANSWER = json.dumps(
    {
        "method": "editMessageText",
        "chat_id": 1,
        "message_id": 7,
        "text": _SHOWN.html,
        "parse_mode": "HTML",
        "reply_markup": {"inline_keyboard": _KEYBOARD},
    }
).encode()
PAGE = b"x" * 3000


async def answer(_: web.Request) -> web.Response:
    """What is answered to every update."""
    return web.Response(body=ANSWER, content_type="application/json")


async def page(_: web.Request) -> web.Response:
    """What is answered to every page."""
    return web.Response(body=PAGE, content_type="text/html")


def main(port: int, loop: asyncio.AbstractEventLoop) -> None:
    """Serve until the process is ended."""
    application = web.Application()
    application.router.add_post("/telegram", answer)
    application.router.add_get("/", page)
    web.run_app(application, host="127.0.0.1", port=port, access_log=None, print=lambda _: None, loop=loop)


if __name__ == "__main__":
    main(int(sys.argv[1]), uvloop.new_event_loop() if "uvloop" in sys.argv else asyncio.new_event_loop())
