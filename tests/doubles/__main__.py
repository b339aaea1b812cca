"""The Bot API's double as a process of its own, for the bench: `python -m tests.doubles RATE`.

Every chat exists. It prints its address; `/control/stats` tells what was asked, `/control/begin` counts anew, with
`every=20` the messages of every 20th chat can no longer be edited.
"""

import asyncio
import sys
import time
from typing import Any

from aiohttp import web

from tests.doubles.telegram import Chat, Limits, Message, Refused, TelegramDouble


class Crowd(TelegramDouble):
    """A double with more chats than can be looked at: it keeps the last message of each and counts."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.limits = Limits(rate)
        self.recording = False
        self.every = 0
        self.first = self.last = 0.0
        self.most = 0

    def _chat(self, chat_id: Any) -> Chat:
        number = int(chat_id)
        if (found := self.chats.get(number)) is None:
            found = self.chats[number] = Chat(number)
        return found

    def _shown(self, chat: Chat, message: Message) -> dict[str, Any]:
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.most = max(self.most, len(chat.messages))
        return super()._shown(chat, message)

    async def _editMessageText(self, *args: Any, **parameters: Any) -> Any:
        if self.every and int(parameters["chat_id"]) % self.every == 0:
            raise Refused(400, "Bad Request: message can't be edited")
        return await super()._editMessageText(*args, **parameters)

    async def stats(self, _: web.Request) -> web.Response:
        """What was asked and answered since the last time, and the seconds between the first and the last message."""
        told = {**self.counts, "seconds": self.last - self.first, "most": self.most}
        return web.json_response(told)

    async def begin(self, request: web.Request) -> web.Response:
        """Count anew; with `every`, make some messages impossible to edit."""
        self.counts.clear()
        self.first = self.last = 0.0
        self.every = int(request.query.get("every", 0))
        return web.Response()


async def main(rate: float) -> None:
    """Serve until the process is ended."""
    crowd = Crowd(rate)
    application = web.Application()
    application.router.add_get("/control/stats", crowd.stats)
    application.router.add_get("/control/begin", crowd.begin)
    application.router.add_route("*", "/bot{token}/{method}", crowd._handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("http://{}:{}".format(*runner.addresses[0][:2]), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
