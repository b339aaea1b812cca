"""Changes a message by prepared bytes over the wire of deliveries, with the errors of python-telegram-bot.

Its own call builds a request and a whole tree of objects anew for each change, ten times the work, and nothing of the
result is needed; what can go wrong is told in its words, so that waits and ways around it are one and the same.
"""

import math
from collections.abc import Iterator
from itertools import chain, repeat

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.channels.telegram.render import Rendered
from bot.channels.telegram.waiting import TRIES
from bot.channels.telegram.wire import TIMEOUT, Answer, Meaning, Wire

SOON = 3.0
"""Seconds after which a change is asked for again: that does no harm, and a line may have swallowed it."""


def patiences() -> Iterator[float]:
    """Seconds that each try of a change waits for an answer: not long, and at last as long as a slow API may take."""
    return chain(repeat(SOON, TRIES - 1), repeat(TIMEOUT))


async def change(wire: Wire, chat: int, message: int, rendered: Rendered, patience: float) -> None:
    """Let a message show something else; raises what python-telegram-bot would raise."""
    body = b'{"chat_id":%d,"message_id":%d,' % (chat, message) + rendered.change
    answer = await wire.call("editMessageText", body, patience)
    if answer.meaning is not Meaning.DONE:
        raise _error(answer)


def _error(answer: Answer) -> Exception:
    if answer.moved:
        return ChatMigrated(answer.moved)
    match answer.meaning:
        case Meaning.THROTTLED:
            return RetryAfter(math.ceil(answer.wait))
        case Meaning.GONE:
            return Forbidden(answer.why)
        case Meaning.REFUSED:
            return BadRequest(answer.why)
        case _:
            return NetworkError(answer.why)
