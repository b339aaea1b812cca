"""The values of facts: what is formatted for a language and never stands inside a translated sentence."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Unit = Literal["minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A plain number: a score, a count."""

    number: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent:
    """A share in per cent: 25 means 25 %."""

    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length of time in one unit."""

    count: Decimal
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""

    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """Countries by ISO 3166-1 alpha-2 code, named in the reader's language."""

    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language by BCP 47 code, named in the reader's language."""

    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A proper name that stays as it is in every language: a law, a form, an exam."""

    name: str


Value = Money | Number | Percent | Duration | Day | Countries | Tongue | Name
