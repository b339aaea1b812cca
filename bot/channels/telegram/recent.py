"""Which messages of ours stand in a chat, for `/hide`: in memory only, for two days, and never on disk."""

import time
from collections import OrderedDict, deque

TWO_DAYS = 48 * 3600
"""Seconds for which Telegram lets a bot remove messages (Bot API, deleteMessage)."""
CHATS, MESSAGES = 20_000, 60


class Recent:
    """The last messages of the last chats."""

    def __init__(self) -> None:
        self._chats: OrderedDict[int, deque[tuple[float, int]]] = OrderedDict()

    def add(self, chat: int, message: int) -> None:
        """Remember a message that was sent now."""
        kept = self._chats.pop(chat, None) or deque(maxlen=MESSAGES)
        kept.append((time.monotonic(), message))
        self._chats[chat] = kept
        if len(self._chats) > CHATS:
            self._chats.popitem(last=False)

    def take(self, chat: int) -> list[int]:
        """The messages of a chat that can still be removed; they are forgotten here."""
        youngest = time.monotonic() - TWO_DAYS
        return [message for sent, message in self._chats.pop(chat, ()) if sent > youngest]
