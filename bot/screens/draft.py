"""A screen in the making: blocks, choices and sources are added one by one, in the place's language."""

from collections.abc import Iterable, Mapping, Sequence

from bot.language.catalogue import ENGLISH
from bot.model.content import Contact, Fact, Section
from bot.model.evidence import Checked, Confidence, Evidence, Source, Standing
from bot.model.message import Message
from bot.model.place import LONGEST, MENU, Place
from bot.model.screen import Block, Choice, Effect, Kind, Line, Picture, Screen, Span, Turn
from bot.model.value import Value
from bot.monitoring.codes import TOOLS, topic_of
from bot.screens.ask import Ask
from bot.screens.parts import choices_in_parts, in_parts

Values = Mapping[str, Value]
NAMELESS = (*TOOLS, "authentic")
"""Pages whose answers rest on what she told: the buttons name the page alone, and nothing of that travels in them."""

ABOUT = ("sources", "share")
"""Pages about another page, which is named in their items."""
TOLD = ("tell", "wrong", "helpful", "interest", "uncounted")
"""Pages on which she tells something."""
NOT_SHARED = ("share", "forget", "hide", "nofiles", "search", "settings", "speak", "language", "subscribe", *TOLD)
"""Pages that nobody else needs: hers alone, or deeds."""


class Draft:
    """Collects what a screen shows and makes the Turn.

    `back` is the place to which the screen's back button leads; None leaves the button out. `about` is the page to
    which this one belongs, where it is not a page of its own: its language is chosen there.
    """

    def __init__(
        self, ask: Ask, title: str, *, icon: str = "", back: Place | None = None, about: Place | None = None
    ) -> None:
        self.ask = ask
        self.about = about
        self.language = ask.language
        self.title = title
        self.icon = icon
        self.back = back
        self.asks = ""
        self.listens = False
        self.personal = False
        # Whether it may be asked if this helped; None: where something of the library is stated.
        self.is_answer: bool | None = None
        self.toast = ""
        self.description = ""
        self.found = True
        # What was understood of what she typed, or why not. It stands beside the parts, so that these stay the same.
        self.noted = ""
        self.indexed = True
        self.unfolded = False
        self.shares: Place | None = None
        self.before: Place | None = None
        self.picture: Picture | None = None
        self._blocks: list[Block] = []
        self._rows: list[tuple[Choice, ...]] = []
        self._sources: dict[Source, None] = {}
        self._fallen_back = False
        self._claims = False

    # Words of the interface

    def of_hers(self, told: object) -> None:
        """The place holds what somebody tells: not for search machines, and kept nowhere once something is `told`."""
        self.indexed, self.personal = False, bool(told)

    def say(self, text: str, kind: Kind = Kind.TEXT) -> None:
        """Add a paragraph of the interface, translated already."""
        self._blocks.append(Block(kind, ((Span(text),),), self.language.code))

    def heading(self, text: str) -> None:
        """Add a heading."""
        self._blocks.append(Block(Kind.HEADING, ((Span(text),),), self.language.code))

    def points(self, texts: Iterable[str]) -> None:
        """Add a list of interface words."""
        if lines := tuple((Span(text),) for text in texts):
            self._blocks.append(Block(Kind.BULLETS, lines, self.language.code))

    def lines(self, lines: Iterable[Line], kind: Kind = Kind.BULLETS, *, tied: bool = False) -> None:
        """Add lines that are made already."""
        if made := tuple(lines):
            self._blocks.append(Block(kind, made, self.language.code, tied))

    def blocks(self, made: Iterable[Block]) -> None:
        """Add blocks that are made already, each in its own language."""
        self._blocks += made

    # Paragraphs of the library

    def prose(
        self,
        message: Message | None,
        values: Values | None = None,
        *,
        kind: Kind = Kind.TEXT,
        label: str = "",
        tied: bool = False,
    ) -> None:
        """Add a paragraph of the library, with a label in front where one is given."""
        if message is None:
            return
        line, language = self._line(message, values)
        if label:
            line = (Span(f"{label} ", strong=True), *line)
        self._blocks.append(Block(kind, (line,), language, tied))

    def listed(self, messages: Iterable[Message], values: Values | None = None, *, ordered: bool = False) -> None:
        """Add a list of paragraphs; neighbours in another language make a list of their own."""
        kind = Kind.STEPS if ordered else Kind.BULLETS
        start = 1
        run: list[Line] = []
        run_language = ""
        for message in messages:
            line, language = self._line(message, values)
            if run and language != run_language:
                self._blocks.append(Block(kind, tuple(run), run_language, start=start))
                start += len(run)
                run = []
            run_language = language
            run.append(line)
        if run:
            self._blocks.append(Block(kind, tuple(run), run_language, start=start))

    def sections(self, sections: Iterable[Section], values: Values, headings: Mapping[str, str]) -> None:
        """Add a page's sections under their headings."""
        for section in sections:
            if section.name:
                self.heading(headings[section.name])
            for paragraph in section.paragraphs:
                self.prose(paragraph, values)
            self.listed(section.points, values, ordered=section.ordered)

    def _line(self, message: Message, values: Values | None) -> tuple[Line, str]:
        line, language = self.language.line(message, values)
        self._fallen_back |= language != self.language.code
        self._claims |= not message.context.startswith("pages/")
        return line, language

    def words(self, message: Message, values: Values | None = None) -> str:
        """A paragraph of the library as plain words, for a label or title."""
        return self.language.words(message, values)

    # Statements with evidence

    def fact(self, fact: Fact) -> None:
        """Add a fact as it stands today, with what limits it and where it comes from."""
        if not self.holds(fact.evidence):
            return
        say = self.language.say
        self.prose(fact.text, fact.values)
        self.prose(fact.conditions, fact.values, label=say("Condition:"), tied=True)
        self.prose(fact.not_covered, fact.values, label=say("Not covered:"), tied=True)
        self.prose(fact.risk, fact.values, label=say("Risk:"), kind=Kind.WARNING, tied=True)
        known = self.ask.library.contact_by_id
        if first := [self.called(known[one]) for one in fact.first if one in known]:
            line = (Span(say("Ask first:") + " ", strong=True), Span(self.language.all_of(first)))
            self.lines([line], Kind.TEXT, tied=True)
        self.evidence(fact.evidence, history=fact.history or None)

    def called(self, contact: Contact) -> str:
        """What a body is called: its own name in every language, or a translated label where it has none."""
        return self.words(contact.label) if contact.label else self.language.as_is(contact.name)

    def holds(self, evidence: Evidence) -> bool:
        """Whether a statement may be shown today; where not, say since when and whom to ask, without a value."""
        standing = evidence.standing(self.ask.today)
        if standing is Standing.ENDED and evidence.valid_until:
            said, day = self.language.say("This changed or ended on {date}."), evidence.valid_until
        elif standing is Standing.NOT_YET and evidence.valid_from:
            said, day = self.language.say("A new rule starts on {date}."), evidence.valid_from
        else:
            return True
        self.cite(evidence)
        self._claims = True
        said = said.replace("{date}", self.language.day(day.isoformat()))
        where = self._whom(evidence)
        tail = (Span(" " + self.language.say("Ask:") + " "), *where) if where else ()
        self.lines([(Span(said), *tail)], Kind.WARNING)
        return False

    def evidence(self, evidence: Evidence, *, history: bool | None = None, urgent: bool = False) -> None:
        """Add the small print of a statement: source, date, how it was checked, where to check.

        What comes from the seminar of 2006 is history unless the caller knows better. `urgent`: nobody in danger is
        told to ask somebody else first.
        """
        self.cite(evidence)
        history = evidence.checked is Checked.SEED if history is None else history
        self._blocks.append(
            Block(Kind.NOTE, (self._small_print(evidence, history, urgent),), self.language.code, tied=True)
        )

    def cite(self, evidence: Evidence) -> None:
        """Remember the sources for the page of sources."""
        self._sources.update(dict.fromkeys(evidence.sources))

    def cite_all(self, sources: Iterable[Source]) -> None:
        """Remember sources that another screen has named."""
        self._sources.update(dict.fromkeys(sources))

    def _small_print(self, evidence: Evidence, history: bool, urgent: bool) -> Line:
        say = self.language.say
        whom = self._whom(evidence)
        spans: list[Span] = []
        if evidence.checked is Checked.GENERAL_KNOWLEDGE:
            spans.append(Span(say("Not yet checked against the source.")))
            spans += [Span(" " + say("Before you rely on it, ask:") + " "), *whom] if whom and not urgent else []
            return tuple(spans)
        source = next((one for one in evidence.sources if one.show and one.read), evidence.sources[0])
        spans += [Span(say("Source:") + " "), *self._named(source)]
        read = max((one.read for one in evidence.sources), default="")
        if history:
            spans.append(Span(" · " + say("history")))
        if evidence.as_of:
            spans.append(Span(" · " + say("as of {date}", date=self.language.day(evidence.as_of))))
        elif not history:
            spans.append(Span(" · " + say("date unknown")))
        if read:
            spans.append(Span(" · " + say("checked {date}, in a stored copy", date=self.language.day(read))))
        if not evidence.complete:
            spans.append(Span(". " + say("This list is not complete.")))
        ask = "" if source.show or not whom else say("Check with:")
        if evidence.standing(self.ask.today) is Standing.REVIEW_DUE:
            ask = say("May have changed: check with")
        elif evidence.confidence is Confidence.MEDIUM or not evidence.complete:
            ask = say("Check before you rely on it:")
        if ask and not urgent:
            spans += [Span((". " if evidence.complete else " ") + ask + " "), *(whom or self._named(source))]
        return tuple(spans)

    def _whom(self, evidence: Evidence) -> Line:
        """Whom to ask: the responsible body, or a source that may be shown."""
        if evidence.verify:
            return self.link(evidence.verify.name, evidence.verify.url)
        for source in evidence.sources:
            if source.show and source.url:
                return self._named(source)
        return ()

    def _named(self, source: Source) -> Line:
        return self.link(source.publisher, source.url if source.show else "")

    def link(self, name: str, url: str = "") -> Line:
        """A proper name as it is in every language, with an address behind it where there is one."""
        return (Span(self.language.as_is(name), link=url),)

    @property
    def so_far(self) -> tuple[Block, ...]:
        """What was added so far."""
        return tuple(self._blocks)

    # Choices

    def choice(self, label: str, page: str, *items: str, icon: str = "") -> Choice:
        """A choice that leads to another page with the same countries and occupation."""
        return Choice(label, self.ask.place.to(page, *items), icon=icon)

    def row(self, *choices: Choice | None) -> None:
        """Add a row of choices; None is passed over."""
        if kept := tuple(choice for choice in choices if choice):
            self._rows.append(kept)

    def rows(self, choices: Sequence[Choice], width: int = 1) -> None:
        """Add choices in rows of `width`."""
        for start in range(0, len(choices), width):
            self._rows.append(tuple(choices[start : start + width]))

    def _about(self, page: str) -> Place:
        """A page about this place (its sources, its language); of a page about another one, about that."""
        place = self.about or self.ask.place
        here = place.items if place.page in ABOUT else (place.page, *place.items)
        if not self.found or here == (MENU,):
            return place.to(page)
        return _that_fits(place.to(page, *here))

    def _rating(self) -> tuple[Choice, ...]:
        """Under every answer, where it can be counted: helpful or not, in one tap."""
        place, say = self.ask.place, self.language.say
        is_answer = self._claims if self.is_answer is None else self.is_answer
        if not (self.ask.visitor.counts and self.found and is_answer):
            return ()
        if not topic_of(self.ask.library, place.page, place.item):
            return ()
        here = (place.page,) if place.page in NAMELESS else (place.page, *place.items)
        return (
            Choice(say("Helpful"), place.to("helpful", "y", *here), icon="👍", deed=True),
            Choice(say("Not helpful"), place.to("helpful", "n", *here), icon="👎", deed=True),
        )

    # The result

    def turn(self, *effects: Effect) -> Turn:
        """The finished turn."""
        place, say = self.ask.place, self.language.say
        parts = in_parts(self._blocks)
        exits = [Choice(say("Back"), self.back, icon="◀️")] if self.back else []
        if place.page != MENU:
            exits.append(Choice(say("Menu"), place.to(MENU), icon="🏠"))
        if place.page != "help":
            exits.append(Choice(say("Help now"), place.to("help"), icon="🆘"))
        if place.page not in ("language", "start"):
            exits.append(Choice(say("Language"), self._about("language"), icon="🌐"))
        if self._sources and place.page != "sources":
            exits.append(Choice(say("Sources"), self._about("sources"), icon="📚"))
        if self.found and place.page not in NOT_SHARED:
            exits.append(Choice(say("Share this page"), self._about("share"), icon="📤"))
        untranslated = (
            say("Some of this page is not translated yet; it stands in English.")
            if self._fallen_back and self.language.code != ENGLISH
            else ""
        )
        return Turn(
            Screen(
                place=place,
                title=self.title,
                parts=parts,
                choice_parts=choices_in_parts(tuple(self._rows)),
                icon=self.icon,
                notice=" ".join(filter(None, (self.noted, untranslated))),
                exits=tuple(exits),
                rating=self._rating(),
                sources=tuple(self._sources),
                description=self.description or _first_words(parts),
                asks=self.asks,
                listens=self.listens,
                personal=self.personal,
                toast=self.toast,
                found=self.found,
                indexed=self.indexed,
                unfolded=self.unfolded,
                before=self.before,
                picture=self.picture,
                claims=self._claims,
                shares=self.shares,
            ),
            effects,
        )


def _that_fits(place: Place) -> Place:
    """The place in any language and part; where it would be too long for a button, without the occupation."""
    longest = len(str(place).encode()) + len("fil") - len(place.language) + len("~99")
    return place if longest <= LONGEST else place.within(occupation="")


def _first_words(parts: Sequence[Sequence[Block]]) -> str:
    for part in parts:
        for block in part:
            if block.kind is Kind.TEXT:
                text = "".join(span.text for span in block.lines[0])
                return text if len(text) <= 155 else text[:154].rsplit(" ", 1)[0] + "…"
    return ""
