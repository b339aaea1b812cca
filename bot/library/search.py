"""Finding a place by words: titles, everyday words and texts of the library in all languages, however they are spelled.

Each language has a shelf of its own; a question is looked up on those of the languages that it seems to be written in,
of the reader's and of English. A word counts as much as it is rare, and as where it is found: in a title, among the
words that people use for a place, or in its text. Words that nobody wrote are compared with `rapidfuzz`.
"""

import bisect
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.library.words import folded, keys, said, script_of

ENGLISH = "en"
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
CLOSE, LENGTHS = 80, 2
"""How alike two words must be (rapidfuzz ratio, 0 to 100) to count as a spelling of each other, and how much longer or
shorter one may be."""
SMALL, KNOWN, OWN = 1.0, 0.7, 0.4
"""What speaks for a language: a small word of it (a stop word), a word that its shelf knows, the reader's choice."""
LIKELY = 0.6
"""The share of the best language's votes from which on another is looked at too."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: a page and its items.

    `home` or `destination` is the country of which the text speaks, "" for all. `weight` lifts what is asked for more
    often, or lowers what only mentions it. `urgent`: where a phrase of its everyday words stands whole in a question,
    it comes first. `title` is its name in the reader's language.
    """

    target: tuple[str, ...]
    weight: float = 1.0
    home: str = ""
    destination: str = ""
    urgent: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words that lead to an entry in one language: its title, everyday words and phrases, its text.

    `titled`: the title is its own, not that of the page to which its text leads.
    """

    title: str
    keywords: tuple[str, ...] = ()
    text: str = ""
    titled: bool = True


_Phrase = tuple[int, tuple[frozenset[str], ...]]
"""The number of an entry, and what each word of one of its everyday phrases is found under."""
_NOWHERE = array("H")


@dataclass(slots=True)
class _Score:
    """What a question found in one entry."""

    score: float = 0.0
    found: float = 0.0


class Shelf:
    """The words of one language: where each stands, phrases, spellings, and the small words that say nothing."""

    def __init__(self, language: str, words: Iterable[Words], stopwords: Iterable[str]) -> None:
        self.language = language
        self.stopwords = frozenset(word for one in stopwords for word in folded(one))
        self.titles: list[str] = []
        self.phrases: dict[str, list[_Phrase]] = defaultdict(list)
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for number, entry in enumerate(words):
            self.titles.append(entry.title)
            self._put(found, number, entry.text, _TEXT)
            for keyword in entry.keywords:
                self._put(found, number, keyword, _KEYWORD)
                self._put_phrase(number, keyword)
            if entry.titled:
                self._put(found, number, entry.title, _TITLE)
                self._put_phrase(number, entry.title)
        self.postings = {
            key: array("H", [each for pair in held.items() for each in pair]) for key, held in found.items()
        }
        self.spellings = sorted(self.postings)

    def _put(self, found: dict[str, dict[int, int]], number: int, text: str, where: int) -> None:
        for word in set(folded(text)) - self.stopwords:
            if len(word) > 1:
                for key in keys(word, self.language):
                    if (held := found[key]).get(number, -1) < where:
                        held[number] = where

    def _put_phrase(self, number: int, keyword: str) -> None:
        words = tuple(keys(word, self.language) for word in folded(keyword) if len(word) > 1)
        if words:
            for key in words[0]:
                self.phrases[key].append((number, words))

    def knows(self, word: str) -> bool:
        """Whether the word or its stem stands in this language."""
        return any(key in self.postings for key in keys(word, self.language))

    @cached_property
    def alike(self) -> Mapping[tuple[str, int], Sequence[str]]:
        """The spellings by their first letter and their length: thumbs slip later in a word."""
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self.spellings:
            found[word[0], len(word)].append(word)
        return dict(found)

    def like(self, word: str, cutoff: int, limit: int) -> Iterator[tuple[str, float]]:
        """Spellings like a word, and how alike they are (0 to 100)."""
        for length in range(len(word) - LENGTHS, len(word) + LENGTHS + 1):
            held = self.alike.get((word[0], length), ())
            for other, likeness, _ in process.extract(word, held, scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit):
                yield other, likeness

    def beginning(self, word: str) -> Iterator[str]:
        """Words that begin with a word."""
        start = bisect.bisect_left(self.spellings, word)
        for other in self.spellings[start : start + 40]:
            if not other.startswith(word):
                break
            yield other


@dataclass(frozen=True)
class Index:
    """Entries ready to be searched, with a shelf for each language."""

    entries: Sequence[Entry]
    shelves: Mapping[str, Shelf] = field(default_factory=dict)

    def tongues(self, question: str, reader: str) -> tuple[str, ...]:
        """The languages in which a question is looked up: those it seems to be written in, hers, and English."""
        words = folded(question)
        votes = {code: (OWN if code == reader else 0.0) for code in self.shelves}
        for word in set(words):
            script = script_of(word)
            for code, shelf in self.shelves.items():
                if script:
                    votes[code] += SMALL if code == script else 0.0
                elif word in shelf.stopwords:
                    votes[code] += SMALL
                elif len(word) > 1 and shelf.knows(word):
                    votes[code] += KNOWN
        best = max(votes.values(), default=0.0)
        likely = [code for code, vote in votes.items() if vote >= LIKELY * best and vote > OWN]
        likely.sort(key=lambda code: (-votes[code], code != reader, code))
        return tuple(dict.fromkeys([*likely[:3], *(code for code in (reader, ENGLISH) if code in self.shelves)]))

    def ordinary(self, question: str, tongues: Sequence[str]) -> tuple[str, ...]:
        """The words of a question, in order of the alphabet, that the library uses in its languages.

        What else somebody typed (a name, a number, a word of her own) is not among them.
        """
        shelves = [self.shelves[code] for code in tongues]
        words = {word for word in self._said(question, shelves) if word.isalpha() or script_of(word)} if shelves else ()
        return tuple(sorted(word for word in words if any(shelf.knows(word) for shelf in shelves)))

    def find(self, question: str, reader: str, limit: int = 5, tongues: Sequence[str] = ()) -> Sequence[Entry]:
        """The best entries for a question, best first, one for each target; none where nothing fits well enough."""
        shelves = [self.shelves[code] for code in tongues or self.tongues(question, reader)]
        if not shelves:
            return ()
        words = self._said(question, shelves)
        scores: dict[int, _Score] = defaultdict(_Score)
        total = 0.0
        for word in words:
            matches = _matches(word, shelves)
            rarity = self._rarity(matches)
            total += rarity
            for number, worth in matches.items():
                scores[number].score += rarity * worth
                scores[number].found += rarity
        phrases = self._whole_phrases(question, shelves)
        for number, length in phrases.items():
            scores[number].score += PHRASE * length
            if length > 1:
                scores[number].found = total
        fitting = [number for number, one in scores.items() if one.found >= ENOUGH * total]
        fitting.sort(key=lambda one: (-scores[one].score * self.entries[one].weight, self.entries[one].target))
        urgent = {**phrases, **self._danger(question, shelves)}
        fitting = [number for number in urgent if self.entries[number].urgent] + fitting
        return self._named(fitting, reader, limit)

    def _named(self, numbers: Iterable[int], reader: str, limit: int) -> Sequence[Entry]:
        """The first entries of different targets, with their titles in the reader's language."""
        titles = self.shelves[reader if reader in self.shelves else ENGLISH].titles
        best: dict[tuple[str, ...], Entry] = {}
        for number in numbers:
            entry = self.entries[number]
            best.setdefault(entry.target, replace(entry, title=titles[number]))
            if len(best) == limit:
                break
        return tuple(best.values())

    def _said(self, question: str, shelves: Sequence[Shelf]) -> list[str]:
        """The words that say something; a small word of one language may say much in another."""
        first, *others = shelves
        small = set(first.stopwords)
        for shelf in others:
            small |= {word for word in shelf.stopwords if not first.knows(word)}
        return list(dict.fromkeys(said(question, small)))

    def _whole_phrases(self, question: str, shelves: Sequence[Shelf]) -> Mapping[int, int]:
        """The entries of which an everyday phrase stands whole in a question, and the words of its longest."""
        found: dict[int, int] = {}
        told = said(question)
        for shelf in shelves:
            asked = {key for word in told for key in keys(word, shelf.language)}
            asked.update(other for word in told for other in _misspelt(word, shelf))
            for number, length in _standing_whole(asked, shelf):
                found[number] = max(found.get(number, 0), length)
        return found

    def _danger(self, question: str, looked_at: Sequence[Shelf]) -> Mapping[int, int]:
        """Urgent phrases of several words in any language: danger is understood whatever was chosen."""
        found: dict[int, int] = {}
        told = said(question)
        for shelf in self.shelves.values():
            if shelf not in looked_at:
                asked = {key for word in told for key in keys(word, shelf.language)}
                for number, length in _standing_whole(asked, shelf):
                    if length > 1 and self.entries[number].urgent:
                        found[number] = length
        return found

    def _rarity(self, matches: Mapping[int, float]) -> float:
        """The weight of a word: the fewer places have it, the more, up to RAREST."""
        if not matches:
            return UNKNOWN
        places = len({self.entries[number].target for number in matches})
        return min(RAREST, math.log(1 + self._places / places))

    @cached_property
    def _places(self) -> int:
        return len({entry.target for entry in self.entries})


def _packed(held: Mapping[int, int]) -> "array[int]":
    """Where a word stands, as small as it can be: an entry's number and the place in it, one after the other."""
    return array("H", [each for pair in held.items() for each in pair])


def _standing_whole(asked: set[str], shelf: Shelf) -> Iterator[tuple[int, int]]:
    """The phrases of a shelf all of whose words are asked for, and how many words they have."""
    for key in asked:
        for number, words in shelf.phrases.get(key, ()):
            if all(word & asked for word in words):
                yield number, len(words)


def _misspelt(word: str, shelf: Shelf) -> Iterable[str]:
    """What a long word that a shelf does not know may be a slip of the thumb for."""
    if len(word) < LONG or shelf.knows(word):
        return ()
    return [other for other, _ in shelf.like(word, SLIP, 3)]


def _matches(word: str, shelves: Sequence[Shelf]) -> Mapping[int, float]:
    """The entries with a word, its stem, its beginning or a spelling like it, and what it counts there."""
    found: dict[int, float] = {}
    for shelf in shelves:
        for key in keys(word, shelf.language):
            _raise(found, shelf.postings.get(key, _NOWHERE), 1.0)
    if found or len(word) < 4:
        return found
    for shelf in shelves:
        for other in shelf.beginning(word):
            _raise(found, shelf.postings[other], 0.8)
        for other, likeness in shelf.like(word, CLOSE, 8):
            _raise(found, shelf.postings[other], 0.9 * (likeness / 100) ** 3)
    return found


def _raise(found: dict[int, float], postings: "array[int]", share: float) -> None:
    """Note the places of a word; postings are pairs of an entry's number and where in it the word stands."""
    for number, where in zip(postings[::2], postings[1::2], strict=True):
        found[number] = max(found.get(number, 0.0), WORTH[where] * share)
