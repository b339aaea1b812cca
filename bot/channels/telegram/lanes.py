"""One lane a chat: what happens in a chat is answered in order, different chats at the same time."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

LONGEST_LANE = 50
"""Turns that may wait in one chat; more is somebody hammering, and the oldest are passed over."""
MOST_LANES = 10_000
"""Chats with something waiting at once; beyond that the newest wait for Telegram to send them again or are lost."""

Work = Callable[[], Awaitable[None]]


class _Lane:
    """What waits in one chat; `unseen` of it, with what is under way, she does not see yet."""

    def __init__(self) -> None:
        self.turns: deque[tuple[Work, bool]] = deque()
        self.unseen = 0
        self.acting = False

    def put(self, work: Work, *, seen: bool) -> None:
        """Let a turn wait; in a lane that is too long the oldest is passed over."""
        if len(self.turns) >= LONGEST_LANE:
            self.unseen -= not self.turns.popleft()[1]
        self.turns.append((work, seen))
        self.unseen += not seen

    def next(self) -> Work:
        """Begin a turn."""
        work, seen = self.turns.popleft()
        self.acting = not seen
        return work

    def shown(self) -> None:
        """She sees what is under way, or it is over."""
        self.unseen -= self.acting
        self.acting = False


class Lanes:
    """Runs work, in order within a chat and in parallel between chats. `newer` is told of a chat where work waits."""

    def __init__(self, newer: Callable[[int], None] = lambda _: None) -> None:
        self._newer = newer
        self._waiting: dict[int, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def put(self, chat: int, work: Work, *, seen: bool = False) -> bool:
        """Take work for a chat; False where there is no room, or no more work is taken.

        `seen` says that she sees already what it does, so that nothing has to come behind it to keep the order.
        """
        if self._closed:
            return False
        if (lane := self._waiting.get(chat)) is not None:
            lane.put(work, seen=seen)
            self._newer(chat)
            return True
        if len(self._waiting) >= MOST_LANES:
            return False
        lane = self._waiting[chat] = _Lane()
        lane.put(work, seen=seen)
        task = asyncio.create_task(self._drain(chat, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    def free(self, chat: int) -> bool:
        """Whether work is taken, and a chat sees all that was done in it, so that an answer now keeps the order."""
        lane = self._waiting.get(chat)
        return not self._closed and (lane is None or not lane.unseen)

    def waits(self, chat: int) -> bool:
        """Whether work waits in a chat behind that which is under way."""
        return (lane := self._waiting.get(chat)) is not None and bool(lane.turns)

    def shown(self, chat: int) -> None:
        """What the work under way in a chat lets her see is done; what it still does, it does behind that."""
        if (lane := self._waiting.get(chat)) is not None:
            lane.shown()

    async def _drain(self, chat: int, lane: _Lane) -> None:
        try:
            while lane.turns:
                work = lane.next()
                try:
                    await work()
                except Exception as error:  # one chat's trouble stays its own
                    log.error("A turn was not answered: %s", type(error).__name__)
                lane.shown()
        finally:
            del self._waiting[chat]

    async def finish(self, seconds: float) -> None:
        """Take no more work and let what has begun come to its end, for at most some seconds."""
        self._closed = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class Seen:
    """Remembers the last numbers, so that an update that comes twice is answered once."""

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._numbers: OrderedDict[int, None] = OrderedDict()

    def __contains__(self, number: int) -> bool:
        return number in self._numbers

    def add(self, number: int) -> None:
        """Remember a number; the oldest is forgotten where there are too many."""
        self._numbers[number] = None
        if len(self._numbers) > self._size:
            self._numbers.popitem(last=False)

    def forget(self, number: int) -> None:
        """Let an update that comes again be answered again."""
        self._numbers.pop(number, None)
