"""From what people told to the cells that it moves."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from bot.model.counted import Counted, Helpful, Intent, Interest, Report, Stage, Use
from bot.model.release import Dimension
from bot.monitoring.codes import NO, YES
from bot.monitoring.freeze import Key
from bot.monitoring.plan import Of, TablePlan
from bot.monitoring.regions import region_of

KINDS: Mapping[type, Of] = {
    Intent: Of.INTENT,
    Report: Of.REPORT,
    Use: Of.USE,
    Helpful: Of.HELPFUL,
    Interest: Of.INTEREST,
}
"""What each counted value is to the plan."""

_SUBJECT = {Of.REPORT: "breach", Of.USE: "topic", Of.HELPFUL: "topic", Of.INTEREST: "programme"}
_FIELD = {Dimension.RETURN: "returning"}
"""Fields that are called otherwise than their dimension."""


def subject_of(counted: Counted) -> str:
    """What a person can tell about only once in a period: a breach, a topic, a programme; "" for her plans."""
    name = _SUBJECT.get(KINDS[type(counted)])
    return str(getattr(counted, name)) if name else ""


def moved(
    table: TablePlan,
    told: Collection[Counted],
    codes: Mapping[Dimension, Collection[str]],
    main_codes: Mapping[str, str],
) -> Mapping[Key, int]:
    """How many people's worth each cell of a table grows by; what is left out or on no code list moves nothing.

    `main_codes` gives the ISCO-08 code under which another is counted.
    """
    if table.abroad:
        told = [one for one in told if isinstance(one, Intent) and one.stage is Stage.ABROAD]
    grown: Counter[Key] = Counter()
    for raw, number in _counted(table, told, codes).items():
        key = tuple(
            main_codes.get(code, code) if dimension is Dimension.OCCUPATION else code
            for dimension, code in zip(table.dimensions, raw, strict=True)
        )
        if all(code in codes[dimension] for dimension, code in zip(table.dimensions, key, strict=True)):
            grown[key] += number
    return grown


def _counted(
    table: TablePlan, told: Collection[Counted], codes: Mapping[Dimension, Collection[str]]
) -> Counter[tuple[Any, ...]]:
    """How often each key was told; looking at each statement is left to C code, because a million may come."""
    if Dimension.INSTRUMENT in table.dimensions:
        return Counter(key for one in told for key in _concerned(table, one, codes[Dimension.INSTRUMENT]))
    reads = [_reader(one) for one in table.dimensions]
    if not reads:
        return Counter({(): len(told)} if told else {})
    return Counter(zip(*(map(read, told) for read in reads), strict=True))


def _reader(dimension: Dimension) -> Callable[[Any], Any]:
    match dimension:
        case Dimension.REGION:
            return lambda one: region_of(one.destination)
        case Dimension.HELPFUL:
            return lambda one: YES if one.helpful else NO
        case _:
            return attrgetter(_FIELD.get(dimension, dimension.value))


def _concerned(table: TablePlan, report: Counted, known: Collection[str]) -> Iterator[tuple[Any, ...]]:
    """The keys of what a report concerns, the closest first and no more than the plan lets it move."""
    named: Iterable[str] = report.instruments if isinstance(report, Report) else ()
    reads = [None if one is Dimension.INSTRUMENT else _reader(one) for one in table.dimensions]
    for name in [one for one in dict.fromkeys(named) if one in known][: table.moves]:
        yield tuple(name if read is None else read(report) for read in reads)
