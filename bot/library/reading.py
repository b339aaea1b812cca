"""How hard a text is to read: by textstat for the languages that it knows, by the length of sentences elsewhere.

The goals are for people who read in a hurry and perhaps not in their first language. Only `fairpassage check` asks.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

GRADE = 12.0
"""Flesch-Kincaid grade of one English statement at most: names of bodies and laws are long words too."""
PAGE_GRADE = 10.0
"""The same of a whole English page or a country."""
EASE = {"fr": 50.0, "es": 55.0}
"""Reading ease of a whole page at least: Kandel and Moles for French, Fernandez Huerta for Spanish."""
SENTENCE = 40
"""Words of one sentence at most, in languages without a formula."""
AVERAGE = 21.0
"""Words of a page's sentences on average, in languages without a formula."""
ENOUGH = 25
"""Words from which on a formula says something."""

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_END = re.compile(r"(?<=[.!?:;؟।])\s+")
_ASIDE = re.compile(r"\([^()]*\)")


def too_hard(texts: Iterable[str], language: str, *, page: bool = False) -> str:
    """What makes texts of one statement or page harder than the goal; "" where they are plain enough."""
    lines = [plain for text in texts if (plain := _plain(text))]
    sentences = [one for line in lines for one in _END.split(line) if one.strip()]
    words = sum(len(one.split()) for one in sentences)
    if words < ENOUGH:
        return ""
    if language == "en":
        goal = PAGE_GRADE if page else GRADE
        grade = float(_textstat("en").flesch_kincaid_grade(" ".join(_ended(line) for line in lines)))
        return f"the reading grade is {grade:.1f}; at most {goal:.0f}: use shorter sentences and words" * (grade > goal)
    if language in EASE:
        if not page:
            return ""
        ease = float(_textstat(language).flesch_reading_ease(" ".join(_ended(line) for line in lines)))
        return f"the reading ease is {ease:.0f}; at least {EASE[language]:.0f}: use shorter sentences and words" * (
            ease < EASE[language]
        )
    longest = max(sentences, key=lambda one: len(one.split()))
    if len(longest.split()) > SENTENCE:
        return f"a sentence has {len(longest.split())} words; at most {SENTENCE}: {longest[:60]!r}"
    average = words / len(sentences)
    return f"sentences have {average:.0f} words on average; at most {AVERAGE:.0f}" * (page and average > AVERAGE)


def _plain(text: str) -> str:
    """A text without marks, values and what stands in brackets, which is mostly a name."""
    return " ".join(_PLACEHOLDER.sub("it", _ASIDE.sub("", text)).replace("*", "").split())


def _ended(line: str) -> str:
    return line if line[-1:] in ".!?:" else f"{line}."


@cache
def _textstat(language: str) -> Any:
    """textstat's formulas for a language; loaded only here, it takes a second."""
    from textstat.textstat import textstatistics

    formulas = textstatistics()
    formulas.set_lang(language)
    return formulas
