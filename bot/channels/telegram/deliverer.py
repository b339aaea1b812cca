"""The deliverer: one process at a time takes bulletins out of the database and into the chats.

A feeder takes slices of work, senders let them go at the budget's pace, and what came of them is written down many at a
time. Nothing here knows what a bulletin says; that is decided in bot/actions/deliver.py and bot/bulletins/.
"""

import asyncio
import contextlib
import logging
import math
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace

from bot.actions.deliver import LEAD, Result, Send, Sendings, Slice
from bot.actions.to_its_end import to_its_end
from bot.bulletins.message import Copy, copy_of, day_of, follow_up, withdrawn
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.post import Post, reason
from bot.channels.telegram.wire import Answer, Meaning
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.model.bulletin import DeliveryState, Task
from bot.model.delivery import ANEW, ANEW_OTHER, OTHER, Outcome

log = logging.getLogger(__name__)

SLICE = 100
"""Copies that leave together at most: so many for each hand can be unknown after a kill."""
HANDS = 3
"""Slices that are on their way at once."""
COPIES = 200
"""Copies (a bulletin, a language) that are kept ready."""
IDLE = 0.5
"""Seconds between two looks for work where there is none."""
RENEW, STAND_BY = 1.0, 0.5
"""Seconds between two renewals of the lead, and between two looks whether it is free: with the lease of LEAD seconds
another takes over well within five.
"""
TRIES = 6
"""How often a copy is tried before it counts as failed."""
PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds before a failed try is repeated, twice as long each time."""
LONGEST_STAY = 10.0
"""Seconds that a copy which was taken waits for a further place in the budget."""
LAST = 1.0
"""Seconds in which the lead may be given back after a stop; without that it runs out by itself."""


class Deliverer:
    """Sends what is released. `languages` gives the words of the notices, `clock` whole seconds UTC."""

    def __init__(
        self,
        sendings: Sendings,
        post: Post,
        budget: Budget,
        languages: Callable[[], Mapping[str, Language]],
        clock: Callable[[], int],
    ) -> None:
        self._sendings, self._post, self._budget = sendings, post, budget
        self._languages, self._clock = languages, clock
        self._name = secrets.token_hex(8)
        self._leads_until = 0.0
        self._copies: dict[tuple[int, int, str, str, bool, bool], Copy] = {}
        self._database = asyncio.Lock()
        self._own: set[int] = set()

    # Working

    async def run(self) -> None:
        """Work until cancelled; what is on its way then is still noted."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._again_and_again(self._lead, 1.0))
                group.create_task(self._again_and_again(self._begin, 1.0))
                for _ in range(HANDS):
                    group.create_task(self._again_and_again(self._hand, 2 * IDLE))
        finally:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LAST):
                    await self._sendings.resign(self._name)

    async def _again_and_again(self, work: Callable[[], Coroutine[None, None, float]], pause: float) -> None:
        """Do some work for ever, resting as long as it says; whatever goes wrong, it goes on after a pause."""
        while True:
            try:
                rest = await work()
            except Exception as error:  # a database or a driver can fail in more ways than can be listed
                log.warning("Deliveries wait (%s).", type(error).__name__)
                rest = pause
            await asyncio.sleep(rest)

    async def _lead(self) -> float:
        """Say that this process leads; others stand by and take over some seconds after the last time."""
        asked = time.monotonic()
        if await to_its_end(self._sendings.lead(self._name, self._clock())):
            if not self.leads():
                log.info("This process delivers from now on.")
            self._leads_until = asked + LEAD - 1
            return RENEW
        return STAND_BY

    def leads(self) -> bool:
        """Whether this process is the one that delivers now."""
        return time.monotonic() < self._leads_until

    async def _begin(self) -> float:
        """Scheduled releases, last days, and what a dead deliverer left behind."""
        if self.leads():
            async with self._database:
                await to_its_end(self._sendings.begin(self._clock(), frozenset(self._own)))
        return 1.0

    async def _hand(self) -> float:
        """One of several that take, send and note. A round that has begun comes to its end even after a stop."""
        if not self.leads():
            return IDLE / 5
        await self._post.until_reached()
        return 0.0 if await to_its_end(self.round()) else IDLE

    async def round(self) -> int:
        """One slice of work on the first bulletin that has any; tells how many copies were looked at.

        One that cannot be worked on keeps no other from its turn.
        """
        async with self._database:
            found = await self._sendings.with_work(self._clock())
        broken: Exception | None = None
        for number, task in found:
            allowed, wait = self._budget.grant(SLICE)
            if not allowed:
                await asyncio.sleep(min(wait, IDLE))
                return 1
            try:
                taken = await self._taken(number, task, allowed)
            except Exception as error:  # a database or a driver can fail in more ways than can be listed
                broken = error
                continue
            if taken:
                await self._let_go(taken)
                return taken.looked_at
        if broken is not None:
            raise broken
        return 0

    async def _taken(self, number: int, task: str, allowed: int) -> Slice | None:
        """Up to `allowed` copies of a bulletin that leave now; the places that they do not need are given back."""
        used = 0
        try:
            async with self._database:
                taken = await self._sendings.take(number, task, self._clock(), allowed)
            used = len(taken.sends) if taken else 0
        finally:
            self._budget.return_unused(allowed - used)
        return taken

    async def _let_go(self, taken: Slice) -> None:
        """Send what was taken, and write down what became of it however long the database is away."""
        own = {send.work.id for send in taken.sends}
        self._own |= own
        try:
            results = await asyncio.gather(*(self._one(taken, send) for send in taken.sends))
            await self._note(taken, results)
        finally:
            self._own -= own

    async def _note(self, taken: Slice, results: list[Result]) -> None:
        """Write down what became of a slice; what is known to be delivered is kept until the database takes it."""
        pause = IDLE
        while results:
            try:
                async with self._database:
                    return await self._sendings.note(taken, results, self._clock())
            except Exception as error:
                log.warning("What became of %d copies waits for the database (%s).", len(results), type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE / 10)

    async def _one(self, one: Slice, send: Send) -> Result:
        """One try at one copy; whatever goes wrong with it, the others go on."""
        if (wait := self._budget.chat_waits(send.chat)) > 0:
            self._budget.return_unused(1)
            return _result(send, send.work.left(due=self._clock() + math.ceil(wait)))
        self._budget.sent_to(send.chat)
        try:
            if send.work.task == Task.WITHDRAW.value:
                return await self._withdraw(one, send)
            if send.work.task == Task.EDIT.value:
                return await self._edit(one, send)
            return await self._new(one, send)
        except Exception as error:
            log.error("A copy could not be made: %s", type(error).__name__)
            return _result(send, self._again(send, "could not be made"))

    async def _new(self, one: Slice, send: Send) -> Result:
        answer = await self._post.say(send.chat, self._copy(one, send), one.bulletin.attachment)
        if answer.meaning is Meaning.DONE:
            return _result(send, self._delivered(one, send, answer.message))
        if answer.meaning is Meaning.SILENT and not one.bulletin.sends_unknown_again:
            return _result(send, _ended(send, DeliveryState.UNKNOWN, "no answer"))
        return self._not_done(send, answer)

    async def _edit(self, one: Slice, send: Send) -> Result:
        """Put the newest wording in the place of the old; where that cannot be done, send it anew and say so."""
        copy = self._copy(one, send, corrected=True)
        answer = await self._post.change(send.chat, send.message, copy, one.bulletin.attachment)
        if answer.meaning is Meaning.DONE:
            return _result(send, self._delivered(one, send, send.message))
        if answer.meaning is not Meaning.REFUSED or answer.moved:
            return self._task_not_done(send, answer)
        if wait := await self._another_place():
            return self._task_not_done(send, Answer(Meaning.THROTTLED, wait=wait))
        answer = await self._post.say(
            send.chat, follow_up(copy, self._reader(send), one.bulletin.code), one.bulletin.attachment
        )
        if answer.meaning is Meaning.DONE:
            how = ANEW_OTHER if send.words != send.reader else ANEW
            return _result(send, replace(self._delivered(one, send, answer.message), reason=how))
        if answer.meaning is Meaning.SILENT and not one.bulletin.sends_unknown_again:
            return _result(send, send.work.left(task="", reason="no answer"))
        return self._task_not_done(send, answer)

    async def _withdraw(self, one: Slice, send: Send) -> Result:
        """Delete it where Telegram allows, else put a line in its place, else tell her."""
        if send.deletable:
            answer = await self._post.remove(send.chat, send.message)
            if answer.meaning is not Meaning.REFUSED or answer.moved:
                return self._withdrawn(send, answer, "deleted")
            if wait := await self._another_place():
                return self._task_not_done(send, Answer(Meaning.THROTTLED, wait=wait))
        copy = withdrawn(one.bulletin, one.union, self._reader(send), group=send.group)
        answer = await self._post.change(send.chat, send.message, copy, one.bulletin.attachment)
        if answer.meaning is not Meaning.REFUSED or answer.moved:
            return self._withdrawn(send, answer, "edited")
        if wait := await self._another_place():
            return self._task_not_done(send, Answer(Meaning.THROTTLED, wait=wait))
        answer = await self._post.say(send.chat, copy, None)
        return self._withdrawn(send, answer, "told")

    def _withdrawn(self, send: Send, answer: Answer, how: str) -> Result:
        if answer.meaning is Meaning.DONE:
            return _result(send, replace(_ended(send, DeliveryState.WITHDRAWN, how), message=None))
        return self._task_not_done(send, answer)

    async def _another_place(self) -> float:
        """Wait for a place in the budget for a further request about the same copy.

        Tells 0, or the seconds after which to begin anew where that is longer than the copy is ours.
        """
        allowed, wait = self._budget.grant(1)
        while not allowed and wait < LONGEST_STAY:
            await asyncio.sleep(wait)
            allowed, wait = self._budget.grant(1)
        return 0.0 if allowed else wait

    # What is said

    def _reader(self, send: Send) -> Language:
        languages = self._languages()
        return languages.get(send.reader) or languages[ENGLISH]

    def _copy(self, one: Slice, send: Send, *, corrected: bool = False) -> Copy:
        bulletin = one.bulletin
        key = (bulletin.id, bulletin.released_version, send.reader, send.words, corrected, send.group)
        if (kept := self._copies.get(key)) is None:
            day = day_of(bulletin.released or 0, bulletin.zone)
            reader, group = self._reader(send), send.group
            kept = copy_of(bulletin, one.union, reader, send.words, day, corrected=corrected, group=group)
            self._copies[key] = kept
            while len(self._copies) > COPIES:
                self._copies.pop(next(iter(self._copies)))
        return kept

    # What came of it

    def _delivered(self, one: Slice, send: Send, message: int) -> Outcome:
        same_message = send.work.task and message == send.message
        return Outcome(
            id=send.work.id,
            state=DeliveryState.DELIVERED,
            reason=OTHER if send.words != send.reader else "",
            language=send.words,
            version=one.bulletin.released_version,
            message=self._sendings.message(message),
            sent=send.work.sent if same_message else self._clock(),
        )

    def _not_done(self, send: Send, answer: Answer) -> Result:
        """A new copy that did not go: the reader is gone, or it is tried again, or it has failed."""
        match answer.meaning:
            case Meaning.GONE:
                return Result(send.work, _ended(send, DeliveryState.BLOCKED), gone=True)
            case Meaning.THROTTLED:
                return _result(send, send.work.left(due=self._clock() + math.ceil(answer.wait)))
            case Meaning.REFUSED if answer.moved:
                return Result(send.work, send.work.left(due=self._clock()), moved=answer.moved)
            case Meaning.REFUSED:
                return _result(send, _ended(send, DeliveryState.FAILED, reason(answer)))
            case Meaning.UNSENT:
                return _result(send, send.work.left(due=self._clock()))
            case _:
                return _result(send, self._again(send, "Telegram did not answer"))

    def _task_not_done(self, send: Send, answer: Answer) -> Result:
        """A correction or withdrawal that did not go: the copy stays delivered as it is."""
        match answer.meaning:
            case Meaning.GONE:
                return Result(send.work, send.work.left(task="", reason="blocked since"), gone=True)
            case Meaning.THROTTLED:
                return _result(send, send.work.left(due=self._clock() + math.ceil(answer.wait)))
            case Meaning.REFUSED if answer.moved:
                return Result(send.work, send.work.left(due=self._clock()), moved=answer.moved)
            case Meaning.REFUSED:
                return _result(send, send.work.left(task="", reason=reason(answer)))
            case Meaning.UNSENT:
                return _result(send, send.work.left(due=self._clock()))
            case _:
                return _result(send, self._again(send, "out of reach"))

    def _again(self, send: Send, why: str) -> Outcome:
        """Later, each time twice as late, and not for ever."""
        tries = send.work.tries + 1
        if tries >= TRIES:
            return send.work.left(task="", reason=why) if send.work.task else _ended(send, DeliveryState.FAILED, why)
        pause = min(PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
        return send.work.left(due=self._clock() + round(pause), tries=tries)


def _result(send: Send, outcome: Outcome) -> Result:
    return Result(send.work, outcome)


def _ended(send: Send, state: DeliveryState, reason: str = "") -> Outcome:
    return send.work.left(state=state, reason=reason, task="", due=0)
