"""The Bot API as deliveries need it: a few methods, their answers sorted by what they mean for a delivery.

python-telegram-bot builds objects and keyboards anew for each call and throttles by itself; for a thousand messages a
second the body is made once for a bulletin and language, and only the chat's number differs.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

import aiohttp

from bot.bulletins.message import Copy
from bot.channels.telegram.cause import cause

KEPT = 256
"""Bodies of each kind that are kept ready."""
TIMEOUT = 20.0
"""Seconds after which no answer is expected any more."""
CONNECT = 10.0
"""Seconds of them for making a connection."""
CONNECTIONS = 320
"""Requests that may be on their way at once: what has left does not wait for a connection."""


class Meaning(StrEnum):
    """What an answer means."""

    DONE = "done"
    THROTTLED = "throttled"
    GONE = "gone"
    """403: blocked, deactivated, kicked: never write there again."""
    REFUSED = "refused"
    """400: this request is not possible."""
    FAILED = "failed"
    """Telegram says that it failed: try again later."""
    UNSENT = "unsent"
    """Telegram was not reached, or does not know the token: nothing was done, try again later."""
    SILENT = "silent"
    """The request left and no answer came that can be understood."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the Bot API. `moved` is the new number of a group that became a supergroup."""

    meaning: Meaning
    message: int = 0
    wait: float = 0.0
    why: str = ""
    moved: int = 0
    file: str = ""


class Attached(Protocol):
    """A file to send."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def media(self) -> str:
        """Its type, for example image/png."""

    @property
    def body(self) -> bytes:
        """Its content."""


class Wire:
    """Calls the Bot API; open it with `async with`."""

    def __init__(self, api_url: str, token: str) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._host = urlsplit(api_url).hostname or api_url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=CONNECT),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, body: bytes, patience: float = TIMEOUT) -> Answer:
        """Call a method with a JSON body, and wait for so many seconds."""
        wait = aiohttp.ClientTimeout(total=patience, sock_connect=CONNECT)
        return await self._sent(method, data=body, headers={"Content-Type": "application/json"}, timeout=wait)

    async def upload(self, method: str, fields: dict[str, str], field: str, file: "Attached") -> Answer:
        """Call a method with a file in it."""
        form = aiohttp.FormData(fields)
        form.add_field(field, file.body, filename=file.name, content_type=file.media)
        return await self._sent(method, data=form)

    async def _sent(self, method: str, **request: Any) -> Answer:
        assert self._session is not None  # noqa: S101  # the wire is used inside of `async with` alone
        try:
            async with self._session.post(self._base + method, allow_redirects=False, **request) as response:
                return _understood(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return Answer(Meaning.UNSENT, why=cause(error, self._host))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Answer(Meaning.SILENT, why=type(error).__name__)


def _understood(status: int, body: bytes) -> Answer:
    """What an answer means; one that is not as Telegram's are tells nothing about a request that left."""
    try:
        said = json.loads(body)
        return _done(said.get("result")) if said["ok"] is True else _refusal(said)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Answer(Meaning.FAILED if status == 503 else Meaning.SILENT, why=f"status {status}")


def _done(result: object) -> Answer:
    if isinstance(result, dict):
        return Answer(Meaning.DONE, int(result.get("message_id") or 0), file=_file_of(result))
    return Answer(Meaning.DONE)


def _refusal(said: dict[str, Any]) -> Answer:
    code, why = int(said["error_code"]), str(said.get("description", ""))
    more = said.get("parameters") or {}
    if code == 429:
        return Answer(Meaning.THROTTLED, wait=max(1.0, float(more.get("retry_after") or 1)), why=why)
    if code in (401, 404):  # it does not know the token or the method: nothing was done with the copy
        return Answer(Meaning.UNSENT, why=why)
    if code == 403:
        return Answer(Meaning.GONE, why=why)
    if code >= 500:
        return Answer(Meaning.FAILED, why=why)
    return Answer(Meaning.REFUSED, why=why, moved=int(more.get("migrate_to_chat_id") or 0))


def _file_of(result: dict[str, Any]) -> str:
    """Telegram's number of the file in a sent message: the largest size of a picture, or the document."""
    if photos := result.get("photo"):
        return str(photos[-1].get("file_id", ""))
    return str((result.get("document") or {}).get("file_id", ""))


_NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}


@lru_cache(KEPT)
def text_tail(copy: Copy, *, paid: bool) -> bytes:
    """The JSON of a text after the chat's number; `b'{"chat_id":' + number + tail` is the whole body.

    `paid` lets more than 30 a second leave, for which Telegram takes Stars (Bot API, allow_paid_broadcast).
    """
    return _tail({"text": copy.html, "parse_mode": "HTML", **_NO_PREVIEW, **_paid(paid)}, copy)


@lru_cache(KEPT)
def caption_tail(copy: Copy, field: str, file: str, *, paid: bool) -> bytes:
    """The JSON of a picture or file that Telegram knows already, with the copy as its caption."""
    return _tail({field: file, "caption": copy.html, "parse_mode": "HTML", **_paid(paid)}, copy)


def form_fields(chat: int, copy: Copy) -> dict[str, str]:
    """The fields of an upload beside the file."""
    fields = {"chat_id": str(chat), "caption": copy.html, "parse_mode": "HTML"}
    return {**fields, "reply_markup": json.dumps(keyboard(copy), ensure_ascii=False)}


@lru_cache(KEPT)
def edit_tail(copy: Copy, field: str) -> bytes:
    """The JSON of an edit after the chat's number and the message's; `field` is text or caption."""
    preview = _NO_PREVIEW if field == "text" else {}
    return _tail({field: copy.html, "parse_mode": "HTML", **preview}, copy)


def _paid(paid: bool) -> dict[str, bool]:
    return {"allow_paid_broadcast": True} if paid else {}


def _tail(values: dict[str, Any], copy: Copy) -> bytes:
    return b"," + json.dumps({**values, "reply_markup": keyboard(copy)}, ensure_ascii=False).encode()[1:]


def keyboard(copy: Copy) -> dict[str, Any]:
    """A copy's buttons, in one row."""
    return {"inline_keyboard": [[{"text": label, "callback_data": place} for label, place in copy.buttons]]}
