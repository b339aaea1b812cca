"""A deliverer's work on the database: take copies under a lease, decide what each reader gets, note what became of it.

Whatever leaves is noted as `sending` before it leaves and by its outcome afterwards, each in one transaction for many
copies. A deliverer that dies leaves only what was on its way as unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.release import let_go
from bot.actions.sealed import Seal
from bot.bulletins.message import words_for
from bot.bulletins.quiet import next_digest, next_moment, zone_of
from bot.model.bulletin import Bulletin, BulletinState, DeliveryState, Rhythm, Task
from bot.model.delivery import Outcome, Work
from bot.model.staff import Refused
from storage import attachments, deliveries
from storage import bulletins as stored
from storage.attachments import Attachment
from storage.database import writing
from storage.subscriptions import Reader, drop, move, readers

LEASE = 60
"""Seconds for which taken work belongs to its deliverer."""
KEPT_FOR_DELETION = 48 * 3600
"""Seconds for which Telegram lets a message be deleted."""


@dataclass(frozen=True, slots=True)
class Active:
    """A bulletin on which there is or may be work, as released, with its union's name."""

    bulletin: Bulletin
    union: str


@dataclass(frozen=True, slots=True)
class Send:
    """Something to do in one chat: a new copy, an edit, a withdrawal. `message` is the earlier message's number."""

    work: Work
    chat: int
    reader: str
    words: str
    message: int
    deletable: bool = False


class Sendings:
    """The database side of one deliverer. `secret` opens addresses and message numbers."""

    def __init__(self, engine: AsyncEngine, secret: bytes) -> None:
        self._engine = engine
        self._addresses = Seal(secret, "address")
        self._messages = Seal(secret, "message")

    async def begin(self, now: int) -> None:
        """What is due by the clock: scheduled releases, ended bulletins, and what a dead deliverer left behind."""
        async with writing(self._engine) as connection:
            await deliveries.lost(connection, now)
        await self._release_due(now)
        async with self._engine.connect() as connection:
            ended = await stored.ended_bulletins(connection, now)
        for number in ended:
            async with writing(self._engine) as connection:
                await deliveries.skip_waiting(connection, number, "ended")
                await deliveries.forget_messages(connection, number)
                await stored.change_bulletin(connection, number, state=BulletinState.ENDED.value)

    async def _release_due(self, now: int) -> None:
        async with self._engine.connect() as connection:
            due = await stored.due_bulletins(connection, now)
        for number in due:
            async with writing(self._engine) as connection:
                await stored.lock_bulletin(connection, number)
                one = await stored.bulletin(connection, number)
                if one is None or one.state is not BulletinState.SCHEDULED:
                    continue
                try:
                    await let_go(connection, one, now)
                except Refused:  # nobody is left to send it to: it goes back to its writers
                    await stored.change_bulletin(connection, number, state=BulletinState.DRAFT.value)

    async def active(self, now: int) -> Sequence[Active]:
        """The bulletins that may have work: withdrawals first, then urgent ones, then the oldest."""
        async with self._engine.connect() as connection:
            found = [Active(one, union) for one, union in await stored.shown_now(connection, now)]
        return sorted(
            found,
            key=lambda one: (
                one.bulletin.state is not BulletinState.WITHDRAWN,
                not one.bulletin.urgent,
                one.bulletin.released or 0,
            ),
        )

    async def take(self, one: Bulletin, now: int, limit: int) -> tuple[Sequence[Send], int]:
        """Take up to `limit` copies of a bulletin and decide on each; tells what may leave, and how many were taken.

        When this returns, what is new and may leave is noted as `sending`.
        """
        sends = one.state is BulletinState.RELEASED and not one.stopped
        async with writing(self._engine) as connection:
            work = await deliveries.take(
                connection, one.id, now, now + LEASE, limit, tasks=not one.stopped, sends=sends
            )
            known = await readers(connection, [each.visitor for each in work if each.visitor])
            leaving: list[Send] = []
            settled: list[Outcome] = []
            for each in work:
                decided = self._decided(one, each, known.get(each.visitor or b""), now)
                leaving.append(decided) if isinstance(decided, Send) else settled.append(decided)
            await deliveries.note(connection, settled)
            await deliveries.leaving(connection, [each.work.id for each in leaving], now + LEASE)
        return leaving, len(work)

    def _decided(self, one: Bulletin, work: Work, reader: Reader | None, now: int) -> Send | Outcome:
        """What happens to one copy: it leaves, waits, or is skipped."""
        if reader is None or (address := self._addresses.open(reader.address)) is None:
            return _without_reader(work)
        if work.task:
            return self._task(one, work, reader, int(address), now)
        due = _due(one, work, reader, now)
        if due > now:
            late = due >= one.show_until
            return _stays(work, DeliveryState.SKIPPED, "too late") if late else replace(_as_is(work), due=due)
        choice = words_for(one, reader.language)
        if choice.skipped:
            return _stays(work, DeliveryState.SKIPPED, "language")
        if choice.held:
            return replace(_as_is(work), held=reader.language)
        return Send(work, int(address), reader.language, choice.language, 0)

    def _task(self, one: Bulletin, work: Work, reader: Reader, chat: int, now: int) -> Send | Outcome:
        number = self._messages.open(work.message) if work.message else None
        if number is None:
            return replace(_as_is(work), task="", reason="out of reach")
        if work.task == Task.WITHDRAW.value:
            deletable = now - (work.sent or 0) < KEPT_FOR_DELETION
            return Send(work, chat, reader.language, reader.language, int(number), deletable)
        choice = words_for(one, reader.language)
        words = choice.language or (work.language if work.language in one.texts else one.main)
        return Send(work, chat, reader.language, words, int(number))

    async def note(self, outcomes: Sequence[Outcome], gone: Sequence[bytes], moved: Mapping[bytes, int]) -> None:
        """Write down outcomes; drop the subscriptions of those who are gone; remember a group's new number."""
        async with writing(self._engine) as connection:
            await deliveries.note(connection, outcomes)
            await drop(connection, gone)
            for visitor, chat in moved.items():
                await move(connection, visitor, self._addresses.seal(str(chat)))

    async def give_back(self, sends: Sequence[Send]) -> None:
        """What was taken and has not left waits again."""
        async with writing(self._engine) as connection:
            await deliveries.note(connection, [_as_is(each.work) for each in sends])

    async def attachment(self, number: int) -> Attachment | None:
        """The picture or file of a bulletin."""
        async with self._engine.connect() as connection:
            return await attachments.attachment(connection, number)

    async def sent_as(self, number: int, file_id: str) -> None:
        """Remember Telegram's own number of a file, so that it is uploaded once."""
        async with writing(self._engine) as connection:
            await attachments.sent_as(connection, number, file_id)

    def message(self, number: int) -> bytes:
        """A message's number as it is kept."""
        return self._messages.seal(str(number))


def _due(one: Bulletin, work: Work, reader: Reader, now: int) -> int:
    """When a reader may get her copy: at once, in the morning, or with her weekly digest."""
    zone = reader.zone or zone_of(reader.home)
    first = work.due == (one.released or 0) and work.tries == 0
    if reader.rhythm == Rhythm.WEEKLY.value and first and not one.urgent:
        return next_digest(now, zone)
    return next_moment(now, zone, urgent=one.urgent)


def _as_is(work: Work) -> Outcome:
    """The row as it was before it was taken."""
    return Outcome(
        id=work.id,
        state=DeliveryState(work.state),
        reason=work.reason,
        language=work.language,
        version=work.version,
        message=work.message,
        sent=work.sent,
        task=work.task,
        due=work.due,
        tries=work.tries,
    )


def _stays(work: Work, state: DeliveryState, reason: str) -> Outcome:
    return replace(_as_is(work), state=state, reason=reason, task="")


def _without_reader(work: Work) -> Outcome:
    """She stopped meanwhile: a copy that waits is skipped, one that was delivered cannot be reached any more."""
    if work.task:
        return replace(_as_is(work), task="", reason="out of reach")
    return _stays(work, DeliveryState.SKIPPED, "stopped")
