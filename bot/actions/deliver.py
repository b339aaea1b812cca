"""A deliverer's work on the database: take copies under a lease, decide what each reader gets, note what became of it.

Whatever leaves is noted as `sending` before it leaves and by its outcome afterwards, each in one transaction for many
copies. A deliverer that dies leaves only what was on its way as unknown.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.actions.address import visitor_key
from bot.actions.release import let_go
from bot.actions.sealed import Seal
from bot.bulletins.copies import due, in_step
from bot.bulletins.message import words_for
from bot.model.bulletin import Bulletin, BulletinState, DeliveryState, Task, Wording
from bot.model.delivery import ANEW_OTHER, OTHER, Outcome, Work
from bot.model.staff import Refused
from storage import attachments, deliveries, leaders
from storage import bulletins as stored
from storage.attachments import Attachment
from storage.database import writing
from storage.subscriptions import GROUP, Reader, drop, move, readers

CHANNEL = "telegram"
WORK = "deliver"
"""The name of this work among those that only one process does."""
LEAD = 3
"""Seconds for which a deliverer leads unless it says again that it does."""
LEASE = 60
"""Seconds for which copies that left belong to their deliverer; longer than any request may take."""
LOOKED_AT = 100
"""Copies that are looked at in one transaction."""
FORGOTTEN = 5000
"""Copies of an ended bulletin that are made anonymous in one transaction."""
KEPT_FOR_DELETION = 48 * 3600
"""Seconds for which Telegram lets a message be deleted."""

Texts = Mapping[int, Mapping[str, Wording]]


@dataclass(frozen=True, slots=True)
class Send:
    """Something to do in one chat: a new copy, an edit, a withdrawal. `message` is the earlier message's number,
    `group` tells that the chat is a union's group.
    """

    work: Work
    chat: int
    reader: str
    words: str
    message: int = 0
    deletable: bool = False
    group: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Copies of one bulletin that were taken together. `bulletin` is as it was released, `union` its organisation's
    name, `looked_at` how many copies were decided on, `lease` until when those in `sends` are ours.
    """

    bulletin: Bulletin
    union: str
    sends: Sequence[Send]
    looked_at: int
    lease: int


@dataclass(frozen=True, slots=True)
class Result:
    """What one try gave: the outcome, and what it tells of the reader: she is gone, or the group got a new number."""

    work: Work
    outcome: Outcome
    gone: bool = False
    moved: int = 0


class Sendings:
    """The database side of one deliverer. `secret` opens addresses and message numbers."""

    def __init__(self, engine: AsyncEngine, secret: bytes) -> None:
        self._engine = engine
        self._secret = secret
        self._addresses = Seal(secret, "address")
        self._messages = Seal(secret, "message")

    async def lead(self, owner: str, now: int) -> bool:
        """Take or renew the lead for LEAD seconds; tells whether `owner` has it."""
        return await leaders.lead(self._engine, WORK, owner, now, LEAD)

    async def resign(self, owner: str) -> None:
        """Let another deliverer take over at once."""
        await leaders.resign(self._engine, WORK, owner)

    async def begin(self, now: int, own: Collection[int] = ()) -> None:
        """What is due by the clock: scheduled releases, ended bulletins, and what a dead deliverer left behind.

        `own` are the copies that this deliverer has on their way.
        """
        async with writing(self._engine) as connection:
            await deliveries.lost(connection, now, own)
        await self._release_due(now)
        async with self._engine.connect() as connection:
            ended = await stored.ended_bulletins(connection, now - LEASE)  # nothing of them is on its way any more
        for number in ended:
            await self._end(number)

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

    async def _end(self, number: int) -> None:
        """After its last day: nobody gets it any more, and nothing leads from a copy to a person."""
        more = True
        while more:
            async with writing(self._engine) as connection:
                await stored.lock_bulletin(connection, number)
                await deliveries.skip_waiting(connection, number, "ended")
                more = await deliveries.forget_messages(connection, number, FORGOTTEN) > 0
                if not more:
                    await stored.change_bulletin(connection, number, state=BulletinState.ENDED.value)

    async def with_work(self, now: int) -> Sequence[tuple[int, str]]:
        """Bulletins with copies that are due, each with their task, in the order in which they should leave."""
        async with self._engine.connect() as connection:
            return await deliveries.with_work(connection, now)

    async def take(self, number: int, task: str, now: int, limit: int) -> Slice | None:
        """Look at copies of a bulletin and take up to `limit` that may leave now; None where there is nothing to do.

        When this returns, what is new and may leave is noted as `sending`.
        """
        async with writing(self._engine) as connection:
            found = await stored.to_deliver(connection, number)
            if found is None or not _may_leave(found[0], task, now):
                return None
            one, union = found
            work = await deliveries.take(connection, number, task, now, LOOKED_AT)
            known = await readers(connection, [each.visitor for each in work if each.visitor])
            texts = await stored.texts_of(connection, number) if task == Task.EDIT.value else {}
            sends: list[Send] = []
            settled: list[Outcome] = []
            for each in work:
                if len(sends) == limit:
                    break
                decided = self._decided(one, texts, each, known.get(each.visitor or b""), now)
                sends.append(decided) if isinstance(decided, Send) else settled.append(decided)
            await deliveries.settle(connection, settled)
            await deliveries.leaving(connection, [each.work.id for each in sends], now + LEASE)
        return Slice(one, union, sends, len(sends) + len(settled), now + LEASE) if work else None

    def _decided(self, one: Bulletin, texts: Texts, work: Work, reader: Reader | None, now: int) -> Send | Outcome:
        """What happens to one copy: it leaves, waits, or is skipped."""
        if reader is None:
            return _without_reader(work)
        if (address := self._addresses.open(reader.address)) is None:
            return work.left(task="", reason="unreadable address", state=_failed(work))
        if work.task:
            return self._task(one, texts, work, reader, int(address), now)
        moment = due(one, reader.rhythm, reader.zone, reader.home, now)
        if moment > now:
            late = moment >= one.show_until
            return work.left(state=DeliveryState.SKIPPED, reason="too late") if late else work.left(due=moment)
        choice = words_for(one, reader.language)
        if choice.skipped:
            return work.left(state=DeliveryState.SKIPPED, reason="language")
        if choice.held:  # looked at again when a correction is released, not before
            return work.left(held=reader.language, due=one.show_until)
        return Send(work, int(address), reader.language, choice.language, group=reader.kind == GROUP)

    def _task(self, one: Bulletin, texts: Texts, work: Work, reader: Reader, chat: int, now: int) -> Send | Outcome:
        """A correction or withdrawal of one delivered copy."""
        number, group = self._messages.open(work.message) if work.message else None, reader.kind == GROUP
        if number is None:
            return work.left(task="", reason="out of reach")
        if work.task == Task.WITHDRAW.value:
            deletable = now - (work.sent or 0) < KEPT_FOR_DELETION
            return Send(work, chat, reader.language, reader.language, int(number), deletable, group)
        own = words_for(one, reader.language).language
        words = own or (work.language if work.language in one.texts else one.main)
        if _shows(texts, work, words, reader.language, one.texts[words].text):
            return work.left(task="", version=one.released_version)
        return Send(work, chat, reader.language, words, int(number), group=group)

    async def note(self, taken: Slice, results: Sequence[Result], now: int) -> None:
        """Write down what became of a slice, in step with what staff decided meanwhile.

        The subscriptions of those who are gone go, and groups that moved are known by their new number.
        """
        async with writing(self._engine) as connection:
            stands = await stored.to_deliver(connection, taken.bulletin.id)
            bulletin = stands[0] if stands else taken.bulletin
            outcomes = [in_step(one.outcome, one.work, taken.bulletin, bulletin, now) for one in results]
            await deliveries.note(connection, outcomes, taken.lease)
            for one in results:
                if one.work.visitor is not None and one.gone:
                    await self._drop(connection, one.work.visitor)
                elif one.work.visitor is not None and one.moved:
                    await self._move(connection, one.work.visitor, one.moved)

    async def _drop(self, connection: AsyncConnection, visitor: bytes) -> None:
        await drop(connection, [visitor])
        await deliveries.forget_visitor(connection, visitor)

    async def _move(self, connection: AsyncConnection, visitor: bytes, chat: int) -> None:
        """A group's new number; where that has a subscription already, the old one goes."""
        to = visitor_key(self._secret, CHANNEL, str(chat))
        if await move(connection, visitor, to, self._addresses.seal(str(chat))):
            await deliveries.move(connection, visitor, to)
        else:
            await self._drop(connection, visitor)

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


def _may_leave(one: Bulletin, task: str, now: int) -> bool:
    """Whether anything of a bulletin may leave now: what was decided after the copies were found counts."""
    state = BulletinState.WITHDRAWN if task == Task.WITHDRAW.value else BulletinState.RELEASED
    return one.state is state and not one.stopped and one.show_until > now


def _shows(texts: Texts, work: Work, words: str, reader: str, newest: str) -> bool:
    """Whether a delivered copy shows the newest words already, with the notice that they need."""
    shown = texts.get(work.version, {}).get(work.language)
    other = work.reason in (OTHER, ANEW_OTHER)
    return work.language == words and shown is not None and shown.text == newest and other == (words != reader)


def _failed(work: Work) -> DeliveryState:
    return DeliveryState.DELIVERED if work.task else DeliveryState.FAILED


def _without_reader(work: Work) -> Outcome:
    """She stopped meanwhile: a copy that waits is skipped, one that was delivered cannot be reached any more."""
    if work.task:
        return work.left(task="", reason="out of reach")
    return work.left(state=DeliveryState.SKIPPED, reason="stopped")
