"""A plain bot with python-telegram-bot, as its documentation teaches it: `... menu_ptb PORT API_URL FOLDER`."""

import sys
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes

from tests.bench.peers.menu import PATH, SECRET, Taps, screen
from tests.doubles.telegram import TOKEN


def main(port: int, api_url: str, folder: Path) -> None:
    """Serve until the process is ended."""
    taps = Taps(folder)

    async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        assert query.data is not None
        taps.add(query.data)
        shown = screen(query.data)
        await query.answer()
        await query.edit_message_text(
            shown.html,
            parse_mode=ParseMode.HTML,
            reply_markup=InlineKeyboardMarkup(
                [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in shown.rows]
            ),
        )

    application: Any = ApplicationBuilder().token(TOKEN).base_url(f"{api_url}/bot").build()
    application.add_handler(CallbackQueryHandler(tapped))
    address = f"http://127.0.0.1:{port}/{PATH}"
    application.run_webhook("127.0.0.1", port, PATH, webhook_url=address, secret_token=SECRET)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
