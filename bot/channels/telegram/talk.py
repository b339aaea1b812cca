"""What is done with one incoming thing: the place it means, its turn, its effects, and the reply."""

import asyncio
import contextlib
import logging
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot, ForceReply, InputFile, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.actions.address import visitor_key
from bot.actions.apply import TOLD, Asker, Counts, apply, gone, language_of, recalled, still_here
from bot.channels.commands import commanded
from bot.channels.deep_link import payload_of
from bot.channels.kept import Kept
from bot.channels.paper.printer import Busy, Printer, Taken
from bot.channels.searchable import until_searchable
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.changing import change, patiences
from bot.channels.telegram.incoming import Incoming, What, ids_below
from bot.channels.telegram.inline import link_to
from bot.channels.telegram.overtaking import Overtaken, Overtaking
from bot.channels.telegram.quick import Shown
from bot.channels.telegram.recent import Recent
from bot.channels.telegram.render import Hand, Rendered, render
from bot.channels.telegram.waiting import LONGEST_WAIT, Closed, patient, seconds
from bot.channels.telegram.wire import Wire
from bot.language.catalogue import ENGLISH
from bot.model.counted import Use
from bot.model.place import MENU, Place, UnreadablePlace, read_place
from bot.model.screen import Draw, Effect, Format, HandOver, Hide, KeepLanguage, Picture, Recall, Screen, Turn, Visitor
from bot.monitoring.codes import topic_of
from bot.screens.answer import Answers, rules
from bot.screens.wish_code import Wishes

log = logging.getLogger(__name__)

T = TypeVar("T")

CHANNEL = "telegram"
LONGEST_TYPED = 4096
"""Letters of what she writes that are read; Telegram has no longer messages."""
RENDERED = 1024
"""Rendered messages kept in memory."""
SENT = 500
"""Files of which we know what Telegram calls them."""
HIDE_NOW = "hide/now"
"""How the place of the tap that removes the messages ends."""
TOASTS = ("helpful", "interest")
"""Pages whose receipt is a word over the chat: no message changes and none comes."""
HIDDEN_BACK = 1000
"""How many message numbers below the newest are removed in a private chat, known to us or not."""

LONGEST_CAPTION = 1000
"""Letters under a picture; Telegram takes 1024."""
PHOTOS = 500
"""Charts whose number at Telegram is remembered, so that each is sent there once."""
Pictures = Callable[[Picture, str], Awaitable[bytes | None]]
"""Draws a chart in a language as PNG; None where it cannot be drawn."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Talk:
    """Answers visitors in Telegram chats.

    Holds nothing about them but, in memory, the numbers of our last messages and which place asked for a number.
    """

    def __init__(
        self,
        bot: Bot,
        wire: Wire,
        answers: Callable[[], Answers],
        database: AsyncEngine,
        secret: bytes,
        today: Callable[[], date],
        budget: Budget,
        shown: Callable[[int], None],
        overtaking: Overtaking,
        printer: Printer | None = None,
        counting: Counts | None = None,
        pictures: Pictures | None = None,
    ) -> None:
        self._bot, self._wire = bot, wire
        self._counting, self._pictures = counting, pictures
        self._private = Visitor(CHANNEL, keeps=True, hides=True, reachable=True, counts=counting is not None)
        self._photos: OrderedDict[tuple[Picture, str], str] = OrderedDict()
        self._answers = answers
        self._database = database
        self._secret = secret
        self._today = today
        self._rendered: Kept[tuple[Place, Visitor], Rendered] = Kept(RENDERED)
        self._closed = Closed()
        self._budget, self._shown, self._overtaking = budget, shown, overtaking
        self._printer = printer
        self._sent: OrderedDict[str, str] = OrderedDict()
        self._name, self._has_inline = "", False
        self.recent = Recent()
        self.asking = Asking()

    def called(self, name: str, *, inline: bool) -> None:
        """What the bot is called, and whether it has inline mode: what links to it look like."""
        if (name, inline) != (self._name, self._has_inline):
            self._rendered.clear()
        self._name, self._has_inline = name, inline

    async def answer(self, incoming: Incoming) -> None:
        """Answer one thing that a visitor did."""
        match incoming.what:
            case What.GONE:
                await self._gone(incoming.chat)
            case What.TAP:
                await self._where_open(incoming, self._tapped)
            case _:
                await self._where_open(incoming, self._said)

    async def show(self, incoming: Incoming, rendered: Rendered) -> None:
        """Show what was made elsewhere: in the message that was tapped, or as a new one."""
        if rendered.asks or incoming.what is not What.TAP:
            await self._where_open(incoming, lambda what: self._send(what, rendered))
        else:
            await self._where_open(incoming, lambda what: self._edit(what, rendered))

    async def hand_picture(self, incoming: Incoming, body: bytes, caption: str) -> None:
        """Send a picture as a message of its own."""
        chat, caption = incoming.chat, caption[:LONGEST_CAPTION]
        await self._hand_over(incoming, lambda: self._bot.send_photo(chat, body, caption=caption))

    async def hand_file(self, incoming: Incoming, body: bytes, name: str, caption: str) -> None:
        """Send a file as a message of its own."""
        chat, file = incoming.chat, InputFile(body, filename=name)
        await self._hand_over(incoming, lambda: self._bot.send_document(chat, file, caption=caption))

    async def _hand_over(self, incoming: Incoming, call: Callable[[], Awaitable[Message]]) -> None:
        async def work(_: Incoming) -> None:
            sent = await self._in_its_turn(incoming.chat, call)
            self.recent.add(incoming.chat, sent.message_id)

        await self._where_open(incoming, work)

    async def _where_open(self, incoming: Incoming, work: Callable[[Incoming], Awaitable[None]]) -> None:
        """Do the work in a chat; one that blocks us or is closed to us is left alone."""
        if (left := self._closed.left(incoming.chat)) > LONGEST_WAIT:
            return
        await asyncio.sleep(left)
        try:
            await work(incoming)
        except Forbidden:
            log.info("A chat does not take messages any more; nothing is sent there.")
            await self._gone(incoming.chat)
        except RetryAfter as error:
            self._closed.close(incoming.chat, seconds(error.retry_after))
            log.warning("Telegram closed a chat for %.0f s; nothing is sent there before.", seconds(error.retry_after))

    async def acknowledge(self, tap: str, text: str | None = None, *, alert: bool = True) -> None:
        """Tell Telegram that a tap arrived; a tap that is too old for it is none of her trouble.

        A text is shown over the chat: as an alert that she closes, or for a moment.
        """
        with contextlib.suppress(TelegramError):
            await patient(
                lambda: self._bot.answer_callback_query(tap, text=text, show_alert=alert and text is not None)
            )

    async def _receipt(self, incoming: Incoming, text: str | None = None, *, alert: bool = True) -> None:
        """Tell what became of a tap where that is its whole answer."""
        with contextlib.suppress(Overtaken):
            await self._overtaking.call(incoming.chat, lambda: self.acknowledge(incoming.tap, text, alert=alert))

    async def _tapped(self, incoming: Incoming) -> None:
        try:
            place = read_place(incoming.text)
        except UnreadablePlace:
            place = Place(incoming.phone_language or ENGLISH, "unknown")
        visitor = self._visitor(incoming)
        turn = self._turn(place, visitor)
        self._remember(incoming, turn)
        if any(isinstance(effect, Hide) for effect in turn.effects):
            hidden = await self._hide(incoming)
            await self._receipt(incoming, turn.screen.toast if hidden else turn.screen.title)
            return
        if place.page in TOASTS and turn.screen.toast:
            await self._apply(turn.effects, incoming)
            await self._receipt(incoming, turn.screen.toast, alert=False)
            return
        place, turn = await self._done(place, turn, visitor, incoming)
        place, turn, file = await self._handed(place, turn, visitor, incoming)
        rendered = self._render(turn, place, visitor)
        drawn = next((effect.picture for effect in turn.effects if isinstance(effect, Draw)), None)
        if drawn is None or not await self._drawn(incoming, drawn, place.language, rendered):
            show = self._send if incoming.copy else self._edit  # a bulletin's own message stays as it is
            await show(incoming, rendered)
        self._shown(incoming.chat)
        if file is not None:
            await self._give(incoming, file)
        if waits_for_receipt(incoming):  # it looked like one and was none
            await self._receipt(incoming)
        await self._apply(_untold(turn.effects), incoming)
        self._read(turn.screen, incoming)

    async def _done(self, place: Place, turn: Turn, visitor: Visitor, incoming: Incoming) -> tuple[Place, Turn]:
        """What is shown after what a screen speaks of was done, could not be done, or was looked up."""
        told = [effect for effect in turn.effects if isinstance(effect, TOLD)]
        if told and not await self._apply(told, incoming):
            place = turn.screen.place.to(turn.screen.place.page, "later")
            return place, self._turn(place, replace(visitor, typed=""))
        if any(isinstance(effect, Recall) for effect in turn.effects):
            wish = await recalled(self._key(incoming.chat), self._database)
            if wish is not None:
                topic = place.items[1] if place.item == "about" else ""
                place = Wishes(self._answers().library).recalled(wish, turn.screen.place, topic)
                return place, self._turn(place, replace(visitor, typed=""))
        return place, turn

    async def _handed(
        self, place: Place, turn: Turn, visitor: Visitor, incoming: Incoming
    ) -> tuple[Place, Turn, Taken | None]:
        """The file that a screen hands over; where it cannot be made now, the screen that says so."""
        form = next((effect.format for effect in turn.effects if isinstance(effect, HandOver)), None)
        if form is None:
            return place, turn, None
        file = await self._file(incoming, turn.screen.place, form)
        if file is None:
            place = place.to(place.page, form.value, "later")
            turn = self._turn(place, visitor)
        return place, turn, file

    async def _said(self, incoming: Incoming) -> None:
        """A command, typed words or a file: a new message."""
        place = await self._meant(incoming)
        visitor = self._visitor(incoming)
        if visitor.typed:
            await until_searchable(self._answers())
        place, turn = await self._done(place, self._turn(place, visitor), visitor, incoming)
        self._remember(incoming, turn)
        await self._send(incoming, self._render(turn, place, visitor))
        self._shown(incoming.chat)
        await self._apply(_untold(turn.effects), incoming)
        self._read(turn.screen, incoming)
        if incoming.private:
            await still_here(self._key(incoming.chat), self._database, self._month())

    def _remember(self, incoming: Incoming, turn: Turn) -> None:
        """Remember for ten minutes which place asks this chat for a number, if one does now."""
        self.asking.shown(self._key(incoming.chat), turn.screen.place if turn.screen.listens else None)

    def _read(self, screen: Screen, incoming: Incoming) -> None:
        """Count that a page was read, in a chat of one person."""
        use = self._use(screen) if incoming.private else None
        if self._counting is not None and use is not None:
            self._counting.note(use, self._key(incoming.chat))

    def _use(self, screen: Screen) -> Use | None:
        """What is counted where a screen is read; None where nothing is."""
        place = screen.place
        topic = topic_of(self._answers().library, place.page, place.item) if screen.found else ""
        return Use(topic=topic, language=place.language, channel=CHANNEL) if topic else None

    async def _meant(self, incoming: Incoming) -> Place:
        """The place that a command, words or a file stand for, in the language that she chose or her phone's."""
        answers = self._answers()
        asked = self.asking.take(self._key(incoming.chat))
        if incoming.what is What.WORDS and asked is not None and asked.language in answers.languages:
            return asked
        chosen = await language_of(self._key(incoming.chat), self._database) if incoming.private else None
        language = chosen or incoming.phone_language
        language = language if language in answers.languages else ENGLISH
        if incoming.what is What.FILE:
            return Place(language, "nofiles")
        if incoming.what is What.FORWARD:
            return Place(language, "authentic")
        if incoming.what is What.WORDS:
            return Place(language, "search")
        return commanded(incoming.command, incoming.text, language, answers)

    def _visitor(self, incoming: Incoming) -> Visitor:
        """Who did something, as far as the screens are told."""
        return Visitor(
            CHANNEL,
            typed=incoming.text[:LONGEST_TYPED] if incoming.what is What.WORDS else "",
            keeps=incoming.private,
            hides=True,
            reachable=incoming.private,
            forwarded=incoming.forwarded,
            counts=incoming.private and self._counting is not None,
        )

    def _turn(self, place: Place, visitor: Visitor) -> Turn:
        return self._answers().turn(place, visitor, self._today())

    def _render(self, turn: Turn, place: Place, visitor: Visitor) -> Rendered:
        answers = self._answers()
        ready = self._rendered.of((answers.version, self._today()))
        if (kept := ready.get((place, visitor))) is None:
            screen = turn.screen
            kept = render(screen, place.part, answers.languages[screen.place.language], self._hand(screen))
            if not visitor.once and not turn.screen.personal:
                ready.keep((place, visitor), kept)
        return kept

    def ready(self, place: Place) -> Shown | None:
        """What a tap in a private chat shows; None where more is to be done than that."""
        visitor = self._private
        turn = self._turn(place, visitor)
        screen = turn.screen
        languages = [effect.language for effect in turn.effects if isinstance(effect, KeepLanguage)]
        if len(languages) < len(turn.effects) or len(languages) > 1 or not screen.found or screen.toast:
            return None
        rendered = self._render(turn, place, visitor)
        if rendered.asks:
            return None
        listens = screen.place if screen.listens else None
        return Shown(rendered, self._use(screen), "".join(languages), listens, personal=screen.personal)

    async def keep(self, chat: int, language: str, own: str) -> None:
        """Keep the language that she chose; `own` is her phone's."""
        asker = Asker(self._key(chat), own, str(chat), self._month())
        await apply([KeepLanguage(language)], asker, self._database, self._secret)

    def told(self, chat: int, use: Use | None, listens: Place | None) -> None:
        """A tap of a private chat was answered at once, with a place that asks for a number or with another."""
        key = self._key(chat)
        self.asking.shown(key, listens)
        if use is not None and self._counting is not None:
            self._counting.note(use, key)

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
            await self._overtaking.call(
                incoming.chat,
                lambda: self._bot.send_chat_action(
                    incoming.chat, ChatAction.UPLOAD_DOCUMENT, message_thread_id=incoming.thread or None
                ),
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
        message = await self._in_its_turn(
            incoming.chat,
            lambda: self._bot.send_document(
                incoming.chat,
                known or file.body,
                filename=None if known else file.name,
                message_thread_id=incoming.thread or None,
                disable_content_type_detection=True,
            ),
        )
        self.recent.add(incoming.chat, message.message_id)
        if message.document is not None:
            self._sent[file.tag] = message.document.file_id
            if len(self._sent) > SENT:
                self._sent.popitem(last=False)

    def _key(self, chat: int) -> bytes:
        return visitor_key(self._secret, CHANNEL, str(chat))

    def _month(self) -> str:
        return self._today().isoformat()[:7]

    async def _apply(self, effects: Sequence[Effect], incoming: Incoming) -> bool:
        asker = Asker(self._key(incoming.chat), incoming.phone_language, str(incoming.chat), self._month())
        return await apply(effects, asker, self._database, self._secret, self._counting)

    async def _gone(self, chat: int) -> None:
        """A chat that does not take messages any more is no address any more."""
        await gone(self._key(chat), self._database)

    async def ask_again(self, chat: int, language: str) -> bool | None:
        """Ask a subscriber who was silent for long whether she still wants bulletins; no phone rings for it.

        True where the question arrived, False where the chat is closed to us for good, None where it is not told.
        """
        place = Place(language, "subscribe", ("still",))
        try:
            await self._send_to(
                chat, None, self._render(self._turn(place, self._private), place, self._private), silent=True
            )
        except (Forbidden, BadRequest):
            return False
        except TelegramError:
            return None
        return True

    async def _edit(self, incoming: Incoming, rendered: Rendered) -> None:
        """Change the message that was tapped; where that cannot be done, send a new one."""
        chat, patience = incoming.chat, patiences()

        def changed() -> Awaitable[None]:
            return change(self._wire, chat, incoming.message, rendered, next(patience))

        try:
            await self._in_its_turn(chat, lambda: self._overtaking.call(chat, changed), changes=True)
        except Overtaken:
            log.info("Telegram left a change unanswered; what came after it goes first.")
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

    async def _send_to(self, chat: int, thread: int | None, rendered: Rendered, *, silent: bool = False) -> None:
        def said() -> Awaitable[Message]:
            return self._bot.send_message(
                chat,
                rendered.html,
                parse_mode=ParseMode.HTML,
                reply_markup=ForceReply() if rendered.asks else rendered.keyboard,
                message_thread_id=thread,
                disable_notification=silent,
                link_preview_options=_NO_PREVIEW,
            )

        try:
            message = await self._in_its_turn(chat, lambda: self._overtaking.call(chat, said))
        except Overtaken:
            log.info("Telegram left a message unanswered; what came after it goes first.")
        else:
            self.recent.add(chat, message.message_id)

    async def _drawn(self, incoming: Incoming, picture: Picture, language: str, rendered: Rendered) -> bool:
        """Send a chart as a message of its own; tells whether it could be drawn. Telegram has each of them once."""
        if self._pictures is None:
            return False
        key = (picture, language)
        file = self._photos.get(key) or await self._pictures(picture, language)
        if file is None:
            return False
        message = await self._in_its_turn(
            incoming.chat,
            lambda: self._bot.send_photo(
                incoming.chat,
                file,
                caption=picture.caption[:LONGEST_CAPTION],
                reply_markup=rendered.keyboard,
                message_thread_id=incoming.thread or None,
            ),
        )
        self.recent.add(incoming.chat, message.message_id)
        if message.photo:
            self._photos[key] = message.photo[-1].file_id
            if len(self._photos) > PHOTOS:
                self._photos.popitem(last=False)
        return True

    async def _in_its_turn(self, chat: int, call: Callable[[], Awaitable[T]], *, changes: bool = False) -> T:
        """Make a call when the budget allows, which is at once unless very much leaves; tell the budget of a 429.

        `changes` says that the call changes or removes messages, so that it may be made twice without harm.
        """
        if (wait := self._budget.reply(chat, changes=changes)) > LONGEST_WAIT:
            raise RetryAfter(math.ceil(wait))

        async def noticed() -> T:
            try:
                return await call()
            except RetryAfter as error:
                self._budget.throttled(chat, seconds(error.retry_after))
                raise

        await asyncio.sleep(wait)
        return await patient(noticed, again=changes)

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
                await self._in_its_turn(
                    incoming.chat,
                    lambda pack=pack: self._overtaking.call(  # type: ignore[misc]
                        incoming.chat, lambda: self._bot.delete_messages(incoming.chat, pack)
                    ),
                    changes=True,
                )
                done |= incoming.message in pack
        return done


def _untold(effects: Sequence[Effect]) -> list[Effect]:
    """Effects of which the screen does not speak: they are applied after it is shown."""
    return [effect for effect in effects if not isinstance(effect, TOLD)]


def waits_for_receipt(incoming: Incoming) -> bool:
    """Whether a tap's acknowledgement is its receipt, given when it is done and not at once."""
    if incoming.what is not What.TAP:
        return False
    return incoming.text.endswith(HIDE_NOW) or any(f"/{page}/" in incoming.text for page in TOASTS)
