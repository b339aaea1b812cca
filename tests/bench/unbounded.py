"""`fairpassage run` with a rate that no Bot API allows: the bench measures the bot, and not what Telegram permits."""

import sys

import bot.settings
from bot.__main__ import main

RATE = 1_000_000

_read = bot.settings.read_settings
bot.settings.read_settings = lambda: _read().model_copy(update={"telegram_rate": RATE})
sys.argv[1:] = ["run", *sys.argv[1:]]
main()
