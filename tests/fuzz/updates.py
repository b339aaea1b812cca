"""Odd updates without end: whole ones of every kind, with anything in the place of anything."""

import copy
import random
from collections.abc import Iterator
from typing import Any

CHATS = 20_000
"""So many that none of them has to wait for its pace."""
PLACES = (
    "en/menu",
    "fr/PH-GB-2221/kit/fees",
    "ar/rights",
    "en/subscribe/stop",
    "en/staff/1/release",
    "sw/forget",
    "x",
    "",
)
WORDS = ("/start", "/start PH-GB-2221", "/menu@FairPassageBot", "/stop", "/forget", "passport", "who helps me?",
         "\u202e/start", "/" + "a" * 33, "\ud83d", "Ω" * 5000, "{{7*7}}", "<b>", "12 345,67 PHP", "\0", " ",
         )  # fmt: skip
ATOMS: tuple[Any, ...] = (None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 0.5, -1e308, "", "x", "5",
                          [], {}, [[]], [None], {"id": None}, {"": ""}, "private", "group", "channel")  # fmt: skip


def _atom(dice: random.Random) -> Any:
    """Anything that JSON can hold, of its own."""
    return copy.deepcopy(dice.choice(ATOMS))


def whole(dice: random.Random) -> dict[str, Any]:
    """An update as Telegram sends it."""
    kind = dice.choice(["private", "private", "group", "supergroup", "channel"])
    chat = dice.randrange(1, CHATS) * (1 if kind == "private" else -1)
    person = {"id": abs(chat), "is_bot": dice.random() < 0.1, "first_name": "x",
              "language_code": dice.choice(["en", "fr", "pt-br", "zz", "", "a" * 50])}  # fmt: skip
    message: dict[str, Any] = {"message_id": dice.randrange(1, 50), "date": 9, "chat": {"id": chat, "type": kind},
                               "from": person}  # fmt: skip
    _filled(message, dice)
    shape = dice.randrange(6)
    if shape < 3:
        return {"message": message}
    if shape < 5:
        return {"callback_query": {"id": str(dice.randrange(10**9)), "from": person, "chat_instance": "1",
                                   "data": dice.choice(PLACES), "message": message}}  # fmt: skip
    state = dice.choice(["kicked", "left", "member", "administrator", 5])
    return {"my_chat_member": {"chat": message["chat"], "from": person, "new_chat_member": {"status": state}}}


def _filled(message: dict[str, Any], dice: random.Random) -> None:
    """What a message says or carries."""
    what = dice.randrange(7)
    if what < 4:
        message["text"] = dice.choice(WORDS)
    elif what == 4:
        message[dice.choice(["photo", "document", "voice", "contact", "location", "sticker"])] = _atom(dice)
    elif what == 5:
        message["forward_origin"] = {"type": "user", "sender_user": {"id": dice.choice([123456789, 5])}}
        message[dice.choice(["text", "caption"])] = dice.choice(WORDS)
        message["entities"] = [{"type": "text_link", "offset": _atom(dice), "length": 3, "url": dice.choice(WORDS)}]
    else:
        asked = {"message_id": 2, "from": {"id": 123456789}, "text": dice.choice(WORDS), "chat": message["chat"]}
        message |= {"text": dice.choice(WORDS), "reply_to_message": asked}


def damaged(update: dict[str, Any], dice: random.Random) -> object:
    """The same with some places replaced, removed, doubled or nested."""
    made: Any = copy.deepcopy(update)
    for _ in range(dice.choice([0, 1, 1, 2, 5])):
        at, key = _somewhere(made, dice)
        if at is None:
            return _atom(dice)
        deed = dice.randrange(4)
        if deed == 0:
            at[key] = _atom(dice)
        elif deed == 1:
            del at[key]
        elif deed == 2:
            at[dice.choice(["text", "data", "chat", "id", "from", "type", "photo"])] = copy.deepcopy(at[key])
        else:
            at[key] = [at[key]] if dice.random() < 0.5 else {"id": at[key]}
    return made


def _somewhere(value: Any, dice: random.Random) -> tuple[Any, Any]:
    """A place in an update, None where there is none."""
    if not isinstance(value, dict) or not value:
        return None, None
    key = dice.choice(sorted(value, key=str))
    if isinstance(value[key], dict) and value[key] and dice.random() < 0.7:
        return _somewhere(value[key], dice)
    return value, key


def odd_updates(seed: int, count: int) -> Iterator[object]:
    """So many, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311  # the same again is what is wanted
    for number in range(1, count + 1):
        made = damaged(whole(dice), dice)
        if isinstance(made, dict) and dice.random() < 0.95:
            made["update_id"] = number if dice.random() < 0.97 else _atom(dice)
        yield made
