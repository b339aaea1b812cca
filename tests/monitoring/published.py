"""What was published, for tests: one release of each group, as the screens know it."""

from typing import Any

from bot.library.library import Library
from bot.model.release import Header, Release
from bot.monitoring.published import Published
from tests.monitoring.releases import PERIODS, made


def published(library: Library, **changes: Any) -> Published:
    """The newest release of each group."""
    found = {group: made(library, group, large=False, **changes) for group in PERIODS}
    return Published(tuple(map(header_of, found.values())), found)


def header_of(release: Release) -> Header:
    """A release without its tables."""
    return Header(
        period=release.period,
        group=release.group,
        closed=release.closed,
        made=release.made,
        plan=release.plan,
        generations=release.generations,
        synthetic=release.synthetic,
        digest=release.digest,
    )
