"""Single messages of bulletins: say, change, remove; with a picture or file, which is uploaded once.

What an answer tells of a chat or of Telegram as a whole is noticed here, for the budget and for whoever sends next.
"""

import asyncio
import contextlib
import logging
from typing import Protocol

from bot.bulletins.message import Copy
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.wire import Answer, Attached, Meaning, Wire, caption_tail, edit_tail, form_fields, text_tail

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two questions whether Telegram is there again, twice as long each time."""
REASONS = {
    "chat not found": "chat not found",
    "parse entities": "text refused",
    "message is too long": "text too long",
    "caption is too long": "text too long",
    "not enough rights": "not allowed to write",
    "have no rights": "not allowed to write",
    "wrong file": "file refused",
    "can't be edited": "cannot be edited",
    "to edit not found": "cannot be edited",
    "can't be deleted": "cannot be deleted",
}
"""What Telegram says, and the short reason that stands in the books."""


class KeptFile(Attached, Protocol):
    """A kept picture or file."""

    @property
    def telegram(self) -> str:
        """Telegram's own number of it, "" where it was never sent."""


class Files(Protocol):
    """Where pictures and files are kept."""

    async def attachment(self, number: int) -> KeptFile | None:
        """One with its content."""

    async def sent_as(self, number: int, file_id: str) -> None:
        """Remember Telegram's own number of it."""


class Post:
    """Sends over a wire within a budget."""

    def __init__(self, wire: Wire, budget: Budget, files: Files) -> None:
        self._wire, self._budget, self._files = wire, budget, files
        self._known: dict[int, tuple[str, str]] = {}
        self._uploading = asyncio.Lock()
        self._asking = asyncio.Lock()
        self._reached = True

    async def say(self, chat: int, copy: Copy, attachment: int | None) -> Answer:
        """A new message: a text, or a picture or file with the text under it."""
        if attachment is None:
            return await self._call("sendMessage", chat, text_tail(copy, paid=self._budget.paid))
        if attachment not in self._known:
            async with self._uploading:
                if attachment not in self._known:
                    return await self._say_first(chat, copy, attachment)
        return await self._say_known(chat, copy, *self._known[attachment])

    async def _say_known(self, chat: int, copy: Copy, media: str, file_id: str) -> Answer:
        method, field = _way(media)
        return await self._call(method, chat, caption_tail(copy, field, file_id, paid=self._budget.paid))

    async def _say_first(self, chat: int, copy: Copy, attachment: int) -> Answer:
        """The first copy with a file: where Telegram does not have the file yet, it is uploaded with this one."""
        file = await self._files.attachment(attachment)
        if file is None:
            return Answer(Meaning.REFUSED, why="wrong file")
        if file.telegram:
            self._known[attachment] = (file.media, file.telegram)
            return await self._say_known(chat, copy, file.media, file.telegram)
        method, field = _way(file.media)
        answer = self._noticed(chat, await self._wire.upload(method, form_fields(chat, copy), field, file))
        if answer.meaning is Meaning.DONE and answer.file:
            self._known[attachment] = (file.media, answer.file)
            with contextlib.suppress(Exception):  # the copy is delivered; at worst the file is uploaded once more
                await self._files.sent_as(attachment, answer.file)
        return answer

    async def change(self, chat: int, message: int, copy: Copy, attachment: int | None) -> Answer:
        """Another text in an earlier message; one that stands there already is as good."""
        method, field = ("editMessageText", "text") if attachment is None else ("editMessageCaption", "caption")
        answer = await self._call(method, chat, _message(message) + edit_tail(copy, field))
        if answer.meaning is Meaning.REFUSED and "not modified" in answer.why.lower():
            return Answer(Meaning.DONE)
        return answer

    async def remove(self, chat: int, message: int) -> Answer:
        """Delete a message, for which Telegram gives 48 hours; one that is gone already is as good."""
        answer = await self._call("deleteMessage", chat, _message(message) + b"}")
        if answer.meaning is Meaning.REFUSED and "to delete not found" in answer.why.lower():
            return Answer(Meaning.DONE)
        return answer

    async def _call(self, method: str, chat: int, tail: bytes) -> Answer:
        return self._noticed(chat, await self._wire.call(method, b'{"chat_id":%d' % chat + tail))

    def _noticed(self, chat: int, answer: Answer) -> Answer:
        if answer.meaning is Meaning.THROTTLED:
            self._budget.throttled(chat, answer.wait)
        if answer.meaning in (Meaning.SILENT, Meaning.UNSENT, Meaning.FAILED):
            self._reached = False
        return answer

    async def until_reached(self) -> None:
        """After a silence of Telegram's, ask something harmless until it answers, before anything else leaves."""
        async with self._asking:
            pause = FIRST_PAUSE
            while not self._reached:
                answer = await self._wire.call("getMe", b"{}")
                self._reached = answer.meaning not in (Meaning.SILENT, Meaning.UNSENT, Meaning.FAILED)
                if not self._reached:
                    log.warning("Deliveries wait for Telegram (%s).", answer.why)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)


def _way(media: str) -> tuple[str, str]:
    """The Bot API's method for a file of a type, and the field of the file."""
    return ("sendPhoto", "photo") if media.startswith("image/") else ("sendDocument", "document")


def _message(number: int) -> bytes:
    return b',"message_id":%d' % number


def reason(answer: Answer) -> str:
    """Telegram's reason as a short code, without anything of the message in it."""
    said = answer.why.lower()
    return next((short for words, short in REASONS.items() if words in said), "refused by Telegram")
