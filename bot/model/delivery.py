"""One delivery as work: what stood in its row, and what became of it."""

from dataclasses import dataclass

from bot.model.bulletin import DeliveryState


@dataclass(frozen=True, slots=True)
class Work:
    """One delivery that somebody may work on until its lease runs out."""

    id: int
    bulletin: int
    visitor: bytes | None
    state: str
    task: str
    version: int
    language: str
    reason: str
    message: bytes | None
    sent: int | None
    tries: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a piece of work; it takes the place of what stood in the row."""

    id: int
    state: DeliveryState
    reason: str = ""
    held: str = ""
    language: str = ""
    version: int = 0
    message: bytes | None = None
    sent: int | None = None
    task: str = ""
    due: int = 0
    tries: int = 0
