"""Write a bulletin: a new draft, or the next version of one. Nothing changes where anything is wrong."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions.audit import noted
from bot.bulletins.audience import to_json
from bot.bulletins.code import make_code
from bot.bulletins.draft import next_wordings, wrong
from bot.model.bulletin import Bulletin, BulletinState, DraftInput, Known
from bot.model.staff import Member, Refused
from storage import bulletins as stored
from storage.attachments import owner_of
from storage.database import writing


class RefusedFields(Refused):
    """Several fields are wrong; `fields` has a sentence for each of them."""

    def __init__(self, found: Sequence[tuple[str, str]]) -> None:
        super().__init__(*found[0])
        self.fields = found


async def write(
    engine: AsyncEngine,
    known: Known,
    member: Member,
    draft: DraftInput,
    *,
    now: int,
    dice: Callable[[int], int],
    bulletin: int | None = None,
) -> Bulletin:
    """Keep what a member wrote as the newest version, which nobody has approved yet; raises Refused.

    On a released bulletin the new version is a correction that waits for a second person.
    """
    if found := list(wrong(draft, member.organisation, known, now)):
        raise RefusedFields(found)
    async with writing(engine) as connection:
        await _owns(connection, member, draft.attachment)
        if bulletin is None:
            number = await _new(connection, member, draft, now, dice)
        else:
            number = bulletin
            await _next(connection, member, draft, number, now)
        kept = await stored.bulletin(connection, number)
        assert kept is not None  # noqa: S101  # it was written a line above
        await noted(connection, member, "write", kept.code, now, version=kept.version)
        return kept


async def _owns(connection: AsyncConnection, member: Member, attachment: int | None) -> None:
    if attachment is not None and await owner_of(connection, attachment) != member.organisation.id:
        raise Refused("attachment", "This picture or file is not there; add it again.")


async def _new(
    connection: AsyncConnection, member: Member, draft: DraftInput, now: int, dice: Callable[[int], int]
) -> int:
    code = make_code(dice)
    while not await stored.code_is_free(connection, code):
        code = make_code(dice)
    number = await stored.insert_bulletin(
        connection,
        {
            "organisation": member.organisation.id,
            "code": code,
            "state": BulletinState.DRAFT.value,
            "author": member.id,
            "created": now,
            "changed": now,
            "version": 1,
            **_columns(draft),
        },
    )
    texts = stored.texts_to(next_wordings(draft.texts, {}, 1))
    await stored.insert_version(connection, number, 1, texts, member.id, now)
    return number


async def _next(connection: AsyncConnection, member: Member, draft: DraftInput, number: int, now: int) -> None:
    await stored.lock_bulletin(connection, number)
    before = await stored.bulletin(connection, number, member.organisation.id)
    if before is None:
        raise Refused("bulletin", "There is no such bulletin.", 404)
    if before.state in (BulletinState.WITHDRAWN, BulletinState.ENDED):
        raise Refused("bulletin", "This bulletin is over; write a new one from it.", 409)
    released = before.state is BulletinState.RELEASED
    if released and draft.audience != before.audience:
        raise Refused("audience", "A correction goes to those who got the bulletin; its audience cannot change.", 409)
    if released and draft.attachment != before.attachment:
        raise Refused("attachment", "A correction changes words; the picture or file stays as it was released.", 409)
    version = before.version + 1
    texts = stored.texts_to(next_wordings(draft.texts, before.texts, version))
    later = _later(draft) if released else None
    await stored.insert_version(connection, number, version, texts, member.id, now, later)
    values = {} if released else {**_columns(draft), "state": BulletinState.DRAFT.value}
    await stored.change_bulletin(connection, number, version=version, changed=now, **values)


def _later(draft: DraftInput) -> dict[str, Any]:
    """What a correction changes beside the words, as soon as a second person releases it and not before."""
    return {
        "title": draft.title.strip(),
        "missing": {language: choice.value for language, choice in draft.missing.items()},
        "show_until": draft.show_until,
        "resend_unknown": draft.resend_unknown,
    }


def _columns(draft: DraftInput) -> dict[str, Any]:
    """What of a draft stands in columns of the bulletin."""
    return {
        "title": draft.title.strip(),
        "audience": to_json(draft.audience),
        "missing": json.dumps({language: choice.value for language, choice in draft.missing.items()}),
        "urgent": draft.urgent,
        "resend_unknown": draft.resend_unknown,
        "show_until": draft.show_until,
        "send_at": draft.send_at,
        "zone": draft.zone,
        "attachment": draft.attachment,
    }
