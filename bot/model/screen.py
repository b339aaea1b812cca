"""A Screen: what a visitor sees at a place. A channel decides how it looks."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.counted import Counted
from bot.model.evidence import Source
from bot.model.place import Place
from bot.model.wish import Wish


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; `link` is a web, mail or phone address that our own code put there."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


Line = tuple[Span, ...]


class Kind(StrEnum):
    """What a block is, so that a channel can show it as such."""

    HEADING = "heading"
    TEXT = "text"
    BULLETS = "bullets"
    STEPS = "steps"
    WARNING = "warning"
    QUESTION = "question"
    """What the page answers, in the visitor's own voice."""
    NOTE = "note"
    """Small print under a statement: its date, its source, how it was checked."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one list with a line for each point.

    `language` is that of its words: a paragraph that is not translated yet stands in English. `tied`: it belongs to
    the block before it and is never parted from it. `start` is the number of the first step.
    """

    kind: Kind
    lines: tuple[Line, ...]
    language: str
    tied: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap: a place to go to, or an address to open. `icon` is a picture beside the label.

    `deed`: the tap does something. The web sends it as a form, so that opening an address changes nothing.
    """

    label: str
    place: Place | None = None
    url: str = ""
    icon: str = ""
    deed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of a release: its group and period, which chart, what it shows in words, and what stands under it."""

    group: str
    period: str
    kind: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Title, blocks and choices. Choices belong to the page; `exits` stand on every screen: back, menu, help, language.

    `parts` are the blocks in portions of about 90 words and `choice_parts` the rows of choices in portions of a
    dozen; `place.part` says which one a small channel shows, a large one shows all. `notice` is a line above
    everything: untranslated paragraphs, an answer that fell back.
    """

    place: Place
    title: str
    parts: tuple[tuple[Block, ...], ...]
    choice_parts: tuple[tuple[tuple[Choice, ...], ...], ...] = ((),)
    icon: str = ""
    notice: str = ""
    exits: tuple[Choice, ...] = ()
    rating: tuple[Choice, ...] = ()
    """Whether the answer helped, a tap each, under every part."""
    sources: tuple[Source, ...] = ()
    description: str = ""
    asks: str = ""
    """A hint where the visitor may type (search), "" elsewhere."""
    toast: str = ""
    """A sentence to be told once where the screen itself is not shown."""
    found: bool = True
    """False where the place names something that does not exist."""
    indexed: bool = True
    """False where the place holds what she told: search machines leave it out."""
    unfolded: bool = False
    """Whether a large channel shows all parts open, to be printed or read at once."""
    before: Place | None = None
    """Of a deed's receipt: the page from which it is done, shown to who only opens the address."""
    picture: Picture | None = None
    """A chart beside the text, for channels that can show one there."""
    claims: bool = False
    """Whether it shows statements of the library, which need a source."""

    @property
    def count(self) -> int:
        """How many parts a small channel needs."""
        return max(len(self.parts), len(self.choice_parts))

    def blocks(self, part: int) -> tuple[Block, ...]:
        """The blocks of a part, counted from 1."""
        return self.parts[part - 1] if part <= len(self.parts) else ()

    def choices(self, part: int) -> tuple[tuple[Choice, ...], ...]:
        """The choices of a part; where they fit in one portion, every part has them."""
        if len(self.choice_parts) == 1:
            return self.choice_parts[0]
        return self.choice_parts[part - 1] if part <= len(self.choice_parts) else ()


class Effect:
    """Something that must happen because of a turn, returned by a screen and applied in one place."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class KeepLanguage(Effect):
    """Keep the language that the visitor chose, where it differs from her phone's."""

    language: str


@dataclass(frozen=True, slots=True)
class Forget(Effect):
    """Remove everything that is kept about this visitor."""


@dataclass(frozen=True, slots=True)
class Hide(Effect):
    """Remove this bot's messages from the chat, as far as the channel allows."""


@dataclass(frozen=True, slots=True)
class Subscribe(Effect):
    """Keep what she wants to hear about, and her address, so that bulletins reach her."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class Unsubscribe(Effect):
    """Remove her wish and her address."""


@dataclass(frozen=True, slots=True)
class Recall(Effect):
    """Show the wish that is kept, if there is one, in place of this screen."""


@dataclass(frozen=True, slots=True)
class StillHere(Effect):
    """She uses what she subscribed to; where she subscribed to nothing, nothing is kept."""


@dataclass(frozen=True, slots=True)
class Record(Effect):
    """Count what she told, once, without her."""

    counted: Counted


@dataclass(frozen=True, slots=True)
class NotFound(Effect):
    """She looked for something that is not there: ordinary words of the library alone, never all that she typed."""

    language: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountMe(Effect):
    """Count what she reads from now on, or no more of it."""

    on: bool


@dataclass(frozen=True, slots=True)
class Draw(Effect):
    """Show a chart as a picture of its own, where the channel has no place for it beside the text."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Turn:
    """One visitor input, answered: the screen and the effects that it asks for."""

    screen: Screen
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that she passed on to ask whether it is real: its words, the addresses behind them and its buttons.

    `ours`: Telegram says that this bot sent it. `pictured`: a picture or file came with it.
    """

    text: str
    links: tuple[str, ...] = ()
    ours: bool = False
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a channel knows about who asks, and nothing that identifies her.

    `typed` is what she wrote instead of tapping, `forwarded` what she passed on. `keeps` tells whether the channel can
    keep a choice of language, `reachable` whether it can bring her bulletins later, `counts` whether what she
    tells there can be counted.
    """

    channel: str
    typed: str = ""
    keeps: bool = False
    hides: bool = False
    reachable: bool = False
    forwarded: Forwarded | None = None
    counts: bool = False

    @property
    def once(self) -> bool:
        """Whether she said something of her own, so that the answer is for this once."""
        return bool(self.typed) or self.forwarded is not None


NOBODY = Visitor("none")
"""A visitor of whom nothing is known: pages rendered for anybody."""
