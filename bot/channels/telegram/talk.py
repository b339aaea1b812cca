"""What is done with one incoming thing: the place it means, its turn, its effects, and the reply."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.actions.address import visitor_key
from bot.actions.apply import apply, language_of
from bot.channels.commands import commanded
from bot.channels.deep_link import payload_of
from bot.channels.paper.printer import Busy, Printer, Taken
from bot.channels.telegram.incoming import Incoming, What, ids_below
from bot.channels.telegram.inline import link_to
from bot.channels.telegram.recent import Recent
from bot.channels.telegram.render import Hand, Rendered, render
from bot.channels.telegram.waiting import LONGEST_WAIT, Closed, Pace, patient, seconds
from bot.language.catalogue import ENGLISH
from bot.model.place import MENU, Place, UnreadablePlace, read_place
from bot.model.screen import Forget, Format, HandOver, Hide, KeepLanguage, Screen, Turn, Visitor
from bot.screens.answer import Answers, rules

log = logging.getLogger(__name__)

CHANNEL = "telegram"
RENDERED = 1024
"""Rendered messages kept in memory."""
SENT = 500
"""Files of which we know what Telegram calls them."""
HIDE_NOW = "hide/now"
"""How the place of the tap that removes the messages ends."""
HIDDEN_BACK = 1000
"""How many message numbers below the newest are removed in a private chat, known to us or not."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Talk:
    """Answers visitors in Telegram chats. Holds nothing about them but the numbers of our last messages, in memory."""

    def __init__(
        self,
        bot: Bot,
        answers: Callable[[], Answers],
        database: AsyncEngine,
        secret: bytes,
        today: Callable[[], date],
        rate: int,
        printer: Printer | None = None,
    ) -> None:
        self._bot = bot
        self._answers = answers
        self._database = database
        self._secret = secret
        self._today = today
        self._rendered: OrderedDict[tuple[str, Place, Visitor, date], Rendered] = OrderedDict()
        self._closed = Closed()
        self._pace = Pace(rate)
        self._printer = printer
        self._sent: OrderedDict[str, str] = OrderedDict()
        self._name, self._has_inline = "", False
        self.recent = Recent()

    def called(self, name: str, *, inline: bool) -> None:
        """What the bot is called, and whether it has inline mode: what links to it look like."""
        if (name, inline) != (self._name, self._has_inline):
            self._rendered.clear()
        self._name, self._has_inline = name, inline

    async def answer(self, incoming: Incoming) -> None:
        """Answer one thing that a visitor did; a chat that blocks us or is closed to us is left alone."""
        if (left := self._closed.left(incoming.chat)) > LONGEST_WAIT:
            return
        await asyncio.sleep(left)
        try:
            if incoming.what is What.TAP:
                await self._tapped(incoming)
            else:
                await self._said(incoming)
        except Forbidden:
            log.info("A chat does not take messages any more; nothing is sent there.")
        except RetryAfter as error:
            self._closed.close(incoming.chat, seconds(error.retry_after))
            log.warning("Telegram closed a chat for %.0f s; nothing is sent there before.", seconds(error.retry_after))

    async def acknowledge(self, tap: str, text: str | None = None) -> None:
        """Tell Telegram that a tap arrived; a tap that is too old for it is none of her trouble."""
        with contextlib.suppress(TelegramError):
            await patient(lambda: self._bot.answer_callback_query(tap, text=text, show_alert=text is not None))

    async def _tapped(self, incoming: Incoming) -> None:
        try:
            place = read_place(incoming.text)
        except UnreadablePlace:
            place = Place(incoming.phone_language or ENGLISH, "unknown")
        visitor = Visitor(CHANNEL, keeps=incoming.private, hides=True)
        turn = self._turn(place, visitor)
        if any(isinstance(effect, Hide) for effect in turn.effects):
            hidden = await self._hide(incoming)
            await self.acknowledge(incoming.tap, turn.screen.toast if hidden else turn.screen.title)
            return
        if any(isinstance(effect, Forget) for effect in turn.effects) and not await self._apply(turn, incoming):
            place = place.to("forget", "later")
            turn = self._turn(place, visitor)
        handed = next((effect for effect in turn.effects if isinstance(effect, HandOver)), None)
        file = await self._file(incoming, turn.screen.place, handed.format) if handed else None
        if handed and file is None:
            place = place.to(place.page, handed.format.value, "later")
            turn = self._turn(place, visitor)
        await self._edit(incoming, self._render(turn, place, visitor))
        if file is not None:
            await self._give(incoming, file)
        if waits_for_receipt(incoming):  # it looked like a removal and was none
            await self.acknowledge(incoming.tap)
        if any(isinstance(effect, KeepLanguage) for effect in turn.effects):
            await self._apply(turn, incoming)

    async def _said(self, incoming: Incoming) -> None:
        """A command, typed words or a file: a new message."""
        place = await self._meant(incoming)
        typed = incoming.text[:500] if incoming.what is What.WORDS else ""
        visitor = Visitor(CHANNEL, typed=typed, keeps=incoming.private, hides=True)
        await self._send(incoming, self._render(self._turn(place, visitor), place, visitor))

    async def _meant(self, incoming: Incoming) -> Place:
        """The place that a command, words or a file stand for, in the language that she chose or her phone's."""
        answers = self._answers()
        chosen = await language_of(self._key(incoming), self._database) if incoming.private else None
        language = chosen or incoming.phone_language
        language = language if language in answers.languages else ENGLISH
        if incoming.what is What.FILE:
            return Place(language, "nofiles")
        if incoming.what is What.WORDS:
            return Place(language, "search")
        return commanded(incoming.command, incoming.text, language, answers)

    def _turn(self, place: Place, visitor: Visitor) -> Turn:
        return self._answers().turn(place, visitor, self._today())

    def _render(self, turn: Turn, place: Place, visitor: Visitor) -> Rendered:
        answers = self._answers()
        key = (answers.library.version, place, visitor, self._today())
        if (kept := self._rendered.get(key)) is None:
            screen = turn.screen
            kept = render(screen, place.part, answers.languages[screen.place.language], self._hand(screen))
            if not visitor.typed:
                self._rendered[key] = kept
                if len(self._rendered) > RENDERED:
                    self._rendered.popitem(last=False)
        return kept

    def _hand(self, screen: Screen) -> Hand | None:
        """How the page of a screen that shares is handed on."""
        if screen.shares is None or not self._name:
            return None
        languages, pages = set(self._answers().languages), set(rules())
        payload = payload_of(screen.shares, languages, pages) or MENU
        spoken = payload_of(screen.shares, languages, pages, spoken=True) if self._has_inline else None
        return Hand(link_to(self._name, payload), spoken or "")

    async def _file(self, incoming: Incoming, place: Place, form: Format) -> Taken | None:
        """The file that she asked for; None where it cannot be made now. Meanwhile the chat says that it comes."""
        if self._printer is None:
            return None
        with contextlib.suppress(TelegramError):
            await self._bot.send_chat_action(
                incoming.chat, ChatAction.UPLOAD_DOCUMENT, message_thread_id=incoming.thread or None
            )
        try:
            return await self._printer.file(place, form)
        except Busy:
            return None

    async def _give(self, incoming: Incoming, file: Taken) -> None:
        """Send a file; one that Telegram has already is named and not uploaded again."""
        known = self._sent.get(file.tag)
        try:
            await self._give_once(incoming, file, known)
        except BadRequest as error:
            if known is None:
                log.warning("Telegram refused a file: %s", type(error).__name__)
                return
            del self._sent[file.tag]
            await self._give_once(incoming, file, None)

    async def _give_once(self, incoming: Incoming, file: Taken, known: str | None) -> None:
        await self._pace.turn()
        message = await patient(
            lambda: self._bot.send_document(
                incoming.chat,
                known or file.body,
                filename=None if known else file.name,
                message_thread_id=incoming.thread or None,
                disable_content_type_detection=True,
            ),
            again=False,
        )
        self.recent.add(incoming.chat, message.message_id)
        if message.document is not None:
            self._sent[file.tag] = message.document.file_id
            if len(self._sent) > SENT:
                self._sent.popitem(last=False)

    def _key(self, incoming: Incoming) -> bytes:
        return visitor_key(self._secret, CHANNEL, str(incoming.chat))

    async def _apply(self, turn: Turn, incoming: Incoming) -> bool:
        return await apply(turn.effects, self._key(incoming), self._database, incoming.phone_language)

    async def _edit(self, incoming: Incoming, rendered: Rendered) -> None:
        """Change the message that was tapped; where that cannot be done, send a new one."""
        try:
            await patient(
                lambda: self._bot.edit_message_text(
                    rendered.html,
                    chat_id=incoming.chat,
                    message_id=incoming.message,
                    parse_mode=ParseMode.HTML,
                    reply_markup=rendered.keyboard,
                    link_preview_options=_NO_PREVIEW,
                )
            )
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                await self._send(incoming, rendered)
        except ChatMigrated as error:
            await self._send_to(error.new_chat_id, None, rendered)
        except NetworkError:
            await self._send(incoming, rendered)

    async def _send(self, incoming: Incoming, rendered: Rendered) -> None:
        """Send a new message; to the group's new number where it moved, outside of a topic that is gone."""
        try:
            await self._send_to(incoming.chat, incoming.thread or None, rendered)
        except ChatMigrated as error:
            await self._send_to(error.new_chat_id, None, rendered)
        except BadRequest as error:
            if not incoming.thread or "thread" not in error.message.lower():
                log.warning("Telegram refused a message: %s", type(error).__name__)
                return
            await self._send_to(incoming.chat, None, rendered)

    async def _send_to(self, chat: int, thread: int | None, rendered: Rendered) -> None:
        await self._pace.turn()
        message = await patient(
            lambda: self._bot.send_message(
                chat,
                rendered.html,
                parse_mode=ParseMode.HTML,
                reply_markup=rendered.keyboard,
                message_thread_id=thread,
                link_preview_options=_NO_PREVIEW,
            ),
            again=False,
        )
        self.recent.add(chat, message.message_id)

    async def _hide(self, incoming: Incoming) -> bool:
        """Remove what can be removed: in a private chat everything recent, elsewhere only our own messages.

        Tells whether the message that was tapped is gone.
        """
        own = sorted({incoming.message, *self.recent.take(incoming.chat)}, reverse=True)
        packs = [own[start : start + 100] for start in range(0, len(own), 100)]
        if incoming.private:
            packs += list(ids_below(max(own), HIDDEN_BACK))
        done = False
        for pack in packs:
            with contextlib.suppress(TelegramError):
                await patient(lambda pack=pack: self._bot.delete_messages(incoming.chat, pack))  # type: ignore[misc]
                done |= incoming.message in pack
        return done


def waits_for_receipt(incoming: Incoming) -> bool:
    """Whether a tap's acknowledgement is its receipt, given when the messages are gone and not at once."""
    return incoming.what is What.TAP and incoming.text.endswith(HIDE_NOW)
