"""What the library holds: the entries that content/ is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.value import Value

Role = Literal["home", "destination"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """A health occupation by ISCO-08 code; `also` lists further codes that mean the same choice."""

    id: str
    code: str
    name: Message
    also: tuple[str, ...] = ()
    icon: str = ""
    offered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A dated, sourced statement about a country, in the visitor's words.

    `topic` says which question it answers; `occupations`, `homes` and `destinations` whom it is for (empty: for all);
    `rights` which rights topics it belongs to. `values` fill the placeholders of its texts. `replaces` names the fact
    whose place it takes on the day after that one's last.
    """

    id: str
    topic: str
    text: Message
    evidence: Evidence
    values: Mapping[str, Value] = field(default_factory=dict)
    occupations: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    conditions: Message | None = None
    not_covered: Message | None = None
    risk: Message | None = None
    first: tuple[str, ...] = ()
    history: bool = False
    replaces: str = ""


class ContactKind(StrEnum):
    """What kind of body helps."""

    EMERGENCY = "emergency"
    UNION = "union"
    ASSOCIATION = "association"
    ADVICE = "advice"
    LEGAL_AID = "legal-aid"
    TRAFFICKING = "trafficking"
    EMBASSY = "embassy"
    LABOUR_AUTHORITY = "labour-authority"
    RECRUITMENT_AUTHORITY = "recruitment-authority"
    WELFARE = "welfare"
    REGULATOR = "regulator"
    EQUALITY = "equality"
    DATA_PROTECTION = "data-protection"
    POLICE = "police"
    MINISTRY = "ministry"


AUTHORITIES = frozenset(
    {
        ContactKind.LABOUR_AUTHORITY,
        ContactKind.RECRUITMENT_AUTHORITY,
        ContactKind.REGULATOR,
        ContactKind.POLICE,
        ContactKind.MINISTRY,
    }
)
"""Kinds that may check permits or bring retaliation: shown with whom to ask first and what may be passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A body that helps, in one country.

    `label` stands in the place of the name where that is no proper name (an embassy, the police) and is translated.
    `from_abroad`: it can be reached from another country. `first` names contacts to ask before this one.
    """

    id: str
    kind: ContactKind
    name: str
    text: Message
    evidence: Evidence
    label: Message | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    url: str = ""
    address: str = ""
    hours: Message | None = None
    occupations: tuple[str, ...] = ()
    from_abroad: bool = False
    not_covered: Message | None = None
    conditions: Message | None = None
    risk: Message | None = None
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country of the library: a home, a destination, or both. `keywords` are what people call it beside its name."""

    code: str
    roles: tuple[Role, ...]
    currency: str
    keywords: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a page: paragraphs, then points. `name` is one of the headings that the page's kind allows."""

    name: str
    paragraphs: tuple[Message, ...] = ()
    points: tuple[Message, ...] = ()
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of words: the title and its sections, the first without a name."""

    id: str
    title: Message
    sections: tuple[Section, ...]
    evidence: Evidence | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPage:
    """One question of the pre-decision kit and the topics of facts that answer it at home and at the destination."""

    id: str
    order: int
    title: Message
    question: Message
    sections: tuple[Section, ...]
    evidence: Evidence
    home_topics: tuple[str, ...] = ()
    destination_topics: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What an instrument says on a right. `seen` tells whether the article's text was read.

    `instrument` is the id of an instrument or code of the library; a law without an entry of its own has a `name`.
    """

    says: Message
    instrument: str = ""
    name: str = ""
    article: str = ""
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A rights topic: what the standard says, signs, steps, proof, and the kinds of bodies that help."""

    id: str
    order: int
    title: Message
    sections: tuple[Section, ...]
    standards: tuple[Standard, ...]
    contacts: tuple[ContactKind, ...]
    evidence: Evidence
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    icon: str = ""


class Mode(StrEnum):
    """How a programme lets skills return."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    VIRTUAL = "virtual"
    CIRCULAR = "circular"
    REINTEGRATION = "reintegration"
    INVESTMENT = "investment"
    MANAGED_RECRUITMENT = "managed-recruitment"


class Status(StrEnum):
    """Whether a programme takes people now."""

    OPEN = "open"
    CLOSED = "closed"
    HISTORIC = "historic"
    UNKNOWN = "unknown"


class Keeps(StrEnum):
    """Whether residence abroad is kept: the programme's design, never an immigration decision."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "n/a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A return programme listing. Empty `homes`, `hosts` or `occupations` mean any."""

    id: str
    name: str
    title: Message
    operator: str
    modes: tuple[Mode, ...]
    status: Status
    offers: tuple[Message, ...]
    keeps_residence: Keeps
    apply: Message
    evidence: Evidence
    homes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    status_note: Message | None = None
    eligibility: tuple[Message, ...] = ()
    residence_note: Message | None = None
    not_covered: Message | None = None
    caution: Message | None = None
    url: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


class InForce(StrEnum):
    """Whether an agreement or code holds, as far as known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A bilateral or regional agreement on health workers."""

    id: str
    title: Message
    parties: tuple[str, ...]
    in_force: InForce
    status: Message
    evidence: Evidence
    year: int | None = None
    occupations: tuple[str, ...] = ()
    promises: tuple[Message, ...] = ()
    effect: Message | None = None
    not_seen: Message | None = None
    not_covered: Message | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of practice, list or rule on recruitment.

    `homes` and `destinations` say for which corridors it matters (empty: all); `lists` name the countries on its
    lists, by the list's name (`safeguards`, `red`, `amber`). `rights` are the rights topics of which its text speaks.
    """

    id: str
    name: str
    title: Message
    body: str
    binding: bool
    in_force: InForce
    bound: Message
    evidence: Evidence
    year: int | None = None
    expect: tuple[Message, ...] = ()
    advice: tuple[Message, ...] = ()
    complain: Message | None = None
    status: Message | None = None
    homes: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Which article of an instrument speaks of what."""

    about: Message
    article: str
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A treaty, convention, recommendation or set of principles.

    A state missing from every list is "not known": it never means that a worker has no rights there.
    """

    id: str
    title: Message
    short: str
    name: str
    body: str
    binding: bool
    gives: Message
    evidence: Evidence
    year: int | None = None
    articles: tuple[Article, ...] = ()
    parties: tuple[str, ...] = ()
    parties_unchecked: tuple[str, ...] = ()
    not_parties: tuple[str, ...] = ()
    not_parties_unchecked: tuple[str, ...] = ()
    note: Message | None = None
    homes: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the glossary in plain words."""

    id: str
    term: Message
    plain: Message
    evidence: Evidence
    see_also: tuple[str, ...] = ()


class Field(StrEnum):
    """What a practice is about."""

    CONDITIONS = "conditions"
    EDUCATION = "education"
    RECOGNITION = "recognition"
    GENDER = "gender"
    RECRUITMENT = "recruitment"
    RETURN = "return"
    REMITTANCES = "remittances"
    COSTS = "costs"
    AGREEMENTS = "agreements"


class Actor(StrEnum):
    """Who can do what a practice shows."""

    UNION = "union"
    EMPLOYER = "employer"
    MINISTRY = "ministry"
    INTERNATIONAL = "international"


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Something that was tried and that others can learn from: what was done, what came of it, what it needs.

    `countries` are where it was done, by ISO 3166-1 code, empty where it is about no country. Without an `outcome`
    nobody has told what came of it, and the screen says so.
    """

    id: str
    title: Message
    fields: tuple[Field, ...]
    actors: tuple[Actor, ...]
    done: tuple[Message, ...]
    evidence: Evidence
    countries: tuple[str, ...] = ()
    outcome: tuple[Message, ...] = ()
    needs: tuple[Message, ...] = ()
    year: int | None = None
    history: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


class Subject(StrEnum):
    """What a figure counts."""

    SHORTAGE = "shortage"
    WORKFORCE = "workforce"
    MIGRATION = "migration"
    PAY = "pay"
    RISKS = "risks"
    RETURN = "return"
    LISTS = "lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A headline figure with what it refers to; an old or superseded one is `history`."""

    id: str
    subject: Subject
    text: Message
    evidence: Evidence
    history: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)


class FlagGroup(StrEnum):
    """What a red flag is about."""

    MONEY = "money"
    RECRUITER = "recruiter"
    JOB = "job"
    CONTRACT = "contract"
    PRESSURE = "pressure"
    LIFE = "life"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A question to ask of an offer or a recruiter, and which answer is alarming.

    `weight` runs from 2 (a weak sign) to 5 (can ruin a person); `stop`: a risky answer alone means do not pay, do not
    travel, get advice. `exception` says where the risky answer is lawful.
    """

    id: str
    group: FlagGroup
    question: Message
    risky: Literal["yes", "no"]
    weight: int
    why: Message
    check: Message
    good: Message
    evidence: Evidence
    stop: bool = False
    exception: Message | None = None
    rights: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
