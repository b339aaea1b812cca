"""Nobody who answers in the Bot API's place gets a message that was meant for it."""

from aiohttp import web

from bot.channels.telegram.wire import Meaning, Wire
from tests.doubles.telegram import TOKEN


async def test_a_copy_is_not_sent_on_to_where_an_answer_leads() -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        async with Wire(f"http://{host}:{port}", TOKEN) as wire:
            found = await wire.call("sendMessage", b'{"chat_id": 5, "text": "canary"}')
    finally:
        await runner.cleanup()
    assert found.meaning is Meaning.SILENT
    assert asked == [f"/bot{TOKEN}/sendMessage"]
