"""Queries on bulletins and their versions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import Audience, Bulletin, BulletinState, Missing, Sought, Version, Wording
from storage.schema.base import inserted
from storage.tables import bulletins, organisations, staff, versions


def _read(row: Any) -> Bulletin:
    """A row of a bulletin joined with one of its versions."""
    audience, later = json.loads(row.audience), json.loads(row.later)
    missing = later.get("missing", json.loads(row.missing))
    return Bulletin(
        id=row.id,
        organisation=row.organisation,
        code=row.code,
        title=later.get("title", row.title),
        state=BulletinState(row.state),
        author=row.by,
        version=row.version,
        texts=texts_from(row.texts),
        audience=Audience(**{name: tuple(values) for name, values in audience.items()}),
        show_until=later.get("show_until", row.show_until),
        missing={language: Missing(choice) for language, choice in missing.items()},
        urgent=row.urgent,
        resend_unknown=later.get("resend_unknown", row.resend_unknown),
        send_at=row.send_at,
        zone=row.zone,
        attachment=row.attachment,
        released_version=row.released_version,
        released=row.released,
        approved_by=row.approved_by,
        stopped=row.stopped,
        people=row.people,
    )


def texts_from(text: str) -> Mapping[str, Wording]:
    """The texts of a version as they were kept."""
    return {language: Wording(text=one["text"], of=one["of"]) for language, one in json.loads(text).items()}


def texts_to(texts: Mapping[str, Wording]) -> str:
    """The texts of a version as they are kept."""
    return json.dumps({code: {"text": one.text, "of": one.of} for code, one in texts.items()}, ensure_ascii=False)


_COLUMNS = [column for column in bulletins.c if column.name not in ("author",)]
_NEWEST = and_(versions.c.bulletin == bulletins.c.id, versions.c.version == bulletins.c.version)
_IN_FORCE = and_(versions.c.bulletin == bulletins.c.id, versions.c.version == bulletins.c.released_version)
_VERSION = (versions.c.texts, versions.c.later, versions.c.by, versions.c.approved_by)


async def bulletin(connection: AsyncConnection, number: int, organisation: int | None = None) -> Bulletin | None:
    """A bulletin with its newest texts; only one of the organisation where one is given."""
    query = select(*_COLUMNS, *_VERSION).join(versions, _NEWEST).where(bulletins.c.id == number)
    if organisation is not None:
        query = query.where(bulletins.c.organisation == organisation)
    row = (await connection.execute(query)).one_or_none()
    return _read(row) if row else None


async def bulletin_in_force(connection: AsyncConnection, number: int) -> Bulletin | None:
    """A bulletin with the texts that were released; None where none was."""
    query = select(*_COLUMNS, *_VERSION).join(versions, _IN_FORCE).where(bulletins.c.id == number)
    row = (await connection.execute(query)).one_or_none()
    return _read(row) if row else None


async def to_deliver(connection: AsyncConnection, number: int) -> tuple[Bulletin, str] | None:
    """A bulletin with the texts that were released, and its organisation's name, for sending.

    Nobody corrects, stops or withdraws it before the transaction ends.
    """
    query = (
        select(*_COLUMNS, *_VERSION, organisations.c.name.label("union_name"))
        .join(versions, _IN_FORCE)
        .join(organisations, organisations.c.id == bulletins.c.organisation)
        .where(bulletins.c.id == number)
        .with_for_update(read=True, of=bulletins)
    )
    row = (await connection.execute(query)).one_or_none()
    return (_read(row), row.union_name) if row else None


async def by_code(connection: AsyncConnection, code: str) -> tuple[Bulletin, str] | None:
    """A bulletin that was released, with its released texts and its organisation's name, by its code."""
    query = (
        select(*_COLUMNS, *_VERSION, organisations.c.name.label("union_name"))
        .join(versions, _IN_FORCE)
        .join(organisations, organisations.c.id == bulletins.c.organisation)
        .where(bulletins.c.code == code)
    )
    row = (await connection.execute(query)).one_or_none()
    return (_read(row), row.union_name) if row else None


async def listed(
    connection: AsyncConnection,
    organisation: int,
    sought: Sought,
    *,
    before: int | None,
    limit: int,
) -> Sequence[Bulletin]:
    """An organisation's bulletins by state, author and days, the newest first; `before` is the id after which the next
    page begins.
    """
    query = select(*_COLUMNS, *_VERSION).join(versions, _NEWEST).where(bulletins.c.organisation == organisation)
    if before is not None:
        query = query.where(bulletins.c.id < before)
    query = query.where(*_conditions(sought))
    found = await connection.execute(query.order_by(bulletins.c.id.desc()).limit(limit))
    return [_read(row) for row in found]


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.states:
        yield bulletins.c.state.in_([one.value for one in sought.states])
    if sought.author is not None:
        each = versions.alias()
        yield exists().where(each.c.bulletin == bulletins.c.id, each.c.by == sought.author)
    if sought.since is not None:
        yield bulletins.c.created >= sought.since
    if sought.until is not None:
        yield bulletins.c.created < sought.until


async def authors(connection: AsyncConnection, organisation: int) -> Mapping[int, str]:
    """The names of those who wrote for an organisation, by their ids."""
    found = await connection.execute(
        select(staff.c.id, staff.c.name)
        .join(versions, versions.c.by == staff.c.id)
        .join(bulletins, bulletins.c.id == versions.c.bulletin)
        .where(bulletins.c.organisation == organisation)
        .distinct()
        .order_by(staff.c.name, staff.c.id)
    )
    return {row.id: row.name for row in found}


async def history(connection: AsyncConnection, number: int) -> Sequence[Version]:
    """All versions of a bulletin with who wrote and who approved them, the first first."""
    writer, approver = staff.alias(), staff.alias()
    found = await connection.execute(
        select(versions, writer.c.name.label("writer"), approver.c.name.label("approver"))
        .outerjoin(writer, writer.c.id == versions.c.by)
        .outerjoin(approver, approver.c.id == versions.c.approved_by)
        .where(versions.c.bulletin == number)
        .order_by(versions.c.version)
    )
    return [
        Version(
            number=row.version,
            texts=texts_from(row.texts),
            by=row.writer or "",
            at=row.at,
            approved_by=row.approver or "",
            approved=row.approved,
        )
        for row in found
    ]


async def shown_now(connection: AsyncConnection, now: int) -> Sequence[tuple[Bulletin, str]]:
    """The bulletins that stand on the pages: released or withdrawn, not yet ended, with their organisations' names."""
    query = (
        select(*_COLUMNS, *_VERSION, organisations.c.name.label("union_name"))
        .join(versions, _IN_FORCE)
        .join(organisations, organisations.c.id == bulletins.c.organisation)
        .where(
            bulletins.c.state.in_([BulletinState.RELEASED.value, BulletinState.WITHDRAWN.value]),
            bulletins.c.show_until > now,
        )
        .order_by(bulletins.c.released.desc(), bulletins.c.id.desc())
        .limit(500)
    )
    return [(_read(row), row.union_name) for row in await connection.execute(query)]


async def texts_of(connection: AsyncConnection, number: int) -> Mapping[int, Mapping[str, Wording]]:
    """All versions of a bulletin's texts."""
    found = await connection.execute(
        select(versions.c.version, versions.c.texts).where(versions.c.bulletin == number).order_by(versions.c.version)
    )
    return {version: texts_from(texts) for version, texts in found}


async def insert_bulletin(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    """A new bulletin; tells its id."""
    result = await connection.execute(bulletins.insert().values(**values))
    return inserted(result.inserted_primary_key)


async def change_bulletin(connection: AsyncConnection, number: int, **values: Any) -> None:
    """Change columns of a bulletin."""
    await connection.execute(update(bulletins).where(bulletins.c.id == number).values(**values))


async def lock_bulletin(connection: AsyncConnection, number: int) -> None:
    """Keep others from changing a bulletin until the transaction ends.

    PostgreSQL locks the row; SQLite takes its one write lock, for which a change that changes nothing is enough.
    """
    await connection.execute(update(bulletins).where(bulletins.c.id == number).values(changed=bulletins.c.changed))


async def insert_version(
    connection: AsyncConnection,
    number: int,
    version: int,
    texts: str,
    by: int,
    at: int,
    later: Mapping[str, Any] | None = None,
) -> None:
    """A new version of a bulletin's texts, approved by nobody; `later` are columns that change with its release."""
    await connection.execute(
        versions.insert().values(
            bulletin=number, version=version, texts=texts, by=by, at=at, later=json.dumps(later or {})
        )
    )


async def approve(connection: AsyncConnection, number: int, version: int, by: int, at: int) -> None:
    """Note who approved a version."""
    await connection.execute(
        update(versions)
        .where(versions.c.bulletin == number, versions.c.version == version)
        .values(approved_by=by, approved=at)
    )


async def due_bulletins(connection: AsyncConnection, now: int) -> Sequence[int]:
    """Approved bulletins whose time has come."""
    found = await connection.execute(
        select(bulletins.c.id).where(bulletins.c.state == BulletinState.SCHEDULED.value, bulletins.c.send_at <= now)
    )
    return list(found.scalars())


async def ended_bulletins(connection: AsyncConnection, now: int) -> Sequence[int]:
    """Released or withdrawn bulletins whose last day is over."""
    found = await connection.execute(
        select(bulletins.c.id).where(
            bulletins.c.state.in_([BulletinState.RELEASED.value, BulletinState.WITHDRAWN.value]),
            bulletins.c.show_until <= now,
        )
    )
    return list(found.scalars())


async def code_is_free(connection: AsyncConnection, code: str) -> bool:
    """Whether no bulletin has a code yet."""
    found = await connection.execute(select(func.count()).where(bulletins.c.code == code).select_from(bulletins))
    return found.scalar_one() == 0
