"""Where a statement comes from, how it was checked, and when it holds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Checked(StrEnum):
    """How somebody checked a statement against its source."""

    STORED_COPY = "stored-copy"
    """An excerpt of a stored copy of the source was read, not the live page."""
    LIVE = "live"
    """The live page was read."""
    SEED = "seed"
    """The IOM seminar report of 2006 or its session note: history."""
    GENERAL_KNOWLEDGE = "general-knowledge"
    """Nobody opened a text; the source is only where to check."""


class Confidence(StrEnum):
    """How sure the editors are. What is less than medium does not enter the library."""

    HIGH = "high"
    MEDIUM = "medium"


class Standing(StrEnum):
    """What a statement is worth on a given day."""

    IN_FORCE = "in force"
    REVIEW_DUE = "review due"
    """In force as far as known, but the day of its review is past: it may have changed."""
    NOT_YET = "not yet"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that somebody can look up.

    `show` tells whether its address may be offered to a visitor: only the responsible body's own pages are.
    `date` is the source's own date as far as it states one ("2026-07", "undated"); `read` is the month in which
    somebody read it, "" where nobody did.
    """

    title: str
    publisher: str
    url: str = ""
    date: str = ""
    show: bool = False
    read: str = ""


@dataclass(frozen=True, slots=True)
class Verify:
    """Where a visitor can check for herself: the responsible body and its own address."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What stands behind a statement. Dates are inclusive.

    `as_of` is the month (YYYY-MM) or day that the evidence speaks for, "" where the source shows no date or nobody
    opened one. `complete` is false for a list that names only some of what exists.
    """

    sources: tuple[Source, ...]
    checked: Checked
    confidence: Confidence
    as_of: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    complete: bool = True
    verify: Verify | None = None

    def standing(self, today: date) -> Standing:
        """What the statement is worth on `today`: outside its dates a fact does not exist."""
        if self.valid_until is not None and today > self.valid_until:
            return Standing.ENDED
        if self.valid_from is not None and today < self.valid_from:
            return Standing.NOT_YET
        if self.review_by is not None and today > self.review_by:
            return Standing.REVIEW_DUE
        return Standing.IN_FORCE
