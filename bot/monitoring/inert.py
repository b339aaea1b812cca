"""Text that a spreadsheet would run as a formula, made inert.

Source: OWASP, CSV Injection: a cell that begins with = + - @, a tab or a line break, in their wide forms too.
"""

import re
from functools import lru_cache

_RUNS = re.compile(r"(^|[\t\r\n;])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])")


@lru_cache(maxsize=8192)
def inert(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet could take for a formula, as spreadsheets have it."""
    return _RUNS.sub(lambda found: f"{found.group()}'", text)
