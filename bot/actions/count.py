"""Count what people tell, each once, without keeping who told it.

Noting costs a turn nothing but memory. What waits goes down only when at least ten different people, none of them
counted before, can be mixed: first their tokens into the guard, then, shuffled, the counters. If the program dies in
between, statistics lose these few; they never count anybody twice and never show one person alone.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.declare import declare, people_before
from bot.actions.not_found import Searches
from bot.model.counted import Counted
from bot.monitoring.cells import KINDS, moved, subject_of
from bot.monitoring.codes import Lists
from bot.monitoring.freeze import active
from bot.monitoring.noise import Dice
from bot.monitoring.periods import bounds, period_of, previous
from bot.monitoring.plan import Group, GroupPlan, Of, Plan, TablePlan
from bot.monitoring.slots import token
from storage import plans, tallies
from storage.database import writing
from storage.guard import Guard, Opened
from storage.uncounted import are_uncounted

log = logging.getLogger(__name__)

MIXED = 10
"""Different people whose contributions go down together at least, while their period is open."""
MOST_WAITING = 50_000
"""Contributions that wait at most, for each queue: more are lost rather than kept."""
AT_ONCE = 100
"""Tokens that are worked out before others are answered meanwhile."""
DAY = 86_400
SEPARATOR = "|"
"""Between the codes of a tally's key; no code has one."""

_Item = tuple[bytes, str]
"""Who, and about what."""
_Queue = dict[_Item, Counted]
_Period = tuple[Group, str]
_Slots = tuple[_Period, str]


class Counting:
    """Counts for one process. `plan` and `lists` give those in force, `clock` whole seconds since 1970 (UTC).

    `ripe` is set when enough may wait for a flush.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        guard: Guard,
        plan: Callable[[], Plan],
        lists: Callable[[], Lists],
        clock: Callable[[], int],
        dice: Dice,
    ) -> None:
        self._engine = engine
        self._guard = guard
        self._plan = plan
        self._lists = lists
        self._clock = clock
        self._dice = dice
        self._waiting: dict[_Slots, _Queue] = {}
        self._mixed: dict[_Period, Counter[tuple[str, str]]] = {}
        self._declared: dict[_Period, GroupPlan] = {}
        self._before: dict[_Period, int | None] = {}
        self._leads: tuple[int, Plan, Mapping[Of, Sequence[_Slots]]] | None = None
        self._searches = Searches(engine, guard)
        self._one_at_a_time = asyncio.Lock()
        self.ripe = asyncio.Event()

    def note(self, counted: Counted, visitor: bytes) -> None:
        """Let a contribution wait. Told twice while it waits, the last counts; what has been counted stays.

        `visitor` is her HMAC (bot/actions/address.py); on the web it is made from the network address and the
        browser's name and lives in this memory only.
        """
        item = (visitor, subject_of(counted))
        for slots in self._where(KINDS[type(counted)]):
            queue = self._waiting.setdefault(slots, {})
            if len(queue) < MOST_WAITING or item in queue:
                queue[item] = counted
            if len(queue) >= MIXED:
                self.ripe.set()

    def miss(self, language: str, words: Sequence[str], visitor: bytes) -> None:
        """Let a search that found nothing wait: see bot/actions/not_found.py."""
        self._searches.note(language, words, visitor)

    def forget(self, visitor: bytes) -> None:
        """Remove whatever of a visitor still waits; what was counted cannot be found again."""
        for queue in self._waiting.values():
            for item in [one for one in queue if one[0] == visitor]:
                del queue[item]
        self._searches.forget(visitor)

    @property
    def waiting(self) -> int:
        """How many contributions and searches wait."""
        return sum(map(len, self._waiting.values())) + self._searches.waiting

    async def flush(self) -> None:
        """Put down what can be mixed, and all that waits for a period that has ended.

        Raises the database's errors; what waits then goes on waiting. Called when the program stops as well: what
        cannot be mixed is lost with the memory.
        """
        async with self._one_at_a_time:
            self.ripe.clear()
            for period in {period for period, _ in self._waiting} | self._mixed.keys():
                await self._flush(period)
            await self._flush_searches()

    def _where(self, of: Of) -> Sequence[_Slots]:
        """The queues in which a kind of contribution waits today."""
        day, plan = self._clock() // DAY, self._plan()
        if self._leads is None or self._leads[0] != day or self._leads[1] is not plan:
            self._leads = (day, plan, self._all_leads(_date(day), plan))
        return self._leads[2].get(of, ())

    def _all_leads(self, day: date, plan: Plan) -> Mapping[Of, Sequence[_Slots]]:
        leads: dict[Of, dict[_Slots, None]] = {}
        for group in plan.groups:
            period = self._period(group, day)
            for table in self._declared.get(period, group).tables:
                leads.setdefault(table.of, {})[period, table.slots] = None
        return {of: tuple(found) for of, found in leads.items()}

    def _period(self, group: GroupPlan, day: date) -> _Period:
        """The period that is counted on a day: one that was declared, or the next one of the group's plan."""
        for known in self._declared:
            first, after = bounds(known[1])
            if known[0] is group.name and first <= day < after:
                return known
        return group.name, period_of(group.period, day)

    def _least(self, period: _Period) -> int:
        """When a period closes everything goes down: its key dies with it."""
        return 1 if _date(self._clock() // DAY) >= bounds(period[1])[1] else MIXED

    async def _flush(self, period: _Period) -> None:
        least = self._least(period)
        ripe = {
            slots: queue for slots, queue in self._waiting.items() if slots[0] == period and _people(queue) >= least
        }
        if not ripe and period not in self._mixed:
            return
        plan = await self._open(period)
        if plan is None:  # it was released, or is not counted: what waits for it is too late
            self._drop(period)
            return
        opened = await self._guard.open(*period)
        await self._note_mark(period, opened.mark)
        for (_, name), queue in ripe.items():
            tables = [one for one in plan.tables if one.slots == name]
            if told := await self._admitted(period, opened, tables, queue, least):
                self._mix(period, [one for one in tables if active(one, self._before.get(period))], told)
        await self._put_down(period)
        for slots, queue in ripe.items():
            if not queue:
                self._waiting.pop(slots, None)

    async def _flush_searches(self) -> None:
        """Searches are a part of use: they are marked beside its tokens, and with them they go."""
        group = self._plan().group(Group.USAGE)
        if group is None or not self._searches.waiting:
            return
        period = self._period(group, _date(self._clock() // DAY))
        if await self._open(period) is not None:
            opened = await self._guard.open(*period)
            await self._note_mark(period, opened.mark)
            await self._searches.flush(*period, opened)

    async def _open(self, period: _Period) -> GroupPlan | None:
        """The plan of a period that can still be counted."""
        group = self._declared.get(period) or self._plan().group(period[0])
        plan = await declare(self._engine, group, period[1]) if group else None
        async with self._engine.connect() as connection:
            if plan is None or not await plans.is_open(connection, *period):
                return None
            if period not in self._before and not await plans.is_open(connection, period[0], previous(period[1])):
                self._before[period] = await people_before(connection, plan, period[1])
        if period not in self._declared:
            self._declared[period] = plan
            self._leads = None
        return plan

    def _drop(self, period: _Period) -> None:
        for slots in [one for one in self._waiting if one[0] == period]:
            del self._waiting[slots]
        self._mixed.pop(period, None)
        self._declared.pop(period, None)
        self._leads = None

    async def _admitted(
        self, period: _Period, opened: Opened, tables: Sequence[TablePlan], queue: _Queue, least: int
    ) -> Sequence[Counted]:
        """What of a queue may be counted now; what was counted before, or is not to be, leaves the queue."""
        if not tables:  # the plan that holds has no such table
            queue.clear()
        if period[0] is Group.USAGE:
            await self._leave_out_uncounted(queue)
        if _people(queue) < least:
            return []
        first: dict[bytes, _Item] = {}
        seen = list(queue)
        for number, item in enumerate(seen):
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
            first.setdefault(token(opened.key, item[0], tables[0].slots, item[1], tables[0].bound), item)
        tokens = {one: item[0] for one, item in first.items()}
        found = await self._guard.admit(*period, opened.mark, tokens, least)
        fresh = {first[one] for one in found.fresh}
        for item in seen:
            if item not in fresh:
                queue.pop(item, None)
        return [queue.pop(item) for item in fresh if item in queue] if found.put else []

    async def _leave_out_uncounted(self, queue: _Queue) -> None:
        async with self._engine.connect() as connection:
            off = await are_uncounted(connection, list({visitor for visitor, _ in queue}))
        for item in [one for one in queue if one[0] in off]:
            del queue[item]

    async def _note_mark(self, period: _Period, mark: str) -> None:
        """A guard that is new to the database counts as a generation, before it admits anybody."""
        async with self._engine.connect() as connection:
            if await plans.knows_generation(connection, *period, mark):
                return
        async with writing(self._engine) as connection:
            await plans.note_generation(connection, *period, mark)
            guards = await plans.count_generations(connection, *period)
        if guards > 1:
            log.warning(
                "The %s numbers of %s have guard %d, and who was counted may count again: one was lost, or processes "
                "have keys of their own; give all of them the same FAIRPASSAGE_GUARD_KEY.",
                *period,
                guards,
            )

    def _mix(self, period: _Period, tables: Collection[TablePlan], told: Sequence[Counted]) -> None:
        lists, mixed = self._lists(), self._mixed.setdefault(period, Counter())
        for table in tables:
            for key, number in moved(table, told, lists.known, lists.main).items():
                mixed[table.name, SEPARATOR.join(key)] += number

    async def _put_down(self, period: _Period) -> None:
        """Let the counters grow, in one shuffled transaction."""
        mixed = self._mixed.get(period)
        if not mixed:
            self._mixed.pop(period, None)
            return
        grown = [(table, key, number) for (table, key), number in mixed.items()]
        _shuffle(grown, self._dice)
        async with writing(self._engine) as connection:
            if await plans.held(connection, *period):
                await tallies.add(connection, period[1], grown)
        del self._mixed[period]


def _people(queue: _Queue) -> int:
    return len({visitor for visitor, _ in queue})


def _date(day: int) -> date:
    """The date of a day counted from 1970."""
    return datetime.fromtimestamp(day * DAY, UTC).date()


def _shuffle(grown: list[tuple[str, str, int]], dice: Dice) -> None:
    """Fisher and Yates: every order as likely."""
    for last in range(len(grown) - 1, 0, -1):
        other = dice(last + 1)
        grown[last], grown[other] = grown[other], grown[last]
