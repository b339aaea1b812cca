"""The plan of tables: what is counted, broken down by what, for how long, and what it spends of a person's privacy.

It is a file that people review, content/monitoring/plan.yaml. A plan that would tell too much is refused with its
reason and its line. A changed plan takes effect from the next period: see bot/actions/declare.py.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.library.decode import decode
from bot.library.faults import Fault, FaultyContent, shown
from bot.library.yaml_file import Sheet, read_yaml
from bot.model.release import Dimension
from bot.monitoring.periods import MONTHS, Kind

FILE = Path("monitoring") / "plan.yaml"
"""Where the plan stands in a content folder."""
CEILING = Decimal(3)
"""What all groups together may spend of a person's privacy in any quarter, a half-year's counted whole in each."""
MOST_DIMENSIONS = 3
ENOUGH_FOR_THREE = 20_000
"""People of the previous period from which on three dimensions may be crossed."""
LEAST_K, MOST_ALPHA, MOST_G = 10, Decimal("0.05"), Decimal("0.5")
"""A plan may be stricter than these and never laxer: the smallest count that should be printed, how often a smaller one
may slip through, and how many invented figures a table may show on average."""
MOST_TIMES = 5
"""The most contributions of one person, or cells that one of them moves; more would drown in their own noise."""
STEP = Decimal("0.000001")
"""Epsilons are multiples of it, so that the ledger adds whole numbers."""

_D = Dimension
FORBIDDEN = (
    (frozenset({_D.LANGUAGE, _D.HOME}), "a language and a home together point at a small community"),
    (frozenset({_D.LANGUAGE, _D.DESTINATION}), "a language and a destination together point at a small community"),
    (frozenset({_D.RETURN, _D.DESTINATION, _D.OCCUPATION}), "an employer abroad could tell who is about to leave"),
)
"""What is never crossed, and why."""


class Of(StrEnum):
    """What a table counts: a kind of bot.model.counted."""

    INTENT = "intent"
    REPORT = "report"
    USE = "use"
    HELPFUL = "helpful"
    INTEREST = "interest"


ASKED: Mapping[Of, frozenset[Dimension]] = {
    Of.INTENT: frozenset(
        {
            _D.HOME,
            _D.DESTINATION,
            _D.OCCUPATION,
            _D.STAGE,
            _D.HORIZON,
            _D.PERMANENCE,
            _D.REASON,
            _D.STAYING,
            _D.RETURN,
        }
    ),
    Of.REPORT: frozenset({_D.BREACH, _D.STEP, _D.REGION, _D.INSTRUMENT}),
    Of.USE: frozenset({_D.TOPIC, _D.LANGUAGE, _D.CHANNEL}),
    Of.HELPFUL: frozenset({_D.TOPIC, _D.HELPFUL}),
    Of.INTEREST: frozenset({_D.PROGRAMME, _D.MODE}),
}
"""What a table of each kind can be broken down by. A report is never broken down by a country: regions only."""


class Group(StrEnum):
    """What is closed and released together, with one budget a person."""

    INTENT = "intent"
    USAGE = "usage"
    BREACH = "breach"


GROUP_OF = {
    Of.INTENT: Group.INTENT,
    Of.REPORT: Group.BREACH,
    Of.USE: Group.USAGE,
    Of.HELPFUL: Group.USAGE,
    Of.INTEREST: Group.USAGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    """One table.

    `epsilon` is what it spends of a person's budget; `bound` how many contributions of one person it takes in a period,
    `moves` how many cells one contribution moves at most (a report may concern more than one agreement). `abroad`
    counts only those who are abroad; `over`: only where the previous period's printed total is larger.
    """

    name: str
    of: Of
    dimensions: tuple[Dimension, ...] = ()
    epsilon: Decimal
    bound: int = 1
    moves: int = 1
    abroad: bool = False
    over: int = 0

    @property
    def sensitivity(self) -> int:
        """How many people's worth one person can move in the table, while no guard is lost."""
        return self.bound * self.moves

    @property
    def slots(self) -> str:
        """Tables with the same one share a person's contributions, and so her tokens."""
        return f"{self.of}/{self.bound}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """The tables of a group, how long its periods are, and its budget: `epsilon` a person and period.

    `k`, `alpha` and `g` set the smallest figure that is printed: see bot/monitoring/freeze.py.
    """

    name: Group
    period: Kind
    epsilon: Decimal
    k: int = LEAST_K
    alpha: Decimal = MOST_ALPHA
    g: Decimal = MOST_G
    tables: tuple[TablePlan, ...] = ()

    @property
    def version(self) -> str:
        """A short hash of everything in it."""
        return hashlib.sha256(written(self).encode()).hexdigest()[:12]

    @property
    def total(self) -> TablePlan | None:
        """The table without a dimension, which counts the people."""
        return next((one for one in self.tables if not one.dimensions and not one.abroad), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """All groups."""

    groups: tuple[GroupPlan, ...] = ()

    @property
    def version(self) -> str:
        """A short hash of everything in it."""
        return hashlib.sha256("".join(one.version for one in self.groups).encode()).hexdigest()[:12]

    def group(self, name: str) -> GroupPlan | None:
        """A group by its name."""
        return next((one for one in self.groups if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """The file as it is written: tables stand beside the groups and find theirs by what they count."""

    groups: tuple[GroupPlan, ...]
    tables: tuple[TablePlan, ...]


def plan_path(folders: Sequence[Path]) -> Path:
    """The plan in force: that of the last content folder that has one."""
    found = [folder / FILE for folder in folders if (folder / FILE).exists()]
    return found[-1] if found else (folders[0] if folders else Path("content")) / FILE


def read_plan(path: Path) -> Plan:
    """Read and check a plan; raises FaultyContent with every fault, its file and line."""
    sheet = read_yaml(path)
    known = {one.name for one in fields(GroupPlan)} - {"tables"}
    for number, raw in enumerate(_listed(sheet.data, "groups")):
        if isinstance(raw, dict) and (wrong := set(raw) - known):
            raise FaultyContent([sheet.fault(("groups", number), f"{min(wrong)!r} is not a key that is known here.")])
    file, faults = decode(_File, sheet.data, sheet, (), "monitoring/plan")
    if file is None:
        raise FaultyContent(faults)
    if faults := sorted(set(_faults(file, sheet))):
        raise FaultyContent(faults)
    return Plan(
        tuple(
            replace(one, tables=tuple(table for table in file.tables if GROUP_OF[table.of] is one.name))
            for one in file.groups
        )
    )


def check_plan(folders: Sequence[Path]) -> list[Fault]:
    """What is wrong with the plan in force."""
    path = plan_path(folders)
    try:
        read_plan(path)
    except FaultyContent as error:
        return [replace(one, file=shown(path)) for one in error.faults]
    return []


def written(group: GroupPlan) -> str:
    """A group's plan as JSON: as it is kept for its period."""
    return json.dumps(asdict(group), sort_keys=True, default=str)


def read_group(text: str) -> GroupPlan:
    """A group's plan as it was kept."""
    kept: GroupPlan = TypeAdapter(GroupPlan).validate_json(text)
    return kept


def _listed(data: Any, key: str) -> Sequence[Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) else ()


_At = tuple[str, int]


def _faults(file: _File, sheet: Sheet) -> Iterator[Fault]:
    """Everything that a plan may not do."""
    for number, group in enumerate(file.groups):
        for text in _wrong_group(group, [one for one in file.tables if GROUP_OF[one.of] is group.name]):
            yield sheet.fault(("groups", number), f"{group.name}: {text}")
    groups = {one.name for one in file.groups}
    for number, table in enumerate(file.tables):
        for rule in _TABLE_RULES:
            for text in rule(table):
                yield sheet.fault(("tables", number), f"{table.name}: {text}")
        if GROUP_OF[table.of] not in groups:
            yield sheet.fault(("tables", number), f"{table.name}: its group {GROUP_OF[table.of].value!r} is missing.")
    named: Sequence[tuple[str, list[str]]] = (
        ("groups", [str(one.name) for one in file.groups]),
        ("tables", [one.name for one in file.tables]),
    )
    for key, names in named:
        for name, times in Counter(names).items():
            if times > 1:
                yield sheet.fault((key, len(names) - 1 - names[::-1].index(name)), f"{name!r} stands twice.")
    if (spent := in_a_quarter(file.groups)) > CEILING:
        yield sheet.fault(("groups",), f"all groups spend {spent} of a person in a quarter; the ceiling is {CEILING}.")


def in_a_quarter(groups: Sequence[GroupPlan]) -> Decimal:
    """What the groups can spend of one person in a quarter; a half-year's is counted whole in each."""
    return sum((one.epsilon * max(1, 3 // MONTHS[one.period]) for one in groups), Decimal())


def _wrong_group(group: GroupPlan, tables: Sequence[TablePlan]) -> Iterator[str]:
    if not 0 < group.epsilon <= CEILING:
        yield f"epsilon is above 0 and at most {CEILING}."
    if (spent := sum((one.epsilon for one in tables), Decimal())) > group.epsilon:
        yield f"its tables spend {spent} of a person; its epsilon is {group.epsilon}."
    if group.k < LEAST_K:
        yield f"k is at least {LEAST_K}."
    if not 0 < group.alpha <= MOST_ALPHA:
        yield f"alpha is above 0 and at most {MOST_ALPHA}."
    if not 0 < group.g <= MOST_G:
        yield f"g is above 0 and at most {MOST_G}."
    if any(one.over for one in tables) and not any(not one.dimensions and not one.abroad for one in tables):
        yield "a table with 'over' needs one without dimensions, which counts the people."


def _wrong_name(table: TablePlan) -> Iterator[str]:
    if not table.name or len(table.name) > 40 or not table.name.replace("-", "").isalnum() or not table.name.isascii():
        yield "a name has letters, digits and '-', 40 at most."


def _wrong_dimensions(table: TablePlan) -> Iterator[str]:
    crossed = frozenset(table.dimensions)
    if len(table.dimensions) > MOST_DIMENSIONS:
        yield f"{len(table.dimensions)} dimensions are crossed; at most {MOST_DIMENSIONS}."
    if len(crossed) < len(table.dimensions):
        yield "a dimension stands twice."
    for one in sorted(crossed - ASKED[table.of]):
        yield f"a table of {table.of.value!r} cannot be broken down by {one.value!r}."
    for never, why in FORBIDDEN:
        if never <= crossed:
            yield f"{', '.join(sorted(never))} are never crossed: {why}."
    if len(table.dimensions) == MOST_DIMENSIONS and table.over < ENOUGH_FOR_THREE:
        yield f"three dimensions are crossed only 'over' {ENOUGH_FOR_THREE} people or more."
    if table.over < 0:
        yield "'over' is a number of people."
    if table.abroad and table.of is not Of.INTENT:
        yield "only intents tell who is abroad."


def _wrong_amounts(table: TablePlan) -> Iterator[str]:
    if table.epsilon <= 0 or table.epsilon % STEP:
        yield f"epsilon is above 0 and a multiple of {STEP}."
    if not 1 <= table.bound <= MOST_TIMES:
        yield f"bound is from 1 to {MOST_TIMES}."
    if table.of is Of.INTENT and table.bound != 1:
        yield "a person tells her plans once in a period; bound is 1."
    most = MOST_TIMES if _D.INSTRUMENT in table.dimensions else 1
    if not 1 <= table.moves <= most:
        yield f"moves is from 1 to {most}."


_TABLE_RULES: tuple[Callable[[TablePlan], Iterator[str]], ...] = (_wrong_name, _wrong_dimensions, _wrong_amounts)
