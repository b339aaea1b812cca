"""What was published so far, as the screens know it: every release by its header, and the newest of each group whole.

It is loaded by bot/actions/load_published.py, held in memory, and handed to the screens as a value.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.model.release import Header, Release


@dataclass(frozen=True)
class Published:
    """Headers with the newest first, and the newest release of each group by the group's name."""

    headers: tuple[Header, ...] = ()
    latest: Mapping[str, Release] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """Changes with every release."""
        return hashlib.sha256("".join(one.digest for one in self.headers).encode()).hexdigest()[:8]

    def header(self, group: str, period: str) -> Header | None:
        """The release of a group and period."""
        return next((one for one in self.headers if (one.group, one.period) == (group, period)), None)

    def reported(self, instrument: str) -> "Reported | None":
        """How many people reported a breach that concerns a code, agreement or instrument, where it is printed."""
        release = self.latest.get("breach")
        table = release.table("instrument") if release else None
        if release is None or table is None:
            return None
        value = next((one.value for one in table.cells if one.key == (instrument,)), None)
        return None if value is None else Reported(value, table.margin, release.period, release.synthetic)


@dataclass(frozen=True, slots=True)
class Reported:
    """People who reported something about an instrument, as it was printed, with its +/- and the period."""

    people: int
    margin: int
    period: str
    synthetic: bool
