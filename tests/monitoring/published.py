"""What was published, for tests: one release of each group, as the screens know it."""

from typing import Any

from bot.library.library import Library
from bot.monitoring.published import Published
from tests.monitoring.releases import PERIODS, made


def published(library: Library, **changes: Any) -> Published:
    """The newest release of each group."""
    found = {group: made(library, group, large=False, **changes) for group in PERIODS}
    return Published(tuple(found.values()), found)
