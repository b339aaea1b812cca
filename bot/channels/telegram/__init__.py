"""Telegram: the Bot API by long polling or webhook."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # waits are timedeltas, as python-telegram-bot 23 will have them
