"""What was released, for the screens: every header, and the newest release of each group."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.releases import list_releases, release
from bot.monitoring.published import Published


async def load_published(engine: AsyncEngine, known: Published) -> Published:
    """What is released now; `known` itself where nothing was added. A release never changes, so it is read once."""
    headers = tuple(await list_releases(engine))
    if [one.digest for one in headers] == [one.digest for one in known.headers]:
        return known
    latest = {}
    for header in sorted(headers, key=lambda one: one.closed):
        latest[header.group] = header
    found = {}
    for group, header in latest.items():
        kept = known.latest.get(group)
        whole = kept if kept and kept.digest == header.digest else await release(engine, header.period, group)
        if whole is not None:
            found[group] = whole
    return Published(headers, found)
