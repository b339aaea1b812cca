"""The visitor's language from her browser's setting (RFC 9110, section 12.5.4)."""

from collections.abc import Collection

from bot.language.catalogue import ENGLISH


def accepted_language(header: str, offered: Collection[str]) -> str:
    """The offered language that the browser likes best, English where it names none of them."""
    wishes: list[tuple[float, int, str]] = []
    for position, wish in enumerate(header.split(",")[:30]):
        tag, _, weight = wish.partition(";q=")
        code = tag.strip().lower().split("-")[0]
        if code in offered and (worth := _number(weight)) > 0:
            wishes.append((-worth, position, code))
    return min(wishes)[2] if wishes else ENGLISH


def _number(text: str) -> float:
    try:
        value = float(text) if text else 1.0
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
