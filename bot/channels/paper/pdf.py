"""A booklet as a PDF: A5, tagged, in its language, fonts embedded. The layout itself is made by the press, apart."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.channels.paper import fonts, orders
from bot.channels.paper.booklet import Booklet, Chapter
from bot.channels.paper.qr import drawn
from bot.language.bidi import direction
from bot.model.screen import Block, Line, Span

_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]+ ?")
"""Emoji: the fonts of paper have none, and beside a number they say nothing that the number does not."""
_LINKS = ("https://", "http://", "mailto:", "tel:")


def order(book: Booklet, folders: Sequence[Path] = fonts.FOLDERS, *, strict: bool = False) -> bytes:
    """What the press is told to print. Raises NoFonts where a font of the language is missing."""
    return orders.order("booklet.typ", book.place.language, _data(book), book.day, folders, strict=strict)


def _data(book: Booklet) -> dict[str, Any]:
    words = book.words
    return {
        "direction": book.direction,
        "leading": 0.8 if fonts.script(book.place.language) in fonts.TALL else 0.62,
        "title": book.title,
        "corridor": book.corridor,
        "about": list(book.about),
        "made": book.made,
        "warning": book.warning,
        "address": book.address,
        "qr": drawn(book.address),
        "words": {name: getattr(words, name) for name in ("brand", "contents", "living", "sources", "legal")},
        "chapters": [_chapter(one) for one in book.chapters],
        "sources": [list(_spans(line)) for line in book.sources],
    }


def _chapter(one: Chapter) -> dict[str, Any]:
    return {
        "title": one.title,
        "notice": one.notice,
        "address": one.address,
        "qr": drawn(one.address),
        "blocks": [_block(block) for block in one.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind.value,
        "language": block.language,
        "direction": direction(block.language),
        "start": block.start,
        "tied": block.tied,
        "lines": [list(_spans(line)) for line in block.lines],
    }


def _spans(line: Line) -> Iterator[dict[str, Any]]:
    for span in line:
        if text := _PICTURES.sub("", span.text):
            yield _span(span, text)


def _span(span: Span, text: str) -> dict[str, Any]:
    link = span.link if span.link.startswith(_LINKS) else ""
    return {"text": text, "strong": span.strong, "emphasis": span.emphasis, "link": link}
