"""Whom we trust to be Telegram."""

import ssl
from functools import cache


@cache
def trusted() -> ssl.SSLContext:
    """The system's authorities, for every way to Telegram: they are read once, as that takes 30 ms each time."""
    return ssl.create_default_context()
