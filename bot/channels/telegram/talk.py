"""What is done with one incoming thing: the place it means, its turn, its effects, and the reply."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.actions.address import visitor_key
from bot.actions.apply import apply, language_of
from bot.channels.deep_link import linked_place
from bot.channels.telegram.incoming import Incoming, What, ids_below
from bot.channels.telegram.recent import Recent
from bot.channels.telegram.render import Rendered, render
from bot.channels.telegram.waiting import patient
from bot.language.catalogue import ENGLISH
from bot.model.place import MENU, Place, UnreadablePlace, read_place
from bot.model.screen import Hide, Turn, Visitor
from bot.screens.answer import Answers, rules

log = logging.getLogger(__name__)

CHANNEL = "telegram"
COMMANDS = ("start", "help", "menu", "kit", "rights", "programmes", "language", "settings", "privacy", "forget", "hide")
"""The commands, each the name of a page."""
RENDERED = 4096
"""Rendered messages kept in memory."""
HIDDEN_BACK = 1000
"""How many message numbers below the newest are removed in a private chat, known to us or not."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Talk:
    """Answers visitors in Telegram chats. Holds nothing about them but the numbers of our last messages, in memory."""

    def __init__(
        self, bot: Bot, answers: Callable[[], Answers], database: AsyncEngine, secret: bytes, today: Callable[[], date]
    ) -> None:
        self._bot = bot
        self._answers = answers
        self._database = database
        self._secret = secret
        self._today = today
        self._rendered: OrderedDict[tuple[str, Place, Visitor, date], Rendered] = OrderedDict()
        self.recent = Recent()

    async def answer(self, incoming: Incoming) -> None:
        """Answer one thing that a visitor did; a chat that blocks us is left alone."""
        try:
            if incoming.what is What.TAP:
                await self._tapped(incoming)
            else:
                await self._said(incoming)
        except Forbidden:
            log.info("A chat does not take messages any more; nothing is sent there.")

    async def _tapped(self, incoming: Incoming) -> None:
        try:
            place = read_place(incoming.text)
        except UnreadablePlace:
            place = Place(incoming.phone_language or ENGLISH, "unknown")
        visitor = Visitor(CHANNEL, keeps=incoming.private, hides=True)
        turn = self._turn(place, visitor)
        acknowledged = asyncio.create_task(self._acknowledge(incoming, turn))
        try:
            if turn.effects:
                await self._apply(turn, incoming)
            if any(isinstance(effect, Hide) for effect in turn.effects):
                await self._hide(incoming)
                return
            await self._edit(incoming, self._render(turn, place, visitor))
        finally:
            await acknowledged

    async def _said(self, incoming: Incoming) -> None:
        """A command, typed words or a file: a new message."""
        place = await self._meant(incoming)
        typed = incoming.text[:500] if incoming.what is What.WORDS else ""
        visitor = Visitor(CHANNEL, typed=typed, keeps=incoming.private, hides=True)
        turn = self._turn(place, visitor)
        await self._apply(turn, incoming)
        await self._send(incoming, self._render(turn, place, visitor))

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
        if incoming.command == "start" and incoming.text:
            linked = linked_place(incoming.text, language, set(answers.languages), set(rules()))
            return linked or Place(language, "start")
        if incoming.command == "menu":
            return Place(language, MENU)
        return Place(language, incoming.command if incoming.command in COMMANDS else "unknown")

    def _turn(self, place: Place, visitor: Visitor) -> Turn:
        return self._answers().turn(place, visitor, self._today())

    def _render(self, turn: Turn, place: Place, visitor: Visitor) -> Rendered:
        answers = self._answers()
        key = (answers.library.version, place, visitor, self._today())
        if (kept := self._rendered.get(key)) is None:
            kept = render(turn.screen, place.part, answers.languages[turn.screen.place.language])
            if not visitor.typed:
                self._rendered[key] = kept
                if len(self._rendered) > RENDERED:
                    self._rendered.popitem(last=False)
        return kept

    def _key(self, incoming: Incoming) -> bytes:
        return visitor_key(self._secret, CHANNEL, str(incoming.chat))

    async def _apply(self, turn: Turn, incoming: Incoming) -> None:
        if turn.effects:
            await apply(turn.effects, self._key(incoming), self._database, incoming.phone_language)

    async def _acknowledge(self, incoming: Incoming, turn: Turn) -> None:
        """Tell Telegram that the tap arrived; a tap that is too old for it is none of her trouble."""
        hidden = any(isinstance(effect, Hide) for effect in turn.effects)
        text = turn.screen.toast if hidden else None
        with contextlib.suppress(BadRequest, Forbidden):
            await patient(lambda: self._bot.answer_callback_query(incoming.tap, text=text, show_alert=hidden))

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
            if "not modified" in error.message.lower():
                return
            await self._send(incoming, rendered)

    async def _send(self, incoming: Incoming, rendered: Rendered) -> None:
        chat = incoming.chat
        thread = incoming.thread or None
        try:
            sent = await patient(lambda: self._send_once(chat, thread, rendered), again=False)
        except BadRequest as error:
            moved = getattr(error, "new_chat_id", None)
            if not isinstance(moved, int):
                log.warning("Telegram refused a message: %s", type(error).__name__)
                return
            sent = await patient(lambda: self._send_once(moved, None, rendered), again=False)
            chat = moved
        self.recent.add(chat, sent)

    async def _send_once(self, chat: int, thread: int | None, rendered: Rendered) -> int:
        message = await self._bot.send_message(
            chat,
            rendered.html,
            parse_mode=ParseMode.HTML,
            reply_markup=rendered.keyboard,
            message_thread_id=thread,
            link_preview_options=_NO_PREVIEW,
        )
        return message.message_id

    async def _hide(self, incoming: Incoming) -> None:
        """Remove what can be removed: in a private chat everything recent, elsewhere only our own messages."""
        own = sorted({incoming.message, *self.recent.take(incoming.chat)}, reverse=True)
        packs = [own[start : start + 100] for start in range(0, len(own), 100)]
        if incoming.private:
            packs += list(ids_below(max(own), HIDDEN_BACK))
        for pack in packs:
            with contextlib.suppress(BadRequest):
                await patient(lambda pack=pack: self._bot.delete_messages(incoming.chat, pack))  # type: ignore[misc]
