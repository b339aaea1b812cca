"""A plain bot with aiogram 3, as its documentation teaches it: `... menu_aiogram PORT API_URL FOLDER`."""

import sys
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.bench.peers.menu import PATH, SECRET, Taps, screen
from tests.doubles.telegram import TOKEN


def main(port: int, api_url: str, folder: Path) -> None:
    """Serve until the process is ended."""
    taps, dispatcher = Taps(folder), Dispatcher()

    @dispatcher.callback_query()
    async def tapped(query: CallbackQuery) -> None:
        assert query.data is not None
        taps.add(query.data)
        shown = screen(query.data)
        await query.answer()
        assert isinstance(query.message, Message)
        await query.message.edit_text(
            shown.html,
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[
                    [InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in shown.rows
                ]
            ),
        )

    async def started(bot: Bot) -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}/{PATH}", secret_token=SECRET)

    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher.startup.register(started)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(application, f"/{PATH}")
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host="127.0.0.1", port=port, access_log=None, print=lambda _: None)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
