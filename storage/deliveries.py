"""Queries on deliveries: freezing an audience, taking work under a lease, noting what became of it, and the books."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bulletin import Audience, Books, DeliveryState, Task
from bot.model.delivery import Outcome, Work
from storage.subscriptions import wanting
from storage.tables import bulletins, deliveries, subscriptions

ROW = deliveries.c
WAITING, SENDING, DELIVERED = (
    one.value for one in (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.DELIVERED)
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


async def freeze(connection: AsyncConnection, bulletin: int, audience: Audience, organisation: int, now: int) -> int:
    """One waiting delivery for each subscriber whom the audience means now; tells how many.

    The rows go from table to table inside the database, so that no list of everybody is ever in memory.
    """
    chosen = select(literal(bulletin), subscriptions.c.visitor, literal(WAITING), literal(now)).where(
        wanting(audience, organisation)
    )
    done = await connection.execute(insert(deliveries).from_select(["bulletin", "visitor", "state", "due"], chosen))
    return int(done.rowcount)


async def take(
    connection: AsyncConnection, bulletin: int, now: int, lease: int, limit: int, *, tasks: bool, sends: bool
) -> Sequence[Work]:
    """Take work on a bulletin under a lease until `lease`: corrections and withdrawals first, then waiting copies."""
    kinds = []
    if tasks:
        kinds.append(and_(ROW.task != "", ROW.state == DELIVERED))
    if sends:
        kinds.append(and_(ROW.state == WAITING, ROW.held == "", ROW.task == ""))
    if not kinds:
        return ()
    found = await connection.execute(
        select(*_WORK)
        .where(ROW.bulletin == bulletin, or_(*kinds), ROW.due <= now, ROW.lease <= now)
        .order_by(ROW.task.desc(), ROW.id)
        .limit(limit)
    )
    work = [Work(**row) for row in found.mappings()]
    await _lease(connection, [one.id for one in work], lease)
    return work


async def _lease(connection: AsyncConnection, numbers: Sequence[int], until: int) -> None:
    if numbers:
        await connection.execute(update(deliveries).where(ROW.id.in_(numbers)).values(lease=until))


async def leaving(connection: AsyncConnection, numbers: Sequence[int], lease: int) -> None:
    """Note that requests are about to leave: from now on nobody knows without an answer whether they arrived."""
    if numbers:
        await connection.execute(
            update(deliveries).where(ROW.id.in_(numbers), ROW.state == WAITING).values(state=SENDING, lease=lease)
        )


_NOTE = (
    update(deliveries)
    .where(ROW.id == bindparam("key"))
    .values(
        state=bindparam("state"),
        reason=bindparam("reason"),
        held=bindparam("held"),
        language=bindparam("language"),
        version=bindparam("version"),
        message=bindparam("message"),
        sent=bindparam("sent"),
        task=bindparam("task"),
        due=bindparam("due"),
        tries=bindparam("tries"),
        lease=0,
    )
)


async def note(connection: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write down what became of some work."""
    if outcomes:
        await connection.execute(
            _NOTE,
            [
                {
                    "key": one.id,
                    "state": one.state.value,
                    "reason": one.reason,
                    "held": one.held,
                    "language": one.language,
                    "version": one.version,
                    "message": one.message,
                    "sent": one.sent,
                    "task": one.task,
                    "due": one.due,
                    "tries": one.tries,
                }
                for one in outcomes
            ],
        )


async def give_back(connection: AsyncConnection, numbers: Sequence[int]) -> None:
    """Leave work that was taken and did not begin to whoever comes next."""
    await _lease(connection, numbers, 0)


async def lost(connection: AsyncConnection, now: int) -> int:
    """Requests that left and whose sender died before an answer: unknown, or to be sent again where so decided."""
    gone = and_(ROW.state == SENDING, ROW.lease <= now)
    again = select(bulletins.c.id).where(bulletins.c.resend_unknown)
    resent = await connection.execute(
        update(deliveries).where(gone, ROW.bulletin.in_(again)).values(state=WAITING, reason="again", lease=0)
    )
    unknown = await connection.execute(
        update(deliveries).where(gone).values(state=DeliveryState.UNKNOWN.value, reason="no answer", lease=0)
    )
    return int(resent.rowcount + unknown.rowcount)


async def set_task(
    connection: AsyncConnection, bulletin: int, task: Task, now: int, languages: Sequence[str] | None = None
) -> int:
    """Give every delivered copy something to do; only those in some languages, or sent in place of another, where
    languages are given.
    """
    chosen = and_(ROW.bulletin == bulletin, ROW.state == DELIVERED)
    if languages is not None:
        chosen = and_(chosen, or_(ROW.language.in_(languages), ROW.reason == "other language"))
    done = await connection.execute(update(deliveries).where(chosen).values(task=task.value, due=now, tries=0))
    return int(done.rowcount)


async def release_held(connection: AsyncConnection, bulletin: int, languages: Sequence[str], now: int) -> int:
    """Let those go on who waited for a translation that is there now."""
    done = await connection.execute(
        update(deliveries)
        .where(ROW.bulletin == bulletin, ROW.state == WAITING, ROW.held.in_(languages))
        .values(held="", due=now)
    )
    return int(done.rowcount)


async def skip_waiting(connection: AsyncConnection, bulletin: int, reason: str) -> int:
    """Nobody who still waits gets a copy any more."""
    done = await connection.execute(
        update(deliveries)
        .where(ROW.bulletin == bulletin, ROW.state == WAITING)
        .values(state=DeliveryState.SKIPPED.value, reason=reason, held="", lease=0)
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


async def forget_messages(connection: AsyncConnection, bulletin: int) -> None:
    """After its last day nothing is corrected any more: the message numbers and the keys of persons go."""
    await connection.execute(
        update(deliveries).where(ROW.bulletin == bulletin).values(message=None, task="", visitor=None)
    )


async def forget_visitor(connection: AsyncConnection, visitor: bytes) -> None:
    """Take a visitor out of every delivery; copies that still wait for her are skipped, the rows stay in the books."""
    await connection.execute(
        update(deliveries)
        .where(ROW.visitor == visitor, ROW.state == WAITING)
        .values(state=DeliveryState.SKIPPED.value, reason="stopped", held="", lease=0)
    )
    await connection.execute(
        update(deliveries).where(ROW.visitor == visitor).values(visitor=None, message=None, task="")
    )


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
