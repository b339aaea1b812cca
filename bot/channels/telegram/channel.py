"""The Telegram channel: introduces itself, then takes updates by long polling or from the webhook."""

import asyncio
import contextlib
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot, BotCommand
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.actions.address import derived
from bot.actions.apply import Counts
from bot.actions.attach import LARGEST
from bot.channels.commands import COMMANDS
from bot.channels.paper.printer import Printer
from bot.channels.telegram.acknowledging import Acknowledging
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.cause import cause
from bot.channels.telegram.following import Following
from bot.channels.telegram.incoming import Incoming, question, read, tap_id, update_id
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.lanes import Lanes, Seen
from bot.channels.telegram.overtaking import Overtaking
from bot.channels.telegram.quick import Quick
from bot.channels.telegram.staff_chat import COMMANDS as STAFF_COMMANDS
from bot.channels.telegram.staff_chat import StaffChat
from bot.channels.telegram.talk import Pictures, Talk, waits_for_receipt
from bot.channels.telegram.tls import trusted
from bot.channels.telegram.waiting import patient, seconds
from bot.channels.telegram.wire import Wire
from bot.language.catalogue import ENGLISH
from bot.language.codes import two_letters
from bot.language.language import Language
from bot.model.staff import Refused
from bot.model.trouble import Trouble
from bot.screens.answer import Answers

log = logging.getLogger(__name__)

UPDATES = ["message", "callback_query", "inline_query", "my_chat_member"]
"""The kinds of update that we answer; the others are not asked for."""
POLL = 2
"""Seconds that one getUpdates may wait for something to come: not long, because a poll whose answer a silent line
swallowed looks like one for which nothing came."""
LATE, VERY_LATE = 2.5, 10.0
"""Seconds by which the answer to a poll may be late; and every fourth time, so that a slow API is heard too."""
LONGEST_PAUSE = 3.0
"""Seconds between tries while Telegram cannot be reached: people are answered within five once it is back."""
LARGEST_UPDATE = 1 << 20
"""Bytes of a webhook's body."""
QUESTIONS = 200
"""Inline questions that are answered at once; Telegram drops them after 30 s, so more are passed over."""
CONNECTIONS = 40
"""Updates that Telegram may deliver at once (Bot API, setWebhook.max_connections)."""


class Said(NamedTuple):
    """What the webhook says to an update; after a success it is nothing or a call of the Bot API."""

    status: int
    body: bytes = b""

    @property
    def kind(self) -> str:
        """The type of what is said."""
        return "application/json" if self.status == 200 else "text/plain; charset=utf-8"


TAKEN, FORGED, NOT_JSON = Said(200), Said(403, b"Only Telegram may write here.\n"), Said(400, b"This is not JSON.\n")
TOO_LARGE, TOO_BUSY = Said(413, b"Too large.\n"), Said(503, b"Too busy; send it again.\n")


class WrongToken(Trouble):
    """Telegram does not know the token."""


class RefusedAddress(Trouble):
    """Telegram does not deliver to the address of the webhook."""


class Request(HTTPXRequest):
    """python-telegram-bot's connections, whose answers are read without writing them into the log."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer of the Bot API; it may hold what people wrote, so what cannot be read is told to nobody."""
        try:
            said = json.loads(payload)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise TelegramError("This is no answer of the Bot API.")
        return said


class TelegramBot(Bot):
    """python-telegram-bot's Bot, with updates as Telegram sent them.

    One update that cannot be understood must not keep the others of its batch from being answered, so they are not
    made into objects all at once.
    """

    async def raw_updates(self, offset: int, late: float = LATE) -> list[Any]:
        """The updates from `offset` on, as JSON; waits up to POLL seconds for one."""
        data = {"timeout": POLL, "offset": offset, "allowed_updates": UPDATES}
        result = await self._post("getUpdates", data, read_timeout=POLL + late)
        return result if isinstance(result, list) else []

    async def _do_post(self, *call: Any, **more: Any) -> Any:
        """Make a call; an answer without a result, of which its maker did not think, is a fault like others."""
        try:
            return await super()._do_post(*call, **more)
        except (KeyError, AttributeError) as error:
            raise TelegramError("This is no answer of the Bot API.") from error


class TelegramChannel:
    """Runs until it is stopped. `start` says who we are, `poll` or the webhook's handler bring the updates.

    `noted` is told of every answer, for the figures of operations.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        answers: Callable[[], Answers],
        database: AsyncEngine,
        secret: bytes,
        today: Callable[[], date],
        budget: Budget,
        staff: StaffChat | None = None,
        printer: Printer | None = None,
        counting: Counts | None = None,
        pictures: Pictures | None = None,
        noted: Callable[[], None] = lambda: None,
    ) -> None:
        base = api_url.rstrip("/")
        self._host = urlsplit(base).hostname or base
        trust: Any = {"httpx_kwargs": {"verify": trusted()}}
        self._bot = TelegramBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=Request(connection_pool_size=CONNECTIONS * 2, pool_timeout=30.0, read_timeout=20.0, **trust),
            get_updates_request=Request(connection_pool_size=1, **trust),
        )
        self._answers = answers
        self._secret_token = derived(secret, "telegram-webhook").encode()
        self._wire = Wire(base, token)
        self._overtaking = Overtaking(lambda chat: self._lanes.waits(chat))
        self._lanes = Lanes(self._overtaking.newer)
        self._talk = Talk(
            self._bot,
            self._wire,
            answers,
            database,
            secret,
            today,
            budget,
            self._lanes.shown,
            self._overtaking,
            printer,
            counting,
            pictures,
        )
        self._staff = staff
        self._noted = noted
        self._inline = Inline(self._bot, answers, database, secret, today, lambda: self._name)
        self._following = Following(self._lanes.put)
        self._seen = Seen()
        self._tasks: set[asyncio.Task[None]] = set()
        self._acknowledging = Acknowledging(base, token, lambda tap: self._behind(self._talk.acknowledge(tap)))
        self._quick = Quick(
            answers,
            today,
            self._talk.ready,
            budget,
            self._lanes,
            self._seen,
            self._acknowledging.add,
            self._talk.told,
            self._talk.keep,
        )
        self._name = ""
        self._id = 0

    async def introduce(self, webhook_url: str = "") -> None:
        """Find out who we are and how updates come, trying until Telegram answers; then say who we are, meanwhile.

        With `webhook_url` updates are to be delivered there; without, a webhook that was set is taken away. Raises
        WrongToken where Telegram does not know the token, RefusedAddress where it does not take the address.
        """
        await self._wire.__aenter__()
        await self._until_reached(self._identify)
        await self._until_reached(lambda: self._take_updates(webhook_url))
        self._behind(self._describe())
        log.info("Telegram: ready, by %s.", "webhook" if webhook_url else "long polling")

    async def _until_reached(self, step: Callable[[], Awaitable[None]]) -> None:
        pause = 1.0
        while True:
            try:
                await step()
                return
            except RetryAfter as error:
                pause = seconds(error.retry_after)
            except TelegramError as error:
                why = cause(error, self._host)
                log.warning("Telegram cannot be reached (%s); trying again in %.0f s. The pages stay up.", why, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _identify(self) -> None:
        try:
            await self._bot.initialize()
        except InvalidToken as error:
            raise WrongToken("Telegram does not know this token; check FAIRPASSAGE_TELEGRAM_TOKEN.") from error
        me = self._bot.bot
        self._name, self._id = me.username or "", me.id
        self._talk.called(self._name, inline=bool(me.supports_inline_queries))
        self._quick.clear()

    async def _take_updates(self, webhook_url: str) -> None:
        if not webhook_url:
            with contextlib.suppress(InvalidToken):  # a small Bot API server may not know the method
                await self._bot.delete_webhook()
            return
        try:
            await self._bot.set_webhook(
                webhook_url,
                secret_token=self._secret_token.decode(),
                allowed_updates=UPDATES,
                max_connections=CONNECTIONS,
            )
        except BadRequest as error:
            raise RefusedAddress(
                f"Telegram does not take the webhook's address ({error.message}); check FAIRPASSAGE_PUBLIC_URL."
            ) from error

    async def _describe(self) -> None:
        """Commands, description and short description in every language; English is the default.

        What is refused or throttled keeps nobody from being answered, so this goes on behind the updates.
        """
        for code, language in self._answers().languages.items():
            given = None if code == ENGLISH else two_letters(code)
            commands, full, short = _commands(language), _description(language), _short_description(language)
            await self._told(lambda: self._bot.set_my_commands(commands, language_code=given))  # noqa: B023
            await self._told(lambda: self._bot.set_my_description(full, language_code=given))  # noqa: B023
            await self._told(lambda: self._bot.set_my_short_description(short, language_code=given))  # noqa: B023

    async def _told(self, call: Callable[[], Awaitable[object]]) -> None:
        try:
            await patient(call)
        except TelegramError as error:
            log.warning("Telegram refused a part of the bot's description (%s).", type(error).__name__)

    def _behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for, until the channel stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Long polling

    async def poll(self) -> None:
        """Take updates until cancelled; whatever goes wrong, it goes on."""
        offset, pause, silent = 0, 1.0, 0
        while True:
            rest = pause
            try:
                updates = await self._bot.raw_updates(offset, VERY_LATE if silent % 4 == 3 else LATE)
                pause, silent = 1.0, 0
            except Conflict:
                log.error("Another program takes this bot's updates; stop it, or give it another token.")
            except InvalidToken:
                log.error(
                    "Telegram does not know this token any more; check FAIRPASSAGE_TELEGRAM_TOKEN and start again."
                )
            except RetryAfter as error:
                rest = max(pause, seconds(error.retry_after))
            except TimedOut:
                rest, silent = 0.0, silent + 1
                log.warning("Telegram is silent; asking again.")
            except TelegramError as error:
                why = cause(error, self._host)
                log.warning("Telegram cannot be reached (%s); trying again in %.0f s.", why, pause)
            else:
                for update in updates:
                    number = update_id(update)
                    if number is not None:  # numbers may begin anew after a week without updates
                        offset = number + 1
                    self.take(update)
                continue
            await asyncio.sleep(rest)
            pause = min(pause * 2, LONGEST_PAUSE)

    # Webhook

    async def webhook(self, request: web.Request) -> web.Response:
        """One update from Telegram, which may come in pieces."""
        if not self.sent(request):
            return _response(FORGED)
        if (request.content_length or 0) > LARGEST_UPDATE:
            return _response(TOO_LARGE)
        body = await request.content.read(LARGEST_UPDATE + 1)
        while len(body) <= LARGEST_UPDATE and (more := await request.content.read(LARGEST_UPDATE + 1 - len(body))):
            body += more
        return _response(TOO_LARGE if len(body) > LARGEST_UPDATE else self.heard(body))

    def sent(self, request: web.Request) -> bool:
        """Whether Telegram sent a request: it has the secret token."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._secret_token)

    def heard(self, body: bytes) -> Said:
        """Take an update; what is said to it may be the change that it asks for."""
        if (answered := self._quick.answer(body)) is not None:
            self._noted()
            return Said(200, answered)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return NOT_JSON
        return TAKEN if self.take(update) else TOO_BUSY

    def take(self, update: object) -> bool:
        """Put an update into its chat's lane; False where there is no room for it now.

        A tap is acknowledged at once, whatever its chat still waits for. What has no number is no update.
        """
        number = update_id(update)
        if number is None or number in self._seen:
            return True
        if (asked := question(update)) is not None:
            self._seen.add(number)
            if len(self._tasks) < QUESTIONS:
                self._behind(self._inline.answer(asked))
            return True
        incoming = read(update, self._name, self._id, (*COMMANDS, *STAFF_COMMANDS))
        if incoming is not None and not self._lanes.put(incoming.chat, lambda: self._answer(incoming)):
            return False
        self._seen.add(number)
        if incoming is not None:
            self._quick.passed(incoming.chat)
        tap = tap_id(update)
        if tap is not None and not (incoming is not None and waits_for_receipt(incoming)):
            self._acknowledging.add(tap)
        return True

    async def _answer(self, incoming: Incoming) -> None:
        """Answer staff as staff, and everybody else as a visitor."""
        self._noted()
        answered = await self._staff.answered(incoming, self._fetch) if self._staff is not None else None
        if answered is None:
            await self._talk.answer(incoming)
            return
        self._following.touched(incoming)
        await self._talk.show(incoming, answered.rendered)
        if (handed := answered.handed) is not None:
            if handed.picture is not None:
                await self._talk.hand_picture(incoming, handed.picture, handed.caption)
            await self._talk.hand_file(incoming, handed.body, handed.name, handed.title)
        if answered.moves:
            self._behind(self._following.watch(incoming, answered.moves, self._refreshed))

    async def _fetch(self, number: str) -> bytes:
        """A file that staff sent; raises Refused."""
        try:
            file = await self._bot.get_file(number)
            if (file.file_size or 0) > LARGEST:
                raise Refused("attachment", "The file is too large; make it smaller.", 413)
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise Refused("attachment", "Telegram did not hand the file over; send it again.") from error

    async def _refreshed(self, again: Incoming) -> bool:
        """Bring a message of staff up to date; tells whether it still moves."""
        answered = await self._staff.answered(again, self._fetch) if self._staff is not None else None
        if answered is not None:
            await self._talk.show(again, answered.rendered)
        return answered is not None and bool(answered.moves)

    @property
    def name(self) -> str:
        """The bot's name, "" until Telegram told it."""
        return self._name

    async def ask_again(self, chat: int, language: str) -> bool | None:
        """Ask a subscriber who was silent for long whether she still wants bulletins; see Talk.ask_again."""
        return await self._talk.ask_again(chat, language)

    async def stop(self, seconds_left: float) -> None:
        """Take nothing more, finish what has begun and close the connections."""
        until = time.monotonic() + seconds_left
        await self._lanes.finish(seconds_left)
        await self._acknowledging.finish(max(0.0, until - time.monotonic()))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._bot.shutdown()
        await self._wire.__aexit__(None, None, None)


def _response(said: Said) -> web.Response:
    return web.Response(status=said.status, body=said.body, headers={"Content-Type": said.kind})


def _commands(language: Language) -> list[BotCommand]:
    words: Mapping[str, str] = {
        "start": language.say("Begin, or begin again"),
        "help": language.say("Help now: who helps where you are"),
        "menu": language.say("The menu"),
        "kit": language.say("Thinking of going?"),
        "rights": language.say("Know your rights"),
        "programmes": language.say("Return and contribute"),
        "offer": language.say("Check this offer or recruiter"),
        "sums": language.say("Do the sums"),
        "compare": language.say("Compare destinations"),
        "steps": language.say("My steps"),
        "bulletins": language.say("Bulletins of trade unions"),
        "subscribe": language.say("Tell me about news"),
        "stop": language.say("Stop the bulletins"),
        "language": language.say("Language"),
        "settings": language.say("Settings"),
        "privacy": language.say("What is kept and what is not"),
        "forget": language.say("Remove what is kept"),
        "hide": language.say("Hide this chat's messages"),
    }
    return [BotCommand(name, words[name]) for name in COMMANDS]


def _description(language: Language) -> str:
    """What stands in an empty chat, at most 512 characters."""
    return language.say(
        "Facts before you decide to work abroad as a health worker: your rights there and here, return programmes, "
        "help. Free, in your language. Every answer names its source."
    )


def _short_description(language: Language) -> str:
    """What stands on the bot's profile, at most 120 characters."""
    return language.say("Facts and rights for health workers who think of working abroad.")
