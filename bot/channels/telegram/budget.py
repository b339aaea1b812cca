"""One send budget for everything that leaves the bot: replies first, corrections and withdrawals next, bulletins with
what is left.

Telegram allows about 30 messages a second in all, one a second in a chat, 20 a minute in a group, and closes for
`retry_after` seconds what was throttled. It does not say whether that was the chat or the bot: one chat alone is taken
for itself; several chats within a second mean the bot, and then bulletins rest. Replies never do: they wait only for
their own chat.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

BURST = 0.1
"""Seconds' worth of messages that may leave at once."""
DEBT = 1.0
"""Seconds' worth of replies that may run ahead of the rate before a reply waits."""
TOGETHER = 1.0
"""Seconds within which two throttled chats mean that the whole bot was throttled."""
SLOWER, FASTER = 0.7, 0.02
"""What is left of the bulletins' share after the bot was throttled, and what comes back of it each second."""
GROUP_GAP, CHAT_GAP = 3.0, 1.0
"""Seconds between two messages to a group (20 a minute) and to a person."""
CHATS = 20_000
"""Chats that are remembered."""


class Budget:
    """Who may send now, and who waits how long. Made for one event loop; several senders share one."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = float(rate)
        self.share = 1.0
        self._clock = clock
        self._free_at = 0.0
        self._resting_until = 0.0
        self._share_at = clock()
        self._throttled: OrderedDict[int, float] = OrderedDict()
        self._open_at: OrderedDict[int, float] = OrderedDict()

    def reply(self) -> float:
        """Take a reply's place; tells the seconds that it waits, mostly none."""
        now = self._clock()
        self._free_at = max(self._free_at, now - BURST) + 1 / self.rate
        return max(0.0, self._free_at - now - DEBT)

    def grant(self, wanted: int) -> tuple[int, float]:
        """Take up to `wanted` places for bulletins; tells how many, and how long to wait where it is none."""
        now = self._clock()
        self._recover(now)
        if now < self._resting_until:
            return 0, self._resting_until - now
        gap = 1 / (self.rate * self.share)
        self._free_at = max(self._free_at, now - max(BURST, gap))
        number = max(0, min(wanted, int((now - self._free_at) / gap + 1e-9)))
        self._free_at += number * gap
        return number, 0.0 if number else self._free_at + gap - now

    def return_unused(self, number: int) -> None:
        """Give places back for which there was nothing to send."""
        self._free_at -= number / (self.rate * self.share)

    def chat_waits(self, chat: int) -> float:
        """Seconds until a chat may get a bulletin, 0 where it may now."""
        return max(0.0, self._open_at.get(chat, 0.0) - self._clock())

    def sent_to(self, chat: int) -> None:
        """A message went to a chat: the next bulletin there keeps its distance."""
        self._close(chat, GROUP_GAP if chat < 0 else CHAT_GAP)

    def throttled(self, chat: int, seconds: float) -> None:
        """Telegram closed something for some seconds: this chat, or, where others were closed just now, bulletins."""
        now = self._clock()
        self._close(chat, seconds)
        self._throttled[chat] = now
        self._throttled.move_to_end(chat)
        while self._throttled and next(iter(self._throttled.values())) < now - TOGETHER:
            self._throttled.popitem(last=False)
        if len(self._throttled) > 1:
            self._resting_until = max(self._resting_until, now + seconds)
            self.share = max(0.05, self.share * SLOWER)
            self._share_at = self._resting_until

    def _recover(self, now: float) -> None:
        if self.share < 1.0 and now > self._share_at:
            self.share = min(1.0, self.share + FASTER * (now - self._share_at))
        self._share_at = max(self._share_at, now)

    def _close(self, chat: int, seconds: float) -> None:
        self._open_at[chat] = max(self._open_at.get(chat, 0.0), self._clock() + seconds)
        self._open_at.move_to_end(chat)
        if len(self._open_at) > CHATS:
            self._open_at.popitem(last=False)
