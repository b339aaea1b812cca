"""Logs that hold no secret, no address and no text of a visitor, at any level."""

import logging
import re
import sys

_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{30,}|/bot\d+:[^/\s\"']+")
_CREDENTIALS = re.compile(r"(://[^:/@\s]+:)[^@\s]+@")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What would begin a line of its own, or move a terminal: nobody writes a line of ours."""
QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access", "aiosqlite", "asyncio", "sqlalchemy", "alembic", "pikepdf")
"""Libraries whose own lines may hold addresses, tokens or updates: only their warnings are let through."""


class Discreet(logging.Filter):
    """Takes bot tokens and passwords out of every line, and the details out of every traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; every record passes."""
        text = record.getMessage()
        plain = _CONTROL.sub(" ", text)
        record.msg, record.args = _CREDENTIALS.sub(r"\1…@", _TOKEN.sub("…", plain)), None
        if record.exc_info:
            kind = record.exc_info[0]
            record.msg += f" ({kind.__name__ if kind else 'error'})"
            record.exc_info, record.exc_text = None, None
        record.stack_info = None
        return True


def start_logging(level: int = logging.INFO) -> None:
    """One handler to standard error with the filter on it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Discreet())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
