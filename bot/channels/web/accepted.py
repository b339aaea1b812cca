"""What a browser says that it takes: languages and encodings with weights (RFC 9110, section 12.5)."""

from collections.abc import Collection, Iterator
from functools import lru_cache

from bot.language.catalogue import ENGLISH
from bot.language.codes import primary


def accepted_language(header: str, offered: Collection[str]) -> str:
    """The offered language that the browser likes best, English where it names none of them."""
    wishes = [
        (-worth, position, code)
        for position, (name, worth) in enumerate(_weighted(header))
        if worth > 0 and (code := primary(name)) in offered
    ]
    return min(wishes)[2] if wishes else ENGLISH


@lru_cache(256)
def takes_gzip(header: str) -> bool:
    """Whether the browser takes compressed bodies."""
    return any(name in ("gzip", "x-gzip") and worth > 0 for name, worth in _weighted(header))


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    """The names in a header with their weights from 0 to 1; a weight that is none counts as 0."""
    for wish in header.split(",")[:30]:
        name, _, weight = wish.partition(";")
        yield name.strip().lower(), _weight(weight.strip().lower().removeprefix("q="))


def _weight(text: str) -> float:
    try:
        value = float(text) if text else 1.0
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
