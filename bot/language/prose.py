"""From a paragraph's text to spans: inline Markdown, then the values of facts in its placeholders.

The text is parsed first and filled afterwards, so that no value can become markup.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from markdown_it import MarkdownIt

from bot.model.screen import Line, Span

_MARKDOWN = MarkdownIt("zero").enable(["emphasis", "escape", "entity"])
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@lru_cache(maxsize=20_000)
def parsed(text: str) -> Line:
    """The spans of a text, its placeholders still in it."""
    return tuple(_spans(text))


def _spans(text: str) -> Iterator[Span]:
    strong = emphasis = 0
    for token in _MARKDOWN.parseInline(text)[0].children or ():
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "softbreak" | "hardbreak":
                yield Span(" ")
            case _ if token.content:
                yield Span(token.content, strong=strong > 0, emphasis=emphasis > 0)


def filled(line: Line, value_of: Callable[[str], str]) -> Line:
    """The spans with every placeholder replaced."""
    return tuple(
        Span(_PLACEHOLDER.sub(lambda m: value_of(m.group(1)), span.text), span.strong, span.emphasis)
        if "{" in span.text
        else span
        for span in line
    )


def plain(line: Line) -> str:
    """The words of a line without any style."""
    return "".join(span.text for span in line)
