"""A Release: the published numbers of one closed period, made once and frozen; the only thing that is ever exported."""

from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """What a table is broken down by; each has a closed code list."""

    HOME = "home"
    DESTINATION = "destination"
    REGION = "destination-region"
    OCCUPATION = "occupation"
    STAGE = "stage"
    HORIZON = "horizon"
    PERMANENCE = "permanence"
    REASON = "reason"
    STAYING = "staying"
    RETURN = "return-interest"
    TOPIC = "topic"
    LANGUAGE = "language"
    CHANNEL = "channel"
    HELPFUL = "helpful"
    PROGRAMME = "programme"
    MODE = "mode"
    BREACH = "breach"
    STEP = "step"
    INSTRUMENT = "instrument"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: a code for each dimension, and the number of people with noise, or None where it is withheld.

    A withheld figure is never a nought.
    """

    key: tuple[str, ...]
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a release.

    `epsilon` is what it spends of a person's budget, `sensitivity` how many units of it one person can move,
    `scale` = sensitivity / epsilon of the integer Laplace noise, `threshold` the smallest figure that is printed,
    `margin` the noise that 95 of 100 figures stay within (the +/- column).
    """

    name: str
    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    epsilon: float
    sensitivity: int
    scale: float
    threshold: int
    margin: int

    @property
    def printed(self) -> int:
        """How many figures are printed."""
        return sum(cell.value is not None for cell in self.cells)

    @property
    def withheld(self) -> int:
        """How many are withheld."""
        return len(self.cells) - self.printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What is known of the release of a group and closed period without reading its tables.

    `period` is `2026-Q4`, `2026-11` or `2026-H2`; `closed` the day after its last one (YYYY-MM-DD), `made` the day of
    the release; `plan` the version of the plan of tables; `generations` how many guard stores it had (1 unless one was
    lost: then a person may count as often); `synthetic` that no person of flesh stands behind it (`fairpassage demo`).
    `digest` is the SHA-256 of the frozen body, in hexadecimal; "" until it is made (bot/monitoring/body.py).
    """

    period: str
    group: str
    closed: str
    made: str
    plan: str
    generations: int
    synthetic: bool
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Header):
    """All tables of one group and closed period."""

    tables: tuple[Table, ...]

    def table(self, name: str) -> Table | None:
        """A table by name."""
        return next((one for one in self.tables if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What the release of a group and period spent of a person's budget: epsilons, as decimal numbers."""

    period: str
    group: str
    spent: float
    budget: float
