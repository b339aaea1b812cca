"""The Bot API at the edge of the network: a server on loopback that refuses what Telegram refuses.

It keeps chats with their messages as Telegram would show them. `Person` is somebody in a chat: she writes and taps, and
waits for what the bot answers. Rules: Bot API 10, the Bots FAQ (see the comments at each refusal).
"""

import asyncio
import contextlib
import io
import json
import math
import re
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, Self

import aiohttp
from aiohttp import web

TOKEN = "123456789:AAtest-token_of-a_double_0123456789abcd"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Fair Passage", "username": "FairPassageBot"}
PATIENCE = 30.0
"""Seconds that a test waits for something to happen."""

_TAGS = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "a",
    "code",
    "pre",
    "blockquote",
    "tg-spoiler",
    "span",
}


class Refused(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class _Broken(Exception):
    """An answer that makes no sense, with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Bucket:
    """So many at once and so many a second after that; asking when it is closed keeps it closed."""

    def __init__(self, depth: float, rate: float, retry_after: int) -> None:
        self.depth, self.rate, self.retry_after = depth, rate, retry_after
        self._left, self._at, self.closed_until = depth, time.monotonic(), 0.0

    def take(self) -> int:
        """0 where one more may pass, else the seconds for which it is closed."""
        now = time.monotonic()
        if now < self.closed_until:
            return max(1, math.ceil(self.closed_until - now))
        self._left = min(self.depth, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0
        self.closed_until = now + self.retry_after
        return self.retry_after


class Limits:
    """Telegram's pace: so many messages a second in all, one a second in a chat with a burst of five, 20 a minute in a
    group; what was throttled stays closed for `retry_after` seconds.
    """

    def __init__(self, rate: float, retry_after: int = 3) -> None:
        self.all = Bucket(rate, rate, retry_after)
        self.retry_after = retry_after
        self.chats: dict[int, Bucket] = {}
        self.groups: dict[int, deque[float]] = {}

    def check(self, method: str, chat: int) -> None:
        """Refuse what comes too fast with a 429; edits in a private chat count in all alone."""
        if wait := self.all.take():
            raise too_many(wait)
        if chat < 0:
            times = self.groups.setdefault(chat, deque(maxlen=20))
            if len(times) == 20 and time.monotonic() - times[0] < 60:
                raise too_many(math.ceil(60 - time.monotonic() + times[0]))
            times.append(time.monotonic())
        elif method.startswith("send"):
            bucket = self.chats.setdefault(chat, Bucket(5, 1, self.retry_after))
            if wait := bucket.take():
                raise too_many(wait)


def too_many(seconds: int) -> Refused:
    """A 429 that closes for some seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class _Parsed(HTMLParser):
    """The text of Telegram's HTML, refusing what Telegram cannot parse."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        if re.search(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)", html):
            raise Refused(400, "Bad Request: can't parse entities: unsupported entity")
        if "<" in re.sub(r"</?[A-Za-z][^<>]*>", "", html):
            raise Refused(400, "Bad Request: can't parse entities: unclosed start tag")
        self.feed(html)
        self.close()
        if self.open:
            raise Refused(
                400, f"Bad Request: can't parse entities: can't find end tag corresponding to {self.open[-1]}"
            )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise Refused(400, f"Bad Request: can't parse entities: unsupported start tag {tag!r}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, f"Bad Request: can't parse entities: unmatched end tag {tag!r}")

    def handle_data(self, data: str) -> None:
        self.text += data


@dataclass
class Message:
    """A message of the bot as it stands in a chat."""

    id: int
    text: str
    html: str
    keyboard: list[list[dict[str, Any]]]
    versions: int = 1
    sent: float = 0.0
    file: str = ""
    document: dict[str, Any] | None = None

    def button(self, label: str) -> dict[str, Any]:
        """The button whose label holds these words."""
        for row in self.keyboard:
            for button in row:
                if label in button["text"]:
                    return button
        raise AssertionError(f"no button {label!r} in {[b['text'] for row in self.keyboard for b in row]}")

    @property
    def data(self) -> list[str]:
        """The places behind the buttons."""
        return [b["callback_data"] for row in self.keyboard for b in row if "callback_data" in b]


@dataclass
class Chat:
    """A chat with its messages."""

    id: int
    kind: str = "private"
    messages: dict[int, Message] = field(default_factory=dict)
    next_id: int = 1
    blocked: bool = False
    moved: int = 0
    """The number of the supergroup that it became."""
    frozen: set[int] = field(default_factory=set)
    """Messages that can no longer be edited."""


class TelegramDouble:
    """The server. `faults[method]` holds answers to be given instead of the next ones: a Refused, or an HTTP status."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.toasts: list[str] = []
        self.refusals: list[str] = []
        self.faults: dict[str, deque[Refused | int]] = defaultdict(deque)
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.files: dict[str, bytes] = {}
        self.webhook: dict[str, Any] = {}
        self.url = ""
        self.down = False
        self.in_responses: list[str] = []
        """The methods of the calls that stood in a webhook's response."""
        self.answer_lost = False
        """Whether the connection breaks before the webhook's response is read."""
        self.limits: Limits | None = None
        self.recording = True
        """Whether every call is kept; a bench has too many of them."""
        self.counts: Counter[str] = Counter()
        self.mute: set[int] = set()
        """Chats whose new messages arrive without the sender being told: the connection breaks."""
        self.now = time.time
        self.inline = True
        """Whether BotFather was told to turn inline mode on."""
        self.answered: dict[str, dict[str, Any]] = {}
        """What inline questions were answered with, by their number."""
        self._questions: set[str] = set()
        self._taps: set[str] = set()
        self._updates: deque[dict[str, Any]] = deque()
        self._update_id = 100
        self._polling = False
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=60 << 20)
        application.router.add_route("*", "/bot{token}/{method}", self._handle)
        application.router.add_get("/file/bot{token}/{name}", self._download)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    # What the world does

    async def deliver(self, update: dict[str, Any], *, numbered: bool = True) -> int:
        """Give an update to the bot, by whichever way it asked for; returns its number, or the webhook's status."""
        if numbered:
            self._update_id += 1
            update = {"update_id": self._update_id, **update}
        if self.webhook:
            return await self.post(update)
        self._updates.append(update)
        await self._tell()
        return self._update_id

    async def post(self, body: object, *, secret: str | None = None) -> int:
        """Post to the bot's webhook and return the status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret if secret is not None else self.webhook["secret_token"]}
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.webhook["url"], data=data, headers=headers) as response,
        ):
            status, said = response.status, await response.read()
        if self.answer_lost:
            return status
        if status == 200 and said:
            await self._respond(json.loads(said))
        return status

    async def _respond(self, call: dict[str, Any]) -> None:
        """Make the one call that may stand in a webhook's response; its result and its error are told to nobody."""
        method = call.pop("method")
        self.in_responses.append(method)
        if method.startswith("get"):
            return
        with contextlib.suppress(Refused, _Broken):
            await self._made(method, call)
        await self._tell()

    async def until(self, happened: Any, what: str = "what was awaited", patience: float = PATIENCE) -> None:
        """Wait until a condition holds."""
        async with self._changed:
            try:
                async with asyncio.timeout(patience):
                    await self._changed.wait_for(happened)
            except TimeoutError:
                raise AssertionError(f"{what} did not happen; refusals: {self.refusals[-3:]}") from None

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of a method, refused ones included."""
        return [parameters for name, parameters in self.calls if name == method]

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # The Bot API

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters = await _parameters(request)
        if self.down:
            self.refusals.append(f"{method}: down")
            await self._tell()
            request.transport.close() if request.transport else None
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        if request.match_info["token"] != TOKEN:  # 401 with a wrong one
            return _answer(401, "Unauthorized")
        try:
            result = await self._made(method, parameters)
        except _Broken as broken:
            return web.Response(status=broken.status, text="<html>no JSON here</html>")
        except Refused as refused:
            await self._tell()
            return _answer(refused.code, refused.description, refused.parameters)
        await self._tell()
        if method.startswith("send") and int(parameters["chat_id"]) in self.mute:
            request.transport.abort() if request.transport else None
        return web.json_response({"ok": True, "result": result})

    async def _made(self, method: str, parameters: dict[str, Any]) -> Any:
        """Make a call, whichever way it came; raises Refused, or _Broken where an answer without sense is asked for."""
        if method != "getUpdates" and self.recording:
            self.calls.append((method, parameters))
        self.counts[method] += 1
        try:
            if self.limits is not None and method.startswith(("send", "edit", "delete")):
                self.limits.check(method, int(parameters.get("chat_id", 0)))
            if self.faults[method]:
                fault = self.faults[method].popleft()
                raise _Broken(fault) if isinstance(fault, int) else fault
            return await getattr(self, f"_{method}", self._unknown)(**parameters)
        except Refused as refused:
            self.refusals.append(f"{method}: {refused.description}")
            self.counts[f"refused {refused.code}"] += 1
            raise

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file that somebody sent to the bot."""
        return web.Response(body=self.files[request.match_info["name"]])

    async def _getFile(self, file_id: str) -> Any:
        if file_id not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": file_id}

    async def _unknown(self, **_: Any) -> Any:
        raise Refused(404, "Not Found: method not found")

    async def _getMe(self) -> Any:
        return {**BOT, "supports_inline_queries": self.inline}

    async def _getUpdates(self, offset: int = 0, timeout: int = 0, **_: Any) -> Any:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polling:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        self._polling = True
        try:
            while self._updates and self._updates[0].get("update_id", 0) < offset:
                self._updates.popleft()
            if not self._updates:
                async with self._changed:
                    try:
                        async with asyncio.timeout(timeout):
                            await self._changed.wait_for(lambda: bool(self._updates))
                    except TimeoutError:
                        return []
            return list(self._updates)[:100]
        finally:
            self._polling = False

    async def _setWebhook(self, url: str, **parameters: Any) -> Any:
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(parameters.get("secret_token", ""))):
            raise Refused(400, "Bad Request: secret token contains illegal characters")
        self.webhook = {"url": url, **parameters}
        return True

    async def _deleteWebhook(self, **_: Any) -> Any:
        self.webhook = {}
        return True

    async def _setMyCommands(self, commands: Any, language_code: str = "", **_: Any) -> Any:
        if not 1 <= len(commands) <= 100:
            raise Refused(400, "Bad Request: too many commands")
        for one in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(one["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self._known_language(language_code)
        self.commands[language_code] = commands
        return True

    async def _setMyDescription(self, description: str = "", language_code: str = "") -> Any:
        return self._text("description", description, language_code, 512)

    async def _setMyShortDescription(self, short_description: str = "", language_code: str = "") -> Any:
        return self._text("short_description", short_description, language_code, 120)

    def _text(self, name: str, text: str, language: str, longest: int) -> bool:
        if len(text) > longest:
            raise Refused(400, f"Bad Request: {name} is too long")
        self._known_language(language)
        self.texts[name, language] = text
        return True

    @staticmethod
    def _known_language(code: str) -> None:
        if code and not re.fullmatch(r"[a-z]{2}", code):
            raise Refused(400, "Bad Request: invalid language code specified")

    async def _sendMessage(
        self, chat_id: Any, text: str, reply_markup: Any = None, parse_mode: str = "", **_: Any
    ) -> Any:
        return self._put(self._chat(chat_id), _visible(text, parse_mode), text, self._markup(reply_markup))

    def _put(self, chat: Chat, text: str, html: str, keyboard: list[list[dict[str, Any]]]) -> Any:
        message = Message(chat.next_id, text, html, keyboard, sent=self.now())
        chat.next_id += 1
        chat.messages[message.id] = message
        return self._shown(chat, message)

    async def _sendPhoto(self, photo: Any, **parameters: Any) -> Any:
        shown = await self._captioned("photo", photo, **parameters)
        sizes = [("small", 90), (shown.pop("file_id"), 1280)]
        photo = [{"file_id": one, "file_unique_id": one, "width": side, "height": side} for one, side in sizes]
        return {**{name: value for name, value in shown.items() if name != "text"}, "photo": photo}

    async def _sendDocument(self, document: Any, **parameters: Any) -> Any:
        shown = await self._captioned("document", document, **parameters)
        number = shown.pop("file_id")
        name = "known" if isinstance(document, str) else document.filename
        told = {"file_id": number, "file_unique_id": number, "file_name": name, "file_size": len(self.files[number])}
        self._chat(parameters["chat_id"]).messages[shown["message_id"]].document = told
        return {**shown, "document": told}

    async def _captioned(self, kind: str, file: Any, chat_id: Any, caption: str = "", **parameters: Any) -> Any:
        """A message with a file: uploaded, or one that was uploaded before and is known by its number."""
        if isinstance(file, str) and file not in self.files:
            raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if not isinstance(file, str):
            number, body = f"{kind}-{len(self.files) + 1}", file.file.read()
            if not 0 < len(body) <= 50 << 20:
                raise Refused(400, "Bad Request: file must be non-empty and at most 50 MB")
            self.files[number] = body
            file = number
        words = _visible(caption, parameters.get("parse_mode", ""), 1024) if caption else ""  # a file needs no words
        markup = self._markup(parameters.get("reply_markup"))
        shown: dict[str, Any] = self._put(self._chat(chat_id), words, caption, markup)
        self._chat(chat_id).messages[shown["message_id"]].file = file
        return {**shown, "file_id": file}

    async def _editMessageCaption(self, caption: str, **parameters: Any) -> Any:
        _visible(caption, parameters.get("parse_mode", ""), 1024)
        return await self._editMessageText(caption, **parameters)

    async def _editMessageText(
        self, text: str, chat_id: Any = 0, message_id: int = 0, reply_markup: Any = None, parse_mode: str = "", **_: Any
    ) -> Any:
        chat = self._chat(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message.id in chat.frozen:
            raise Refused(400, "Bad Request: message can't be edited")
        visible, keyboard = _visible(text, parse_mode), self._markup(reply_markup)
        if (visible, text, keyboard) == (message.text, message.html, message.keyboard):
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        message.text, message.html, message.keyboard = visible, text, keyboard
        message.versions += 1
        return self._shown(chat, message)

    async def _answerCallbackQuery(self, callback_query_id: str, text: str = "", **_: Any) -> Any:
        if callback_query_id not in self._taps:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(text) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self._taps.discard(callback_query_id)
        if text:
            self.toasts.append(text)
        return True

    async def _deleteMessage(self, chat_id: Any, message_id: int, **_: Any) -> Any:
        chat = self._chat(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise Refused(400, "Bad Request: message to delete not found")
        if self.now() - message.sent > 48 * 3600:
            raise Refused(400, "Bad Request: message can't be deleted for everyone")
        del chat.messages[message_id]
        return True

    async def _sendChatAction(self, chat_id: Any, action: str, **_: Any) -> Any:
        self._chat(chat_id)
        if action not in ("typing", "upload_photo", "upload_document"):
            raise Refused(400, "Bad Request: wrong parameter action in request")
        return True

    async def _answerInlineQuery(
        self, inline_query_id: str, results: Any, cache_time: int = 300, next_offset: str = "", **more: Any
    ) -> Any:
        if inline_query_id not in self._questions:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(results) > 50:
            raise Refused(400, "Bad Request: too many inline query results specified")
        if len({one["id"] for one in results}) < len(results):
            raise Refused(400, "Bad Request: RESULT_ID_DUPLICATE")
        if len(next_offset.encode()) > 64 or not isinstance(cache_time, int) or cache_time < 0:
            raise Refused(400, "Bad Request: wrong next offset or cache time")
        for one in results:
            if one["type"] != "article" or not 1 <= len(one["id"].encode()) <= 64 or not one.get("title", "").strip():
                raise Refused(400, "Bad Request: can't parse inline query result")
            content = one["input_message_content"]
            content["visible"] = _visible(content["message_text"], content.get("parse_mode", ""))
            self._markup(one.get("reply_markup"))
        self._questions.discard(inline_query_id)
        self.answered[inline_query_id] = {"results": results, "cache_time": cache_time, **more}
        return True

    def _markup(self, markup: Any) -> list[list[dict[str, Any]]]:
        rows = _keyboard(markup)
        if not self.inline and any("switch_inline_query" in button for row in rows for button in row):
            raise Refused(400, "Bad Request: BUTTON_TYPE_INVALID")
        return rows

    async def _deleteMessages(self, chat_id: Any, message_ids: Any) -> Any:
        chat = self._chat(chat_id)
        if not 1 <= len(message_ids) <= 100:
            raise Refused(400, "Bad Request: too many message identifiers specified")
        for number in message_ids:
            chat.messages.pop(number, None)
        return True

    def _chat(self, chat_id: Any) -> Chat:
        chat = self.chats.get(int(chat_id))
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        if chat.moved:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, said, migrate_to_chat_id=chat.moved)
        if chat.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _shown(self, chat: Chat, message: Message) -> dict[str, Any]:
        return {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": {"id": chat.id, "type": chat.kind},
            "from": BOT,
            "text": message.text,
        }

    def tap_id(self) -> str:
        """A fresh callback query's id, valid once."""
        number = f"tap{len(self.calls)}-{len(self._taps)}-{time.monotonic_ns()}"
        self._taps.add(number)
        return number


class Person:
    """Somebody in a chat with the bot."""

    def __init__(self, telegram: TelegramDouble, number: int, language: str = "en", kind: str = "private") -> None:
        self.telegram, self.number, self.language = telegram, number, language
        self.chat = telegram.chats.setdefault(number, Chat(number, kind))
        self.user = {"id": abs(number), "is_bot": False, "first_name": "Canary Visitor", "language_code": language}

    @property
    def messages(self) -> list[Message]:
        """The bot's messages in the chat, oldest first."""
        return [self.chat.messages[number] for number in sorted(self.chat.messages)]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        return self.messages[-1]

    async def sends(self, **content: Any) -> None:
        """Send a message without waiting for an answer."""
        number, self.chat.next_id = self.chat.next_id, self.chat.next_id + 1
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": self.number, "type": self.chat.kind},
            "from": self.user,
            **content,
        }
        await self.telegram.deliver({"message": message})

    async def says(self, text: str, **content: Any) -> Message:
        """Write something and wait for the answer, a new message."""
        before = set(self.chat.messages)
        await self.sends(text=text, **content)
        await self.telegram.until(lambda: set(self.chat.messages) - before, f"an answer to {text!r}")
        return self.last

    async def gives(self, **content: Any) -> Message:
        """Send a file or the like and wait for the answer."""
        before = set(self.chat.messages)
        await self.sends(**content)
        await self.telegram.until(lambda: set(self.chat.messages) - before, "an answer to a file")
        return self.last

    async def presses(self, data: str, message: Message | None = None) -> str:
        """Press a button without waiting for more than nothing; returns the query's id."""
        message = message or self.last
        tap = self.telegram.tap_id()
        query = {
            "id": tap,
            "from": self.user,
            "chat_instance": "1",
            "data": data,
            "message": self.telegram._shown(self.chat, message),
        }
        await self.telegram.deliver({"callback_query": query})
        return tap

    async def asks_inline(self, words: str, **more: Any) -> dict[str, Any]:
        """Write words behind the bot's name in some other chat and wait for what is offered."""
        number = f"question{time.monotonic_ns()}"
        self.telegram._questions.add(number)
        query = {"id": number, "from": self.user, "query": words, "offset": "", "chat_type": "private", **more}
        await self.telegram.deliver({"inline_query": query})
        await self.telegram.until(lambda: number in self.telegram.answered, f"an answer to {words!r}")
        return self.telegram.answered[number]

    async def taps(self, label: str, message: Message | None = None) -> Message:
        """Tap a button by its label and wait until the message has changed and the tap is acknowledged."""
        message = message or self.last
        return await self.goes(message.button(label)["callback_data"], message)

    async def goes(self, data: str, message: Message | None = None) -> Message:
        """Tap a button with this place and wait for the answer."""
        message = message or self.last
        versions, newest, answers = message.versions, self.last.id, len(self.telegram.refusals)
        tap = await self.presses(data, message)
        await self.telegram.until(
            lambda: (
                tap not in self.telegram._taps
                and (
                    message.versions > versions
                    or self.last.id > newest
                    or any("not modified" in one for one in self.telegram.refusals[answers:])
                )
            ),
            f"an answer to a tap on {data!r}",
        )
        return message if message.versions > versions or self.last.id == newest else self.last


@lru_cache(1024)
def _visible(text: str, parse_mode: str, longest: int = 4096) -> str:
    visible = (_Parsed(text).text if parse_mode == "HTML" else text).strip()
    if not visible:
        raise Refused(400, "Bad Request: message text is empty")
    if len(visible.encode("utf-16-le")) // 2 > longest:
        raise Refused(400, f"Bad Request: message {'caption ' if longest == 1024 else ''}is too long")
    return visible


def _keyboard(markup: Any) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or len(json.dumps(markup).encode()) > 10_240:
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in buttons:
        actions = [name for name in ("callback_data", "url", "switch_inline_query") if name in button]
        if len(actions) != 1 or not button.get("text", "").strip():
            raise Refused(400, "Bad Request: can't parse inline keyboard button: exactly one action is needed")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if len(button.get("switch_inline_query", "").encode()) > 256:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and not re.match(r"https?://[^\s/]+\.[^\s]+|tg://", button["url"]):
            raise Refused(400, "Bad Request: inline keyboard button URL is invalid")
    return rows


async def _parameters(request: web.Request) -> dict[str, Any]:
    """The parameters of a call: as a form, or as JSON (Bot API, making requests)."""
    if not request.can_read_body:
        return {}
    if request.content_type == "application/json":
        given = await request.json()
        return given if isinstance(given, dict) else {}
    return {name: _decoded(value) for name, value in (await request.post()).items()}


def _decoded(value: Any) -> Any:
    """A form's field as the Bot API reads it: JSON where it is JSON, text elsewhere."""
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"-?\d+", value) or value[:1] in "[{" or value in ("true", "false"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _answer(code: int, description: str, parameters: dict[str, int] | None = None) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)
