"""A release on its way to a DHIS2, as every process of the service sees it."""

from dataclasses import dataclass
from enum import StrEnum


class PushState(StrEnum):
    """What became of it."""

    GOING = "going"
    DONE = "done"
    """DHIS2 answered; the outcome is what it said."""
    REFUSED = "refused"
    """Nothing was kept there; the outcome is why."""
    BROKEN = "broken"
    """It was broken off, or whoever worked on it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One dry run, or one sending for good (`dry` tells which), with the member of staff who asked for it.

    `number` of `all` figures were taken, or asked about while `asking`; `outcome` is JSON, "" while it goes on. The
    token that opens the DHIS2 is no part of it.
    """

    organisation: int
    staff: int
    group: str
    period: str
    address: str
    dry: bool
    begun: int
    id: int = 0
    state: PushState = PushState.GOING
    asking: bool = True
    number: int = 0
    all: int = 0
    outcome: str = ""
