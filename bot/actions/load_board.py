"""Load the board of bulletins: every minute and whenever one is released, corrected or withdrawn."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bulletins.board import Board, Posted, Texts
from bot.model.bulletin import Bulletin, BulletinState
from storage import board as stored
from storage.attachments import media_of
from storage.bulletins import shown_now

REMEMBERED = 180 * 86_400
"""Seconds for which the words of an ended bulletin can still be compared; its code is known for ever."""
MOST = 500
"""Ended bulletins whose words are held in memory."""

Approved = Sequence[tuple[int, int, Texts]]


async def load_board(engine: AsyncEngine, now: int) -> Board:
    """What stands on the pages at `now`, and what a forwarded message can be compared with."""
    async with engine.connect() as connection:
        current = await shown_now(connection, now)
        ended = await stored.ended_since(connection, now - REMEMBERED, MOST)
        numbers = [one.id for one, _ in (*current, *ended)]
        approved = await stored.approved_texts(connection, numbers)
        changed = await stored.changed_at(connection, numbers)
        media = await media_of(connection, [one.attachment for one, _ in current if one.attachment])
        over = await stored.codes_over(connection)
    return Board(_posted(current, approved, changed, media), _posted(ended, approved, changed, {}), over, loaded=True)


def _posted(
    found: Sequence[tuple[Bulletin, str]],
    approved: Mapping[int, Approved],
    changed: Mapping[int, int],
    media: Mapping[int, str],
) -> tuple[Posted, ...]:
    return tuple(
        _one(one, union, approved.get(one.id, ()), changed[one.id], media.get(one.attachment or 0, ""))
        for one, union in found
    )


def _one(one: Bulletin, union: str, approved: Approved, changed: int, media: str) -> Posted:
    """A bulletin with the wordings that stood before the present one.

    A version that was approved for later and rewritten before its time came was never released: the first released one
    is the last that was approved until the release.
    """
    released = one.released or 0
    first = max((version for version, at, _ in approved if at <= released), default=one.released_version)
    earlier = tuple(texts for version, _, texts in approved if first <= version < one.released_version)
    last = max([released, *(at for version, at, _ in approved if version <= one.released_version)])
    if one.state is BulletinState.WITHDRAWN:
        last = max(last, changed)
    return Posted(bulletin=one, union=union, changed=last, earlier=earlier, media=media)
