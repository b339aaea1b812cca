"""Sets in one column of text: `,DE,GB,` for some values, `,` where everything is meant."""

from collections.abc import Iterable


def as_text(values: Iterable[str]) -> str:
    """A set as it stands in a column."""
    return "".join(f",{value}" for value in sorted(set(values))) + ","


def as_set(text: str) -> tuple[str, ...]:
    """The values of a column."""
    return tuple(value for value in text.split(",") if value)
