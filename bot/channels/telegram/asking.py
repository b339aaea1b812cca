"""Which place asked a chat for a number: in memory only, for ten minutes, under an HMAC of the chat.

The number that she types is never held. The place is: it is the address of the screen that stands in her chat.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.model.place import Place

PATIENCE = 600.0
"""Seconds for which a number that is typed belongs to the place that asked."""
CHATS = 20_000


class Asking:
    """The places that asked last, the oldest going first. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: OrderedDict[bytes, tuple[float, Place]] = OrderedDict()

    def shown(self, key: bytes, place: Place | None) -> None:
        """A screen was shown in a chat: `place` where it asks for a number, None where it asks for none."""
        self._asked.pop(key, None)
        self._drop_old()
        if place is not None:
            self._asked[key] = (self._clock(), place)
            if len(self._asked) > CHATS:
                self._asked.popitem(last=False)

    def take(self, key: bytes) -> Place | None:
        """The place that asked a chat within the last ten minutes; it is forgotten here."""
        self._drop_old()
        _, place = self._asked.pop(key, (0.0, None))
        return place

    def __len__(self) -> int:
        return len(self._asked)

    def _drop_old(self) -> None:
        """Forget what is older than ten minutes, whoever asks: they stand in the order of their time."""
        oldest = self._clock() - PATIENCE
        while self._asked and next(iter(self._asked.values()))[0] < oldest:
            self._asked.popitem(last=False)
