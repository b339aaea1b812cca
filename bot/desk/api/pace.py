"""How often a token may come: a bucket for each, which fills again at a steady rate."""

from collections import OrderedDict
from collections.abc import Callable

RATE = 5.0
"""Requests a second in the long run."""
BURST = 60.0
"""Requests that may come at once."""
TOKENS = 10_000
"""Buckets that are remembered; the one that was not used for longest goes, and it is full again by then."""


class Pace:
    """The buckets of all tokens, by their hash. `clock` tells seconds that never go back."""

    def __init__(self, clock: Callable[[], float], rate: float = RATE, burst: float = BURST) -> None:
        self._clock, self._rate, self._burst = clock, rate, burst
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def waits(self, token: bytes) -> float:
        """Take one request's place; tells the seconds to wait where there is none, 0 where there is."""
        now = self._clock()
        level, seen = self._buckets.pop(token, (self._burst, now))
        level = min(self._burst, level + (now - seen) * self._rate)
        allowed = level >= 1
        self._buckets[token] = (level - 1 if allowed else level, now)
        if len(self._buckets) > TOKENS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - level) / self._rate
