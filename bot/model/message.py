"""Words that are translated: one paragraph, with the place in the content where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One paragraph of English prose in inline Markdown, with `{placeholders}` for the values of facts.

    `context` names where it stands (`countries/GB/facts#gb-nurse-fees.text`), so that a translation belongs to one
    paragraph and goes out of date with it alone.
    """

    text: str
    context: str = ""


class Sentence(str):
    """A sentence of ours in English, that knows how it was made, so that it can be said in another language.

    `values` stand in the places of the `pattern`'s `{names}`; one may be a sentence itself.
    """

    pattern: str
    values: Mapping[str, object]


def sayable(pattern: str, **values: object) -> Sentence:
    """A sentence that is translated where it is shown (`Language.tell`) and not where it stands; found by its name."""
    made = Sentence(filled_in(pattern, values))
    made.pattern, made.values = pattern, values
    return made


def filled_in(pattern: str, values: Mapping[str, object]) -> str:
    """A pattern with its values in the places of their names."""
    for name, value in values.items():
        pattern = pattern.replace(f"{{{name}}}", str(value))
    return pattern
