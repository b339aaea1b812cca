"""Finding a place by words: titles, everyday words and texts of the library, with tolerance for spelling.

A word of a question counts as much as it is rare, and as where it is found: in a title, in the words that people use
for a place, or in its text. Words that nobody wrote are compared with `rapidfuzz`.
"""

import bisect
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.library.words import folded, keys, said

_TEXT, _KEYWORD, _TITLE = range(3)
WORTH = (1.0, 2.6, 3.0)
"""What a word counts in a text, among the words that people use for a place, and in a title."""
PHRASE = 2.0
"""What is added for each word of an everyday phrase that stands whole in the question."""
ENOUGH = 0.3
"""The share of a question's weight that must be found; below it nothing fits."""
UNKNOWN = 1.2
"""The weight of a word that the library does not know: people tell more than they ask."""
RAREST = 4.0
"""The most that a word can weigh, so that one odd word of a text does not outweigh a title."""
LONG, SLIP = 7, 90
"""From how many letters on, and how alike, a word counts as another with a slip in it."""
CLOSE = 80
"""How alike two words must be (rapidfuzz ratio, 0 to 100) to count as a spelling of each other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: a page and its items, with the words that lead to it.

    `keywords` are everyday words and phrases. `home` or `destination` is the country of which the text speaks, "" for
    all. `weight` lifts what is asked for more often, or lowers what only mentions it. `urgent`: where a phrase of its
    keywords stands whole in a question, it comes first. `titled`: its title is its own, not that of the page to
    which its text leads.
    """

    target: tuple[str, ...]
    title: str
    keywords: tuple[str, ...] = ()
    text: str = ""
    weight: float = 1.0
    home: str = ""
    destination: str = ""
    urgent: bool = False
    titled: bool = True


_Phrase = tuple[int, tuple[frozenset[str], ...]]
"""The number of an entry, and what each word of one of its everyday phrases is found under."""


_NOWHERE = array("H")


@dataclass(slots=True)
class _Score:
    """What a question found in one entry."""

    score: float = 0.0
    found: float = 0.0


@dataclass(frozen=True)
class Index:
    """Entries ready to be searched by readers of one language. `stopwords` say nothing of what is asked for."""

    language: str
    entries: Sequence[Entry]
    stopwords: frozenset[str] = frozenset()
    _postings: "dict[str, array[int]]" = field(default_factory=dict, repr=False)
    _phrases: Mapping[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list), repr=False)
    _spellings: list[str] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            self._put(found, number, entry.text, _TEXT)
            for keyword in entry.keywords:
                self._put(found, number, keyword, _KEYWORD)
                self._put_phrase(number, keyword)
            if entry.titled:
                self._put(found, number, entry.title, _TITLE)
                self._put_phrase(number, entry.title)
        for key, held in found.items():
            self._postings[key] = array("H", [each for pair in held.items() for each in pair])
        self._spellings.extend(sorted(found))

    def _put(self, found: dict[str, dict[int, int]], number: int, text: str, where: int) -> None:
        for word in folded(text):
            if word not in self.stopwords and len(word) > 1:
                for key in keys(word, self.language):
                    found[key][number] = max(found[key].get(number, 0), where)

    def _put_phrase(self, number: int, keyword: str) -> None:
        words = tuple(keys(word, self.language) for word in folded(keyword) if len(word) > 1)
        if words:
            for key in words[0]:
                self._phrases[key].append((number, words))

    def whole_phrases(self, question: str) -> Mapping[int, int]:
        """The entries of which an everyday phrase stands whole in a question, and the words of its longest."""
        told = said(question)
        asked = {key for word in told for key in keys(word, self.language)}
        asked.update(other for word in told for other in self._misspelt(word))
        found: dict[int, int] = {}
        for key in asked:
            for number, words in self._phrases.get(key, ()):
                if all(word & asked for word in words):
                    found[number] = max(found.get(number, 0), len(words))
        return found

    def _misspelt(self, word: str) -> Iterable[str]:
        """What a long word that the library does not know may be a slip of the thumb for."""
        if len(word) < LONG or any(key in self._postings for key in keys(word, self.language)):
            return ()
        return [
            other
            for other, _, _ in process.extract(word, self._spellings, scorer=fuzz.ratio, score_cutoff=SLIP, limit=3)
        ]

    def find(self, question: str, limit: int = 5) -> Sequence[Entry]:
        """The best entries for a question, best first, one for each target; none where nothing fits well enough."""
        words = list(dict.fromkeys(said(question, self.stopwords)))
        scores: dict[int, _Score] = defaultdict(_Score)
        total = 0.0
        for word in words:
            matches = self._matches(word)
            rarity = self._rarity(matches)
            total += rarity
            for number, worth in matches.items():
                scores[number].score += rarity * worth
                scores[number].found += rarity
        phrases = self.whole_phrases(question)
        for number, length in phrases.items():
            scores[number].score += PHRASE * length
            if length > 1:
                scores[number].found = total
        fitting = [number for number, one in scores.items() if one.found >= ENOUGH * total]
        fitting.sort(key=lambda one: (-scores[one].score * self.entries[one].weight, self.entries[one].target))
        fitting = [number for number in phrases if self.entries[number].urgent] + fitting
        best: dict[tuple[str, ...], Entry] = {}
        for number in fitting:
            best.setdefault(self.entries[number].target, self.entries[number])
            if len(best) == limit:
                break
        return tuple(best.values())

    def _rarity(self, matches: Mapping[int, float]) -> float:
        """The weight of a word: the fewer places have it, the more, up to RAREST."""
        if not matches:
            return UNKNOWN
        places = len({self.entries[number].target for number in matches})
        return min(RAREST, math.log(1 + self._places / places))

    @cached_property
    def _places(self) -> int:
        return len({entry.target for entry in self.entries})

    def _matches(self, word: str) -> Mapping[int, float]:
        """The entries with a word, its stem, its beginning or a spelling like it, and what it counts there."""
        found: dict[int, float] = {}
        for key in keys(word, self.language):
            _raise(found, self._postings.get(key, _NOWHERE), 1.0)
        if found or len(word) < 4:
            return found
        start = bisect.bisect_left(self._spellings, word)
        for other in self._spellings[start : start + 40]:
            if not other.startswith(word):
                break
            _raise(found, self._postings[other], 0.8)
        for other, likeness, _ in process.extract(
            word, self._spellings, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=8
        ):
            _raise(found, self._postings[other], 0.9 * (likeness / 100) ** 3)
        return found


def _raise(found: dict[int, float], postings: "array[int]", share: float) -> None:
    """Note the places of a word; postings are pairs of an entry's number and where in it the word stands."""
    for number, where in zip(postings[::2], postings[1::2], strict=True):
        found[number] = max(found.get(number, 0.0), WORTH[where] * share)


def build(entries: Iterable[Entry], language: str, stopwords: Iterable[str]) -> Index:
    """An index of entries for readers of a language."""
    return Index(language, tuple(entries), frozenset(word for one in stopwords for word in folded(one)))
