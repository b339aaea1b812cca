"""Guessing tokens takes time: after some wrong ones from a network each further one has to wait.

It is held in memory, because a wrong token must not cost a row. Who comes with a token that was right lately is let in:
a union's program must not wait because another one behind the same address has a wrong token.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from bot.actions.slow_down import FORGOTTEN, Guard

K = TypeVar("K")
V = TypeVar("V")

FREE, LONGEST = 60, 900
"""Wrong tokens that cost nothing, and the longest wait in seconds."""
KEPT = 10_000
"""Networks, and right tokens, that are remembered; the one that came longest ago goes."""


class Guesses:
    """Wrong tokens by network, and the hashes of right ones. `clock` tells whole seconds."""

    def __init__(self, clock: Callable[[], int], free: int = FREE) -> None:
        self._clock, self._rule = clock, Guard(b"", free, LONGEST)
        self._wrong: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._right: OrderedDict[bytes, int] = OrderedDict()

    def knows(self, token: bytes) -> bool:
        """Whether a token, by its hash, was right within the last hour."""
        return self._right.get(token, 0) > self._clock() - FORGOTTEN

    def waits(self, network: str) -> int:
        """Seconds for which no token from a network is looked at. Where it is 0, one is counted as wrong before anybody
        looks, so that a hundred at once are a hundred.
        """
        now = self._clock()
        count, last = self._wrong.get(network, (0, 0))
        count = count if last > now - FORGOTTEN else 0
        if not (wait := self._rule.wait(count, last, now)):
            self._wrong[network] = (count + 1, now)
            _bound(self._wrong, network)
        return wait

    def take_back(self, network: str) -> None:
        """The one that was counted was right, or nobody could tell."""
        count, last = self._wrong.get(network, (0, 0))
        if count > 1:
            self._wrong[network] = (count - 1, last)
        else:
            self._wrong.pop(network, None)

    def was_right(self, token: bytes) -> None:
        """A token is in force."""
        self._right[token] = self._clock()
        _bound(self._right, token)

    def was_wrong(self, token: bytes) -> None:
        """A token is not in force, perhaps no longer."""
        self._right.pop(token, None)


def _bound(kept: "OrderedDict[K, V]", key: K) -> None:
    """The newest is the last; what is too much goes from the front."""
    kept.move_to_end(key)
    if len(kept) > KEPT:
        kept.popitem(last=False)
