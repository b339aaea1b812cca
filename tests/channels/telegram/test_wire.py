"""What the Bot API's answers mean for a delivery."""

import json
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from bot.bulletins.message import Copy
from bot.channels.telegram.wire import Meaning, Wire, caption_tail, edit_tail, text_tail
from tests.doubles.telegram import TOKEN, Chat, TelegramDouble

COPY = Copy("<b>Hello</b>", (("More", "en/bulletin/x"),), "en")


async def asked(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> "tuple[Meaning, float, int]":
    """What the wire makes of an answer."""
    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        async with Wire(f"http://{host}:{port}", TOKEN) as wire:
            found = await wire.call("sendMessage", b"{}")
            return found.meaning, found.wait, found.moved
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "said", "meaning"),
    [
        (200, '{"ok":true,"result":{"message_id":7}}', Meaning.DONE),
        (200, '{"ok":true,"result":true}', Meaning.DONE),
        (429, '{"ok":false,"error_code":429,"parameters":{"retry_after":9}}', Meaning.THROTTLED),
        (403, '{"ok":false,"error_code":403,"description":"Forbidden"}', Meaning.GONE),
        (400, '{"ok":false,"error_code":400,"parameters":{"migrate_to_chat_id":-9}}', Meaning.REFUSED),
        (401, '{"ok":false,"error_code":401,"description":"Unauthorized"}', Meaning.UNSENT),
        (404, '{"ok":false,"error_code":404,"description":"Not Found"}', Meaning.UNSENT),
        (500, '{"ok":false,"error_code":500,"description":"Internal"}', Meaning.FAILED),
        (503, "<html>", Meaning.FAILED),
        (502, "<html>", Meaning.SILENT),
        (504, "<html>", Meaning.SILENT),
        (200, "<html>", Meaning.SILENT),
        (200, "[]", Meaning.SILENT),
        (200, '{"ok":false}', Meaning.SILENT),
        (200, '{"ok":true,"result":{"message_id":"seven"}}', Meaning.SILENT),
    ],
)
async def test_answers_are_understood(status: int, said: str, meaning: Meaning) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=said)

    found, wait, moved = await asked(answer)
    assert found is meaning
    assert wait == (9 if status == 429 else 0)
    assert moved == (-9 if status == 400 else 0)


async def test_a_broken_connection_tells_nothing() -> None:
    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    assert (await asked(answer))[0] is Meaning.SILENT


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with Wire("http://127.0.0.1:9", TOKEN) as wire:
        assert (await wire.call("sendMessage", b"{}")).meaning is Meaning.UNSENT


def test_bodies_are_json_and_hold_what_telegram_needs() -> None:
    body = json.loads(b'{"chat_id":5' + text_tail(COPY, paid=True))
    assert body["allow_paid_broadcast"] is True
    assert body["link_preview_options"] == {"is_disabled": True}
    assert body["reply_markup"]["inline_keyboard"] == [[{"text": "More", "callback_data": "en/bulletin/x"}]]
    assert "allow_paid_broadcast" not in json.loads(b'{"chat_id":5' + text_tail(COPY, paid=False))
    assert json.loads(b"{" + edit_tail(COPY, "text")[1:])["link_preview_options"]
    assert json.loads(b"{" + caption_tail(COPY, "photo", "file-1", paid=False)[1:])["photo"] == "file-1"


async def test_the_double_takes_what_the_wire_sends(telegram: TelegramDouble) -> None:
    telegram.chats[5] = Chat(5)
    async with Wire(telegram.url, TOKEN) as wire:
        sent = await wire.call("sendMessage", b'{"chat_id":5' + text_tail(COPY, paid=True))
    assert (sent.meaning, sent.message) == (Meaning.DONE, 1)
    assert telegram.chats[5].messages[1].text == "Hello"
