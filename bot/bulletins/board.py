"""The board: the bulletins that stand on the pages now, and what is needed to tell a true one from a forged one.

It is loaded by bot/actions/load_board.py, held in memory, and handed to the screens as a value.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.model.bulletin import Bulletin, BulletinState, Wording

Texts = Mapping[str, Wording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A released bulletin as it stands, its union's name, and its earlier released texts, the oldest first.

    `changed` is the moment of its last release, correction or withdrawal, seconds UTC. `media` is the type of its
    picture or file, "" where it has none.
    """

    bulletin: Bulletin
    union: str
    changed: int
    earlier: tuple[Texts, ...] = ()
    media: str = ""

    @property
    def corrected(self) -> bool:
        """Whether it was corrected since it was released."""
        return bool(self.earlier)

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.bulletin.state is BulletinState.WITHDRAWN


@dataclass(frozen=True)
class Board:
    """Bulletins by what they concern, the newest first.

    `ended` are those that ended lately, `over` the codes of all that ended before. `loaded` is False until the
    database was read: then nothing can be said about what is not on the board.
    """

    posted: tuple[Posted, ...] = ()
    ended: tuple[Posted, ...] = ()
    over: frozenset[str] = field(default_factory=frozenset)
    loaded: bool = False

    @cached_property
    def version(self) -> str:
        """Differs whenever anything on the board does."""
        state: list[object] = [self.loaded, len(self.over)]
        state += [(one.bulletin.code, one.changed, one.bulletin.state.value) for one in (*self.posted, *self.ended)]
        return hashlib.sha256(repr(state).encode()).hexdigest()[:12]

    @cached_property
    def _by_code(self) -> Mapping[str, Posted]:
        return {one.bulletin.code: one for one in (*self.ended, *self.posted)}

    def by_code(self, code: str) -> Posted | None:
        """The bulletin with a code."""
        return self._by_code.get(code)

    def everything(self) -> Iterator[Posted]:
        """Whatever has texts to compare with."""
        yield from (*self.posted, *self.ended)

    def current(self, language: str, topic: str = "") -> tuple[Posted, ...]:
        """The bulletins for readers of a language, on a topic where one is given; withdrawn ones too."""
        return tuple(one for one in self.posted if _for_readers(one, language) and _on(one, topic))

    def concerning(
        self, language: str, topic: str = "", *, home: str = "", destination: str = "", occupation: str = ""
    ) -> tuple[Posted, ...]:
        """What stands on a page: bulletins in force on its topic, countries and occupation ("" where it has none).

        A page without a topic has what is for its countries; what is for everybody and everything stands on all.
        """
        return tuple(
            one
            for one in self.posted
            if not one.withdrawn
            and _for_readers(one, language)
            and _on(one, topic)
            and _fits(one.bulletin.audience.homes, home)
            and _fits(one.bulletin.audience.destinations, destination)
            and _fits(one.bulletin.audience.occupations, occupation)
        )


def _for_readers(one: Posted, language: str) -> bool:
    meant = one.bulletin.audience.languages
    return not meant or language in meant or language in one.bulletin.texts


def _on(one: Posted, topic: str) -> bool:
    return not topic or not one.bulletin.audience.topics or topic in one.bulletin.audience.topics


def _fits(meant: tuple[str, ...], here: str) -> bool:
    return not meant or not here or here in meant
