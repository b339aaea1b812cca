"""How much a process did, told late and in tens, because a figure that moves with one person tells of her.

Every count is told once an hour and rounded down to ten; the rate of the last hour is the difference of two told
totals, so that it tells nothing more. The hours begin with the process, so that the first one is whole.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

HOUR = 3600
"""Seconds between two figures."""
TENS = 10
"""What every total is rounded down to."""


class Did(StrEnum):
    """What is counted: through which door somebody was answered, and what went wrong. Nothing of what was asked."""

    PAGE = "web"
    CHAT = "telegram"
    DESK = "desk"
    API = "api"
    FAULT = "fault"
    """A request that could not be answered for a fault of ours."""


@dataclass(frozen=True, slots=True)
class Told:
    """A total since the start, and how much of it the last whole hour added; both in tens."""

    total: int = 0
    hour: int = 0


def in_tens(number: int) -> int:
    """A number as it may be told."""
    return number // TENS * TENS


class Traffic:
    """The counts of one process. `started` is the moment at which it began: seconds since 1970."""

    def __init__(self, started: int) -> None:
        self.started = started
        self._hours = 0
        self._counts: Counter[Did] = Counter()
        self._told: dict[Did, Told] = {}

    def note(self, did: Did, now: int) -> None:
        """Something was done at a moment."""
        self._close(now)
        self._counts[did] += 1

    def told(self, now: int) -> dict[Did, Told]:
        """Every figure as it may be told at a moment."""
        self._close(now)
        return {did: self._told.get(did, Told()) for did in Did}

    def _close(self, now: int) -> None:
        """Move the told figures up at the end of an hour; after hours of silence the last one added nothing."""
        hours = (now - self.started) // HOUR
        if hours <= self._hours:
            return
        silent, self._hours = hours > self._hours + 1, hours
        for did, count in self._counts.items():
            total, before = in_tens(count), self._told.get(did, Told()).total
            self._told[did] = Told(total, 0 if silent else total - before)
