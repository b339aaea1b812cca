"""Blocks as HTML: built from escaped parts only."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from bot.language.bidi import direction
from bot.model.screen import Block, Kind, Line, Span

_CLASSES = {Kind.WARNING: "warning", Kind.QUESTION: "question", Kind.NOTE: "small"}


def blocks_html(blocks: Iterable[Block], language: str, heading: str = "h2") -> Markup:
    """HTML of blocks on a page in `language`; what stands in another language says so."""
    return Markup("\n").join(_block(block, language, heading) for block in blocks)


def _block(block: Block, language: str, heading: str) -> Markup:
    foreign = (
        Markup(' lang="{}" dir="{}"').format(block.language, direction(block.language))
        if block.language != language
        else Markup("")
    )
    if block.kind is Kind.BULLETS:
        return Markup("<ul{}>{}</ul>").format(foreign, _items(block.lines))
    if block.kind is Kind.STEPS:
        start = Markup(' start="{}"').format(block.start) if block.start > 1 else Markup("")
        return Markup("<ol{}{}>{}</ol>").format(start, foreign, _items(block.lines))
    if block.kind is Kind.HEADING:
        return Markup("<{0}{1}>{2}</{0}>").format(heading, foreign, line_html(block.lines[0]))
    named = Markup(' class="{}"').format(_CLASSES[block.kind]) if block.kind in _CLASSES else Markup("")
    return Markup("<p{}{}>{}</p>").format(named, foreign, line_html(block.lines[0]))


def _items(lines: Iterable[Line]) -> Markup:
    return Markup("").join(Markup("<li>{}</li>").format(line_html(line)) for line in lines)


def line_html(line: Line) -> Markup:
    """HTML of one line."""
    return Markup("").join(map(_span, line))


def _span(span: Span) -> Markup:
    html = escape(span.text)
    if span.link.startswith(("https://", "http://", "mailto:", "tel:")):
        html = Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(span.link, html)
    if span.emphasis:
        html = Markup("<em>{}</em>").format(html)
    return Markup("<strong>{}</strong>").format(html) if span.strong else html
