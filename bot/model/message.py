"""Words that are translated: one paragraph, with the place in the content where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One paragraph of English prose in inline Markdown, with `{placeholders}` for the values of facts.

    `context` names where it stands (`countries/GB/facts#gb-nurse-fees.text`), so that a translation belongs to one
    paragraph and goes out of date with it alone.
    """

    text: str
    context: str = ""


def sayable(sentence: str) -> str:
    """The sentence itself: marks words that are translated where they are shown and not where they stand."""
    return sentence
