"""What an update means to us, read from Telegram's JSON without trusting any of it.

Only the few fields that an answer needs are looked at, each with its type checked. Whatever else comes, known or
unknown, whole or broken, is None: nothing to answer.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.language.codes import primary

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w{1,64}))?(?:\s+(.*))?", re.DOTALL)
_FILES = [
    "photo",
    "voice",
    "video",
    "video_note",
    "audio",
    "document",
    "sticker",
    "animation",
    "contact",
    "location",
    "venue",
    "poll",
    "dice",
    "story",
    "game",
    "paid_media",
    "checklist",
    "live_photo",
]


class What(StrEnum):
    """What the visitor did."""

    TAP = "tap"
    COMMAND = "command"
    WORDS = "words"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that a visitor did in a chat.

    `text` is a tap's data, a command's argument or typed words; `command` its name. `message` is the id of the message
    that was tapped or sent, `tap` the id of the callback query. `phone_language` is the app's language, "" if unknown.
    """

    what: What
    chat: int
    private: bool
    message: int
    phone_language: str
    text: str = ""
    command: str = ""
    tap: str = ""
    thread: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """Words behind the bot's name in any chat (an inline query). `person` is who asks."""

    id: str
    person: int
    phone_language: str
    text: str


LONGEST_QUESTION = 256
"""Letters of an inline query (Bot API, InlineQuery)."""


def question(update: object) -> Question | None:
    """An inline question, None where the update is something else."""
    number, person = _at(update, "inline_query", "id"), _int(_at(update, "inline_query", "from", "id"))
    text = _at(update, "inline_query", "query")
    if not isinstance(number, str) or not 0 < len(number) <= 100 or person is None or not isinstance(text, str):
        return None
    language = _language(_at(update, "inline_query", "from", "language_code"))
    return Question(number, person, language, text[:LONGEST_QUESTION].replace("\0", "").strip())


def update_id(update: object) -> int | None:
    """The number of an update, None for something that is no update."""
    return _int(_at(update, "update_id"))


def tap_id(update: object) -> str | None:
    """The id of a tap that waits for its acknowledgement, whatever else the update holds."""
    found = _at(update, "callback_query", "id")
    return found if isinstance(found, str) and 0 < len(found) <= 100 else None


def read(update: object, bot_name: str, bot_id: int, commands: Collection[str] = ()) -> Incoming | None:
    """What a visitor did, or None where there is nothing to answer.

    In a group a bare command is only ours where it is one of `commands`.
    """
    if isinstance(query := _at(update, "callback_query"), dict):
        return _tap(query)
    message = _at(update, "message")
    return _message(message, bot_name, bot_id, commands) if isinstance(message, dict) else None


def _tap(query: dict[Any, Any]) -> Incoming | None:
    tap, data, chat = _at(query, "id"), _at(query, "data"), _int(_at(query, "message", "chat", "id"))
    message = _int(_at(query, "message", "message_id"))
    if not isinstance(tap, str) or not isinstance(data, str) or chat is None or message is None:
        return None
    return Incoming(
        What.TAP,
        chat,
        _at(query, "message", "chat", "type") == "private",
        message,
        _language(_at(query, "from", "language_code")),
        text=data,
        tap=tap,
        thread=_thread(_at(query, "message")),
    )


def _message(message: dict[Any, Any], bot_name: str, bot_id: int, commands: Collection[str]) -> Incoming | None:
    chat, number = _int(_at(message, "chat", "id")), _int(_at(message, "message_id"))
    anonymous = _int(_at(message, "sender_chat", "id")) == chat  # a group's administrator who hides behind the group
    if chat is None or number is None or (_at(message, "from", "is_bot") is True and not anonymous):
        return None
    private = _at(message, "chat", "type") == "private"
    language, thread = _language(_at(message, "from", "language_code")), _thread(message)
    text = _at(message, "text")
    if isinstance(text, str):
        if found := _COMMAND.fullmatch(text.strip()):
            name, addressee, argument = found.groups()
            if addressee and addressee.casefold() != bot_name.casefold():
                return None
            if not private and not addressee and name.lower() not in commands:
                return None
            return Incoming(
                What.COMMAND, chat, private, number, language, (argument or "").strip(), name.lower(), thread=thread
            )
        if not private and not _addressed(message, text, bot_name, bot_id):
            return None
        words = re.sub(rf"@{re.escape(bot_name)}\b", " ", text, flags=re.IGNORECASE) if bot_name else text
        return Incoming(What.WORDS, chat, private, number, language, words.strip(), thread=thread)
    if private and any(kind in message for kind in _FILES):
        return Incoming(What.FILE, chat, private, number, language, thread=thread)
    return None


def _addressed(message: dict[Any, Any], text: str, bot_name: str, bot_id: int) -> bool:
    """In a group: whether the words are for this bot, by its name or as a reply to it."""
    named = bool(bot_name) and re.search(rf"@{re.escape(bot_name)}\b", text, re.IGNORECASE) is not None
    return named or _int(_at(message, "reply_to_message", "from", "id")) == bot_id


def _at(value: object, *keys: str) -> object:
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _int(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62 else None


def _thread(message: object) -> int:
    return (_int(_at(message, "message_thread_id")) or 0) if _at(message, "is_topic_message") is True else 0


def _language(code: object) -> str:
    """The language of a code such as `pt-br`, "" where it is none."""
    found = re.match(r"[a-z]{2,3}(?=-|$)", code.lower()) if isinstance(code, str) else None
    return primary(found.group()) if found else ""


def ids_below(message: int, how_many: int) -> Iterator[list[int]]:
    """Message ids from one downwards in packs of 100, as deleteMessages takes them."""
    lowest = max(1, message - how_many + 1)
    for start in range(message, lowest - 1, -100):
        yield list(range(start, max(start - 100, lowest - 1), -1))
