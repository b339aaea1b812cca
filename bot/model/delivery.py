"""One delivery as work: what stood in its row, and what became of it."""

from dataclasses import dataclass, replace
from typing import Any

from bot.model.bulletin import DeliveryState

OTHER = "other language"
"""The reason of a copy that stands in another language than its reader's."""
ANEW, ANEW_OTHER = "sent anew", "sent anew in another language"
"""The reasons of a correction that could not be made in place and was sent as a new message."""


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

    def left(self, **changes: Any) -> Outcome:
        """The row as it was before it was taken, with some changes."""
        as_it_was = Outcome(
            id=self.id,
            state=DeliveryState(self.state),
            reason=self.reason,
            language=self.language,
            version=self.version,
            message=self.message,
            sent=self.sent,
            task=self.task,
            due=self.due,
            tries=self.tries,
        )
        return replace(as_it_was, **changes)
