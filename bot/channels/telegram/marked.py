"""Words as they were typed, with the styles that Telegram keeps beside them written back as marks.

Telegram's apps turn `**bold**` into bold while somebody types; the text of a bulletin has the marks. Offsets count
UTF-16 units (Bot API, MessageEntity).
"""

import re
from collections.abc import Iterator

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a letter: a style that begins or ends inside of one is none."""
_MARKS = {"bold": ("**", "**"), "italic": ("*", "*")}


def marked(text: str, entities: object) -> str:
    """The text with marks for bold, italic and links; styles that bulletins do not have are left out."""
    units = _units(text)
    inserts: list[tuple[int, int, str]] = []
    reached = 0
    for start, end, opened, closed in sorted(_styles(entities, len(units) // 2), key=_order):
        words = units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
        inner = words.strip()
        if start < reached or not inner or "\n" in inner or _HALF.search(inner):
            continue
        lead = len(_units(words[: len(words) - len(words.lstrip())])) // 2
        start += lead
        end = start + len(_units(inner)) // 2
        inserts += [(start, 1, opened), (end, 0, closed)]
        reached = end
    for at, _, mark in sorted(inserts, reverse=True):
        units = units[: 2 * at] + _units(mark) + units[2 * at :]
    return units.decode("utf-16-le", "surrogatepass")


def _styles(entities: object, length: int) -> Iterator[tuple[int, int, str, str]]:
    """Start, end and marks of each style that we know, its type checked."""
    for one in entities if isinstance(entities, list) else ():
        if not isinstance(one, dict):
            continue
        start, size = one.get("offset"), one.get("length")
        if type(start) is not int or type(size) is not int or start < 0 or size < 1 or start + size > length:
            continue
        if one.get("type") == "text_link" and isinstance(url := one.get("url"), str):
            yield start, start + size, "[", f"]({url})"
        elif marks := _MARKS.get(str(one.get("type"))):
            yield start, start + size, *marks


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _order(style: tuple[int, int, str, str]) -> tuple[int, int, bool]:
    """Of styles that begin together the longest comes first, then bold; what lies inside of it is left out."""
    start, end, opened, _ = style
    return start, -end, opened != "**"
