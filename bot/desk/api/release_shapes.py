"""A release as programs read it: the same document that the format json writes."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from bot.desk.api.shapes import Shape
from bot.model.release import Header


class ReleaseHeaderShape(Shape):
    """What is known of a release without its tables."""

    period: str
    group: str
    closed: str = Field(description="The day after the period's last.")
    made: str
    plan: str = Field(description="The version of the plan of tables.")
    generations: int = Field(description="1, or more where the guard against counting twice was lost and made anew.")
    synthetic: bool = Field(description="No person stands behind it.")
    digest: str = Field(description="SHA-256 of the frozen release.")


class ReleasesShape(Shape):
    """Every release, and the formats in which each can be had."""

    releases: tuple[ReleaseHeaderShape, ...]
    formats: tuple[str, ...]

    @classmethod
    def of(cls, headers: Iterable[Header], formats: Iterable[str]) -> "ReleasesShape":
        """The releases as they are shown."""
        shown = tuple(
            ReleaseHeaderShape(
                period=one.period,
                group=one.group,
                closed=one.closed,
                made=one.made,
                plan=one.plan,
                generations=one.generations,
                synthetic=one.synthetic,
                digest=one.digest,
            )
            for one in headers
        )
        return cls(releases=shown, formats=tuple(formats))


class LicenceShape(Shape):
    """Under which licence the figures may be used."""

    name: str
    address: str


class CodeShape(Shape):
    """A code and what it means."""

    code: str
    label: str


class DimensionShape(Shape):
    """What figures are broken down by."""

    name: str
    title: str
    codes: tuple[CodeShape, ...]


class FigureShape(Shape):
    """One figure: a code for each dimension; `value` is null where it is withheld, which does not mean nought."""

    key: tuple[str, ...]
    value: int | None
    status: Literal["printed", "withheld"]


class TableShape(Shape):
    """One table with its noise."""

    name: str
    title: str
    dimensions: tuple[str, ...]
    epsilon: float
    sensitivity: int
    scale: float = Field(description="Scale of the integer Laplace noise.")
    threshold: int = Field(description="The smallest figure that is printed.")
    margin: int = Field(description="95 of 100 figures have no larger random part.")
    printed: int
    withheld: int
    figures: tuple[FigureShape, ...]


class ReleaseDocumentShape(Shape):
    """A whole release."""

    period: str
    group: str
    title: str
    language: str
    closed: str
    made: str
    plan: str
    generations: int
    synthetic: bool
    digest: str
    licence: LicenceShape
    citation: str
    sentences: tuple[str, ...] = Field(description="What has to be told beside the figures.")
    columns: dict[str, str] = Field(description="What the values beside every figure mean.")
    dimensions: tuple[DimensionShape, ...]
    tables: tuple[TableShape, ...]
