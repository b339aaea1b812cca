"""Taps that need nothing but a screen, answered in the webhook's own response from bytes that are ready.

Telegram takes one call in the response and tells neither its result nor its error. The change of the message goes
there and not the acknowledgement, because it is what she waits for, and because a call that would be made to Telegram
costs as much as everything else together; the acknowledgement leaves behind it. So a tap is answered here only where
an error is next to impossible, and where it would do no harm:

- when so many taps come that calls would keep people waiting; in calm hours every outcome is known, as ever;
- a private chat, where nothing waits and nothing is closed, and the budget lets a message leave now;
- a text message that is still there, as it comes with the tap: not a picture, not one that Telegram cannot show;
- a screen that asks for no effect, or for one of which it does not speak: that the language is kept. That goes into
  the chat's lane, and whatever she does next in the ordinary way comes behind it.

"Message is not modified" is what it would be anyway. If the change is lost all the same (a 429 out of nothing, a
message deleted meanwhile), she sees nothing and taps again: the same tap again, and an update that Telegram sends
again, go the ordinary way, whose outcome is known, which waits as told and sends a new message where none can change.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, NamedTuple

import msgspec

from bot.channels.telegram.budget import Budget
from bot.channels.telegram.incoming import phone_language
from bot.channels.telegram.lanes import Lanes, Seen, Work
from bot.channels.telegram.render import Rendered
from bot.model.counted import Use
from bot.model.place import Place, UnreadablePlace, read_place
from bot.screens.answer import Answers

MOST = 8 << 20
"""Bytes of ready answers that are kept, about 3 kB each."""
BUSY = 50
"""Taps a second, for a second, from which on they are answered here."""
EBB = 30
"""Seconds after a long rush until hours are calm again: it comes in waves."""
CHATS = 20_000
"""Chats of which the last quick answer is remembered."""
APART = frozenset(("bulletin", "subscribe"))
"""Where the two buttons of a bulletin's own message lead: that message stays as it is, the answer is a new one."""

_Number = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]


class _Chat(msgspec.Struct):
    id: _Number
    type: str


class _Message(msgspec.Struct):
    message_id: _Number
    chat: _Chat
    date: int
    text: msgspec.Raw


class _From(msgspec.Struct):
    language_code: str = ""


class _Query(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    message: _Message
    data: str
    sender: _From = msgspec.field(name="from", default_factory=_From)


class _Update(msgspec.Struct):
    """What is read of a tap; everything else is passed over. What does not fit is not a tap of this kind."""

    update_id: _Number
    callback_query: _Query


class Shown(NamedTuple):
    """What a tap shows, and what goes with it.

    `use` is what is counted, `language` what is to be kept of a choice, `listens` the place that asks for a number.
    `personal`: it holds what she told.
    """

    rendered: Rendered
    use: Use | None = None
    language: str = ""
    listens: Place | None = None
    personal: bool = False


class _Ready(NamedTuple):
    """The response after the numbers of chat and message, and what goes with it."""

    tail: bytes
    use: Use | None = None
    language: str = ""
    listens: Place | None = None


NOT_HERE = _Ready(b"")
"""For a tap that goes the ordinary way."""

_read = msgspec.json.Decoder(_Update).decode


class Quick:
    """Answers what can be answered at once, from one version of the screens on one day.

    Of a chat only the number of the update is remembered and a hash, keyed anew in each process, of what was tapped.
    """

    def __init__(
        self,
        answers: Callable[[], Answers],
        today: Callable[[], date],
        ready: Callable[[Place], Shown | None],
        budget: Budget,
        lanes: Lanes,
        seen: Seen,
        acknowledge: Callable[[str], None],
        told: Callable[[int, Use | None, Place | None], None],
        keep: Callable[[int, str, str], Awaitable[None]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._answers, self._today, self._render = answers, today, ready
        self._budget, self._lanes, self._seen = budget, lanes, seen
        self._acknowledge, self._told, self._keep_language, self._clock = acknowledge, told, keep, clock
        self._level, self._at = 0.0, clock()
        self._of: tuple[Answers, date] | None = None
        self._ready: OrderedDict[str, _Ready] = OrderedDict()
        self._size = 0
        self._last: OrderedDict[int, tuple[int, int]] = OrderedDict()

    def answer(self, body: bytes) -> bytes | None:
        """The response to an update; None where it is to go the ordinary way."""
        try:
            update = _read(body)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        if not self._busy():
            return None
        query = update.callback_query
        message = query.message
        if message.chat.type != "private" or message.date <= 0:
            return None
        ready = self._tail(query.data)
        if ready is NOT_HERE or not self._may(
            update.update_id, message.chat.id, hash((message.message_id, query.data))
        ):
            return None
        if ready.language and not self._lanes.put(message.chat.id, self._choice(query, ready.language), seen=True):
            self._seen.forget(update.update_id)
            return None
        self._acknowledge(query.id)
        self._told(message.chat.id, ready.use, ready.listens)
        head = b'{"method":"editMessageText","chat_id":%d,"message_id":%d,' % (message.chat.id, message.message_id)
        return head + ready.tail

    def _choice(self, query: _Query, language: str) -> Work:
        """What keeps a language that she sees already."""
        chat, own = query.message.chat.id, phone_language(query.sender.language_code)
        return lambda: self._keep_language(chat, language, own)

    def _busy(self) -> bool:
        """Count a tap; tells whether very many come."""
        now = self._clock()
        self._level = min(max(0.0, self._level - (now - self._at) * BUSY) + 1, EBB * BUSY + 1)
        self._at = now
        return self._level > BUSY

    def passed(self, chat: int) -> None:
        """Something of a chat goes the ordinary way: what was answered here before is not the last any more."""
        self._last.pop(chat, None)

    def _may(self, number: int, chat: int, tapped: int) -> bool:
        """Whether nothing stands against an answer now; if so it counts as given."""
        if number in self._seen:
            if self._last.get(chat, (None,))[0] == number:  # the response was lost on its way, and nothing came since
                self._seen.forget(number)
            return False
        if self._last.get(chat, (0, None))[1] == tapped or not self._lanes.free(chat) or not self._budget.at_once(chat):
            return False
        self._seen.add(number)
        self._last[chat] = (number, tapped)
        self._last.move_to_end(chat)
        if len(self._last) > CHATS:
            self._last.popitem(last=False)
        return True

    def clear(self) -> None:
        """Make everything anew: what was ready says something that is true no more."""
        self._of = None

    def _tail(self, data: str) -> "_Ready":
        """What is ready for a tap, NOT_HERE for one that goes the ordinary way."""
        answers, today = self._answers(), self._today()
        if self._of is None or self._of[0] is not answers or self._of[1] != today:
            self._of, self._size = (answers, today), 0
            self._ready.clear()
        elif (kept := self._ready.get(data)) is not None:
            self._ready.move_to_end(data)
            return kept
        try:
            place = read_place(data)
        except UnreadablePlace:
            return NOT_HERE
        found = self._render(place) if place.page not in APART else None
        if found is None:
            return NOT_HERE
        ready = _Ready(found.rendered.change, found.use, found.language, found.listens)
        if not found.personal:
            self._keep(data, ready)
        return ready

    def _keep(self, data: str, made: "_Ready") -> None:
        self._ready[data] = made
        self._size += len(data) + len(made.tail)
        while self._size > MOST:
            old, gone = self._ready.popitem(last=False)
            self._size -= len(old) + len(gone.tail)
