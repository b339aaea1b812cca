"""The deliverer: one process at a time takes bulletins out of the database and into the chats.

A feeder takes slices of work, senders let them go at the budget's pace, and what came of them is written down many at a
time. Nothing here knows what a bulletin says; that is decided in bot/actions/deliver.py and bot/bulletins/.
"""

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError

from bot.actions.deliver import Active, Send, Sendings
from bot.bulletins.message import Copy, copy_of, day_of, follow_up, withdrawn
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.wire import Answer, Meaning, Wire, caption_tail, edit_tail, form_fields, text_tail
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.model.bulletin import DeliveryState, Task
from bot.model.delivery import Outcome

log = logging.getLogger(__name__)

SLICE = 100
"""Copies taken at once at most: so many can be unknown after a kill."""
HANDS = 3
"""Slices that are on their way at once."""
COPIES = 200
"""Copies (a bulletin, a language) that are kept ready."""
IDLE = 0.5
"""Seconds between two looks for work where there is none."""
TRIES = 6
"""How often a copy is tried before it counts as failed."""
PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds before a failed try is repeated, twice as long each time."""
REASONS = {
    "chat not found": "chat not found",
    "parse entities": "text refused",
    "message is too long": "text too long",
    "not enough rights": "not allowed to write",
    "have no rights": "not allowed to write",
    "wrong file": "file refused",
    "can't be edited": "cannot be edited",
    "to edit not found": "cannot be edited",
    "can't be deleted": "cannot be deleted",
    "to delete not found": "cannot be deleted",
}
"""What Telegram says, and the short reason that stands in the books."""


@dataclass(slots=True)
class Result:
    """What one try gave: the outcome, and what it tells of the reader."""

    outcome: Outcome
    gone: bytes | None = None
    moved: tuple[bytes, int] | None = None


class Deliverer:
    """Sends what is released. `languages` gives the words of the notices, `clock` whole seconds UTC."""

    def __init__(
        self,
        sendings: Sendings,
        wire: Wire,
        budget: Budget,
        languages: Callable[[], Mapping[str, Language]],
        clock: Callable[[], int],
    ) -> None:
        self._sendings, self._wire, self._budget = sendings, wire, budget
        self._languages, self._clock = languages, clock
        self._copies: dict[tuple[int, int, str, str, bool], Copy] = {}
        self._database = asyncio.Lock()
        self._uploading = asyncio.Lock()
        self._unreachable = 0

    async def run(self) -> None:
        """Work until cancelled; what was taken and has not left is given back."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_the_clock())
            for _ in range(HANDS):
                group.create_task(self._hand())

    async def _watch_the_clock(self) -> None:
        """Scheduled releases, last days, and what a dead deliverer left behind."""
        while True:
            with contextlib.suppress(SQLAlchemyError, OSError):
                async with self._database:
                    await self._sendings.begin(self._clock())
            await asyncio.sleep(1.0)

    async def _hand(self) -> None:
        """One of several that take, send and note; a database that does not answer is asked again."""
        while True:
            try:
                worked = await self.round()
            except (SQLAlchemyError, OSError) as error:
                log.warning("Deliveries wait for the database (%s).", type(error).__name__)
                await asyncio.sleep(2 * IDLE)
                continue
            if not worked:
                await asyncio.sleep(IDLE)

    async def round(self) -> int:
        """One slice of work on the first bulletin that has any; tells how many copies were looked at."""
        async with self._database:
            active = await self._sendings.active(self._clock())
        for one in active:
            allowed, wait = self._budget.grant(SLICE)
            if not allowed:
                await asyncio.sleep(min(wait, IDLE))
                return 1
            async with self._database:
                sends, taken = await self._sendings.take(one.bulletin, self._clock(), allowed)
            self._budget.return_unused(allowed - len(sends))
            if taken:
                await self._let_go(one, sends)
                return taken
        return 0

    async def _let_go(self, one: Active, sends: Sequence[Send]) -> None:
        results = await asyncio.gather(*(self._one(one, send) for send in sends))
        async with self._database:
            await self._sendings.note(
                [result.outcome for result in results],
                [result.gone for result in results if result.gone is not None],
                dict(result.moved for result in results if result.moved is not None),
            )
        if self._unreachable:
            await asyncio.sleep(min(PAUSE * 2 ** min(self._unreachable, 5), LONGEST_PAUSE) / PAUSE)

    async def _one(self, one: Active, send: Send) -> Result:
        """One try at one copy."""
        if (wait := self._budget.chat_waits(send.chat)) > 0:
            return Result(_later(send, self._clock() + max(1, round(wait + 0.5))))
        if send.work.task == Task.WITHDRAW.value:
            return await self._withdraw(one, send)
        if send.work.task == Task.EDIT.value:
            return await self._edit(one, send)
        return await self._new(one, send)

    async def _new(self, one: Active, send: Send) -> Result:
        answer = await self._say(one, send, self._copy(one, send))
        if answer.meaning is Meaning.DONE:
            return Result(self._delivered(one, send, answer.message))
        if answer.meaning is Meaning.SILENT:
            again = one.bulletin.resend_unknown
            return Result(self._again(send, "no answer") if again else _ended(send, DeliveryState.UNKNOWN, "no answer"))
        return self._not_done(send, answer)

    async def _edit(self, one: Active, send: Send) -> Result:
        """Put the newest wording in the place of the old; where that cannot be done, send it anew and say so."""
        copy = self._copy(one, send, corrected=True)
        answer = await self._change(one, send, copy)
        if answer.meaning is Meaning.DONE:
            return Result(self._delivered(one, send, send.message))
        if answer.meaning is Meaning.REFUSED:
            reader = self._reader(send)
            answer = await self._say(one, send, follow_up(copy, reader, one.bulletin.code))
            if answer.meaning is Meaning.DONE:
                return Result(replace(self._delivered(one, send, answer.message), reason="sent anew"))
        return self._task_not_done(send, answer)

    async def _withdraw(self, one: Active, send: Send) -> Result:
        """Delete it where Telegram allows, else put a line in its place, else tell her."""
        if send.deletable:
            answer = await self._call("deleteMessage", send.chat, _message(send) + b"}")
            if answer.meaning is not Meaning.REFUSED:
                return self._withdrawn(send, answer, "deleted")
        copy = withdrawn(one.bulletin, one.union, self._reader(send))
        answer = await self._change(one, send, copy)
        if answer.meaning is Meaning.REFUSED:
            answer = await self._call("sendMessage", send.chat, text_tail(copy))
            return self._withdrawn(send, answer, "told")
        return self._withdrawn(send, answer, "edited")

    def _withdrawn(self, send: Send, answer: Answer, how: str) -> Result:
        if answer.meaning is Meaning.DONE:
            return Result(replace(_ended(send, DeliveryState.WITHDRAWN, how), message=None))
        return self._task_not_done(send, answer)

    # What is said

    def _reader(self, send: Send) -> Language:
        languages = self._languages()
        return languages.get(send.reader) or languages[ENGLISH]

    def _copy(self, one: Active, send: Send, *, corrected: bool = False) -> Copy:
        bulletin = one.bulletin
        key = (bulletin.id, bulletin.released_version, send.reader, send.words, corrected)
        if (kept := self._copies.get(key)) is None:
            day = day_of(bulletin.released or 0, bulletin.zone)
            kept = copy_of(bulletin, one.union, self._reader(send), send.words, day, corrected=corrected)
            self._copies[key] = kept
            while len(self._copies) > COPIES:
                self._copies.pop(next(iter(self._copies)))
        return kept

    async def _say(self, one: Active, send: Send, copy: Copy) -> Answer:
        """A new message: a text, or a picture or file with the text under it."""
        if one.bulletin.attachment is None:
            return await self._call("sendMessage", send.chat, text_tail(copy))
        file = await self._sendings.attachment(one.bulletin.attachment)
        if file is None:
            return Answer(Meaning.REFUSED, why="the attachment is gone")
        method, name = ("sendPhoto", "photo") if file.media.startswith("image/") else ("sendDocument", "document")
        if file.telegram:
            return await self._call(method, send.chat, caption_tail(copy, name, file.telegram))
        async with self._uploading:
            answer = await self._wire.upload(method, form_fields(send.chat, copy), name, file)
            if answer.meaning is Meaning.DONE and answer.file:
                await self._sendings.sent_as(file.id, answer.file)
        return self._noticed(send.chat, answer)

    async def _change(self, one: Active, send: Send, copy: Copy) -> Answer:
        """Another text in an earlier message; one that stands there already is as good."""
        plain = one.bulletin.attachment is None
        method, name = ("editMessageText", "text") if plain else ("editMessageCaption", "caption")
        answer = await self._call(method, send.chat, _message(send) + edit_tail(copy, name))
        if answer.meaning is Meaning.REFUSED and "not modified" in answer.why.lower():
            return Answer(Meaning.DONE)
        return answer

    async def _call(self, method: str, chat: int, tail: bytes) -> Answer:
        return self._noticed(chat, await self._wire.call(method, b'{"chat_id":%d' % chat + tail))

    def _noticed(self, chat: int, answer: Answer) -> Answer:
        """What an answer tells of the chat and of Telegram as a whole."""
        if answer.meaning is Meaning.THROTTLED:
            self._budget.throttled(chat, answer.wait)
        elif answer.meaning is Meaning.DONE:
            self._budget.sent_to(chat)
        self._unreachable = self._unreachable + 1 if answer.meaning is Meaning.FAILED and not answer.message else 0
        return answer

    # What came of it

    def _delivered(self, one: Active, send: Send, message: int) -> Outcome:
        return Outcome(
            id=send.work.id,
            state=DeliveryState.DELIVERED,
            reason="other language" if send.words != send.reader else "",
            language=send.words,
            version=one.bulletin.released_version,
            message=self._sendings.message(message),
            sent=send.work.sent if send.work.task and message == send.message else self._clock(),
        )

    def _not_done(self, send: Send, answer: Answer) -> Result:
        """A new copy that did not go: the reader is gone, or it is tried again, or it has failed."""
        visitor = send.work.visitor or b""
        match answer.meaning:
            case Meaning.GONE:
                return Result(_ended(send, DeliveryState.BLOCKED), gone=visitor)
            case Meaning.THROTTLED:
                return Result(_later(send, self._clock() + math.ceil(answer.wait)))
            case Meaning.REFUSED if answer.moved:
                return Result(_later(send, self._clock()), moved=(visitor, answer.moved))
            case Meaning.REFUSED:
                return Result(_ended(send, DeliveryState.FAILED, _reason(answer)))
            case _:
                return Result(self._again(send, "Telegram did not answer"))

    def _task_not_done(self, send: Send, answer: Answer) -> Result:
        """A correction or withdrawal that did not go: the copy stays delivered as it is."""
        match answer.meaning:
            case Meaning.GONE:
                return Result(replace(_later(send, 0), task="", reason="blocked since"), gone=send.work.visitor or b"")
            case Meaning.THROTTLED:
                return Result(_later(send, self._clock() + math.ceil(answer.wait)))
            case Meaning.REFUSED:
                return Result(replace(_later(send, 0), task="", reason=_reason(answer)))
            case _ if send.work.tries + 1 >= TRIES:
                return Result(replace(_later(send, 0), task="", reason="out of reach"))
            case _:
                return Result(self._again(send, send.work.reason))

    def _again(self, send: Send, reason: str) -> Outcome:
        """Later, each time twice as late, and not for ever."""
        tries = send.work.tries + 1
        if tries >= TRIES and not send.work.task and not self._unreachable:
            return _ended(send, DeliveryState.FAILED, reason)
        pause = min(PAUSE * 2 ** (min(tries, TRIES) - 1), LONGEST_PAUSE)
        return replace(_later(send, self._clock() + round(pause)), tries=tries)


def _later(send: Send, due: int) -> Outcome:
    """The copy as it was before this try, to be taken up again."""
    work = send.work
    return Outcome(
        id=work.id,
        state=DeliveryState(work.state),
        reason=work.reason,
        language=work.language,
        version=work.version,
        message=work.message,
        sent=work.sent,
        task=work.task,
        due=due,
        tries=work.tries,
    )


def _ended(send: Send, state: DeliveryState, reason: str = "") -> Outcome:
    return replace(_later(send, 0), state=state, reason=reason, task="")


def _message(send: Send) -> bytes:
    return b',"message_id":%d' % send.message


def _reason(answer: Answer) -> str:
    """Telegram's reason as a short code, without anything of the message in it."""
    said = answer.why.lower()
    return next((short for words, short in REASONS.items() if words in said), "refused by Telegram")
