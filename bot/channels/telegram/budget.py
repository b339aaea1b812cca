"""One send budget for everything that leaves the bot: replies first, corrections and withdrawals next, bulletins with
what is left.

Telegram allows about 30 messages a second in all, one a second in a chat, 20 a minute in a group, and closes for
`retry_after` seconds what was throttled. It does not say whether that was the chat or the bot: one chat alone is taken
for itself; several chats within a second mean the bot, and then bulletins rest. Replies never rest for that: they wait
only for their own chat.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TypeVar

BURST = 0.2
"""Seconds' worth of messages that may leave at once, so that a short pause of ours costs nothing."""
DEBT = 0.7
"""Seconds' worth of replies that may run ahead of the rate before a reply waits."""
TOGETHER = 1.0
"""Seconds within which two throttled chats mean that the whole bot was throttled."""
SLOWER, FASTER = 0.7, 0.02
"""What is left of the bulletins' share after the bot was throttled, and what comes back of it each second."""
SLOWEST = 0.05
"""The smallest share."""
FREE = 30
"""Messages a second that cost nothing; beyond it Telegram must be asked for a paid broadcast."""
CHAT_GAP, CHAT_BURST = 1.0, 5
"""Seconds between two messages to a person, and how many replies may come faster."""
GROUP_GAP, GROUP_MOST, MINUTE = 3.0, 20, 60.0
"""Seconds between two bulletins to a group, and how many messages of all kinds it gets within a minute."""
CHATS = 20_000
"""Chats that are remembered."""

V = TypeVar("V")


class Budget:
    """Who may send now, and who waits how long. Made for one event loop; all senders of a process share one.

    `rate` is what all processes together may send; it becomes this one's share of it. `paid`: more leaves than is free.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = float(rate)
        self.paid = rate > FREE
        self.share = 1.0
        self._clock = clock
        self._free_at = 0.0
        self._resting_until = 0.0
        self._share_at = clock()
        self._throttled: OrderedDict[int, float] = OrderedDict()
        self._closed: OrderedDict[int, float] = OrderedDict()
        self._persons: OrderedDict[int, float] = OrderedDict()
        self._groups: OrderedDict[int, deque[float]] = OrderedDict()

    # Replies

    def reply(self, chat: int, *, changes: bool = False) -> float:
        """Take a reply's place; tells the seconds that it waits, mostly none.

        `changes` says that messages are changed or removed: in a private chat that is free of the
        chat's pace.
        """
        now = self._clock()
        self._free_at = max(self._free_at, now - BURST) + 1 / self.rate
        wait = max(0.0, self._free_at - now - DEBT, self._closed.get(chat, 0.0) - now)
        if chat < 0:
            wait = max(wait, self._group_waits(chat, now))
        elif not changes:
            wait = max(wait, self._persons.get(chat, 0.0) - now - CHAT_GAP * (CHAT_BURST - 1))
        if chat < 0 or not changes:
            self._used(chat, now + wait)
        return wait

    def at_once(self, chat: int) -> bool:
        """Take the place of a reply that changes a message in a private chat, if it may leave now.

        While Telegram throttles the bot none may: what is refused then must be made again.
        """
        now = self._clock()
        free_at = max(self._free_at, now - BURST) + 1 / self.rate
        if free_at - now > DEBT or now < self._resting_until or self._closed.get(chat, 0.0) > now:
            return False
        self._free_at = free_at
        return True

    # Bulletins

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
        now = self._clock()
        wait = self._closed.get(chat, 0.0) - now
        if chat < 0:
            times = self._groups.get(chat)
            distance = times[-1] + GROUP_GAP - now if times else 0.0
            return max(0.0, wait, distance, self._group_waits(chat, now))
        return max(0.0, wait, self._persons.get(chat, 0.0) - now)

    def sent_to(self, chat: int) -> None:
        """A bulletin goes to a chat: the next one keeps its distance."""
        self._used(chat, self._clock())

    # Throttling

    def throttled(self, chat: int, seconds: float) -> None:
        """Telegram closed something for some seconds: this chat, or, where others were closed just now, the bot."""
        now = self._clock()
        _keep(self._closed, chat, now + seconds)
        _keep(self._throttled, chat, now)
        while next(iter(self._throttled.values())) < now - TOGETHER:
            self._throttled.popitem(last=False)
        if len(self._throttled) > 1:
            self._rest(now, seconds)

    def _rest(self, now: float, seconds: float) -> None:
        """The bot was throttled, and so no chat for itself: bulletins rest, and go on more slowly."""
        for chat in self._throttled:
            self._closed.pop(chat, None)
        if now >= self._resting_until:
            self.share = max(SLOWEST, self.share * SLOWER)
        self._resting_until = max(self._resting_until, now + seconds)
        self._share_at = self._resting_until

    def _recover(self, now: float) -> None:
        if self.share < 1.0 and now > self._share_at:
            self.share = min(1.0, self.share + FASTER * (now - self._share_at))
        self._share_at = max(self._share_at, now)

    # The pace of chats

    def _used(self, chat: int, moment: float) -> None:
        if chat < 0:
            times = self._groups.get(chat) or deque(maxlen=GROUP_MOST)
            times.append(moment)
            _keep(self._groups, chat, times)
        else:
            _keep(self._persons, chat, max(self._persons.get(chat, 0.0), moment) + CHAT_GAP)

    def _group_waits(self, chat: int, now: float) -> float:
        times = self._groups.get(chat)
        return max(0.0, times[0] + MINUTE - now) if times and len(times) == GROUP_MOST else 0.0


def _keep(known: "OrderedDict[int, V]", chat: int, value: V) -> None:
    """Remember something of a chat; the one that was silent longest is forgotten where there are too many."""
    known[chat] = value
    known.move_to_end(chat)
    if len(known) > CHATS:
        known.popitem(last=False)
