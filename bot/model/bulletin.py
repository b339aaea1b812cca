"""Bulletins as values: what a union sends, to whom, and what became of each copy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BulletinState(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    """Approved by a second person, to be sent at a time."""
    RELEASED = "released"
    """Its audience is frozen; copies go out or have gone out."""
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    """Its last day is over; message numbers are gone."""


class DeliveryState(StrEnum):
    """What became of one copy; exactly one of these at any time."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    BLOCKED = "blocked"
    FAILED = "failed"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    """The request left and no answer came."""


class Task(StrEnum):
    """What still has to happen to a delivered copy."""

    EDIT = "edit"
    WITHDRAW = "withdraw"


class Missing(StrEnum):
    """What happens to a reader whose language a bulletin does not have, or not in its newest wording."""

    HOLD = "hold"
    OTHER = "other"
    """Send in another language, with a notice."""
    SKIP = "skip"


class Rhythm(StrEnum):
    """How often a subscriber wants bulletins."""

    NOW = "now"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who should get a bulletin; an empty set means all."""

    languages: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A bulletin's text in one language, in the markup of bot.bulletins.text; `of` is the version whose main wording it
    was made from.
    """

    text: str
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A bulletin with the newest version of its texts.

    Moments are seconds since 1970, UTC. `missing` says for each language without a current text what to do, HOLD where
    it says nothing.
    """

    id: int
    organisation: int
    code: str
    title: str
    state: BulletinState
    author: int
    version: int
    texts: Mapping[str, Wording]
    audience: Audience
    show_until: int
    missing: Mapping[str, Missing] = field(default_factory=dict)
    urgent: bool = False
    resend_unknown: bool = False
    send_at: int | None = None
    zone: str = "UTC"
    attachment: int | None = None
    released_version: int = 0
    released: int | None = None
    approved_by: int | None = None
    stopped: bool = False
    people: int = 0

    @property
    def sends_unknown_again(self) -> bool:
        """Whether a copy of which nobody knows if it arrived is sent once more: where it is urgent, or so decided."""
        return self.urgent or self.resend_unknown

    @property
    def main(self) -> str:
        """The language of the main wording: the first of its texts."""
        return next(iter(self.texts), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftInput:
    """What an officer writes. The first of `texts` is the main wording; the others are its translations."""

    title: str
    texts: Mapping[str, str]
    audience: Audience
    show_until: int
    missing: Mapping[str, Missing] = field(default_factory=dict)
    urgent: bool = False
    resend_unknown: bool = False
    send_at: int | None = None
    zone: str = "UTC"
    attachment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a bulletin's texts: who wrote it when, and who approved it when, "" and None where nobody did."""

    number: int
    texts: Mapping[str, Wording]
    by: str
    at: int
    approved_by: str
    approved: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody looks for in the list of bulletins; what is empty means any.

    `author` is who wrote any version, `since` and `until` are the moments between which the first was written.
    """

    states: tuple[BulletinState, ...] = ()
    language: str = ""
    topic: str = ""
    urgent: bool | None = None
    words: str = ""
    author: int | None = None
    since: int | None = None
    until: int | None = None


ANY = Sought()
"""All of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the library and the languages offer, so that a bulletin names only what exists."""

    languages: frozenset[str]
    homes: frozenset[str]
    destinations: frozenset[str]
    occupations: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """How many copies are in which state, with the reasons of those that failed or were skipped."""

    people: int
    states: Mapping[DeliveryState, int]
    reasons: Mapping[str, int] = field(default_factory=dict)
    edits: int = 0
    """Delivered copies that still show an older version."""

    @property
    def balanced(self) -> bool:
        """Whether the states sum to the frozen audience."""
        return sum(self.states.values()) == self.people
