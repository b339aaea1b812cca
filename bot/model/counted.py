"""What may be counted. Closed lists only: no field here can hold a person, a time or free text.

Each value is one statement of a visitor. What identifies her never stands beside it; see storage/guard.py.
Countries are ISO 3166-1 alpha-2 codes, occupations ISCO-08 codes, languages BCP 47 tags; "" is "not told".
"""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far she is."""

    THINKING = "thinking"
    PREPARING = "preparing"
    APPLIED = "applied"
    OFFER = "offer"
    LEAVING = "leaving"
    ABROAD = "abroad"
    BACK = "back"


class Horizon(StrEnum):
    """When she means to leave."""

    SOON = "6-months"
    YEAR = "12-months"
    LATER = "later"
    OPEN = "open"


class Permanence(StrEnum):
    """For how long."""

    FOR_GOOD = "for-good"
    FOR_A_TIME = "for-a-time"
    OPEN = "open"


class Reason(StrEnum):
    """The main reason to go, and what would make staying worthwhile."""

    PAY = "pay"
    WORKLOAD = "workload"
    TRAINING = "training"
    CAREER = "career"
    SAFETY = "safety"
    FAMILY = "family"
    MANAGEMENT = "management"
    SUPPLIES = "supplies"
    OTHER = "other"


class Return(StrEnum):
    """How she would return, or lend her skills."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    VIRTUAL = "virtual"
    NO = "no"
    OPEN = "open"


class Breach(StrEnum):
    """What went wrong."""

    FEE = "illegal-fee"
    PASSPORT = "passport-kept"
    CONTRACT = "contract-changed"
    WAGES = "wages-held"
    CLAWBACK = "clawback"
    THREATS = "threats"
    VIOLENCE = "violence"
    FALSE_OFFER = "false-offer"
    HOURS = "excessive-hours"
    HOUSING = "bad-housing"
    DISCRIMINATION = "discrimination"
    UNION = "union-hindered"


class Step(StrEnum):
    """At which step it went wrong."""

    RECRUITING = "recruiting"
    DEPARTING = "departing"
    ARRIVING = "arriving"
    WORKING = "working"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What she plans, each answer hers to leave out. Counted once a person and quarter, and only after her yes."""

    home: str = ""
    destination: str = ""
    occupation: str = ""
    stage: Stage | None = None
    horizon: Horizon | None = None
    permanence: Permanence | None = None
    reason: Reason | None = None
    staying: Reason | None = None
    returning: Return | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A breach that she reports. Counted once a person, kind and half-year, and only after her yes.

    `instruments` are the ids of codes, agreements and instruments of the library that it concerns.
    """

    breach: Breach
    step: Step | None = None
    home: str = ""
    destination: str = ""
    instruments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A page that was read: never with a country or an occupation of hers. At most three topics a person and month.

    `topic` is the page of the place and its first item where the library's closed lists know it (`kit/fees`, `help`).
    """

    topic: str
    language: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpful:
    """Whether a page helped, in one tap."""

    topic: str
    helpful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Interest in a return programme of the library, and its mode, in one tap."""

    programme: str
    mode: str


Counted = Intent | Report | Use | Helpful | Interest
