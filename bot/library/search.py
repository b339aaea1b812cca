"""Finding a place by words: titles and keywords of the library, with tolerance for spelling.

Every entry that has a page is indexed in English and in the reader's language. A query is folded (case, accents,
Arabic letter forms) and compared word by word; `rapidfuzz` measures how far two words are apart.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

ENOUGH = 0.5
"""The share of a query's words (weighted by length) that must be found; below it nothing fits."""
CLOSE = 82
"""How alike two words must be (rapidfuzz ratio, 0 to 100) to count as a spelling of each other."""
LONGEST = 200
"""Characters of a query that are read; the rest is passed over."""

_WORD = re.compile(r"\w+")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: a page and its items, its title, and the words that lead to it.

    `weight` lifts what is asked for more often when it is told in the same words.
    """

    target: tuple[str, ...]
    title: str
    words: str
    weight: float = 1.0


def folded(text: str, stopwords: Collection[str] = ()) -> list[str]:
    """The words of a text without case, accents and letter forms, stop words left out where others remain."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_ARABIC)
    words = [_without_article(word) for word in _WORD.findall(plain)]
    kept = [word for word in words if word not in stopwords and len(word) > 1]
    return kept or words


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


class Index:
    """A set of entries ready to be searched; `stopwords` are words that say nothing of what is asked for."""

    def __init__(self, entries: Iterable[Entry], stopwords: Iterable[str] = ()) -> None:
        self._stopwords = frozenset(word for one in stopwords for word in folded(one))
        self._entries: list[Entry] = list(entries)
        self._titles: list[frozenset[str]] = []
        self._words: list[frozenset[str]] = []
        vocabulary: dict[str, set[int]] = {}
        for number, entry in enumerate(self._entries):
            title, words = frozenset(folded(entry.title, self._stopwords)), self._all_folded(entry.words)
            self._titles.append(title)
            self._words.append(words)
            for word in title | words:
                vocabulary.setdefault(word, set()).add(number)
        self._vocabulary = vocabulary
        self._spellings = sorted(vocabulary)

    def _all_folded(self, words: str) -> frozenset[str]:
        parts = (words[start : start + LONGEST] for start in range(0, len(words), LONGEST))
        return frozenset(word for part in parts for word in folded(part, self._stopwords))

    def find(self, query: str, limit: int = 5) -> Sequence[Entry]:
        """The best entries for a query, best first; none where nothing fits well enough."""
        asked = folded(query, self._stopwords)
        if not asked:
            return ()
        scores: dict[int, float] = {}
        found: dict[int, float] = {}
        for word in asked:
            for number, likeness in self._like(word).items():
                rarity = 1.0 / (1 + len(self._vocabulary.get(word, ())) / 12)
                bonus = 1.5 if any(fuzz.ratio(word, other) >= CLOSE for other in self._titles[number]) else 1.0
                scores[number] = scores.get(number, 0.0) + likeness * bonus * (0.5 + rarity) * len(word)
                found[number] = found.get(number, 0.0) + likeness * len(word)
        total = sum(map(len, asked))
        fitting = [number for number in scores if found[number] / total >= ENOUGH]
        fitting.sort(key=lambda number: (-scores[number] * self._entries[number].weight, self._entries[number].target))
        return self._distinct(fitting, limit)

    def _distinct(self, numbers: Iterable[int], limit: int) -> Sequence[Entry]:
        best: dict[tuple[str, ...], Entry] = {}
        for number in numbers:
            best.setdefault(self._entries[number].target, self._entries[number])
            if len(best) == limit:
                break
        return tuple(best.values())

    def _like(self, word: str) -> dict[int, float]:
        """The entries with a word like this one, and how like it is (0 to 1)."""
        likeness: dict[int, float] = dict.fromkeys(self._vocabulary.get(word, ()), 1.0)
        if len(word) < 4:
            return likeness
        for other, score, _ in process.extract(word, self._spellings, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=12):
            for number in self._vocabulary[other]:
                likeness[number] = max(likeness.get(number, 0.0), score / 100 * 0.95)
        for other in self._spellings:  # beginnings: "recruit" finds "recruitment", "passport" finds "passports"
            shorter = min(len(other), len(word))
            if shorter >= 4 and (other.startswith(word) or (word.startswith(other) and len(word) - shorter <= 4)):
                for number in self._vocabulary[other]:
                    likeness[number] = max(likeness.get(number, 0.0), 0.8)
        return likeness
