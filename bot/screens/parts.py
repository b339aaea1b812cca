"""Long screens in parts: about 90 words each, nothing cut off, nothing torn from what it belongs to."""

from collections.abc import Iterable, Iterator

from bot.model.screen import Block, Choice, Kind, Line

WORDS = 90
"""Words of prose in a part; small print under a statement is not counted."""
LETTERS = 2600
"""UTF-16 units of a part with everything in it: well inside Telegram's 4096 after parsing."""
CHOICES = 13
"""Rows of choices on a small channel before the rest goes to the next part."""


def in_parts(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], ...]:
    """The blocks in portions; at least one, which may be empty."""
    parts: list[list[Block]] = [[]]
    words = letters = 0
    for group in _groups(split for block in blocks for split in _split(block)):
        more_words, more_letters = sum(map(_words, group)), sum(map(_letters, group))
        heading_waits = bool(parts[-1]) and parts[-1][-1].kind is Kind.HEADING
        full = words + more_words > WORDS or letters + more_letters > LETTERS
        if parts[-1] and full and not (heading_waits and len(parts[-1]) == 1):
            held = [parts[-1].pop()] if heading_waits else []
            parts.append(held)
            words, letters = sum(map(_words, held)), sum(map(_letters, held))
        parts[-1] += group
        words += more_words
        letters += more_letters
    return tuple(tuple(part) for part in parts)


def choices_in_parts(rows: tuple[tuple[Choice, ...], ...]) -> tuple[tuple[tuple[Choice, ...], ...], ...]:
    """Rows of choices in portions of at most CHOICES, as even as possible; at least one."""
    count = max(1, -(-len(rows) // CHOICES))
    size = -(-len(rows) // count) if rows else 1
    return tuple(rows[start : start + size] for start in range(0, max(len(rows), 1), size))


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks with those that are tied to them."""
    group: list[Block] = []
    for block in blocks:
        if group and not block.tied:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _split(block: Block) -> Iterator[Block]:
    """A list that is too long for one part, as several lists; numbered steps keep their numbers."""
    if block.kind not in (Kind.BULLETS, Kind.STEPS) or _words(block) <= WORDS:
        yield block
        return
    lines: list[Line] = []
    start = block.start
    for line in block.lines:
        if lines and _count([*lines, line]) > WORDS:
            yield Block(block.kind, tuple(lines), block.language, start=start)
            start += len(lines)
            lines = []
        lines.append(line)
    yield Block(block.kind, tuple(lines), block.language, start=start)


def _count(lines: Iterable[Line]) -> int:
    return sum(len("".join(span.text for span in line).split()) for line in lines)


def _words(block: Block) -> int:
    return 0 if block.kind is Kind.NOTE else _count(block.lines)


def _letters(block: Block) -> int:
    return sum(len(span.text.encode("utf-16-le")) // 2 for line in block.lines for span in line) + 4 * len(block.lines)
