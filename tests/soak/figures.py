"""What a soak saw, and whether it was good: pure rules."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

DRIFT = 0.02
"""The part of its memory by which a program may seem to grow in the time looked at: so much does measuring vary."""
BACK = 5.0
"""Seconds in which replies must be back after a fault."""
TERM = 10.0
"""Seconds in which the program must have finished what it began."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The program at a moment: seconds since the start, resident memory in MB (10^6 bytes), what it holds open."""

    at: float
    memory: float
    files: int
    threads: int
    tasks: int


@dataclass
class Seen:
    """What happened in all the time."""

    answered: list[float] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    pages: int = 0
    broken_pages: list[str] = field(default_factory=list)
    odd: int = 0
    crashes: list[str] = field(default_factory=list)
    back: dict[str, float] = field(default_factory=dict)
    """Seconds from the end of each fault to the first reply."""
    copies: int = 0
    doubled: int = 0
    lost: int = 0
    books: list[str] = field(default_factory=list)
    stopped: float = 0.0
    status: int = 0
    samples: list[Sample] = field(default_factory=list)
    calm: list[Sample] = field(default_factory=list)
    """Samples without any load: warm, in the middle, at the end."""


def slope(samples: Sequence[Sample]) -> float:
    """MB a minute by which memory grows: the median of the slopes between all pairs (Theil and Sen)."""
    pairs = [(two.memory - one.memory) / (two.at - one.at) for one, two in combinations(samples, 2) if two.at > one.at]
    return statistics.median(pairs) * 60 if pairs else 0.0


def settled(samples: Sequence[Sample]) -> Sequence[Sample]:
    """The second half: in the first one caches fill."""
    return samples[len(samples) // 2 :]


def grows(samples: Sequence[Sample]) -> bool:
    """Whether memory grows in the second half by more than measuring varies."""
    looked = settled(samples)
    minutes = (looked[-1].at - looked[0].at) / 60 if looked else 0.0
    return bool(looked) and slope(looked) * minutes > DRIFT * statistics.median(one.memory for one in looked)


def leaks(values: Sequence[int]) -> bool:
    """Whether something is held open that was not before: more at each calm moment than at the last."""
    return len(values) > 1 and all(later > former for former, later in pairwise(values))


def wrong(seen: Seen) -> list[str]:
    """Everything that was not good, a sentence each."""
    found = [*seen.crashes, *seen.books, *seen.unanswered, *seen.broken_pages]
    found += [f"replies came {took:.1f} s after: {fault}" for fault, took in seen.back.items() if took > BACK]
    if seen.doubled:
        found.append(f"{seen.doubled} copies came twice")
    if seen.lost:
        found.append(f"{seen.lost} copies are said to be delivered and are not there")
    if grows(seen.samples):
        found.append(f"memory grows by {slope(settled(seen.samples)):.2f} MB a minute")
    for name in ("files", "threads", "tasks"):
        if leaks(values := [getattr(one, name) for one in seen.calm]):
            found.append(f"{name} are left open: {values}")
    if seen.stopped > TERM or seen.status:
        found.append(f"the program ended with {seen.status} after {seen.stopped:.1f} s")
    return found
