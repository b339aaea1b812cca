"""Queries on deliveries: freezing an audience, taking work under a lease, noting what became of it, and the books."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    LargeBinary,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import Audience, Books, BulletinState, DeliveryState, Task
from bot.model.delivery import ANEW_OTHER, OTHER, Outcome, Work
from storage.subscriptions import wanting
from storage.tables import bulletins, deliveries, subscriptions

ROW = deliveries.c
WAITING, SENDING, DELIVERED, SKIPPED, UNKNOWN = (
    one.value
    for one in (
        DeliveryState.WAITING,
        DeliveryState.SENDING,
        DeliveryState.DELIVERED,
        DeliveryState.SKIPPED,
        DeliveryState.UNKNOWN,
    )
)
_WORK = (
    ROW.id,
    ROW.bulletin,
    ROW.visitor,
    ROW.state,
    ROW.task,
    ROW.version,
    ROW.language,
    ROW.reason,
    ROW.message,
    ROW.sent,
    ROW.tries,
    ROW.due,
)
_KINDS = (
    (Task.WITHDRAW.value, BulletinState.WITHDRAWN.value, DELIVERED, 0),
    (Task.EDIT.value, BulletinState.RELEASED.value, DELIVERED, 1),
    ("", BulletinState.RELEASED.value, WAITING, 2),
)
"""What there is to do: a task or a new copy, in which state of the bulletin and of the copy, and what goes first."""

FAR = 3600
"""Seconds, more than any lease lasts: one that ends later was taken before the clock went back, and is over."""


async def freeze(connection: AsyncConnection, bulletin: int, audience: Audience, organisation: int, now: int) -> int:
    """One waiting delivery for each subscriber whom the audience means now; tells how many.

    The rows go from table to table inside the database, so that no list of everybody is ever in memory.
    """
    chosen = select(literal(bulletin), subscriptions.c.visitor, literal(WAITING), literal(now)).where(
        wanting(audience, organisation)
    )
    done = await connection.execute(insert(deliveries).from_select(["bulletin", "visitor", "state", "due"], chosen))
    return int(done.rowcount)


# Work


async def with_work(connection: AsyncConnection, now: int) -> Sequence[tuple[int, str]]:
    """Bulletins with copies that are due now, each with the task of those copies ("" for new ones): withdrawals first,
    then corrections, urgent ones, the oldest.
    """
    found = (await connection.execute(_with_work(), {"now": now})).all()
    return [(one.id, one.task) for one in sorted(found, key=lambda one: (one.rank, not one.urgent, one.released or 0))]


@cache
def _with_work() -> CompoundSelect[int, str, int, bool, int | None]:
    """The query, made once: it is asked every second, and to make it takes longer than to answer it."""
    row, now = bulletins.c, bindparam("now", type_=BigInteger)
    queries = [
        select(row.id, literal(task).label("task"), literal(rank).label("rank"), row.urgent, row.released).where(
            row.state == state,
            row.stopped.is_(False),
            row.show_until > now,
            exists().where(ROW.bulletin == row.id, *_due(task, copies, now)),
        )
        for task, state, copies, rank in _KINDS
    ]
    return union_all(*queries)


def _due(task: str, state: str, now: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    """Copies in a state, with a task or none, that are due and that nobody works on."""
    return ROW.task == task, ROW.state == state, ROW.due <= now, _over(now)


def _over(now: int | BindParameter[int]) -> ColumnElement[bool]:
    """Nobody has a lease any more."""
    return or_(ROW.lease <= now, ROW.lease > now + FAR)


async def take(connection: AsyncConnection, bulletin: int, task: str, now: int, limit: int) -> Sequence[Work]:
    """Copies of a bulletin that are due: those with a task, or without one those that wait.

    Nobody else gets them before the transaction ends; what leaves is given a lease with `leaving`.
    """
    found = await connection.execute(
        select(*_WORK)
        .where(ROW.bulletin == bulletin, *_due(task, DELIVERED if task else WAITING, now))
        .order_by(ROW.due, ROW.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Work(**row) for row in found.mappings()]


async def leaving(connection: AsyncConnection, numbers: Sequence[int], lease: int) -> None:
    """Note that requests are about to leave, and until when their sender is waited for.

    From now on nobody knows without an answer whether a new copy arrived.
    """
    if numbers:
        begun = case((ROW.state == WAITING, SENDING), else_=ROW.state)
        await connection.execute(update(deliveries).where(ROW.id.in_(numbers)).values(state=begun, lease=lease))


_SETTLE = (
    update(deliveries)
    .where(ROW.id == bindparam("key"))
    .values(
        state=bindparam("new_state"),
        reason=bindparam("new_reason"),
        held=bindparam("new_held"),
        language=bindparam("new_language"),
        version=bindparam("new_version"),
        message=case((ROW.visitor.is_(None), null()), else_=bindparam("new_message", type_=LargeBinary)),
        sent=bindparam("new_sent"),
        task=case((ROW.visitor.is_(None), ""), else_=bindparam("new_task", type_=String)),
        due=bindparam("new_due"),
        tries=bindparam("new_tries"),
        lease=0,
    )
)
"""Where a visitor went meanwhile nothing is kept by which her copy could be found."""
_NOTE = _SETTLE.where(
    or_(
        ROW.lease == bindparam("until"),
        and_(ROW.lease == 0, or_(ROW.state == WAITING, ROW.state == UNKNOWN)),
    )
)
"""Where the lease ran out and nobody else took the copy, a late answer is still the best that is known of it."""


async def settle(connection: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write down what was decided about copies in the transaction in which they were taken."""
    if outcomes:
        await connection.execute(_SETTLE, [_values(one) for one in outcomes])


async def note(connection: AsyncConnection, outcomes: Sequence[Outcome], lease: int) -> None:
    """Write down what became of copies that left under a lease; what somebody else took since is left alone."""
    if outcomes:
        await connection.execute(_NOTE, [{**_values(one), "until": lease} for one in outcomes])


def _values(one: Outcome) -> dict[str, Any]:
    return {
        "key": one.id,
        "new_state": one.state.value,
        "new_reason": one.reason,
        "new_held": one.held,
        "new_language": one.language,
        "new_version": one.version,
        "new_message": one.message,
        "new_sent": one.sent,
        "new_task": one.task,
        "new_due": one.due,
        "new_tries": one.tries,
    }


async def lost(connection: AsyncConnection, now: int, but: Collection[int] = ()) -> int:
    """Requests that left and whose sender died before an answer: unknown, or to be sent again where so decided.

    `but` are copies of a sender who is alive, whatever the clock says.
    """
    alive = [BulletinState.RELEASED.value, BulletinState.WITHDRAWN.value]
    live = select(bulletins.c.id).where(bulletins.c.state.in_(alive))
    again = live.where(or_(bulletins.c.resend_unknown, bulletins.c.urgent), bulletins.c.state == alive[0])
    gone = and_(ROW.bulletin.in_(live), ROW.state == SENDING, _over(now), ROW.id.not_in(but))
    resent = await connection.execute(
        update(deliveries).where(gone, ROW.bulletin.in_(again)).values(state=WAITING, reason="again", lease=0)
    )
    unknown = await connection.execute(
        update(deliveries).where(gone).values(state=UNKNOWN, reason="no answer", lease=0)
    )
    return int(resent.rowcount + unknown.rowcount)


# What staff decide about copies


async def set_task(connection: AsyncConnection, bulletin: int, task: Task, now: int) -> int:
    """Give every delivered copy something to do; tells how many."""
    done = await connection.execute(
        update(deliveries)
        .where(ROW.bulletin == bulletin, ROW.state == DELIVERED)
        .values(task=task.value, due=now, tries=0)
    )
    return int(done.rowcount)


async def correct(
    connection: AsyncConnection, bulletin: int, version: int, now: int, languages: Collection[str], *, others: bool
) -> int:
    """Let the delivered copies in some languages be edited, with `others` those too that stand in another language than
    their reader's; the rest shows the words of the new version already. Tells how many are to be edited.
    """
    delivered = and_(ROW.bulletin == bulletin, ROW.state == DELIVERED)
    chosen: ColumnElement[bool] = ROW.language.in_(languages)
    if others:
        chosen = or_(chosen, ROW.reason.in_([OTHER, ANEW_OTHER]))
    await connection.execute(update(deliveries).where(delivered, ROW.task == "", ~chosen).values(version=version))
    done = await connection.execute(
        update(deliveries).where(delivered, chosen).values(task=Task.EDIT.value, due=now, tries=0)
    )
    return int(done.rowcount)


async def release_held(connection: AsyncConnection, bulletin: int, now: int) -> int:
    """Let those who wait for a translation be looked at again."""
    done = await connection.execute(
        update(deliveries)
        .where(ROW.bulletin == bulletin, ROW.state == WAITING, ROW.held != "")
        .values(held="", due=now)
    )
    return int(done.rowcount)


async def skip_waiting(connection: AsyncConnection, bulletin: int, reason: str) -> int:
    """Nobody who still waits gets a copy any more."""
    done = await connection.execute(
        update(deliveries)
        .where(ROW.bulletin == bulletin, ROW.state == WAITING)
        .values(state=SKIPPED, reason=reason, held="", lease=0)
    )
    return int(done.rowcount)


async def retry(connection: AsyncConnection, bulletin: int, now: int) -> int:
    """Let the failed ones wait again; tells how many. Drafts have no deliveries, so nothing unreleased can be sent."""
    done = await connection.execute(
        update(deliveries)
        .where(ROW.bulletin == bulletin, ROW.state == DeliveryState.FAILED.value)
        .values(state=WAITING, reason="", due=now, tries=0, lease=0)
    )
    return int(done.rowcount)


async def look_again(connection: AsyncConnection, visitor: bytes) -> None:
    """A visitor wants bulletins otherwise than before: what waits for her is looked at anew, by her new wish."""
    waits = and_(ROW.visitor == visitor, ROW.state == WAITING)
    await connection.execute(update(deliveries).where(waits).values(held="", due=0))


# Forgetting


async def forget_messages(connection: AsyncConnection, bulletin: int, limit: int) -> int:
    """After its last day nothing is corrected any more: message numbers and keys of persons go, some at a time.

    Tells how many there were; 0 when all are gone.
    """
    some = select(ROW.id).where(ROW.bulletin == bulletin, ROW.visitor.is_not(None)).limit(limit)
    done = await connection.execute(
        update(deliveries).where(ROW.id.in_(some)).values(message=None, task="", visitor=None)
    )
    return int(done.rowcount)


async def forget_visitor(connection: AsyncConnection, visitor: bytes) -> None:
    """Take a visitor out of every delivery; copies that still wait for her are skipped, the rows stay in the books.

    To be called wherever a subscription goes (stop, /forget, blocked): afterwards nothing leads from a copy to her. One
    that is on its way at this moment is noted without her key and without its message's number.
    """
    await connection.execute(
        update(deliveries)
        .where(ROW.visitor == visitor, ROW.state == WAITING)
        .values(state=SKIPPED, reason="stopped", held="", lease=0)
    )
    await connection.execute(
        update(deliveries).where(ROW.visitor == visitor).values(visitor=None, message=None, task="")
    )


async def move(connection: AsyncConnection, visitor: bytes, to: bytes) -> None:
    """A group got a new number and so a new key; where a bulletin has a copy for that one already, both stay."""
    other = deliveries.alias()
    has_one = exists().where(other.c.bulletin == ROW.bulletin, other.c.visitor == to)
    await connection.execute(update(deliveries).where(ROW.visitor == visitor, ~has_one).values(visitor=to))


# The books


async def books(connection: AsyncConnection, bulletin: int) -> Books:
    """How many copies are in which state and why; the sum is the frozen audience."""
    people = await connection.execute(select(bulletins.c.people).where(bulletins.c.id == bulletin))
    counted = await connection.execute(
        select(ROW.state, ROW.reason, ROW.task, func.count())
        .where(ROW.bulletin == bulletin)
        .group_by(ROW.state, ROW.reason, ROW.task)
    )
    states: dict[DeliveryState, int] = dict.fromkeys(DeliveryState, 0)
    reasons: dict[str, int] = {}
    edits = 0
    for state, reason, task, number in counted:
        states[DeliveryState(state)] += number
        if reason:
            reasons[f"{state}: {reason}"] = reasons.get(f"{state}: {reason}", 0) + number
        edits += number if task == Task.EDIT.value else 0
    return Books(people=people.scalar_one_or_none() or 0, states=states, reasons=reasons, edits=edits)


async def versions_in_chats(connection: AsyncConnection, bulletin: int) -> Mapping[int, int]:
    """How many delivered copies show which version."""
    counted = await connection.execute(
        select(ROW.version, func.count()).where(ROW.bulletin == bulletin, ROW.state == DELIVERED).group_by(ROW.version)
    )
    return {row[0]: row[1] for row in counted}
