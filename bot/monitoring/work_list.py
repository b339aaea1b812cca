"""What editors should do first, by what was read most: from the last release alone, never from an open period."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.library.library import Library
from bot.library.stale import Stale
from bot.library.translations import State
from bot.model.release import Dimension, Release, Table
from bot.monitoring.codes import NO, YES, topic_of

LOW = 3
"""One "no" in so many answers, or more, is low helpfulness."""
_PAGES = {
    "programmes": "programme",
    "agreements": "agreement",
    "codes": "code",
    "instruments": "instrument",
    "practices": "practice",
    "pages": "page",
    "red_flags": "warnings",
    "comparison": "compare",
}
"""Folders and files of content/ whose entries stand on a page of another name."""

States = Mapping[str, Mapping[str, State]]
"""How far translations are, by language and file of content (bot.library.translations.states)."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A page with statements to check again; `reads` is None where the figure is withheld."""

    topic: str
    reads: int | None
    statements: tuple[Stale, ...]


@dataclass(frozen=True, slots=True)
class Unhelpful:
    """A page that did not help many of those who said so; `yes` is None where the figure is withheld."""

    topic: str
    yes: int | None
    no: int


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A page whose translation is out of date or missing, and how often it was read in that language."""

    topic: str
    language: str
    reads: int | None
    outdated: int
    missing: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """The list, each part with what matters most on top. `period` is that of the release ("" where there is none)."""

    period: str
    overdue: tuple[Overdue, ...]
    unhelpful: tuple[Unhelpful, ...]
    untranslated: tuple[Untranslated, ...]


def work_list(release: Release | None, library: Library, stale: Iterable[Stale], states: States) -> WorkList:
    """The list from a release on usage, the statements that are due and the state of the translations."""
    reads = Reads(release)
    return WorkList(
        release.period if release else "",
        tuple(_overdue(reads, library, stale)),
        tuple(_unhelpful(release)),
        tuple(_untranslated(reads, library, states)),
    )


class Reads:
    """How often pages were read: in all, and in one language."""

    def __init__(self, release: Release | None) -> None:
        self._by_language: dict[tuple[str, str], int] = {}
        self._by_topic: dict[str, int] = defaultdict(int)
        for table in _with(release, {Dimension.TOPIC, Dimension.LANGUAGE}):
            self._take(table)

    def _take(self, table: Table) -> None:
        topic, language = (table.dimensions.index(one) for one in (Dimension.TOPIC, Dimension.LANGUAGE))
        for cell in table.cells:
            if cell.value is not None:
                self._by_language[cell.key[topic], cell.key[language]] = cell.value
                self._by_topic[cell.key[topic]] += cell.value

    def of(self, topic: str, language: str = "") -> int | None:
        """The printed figures together; None where all are withheld."""
        return self._by_language.get((topic, language)) if language else self._by_topic.get(topic)


def _with(release: Release | None, dimensions: set[Dimension]) -> Iterator[Table]:
    return (table for table in (release.tables if release else ()) if set(table.dimensions) == dimensions)


def _overdue(reads: Reads, library: Library, stale: Iterable[Stale]) -> Sequence[Overdue]:
    found: dict[str, list[Stale]] = defaultdict(list)
    for one in stale:
        for topic in topics_of(library, one.key):
            found[topic].append(one)
    listed = [Overdue(topic, reads.of(topic), tuple(statements)) for topic, statements in found.items()]
    return sorted(listed, key=lambda one: (-(one.reads or 0), -len(one.statements), one.topic))


def _unhelpful(release: Release | None) -> Sequence[Unhelpful]:
    said: dict[str, dict[str, int]] = defaultdict(dict)
    for table in _with(release, {Dimension.TOPIC, Dimension.HELPFUL}):
        topic, helpful = (table.dimensions.index(one) for one in (Dimension.TOPIC, Dimension.HELPFUL))
        for cell in table.cells:
            if cell.value is not None:
                said[cell.key[topic]][cell.key[helpful]] = cell.value
    listed = [Unhelpful(topic, one.get(YES), one[NO]) for topic, one in said.items() if NO in one]
    low = [one for one in listed if one.no * LOW >= (one.yes or 0) + one.no]
    return sorted(low, key=lambda one: (-one.no, one.topic))


def _untranslated(reads: Reads, library: Library, states: States) -> Sequence[Untranslated]:
    """Pages by language; entries that stand on one page together are one line."""
    found: dict[tuple[str, str], State] = defaultdict(State)
    for language, pages in states.items():
        for page, state in pages.items():
            if topic := _topic_of_file(library, page):
                found[topic, language].add(state)
    listed = [
        Untranslated(topic, language, reads.of(topic, language), state.outdated, missing)
        for (topic, language), state in found.items()
        if (missing := _missing(state)) or state.outdated
    ]
    return sorted(listed, key=lambda one: (-(one.reads or 0), -one.outdated - one.missing, one.topic, one.language))


def _missing(state: State) -> int:
    """Messages without any translation; one that is out of date has one."""
    return max(0, state.messages - state.translated - state.outdated)


def _topic_of_file(library: Library, file: str) -> str:
    """The topic of a file of content; "" for what stands on pages of many topics, and for what is not counted."""
    shelf, _, name = file.partition("/")
    if shelf == "countries":
        return "help" if name.endswith("/help") else ""
    return topic_of(library, _PAGES.get(shelf, shelf), name)


def topics_of(library: Library, key: str) -> tuple[str, ...]:
    """The topics on whose pages a statement stands, by its key (`countries/GB/facts#gb-fee`, `rights/passport`)."""
    file, _, entry = key.partition("#")
    shelf, *names = file.split("/")
    if shelf != "countries" or names[1] == "help":
        topic = _topic_of_file(library, file)
        return (topic,) if topic else ()
    fact = next((one for one in library.countries[names[0]].facts if one.id == entry), None)
    if fact is None:
        return ()
    kit = [
        f"kit/{page.id}" for page in library.kit.values() if fact.topic in (*page.home_topics, *page.destination_topics)
    ]
    return (*kit, *(f"rights/{right}" for right in fact.rights))
