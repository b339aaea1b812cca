"""What an update means to us, read from Telegram's JSON without trusting any of it.

Only the few fields that an answer needs are looked at, each with its type checked. Whatever else comes, known or
unknown, whole or broken, is None: nothing to answer.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.channels.telegram.marked import marked
from bot.language.codes import primary
from bot.model.screen import Forwarded

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

LONGEST_FORWARDED = 4096
"""Letters of a forwarded message that are read; Telegram has no longer ones."""
LONGEST_LINK, MOST_LINKS = 500, 100
"""Letters of a link and links of a message that are compared."""


class What(StrEnum):
    """What the visitor did."""

    TAP = "tap"
    COMMAND = "command"
    WORDS = "words"
    FILE = "file"
    FORWARD = "forward"
    GONE = "gone"
    """She blocked the bot, or a group put it out."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that a visitor did in a chat.

    `text` is a tap's data, a command's argument or typed words; `command` its name. `message` is the id of the message
    that was tapped or sent, `tap` the id of the callback query. `phone_language` is the app's language, "" if unknown.
    Where words are a reply to a message of this bot, `asked` is that one's last line, `marked` the words with marks for
    their styles. `file` is Telegram's number of a picture or document that came as such a reply.
    `copy`: the tap was on a bulletin's own message. `forwarded` is what she passed on.
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
    asked: str = ""
    marked: str = ""
    file: str = ""
    copy: bool = False
    forwarded: Forwarded | None = None


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
    language = phone_language(_at(update, "inline_query", "from", "language_code"))
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
    if isinstance(change := _at(update, "my_chat_member"), dict):
        return _gone(change)
    message = _at(update, "message")
    return _message(message, bot_name, bot_id, commands) if isinstance(message, dict) else None


def _gone(change: dict[Any, Any]) -> Incoming | None:
    """The bot was blocked or put out; whatever else changed about it there needs no answer."""
    chat = _int(_at(change, "chat", "id"))
    if chat is None or _at(change, "new_chat_member", "status") not in ("kicked", "left"):
        return None
    return Incoming(What.GONE, chat, _at(change, "chat", "type") == "private", 0, "")


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
        phone_language(_at(query, "from", "language_code")),
        text=data,
        tap=tap,
        thread=_thread(_at(query, "message")),
        copy=_is_copy(_at(query, "message")),
    )


def _is_copy(message: object) -> bool:
    """Whether a message is a bulletin's: its buttons are on more about it and, to a person, on no more of them."""
    data = [_at(button, "callback_data") for button in _buttons(message)]
    return len(data) in (1, 2) and all(isinstance(one, str) for one in data) and "/bulletin/" in str(data[0])


def _buttons(message: object) -> Iterator[object]:
    rows = _at(message, "reply_markup", "inline_keyboard")
    for row in rows if isinstance(rows, list) else []:
        yield from row if isinstance(row, list) else []


def _message(message: dict[Any, Any], bot_name: str, bot_id: int, commands: Collection[str]) -> Incoming | None:
    chat, number = _int(_at(message, "chat", "id")), _int(_at(message, "message_id"))
    anonymous = _int(_at(message, "sender_chat", "id")) == chat  # a group's administrator who hides behind the group
    if chat is None or number is None or (_at(message, "from", "is_bot") is True and not anonymous):
        return None
    private = _at(message, "chat", "type") == "private"
    language, thread = phone_language(_at(message, "from", "language_code")), _thread(message)
    text = _at(message, "text")
    if private and (forwarded := _forwarded(message, bot_id)) is not None:
        return Incoming(What.FORWARD, chat, private, number, language, forwarded=forwarded)
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
        asked = _asked(message, bot_id)
        own = marked(text, _at(message, "entities")).strip() if asked else ""
        return Incoming(
            What.WORDS, chat, private, number, language, words.strip(), thread=thread, asked=asked, marked=own
        )
    if private and any(kind in message for kind in _FILES):
        asked = _asked(message, bot_id)
        file = _file(message) if asked else ""
        return Incoming(What.FILE, chat, private, number, language, thread=thread, asked=asked, file=file)
    return None


def _forwarded(message: dict[Any, Any], bot_id: int) -> Forwarded | None:
    """What she passed on, where it is a message of somebody else with words."""
    origin = _at(message, "forward_origin")
    if not isinstance(origin, dict):
        return None
    text, kind = _at(message, "text"), "entities"
    if not isinstance(text, str):
        text, kind = _at(message, "caption"), "caption_entities"
    if not isinstance(text, str):
        return None
    entities = _at(message, kind)
    marks = [*(entities if isinstance(entities, list) else []), *_buttons(message)]
    links = tuple(url[:LONGEST_LINK] for one in marks if isinstance(url := _at(one, "url"), str))
    return Forwarded(
        text=text[:LONGEST_FORWARDED],
        links=links[:MOST_LINKS],
        ours=_int(_at(origin, "sender_user", "id")) == bot_id,
        pictured=any(kind in message for kind in _FILES),
    )


def _addressed(message: dict[Any, Any], text: str, bot_name: str, bot_id: int) -> bool:
    """In a group: whether the words are for this bot, by its name or as a reply to it."""
    named = bool(bot_name) and re.search(rf"@{re.escape(bot_name)}\b", text, re.IGNORECASE) is not None
    return named or _int(_at(message, "reply_to_message", "from", "id")) == bot_id


def _asked(message: dict[Any, Any], bot_id: int) -> str:
    """The last line of this bot's message to which this one replies, "" where it replies to none."""
    asked = _at(message, "reply_to_message", "text")
    ours = _int(_at(message, "reply_to_message", "from", "id")) == bot_id
    return asked.strip().rpartition("\n")[2] if ours and isinstance(asked, str) else ""


def _file(message: dict[Any, Any]) -> str:
    """Telegram's number of the picture (in its largest size) or document in a message, "" where there is none."""
    photo = _at(message, "photo")
    found = _at(photo[-1], "file_id") if isinstance(photo, list) and photo else _at(message, "document", "file_id")
    return found if isinstance(found, str) and len(found) <= 200 else ""


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


def phone_language(code: object) -> str:
    """The language of a code such as `pt-br`, "" where it is none."""
    found = re.match(r"[a-z]{2,3}(?=-|$)", code.lower()) if isinstance(code, str) else None
    return primary(found.group()) if found else ""


def ids_below(message: int, how_many: int) -> Iterator[list[int]]:
    """Message ids from one downwards in packs of 100, as deleteMessages takes them."""
    lowest = max(1, message - how_many + 1)
    for start in range(message, lowest - 1, -100):
        yield list(range(start, max(start - 100, lowest - 1), -1))
