"""Bidirectional text: Latin names, amounts and numbers inside right-to-left sentences keep their order.

Source: Unicode Standard Annex 9, section 2.7 (isolates): FSI U+2068 ... PDI U+2069.
"""

import re

FIRST_STRONG_ISOLATE = "\u2068"
POP = "\u2069"

RTL = frozenset({"ar", "fa", "he", "ur", "ps"})
"""Languages written from right to left."""

_WORD = r"[A-Za-z0-9\u00c0-\u024f+](?:(?:[\w.+&'’/:@#%-]|,(?=\d))*[\w+%])?"
_RUN = re.compile(
    f"{FIRST_STRONG_ISOLATE}[^{POP}]*{POP}"  # isolated already
    rf"|\{{[a-z_]+\}}"  # a placeholder, whose value isolates itself
    rf"|{_WORD}(?:(?: [&–-] | |, ){_WORD})*",
    re.ASCII,
)


def direction(language: str) -> str:
    """`rtl` or `ltr`, as HTML's dir attribute wants it."""
    return "rtl" if language.split("-")[0] in RTL else "ltr"


def isolate(text: str) -> str:
    """A whole value isolated, its direction taken from its first strong letter."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP}"


def isolated(text: str) -> str:
    """The text with every run of Latin letters or digits isolated, for a right-to-left sentence."""
    return _RUN.sub(
        lambda run: run.group() if run.group()[0] in (FIRST_STRONG_ISOLATE, "{") else isolate(run.group()), text
    )
