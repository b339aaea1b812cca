"""Words as the search compares them: without case, accents and endings, in the script that they are written in."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

LONGEST = 300
"""Characters of a question that are read; the rest is passed over."""

STEMMERS = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "ro": "romanian",
}
"""Languages with a stemmer of Snowball's; others are compared as they are written."""

_WORD = re.compile(r"[\w\u0900-\u0963\u0966-\u097f]+")
"""Letters and digits; Devanagari's vowel signs are none of Python's letters."""
_ARABIC = re.compile("[\u0600-\u06ff]")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_ARABIC_HEAD = re.compile("^(?:و|ف)?(?:بال|كال|وال|فال|لل|ال|ب|ل|ك)(?=\\w{3})")


@cache
def _folding() -> dict[int, Any]:
    """Accents and vowel marks go; Arabic letters that are written for one another become one."""
    marks = {code: None for code in range(0x300, 0x20000) if unicodedata.combining(chr(code))}
    return {**marks, **str.maketrans("أإآٱىةؤئ", "اااايهوي", "ـ")}


def folded(text: str) -> list[str]:
    """The words of a text without case, accents and the letter forms that Arabic writers mix."""
    return _WORD.findall(unicodedata.normalize("NFKD", text.casefold()).translate(_folding()))


def said(question: str, stopwords: Collection[str] = ()) -> list[str]:
    """The words of a question that say something; all of them where none does."""
    words = folded(question[:LONGEST])
    return [word for word in words if word not in stopwords and len(word) > 1] or words


def script_of(word: str) -> str:
    """The language of ours that a word's script tells, "" for Latin letters."""
    return "ar" if _ARABIC.search(word) else "hi" if _DEVANAGARI.search(word) else ""


@lru_cache(maxsize=100_000)
def keys(word: str, language: str) -> frozenset[str]:
    """What a folded word is found under in a language: itself and its stem.

    Arabic words also without article, conjunction and preposition, which are written onto them.
    """
    if _ARABIC.search(word):
        bare = _ARABIC_HEAD.sub("", word)
        return frozenset({word, bare, _stem(bare, "ar"), _stem(word, "ar")})
    return frozenset({word, _stem(word, language)})


@lru_cache(maxsize=100_000)
def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer is not None and len(word) > 3 else word


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(STEMMERS[language]) if language in STEMMERS else None


def forget_words() -> None:
    """Let go of the words that were looked at while an index was made."""
    keys.cache_clear()
    _stem.cache_clear()


def runs(words: list[str], longest: int) -> Iterator[tuple[int, int, str]]:
    """Every run of neighbouring words, the longest first: where it begins and ends, and its words."""
    for length in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield start, start + length, " ".join(words[start : start + length])
