"""A booklet: the kit of one corridor, occupation and language, made from screens, so that it says what the bot says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.language.language import Language
from bot.model.place import Place
from bot.model.screen import Block, Line, Screen, Visitor
from bot.screens.answer import Answers
from bot.screens.ends import is_whole
from bot.screens.sources import source_line
from bot.screens.start import draft_notice

KIT, WARNINGS, HELP = "kit", "warnings", "help"
READER = Visitor("paper")
"""Nobody: a booklet is the same for everybody."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One screen, whole. `address` is that of the living page."""

    title: str
    notice: str
    blocks: tuple[Block, ...]
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booklet:
    """Everything that stands in a booklet, in the words of its language. `day` is the day on which it was made."""

    place: Place
    direction: str
    title: str
    corridor: str
    about: tuple[str, ...]
    address: str
    made: str
    warning: str
    chapters: tuple[Chapter, ...]
    sources: tuple[Line, ...]
    day: date
    version: str
    words: "Words"


@dataclass(frozen=True, slots=True)
class Words:
    """The few words that a booklet adds to the screens."""

    brand: str
    contents: str
    living: str
    sources: str
    legal: str


def name_of(place: Place) -> str:
    """The name of a place's files without their ending: what it is, not for whom."""
    return f"fair-passage-{place.context}-{place.language}".lower()


def has_booklet(answers: Answers, place: Place) -> bool:
    """Whether there is a booklet for a place: its language is offered, its corridor and work are ours."""
    return place.language in answers.languages and is_whole(answers.library, place)


def booklet(answers: Answers, place: Place, today: date, site: str) -> Booklet:
    """The booklet of a place's corridor, occupation and language on a day; `site` is where the living pages are."""
    language = answers.languages[place.language]
    corridor = place.to(KIT)
    cover = answers.turn(corridor, READER, today).screen
    screens = [answers.turn(one, READER, today).screen for one in contents(answers, place, today)]
    signs = answers.turn(place.to(WARNINGS), READER, today).screen.title
    return Booklet(
        place=corridor,
        direction=language.direction,
        title=language.say("Thinking of going?"),
        corridor=cover.title,
        about=tuple(_about(cover, language)),
        address=f"{site}/{corridor}",
        made=_made(language, today, answers.library.version),
        warning=language.say(
            "Facts change. What stands here is what we knew on that day. "
            "Before you act, look at the living page or ask the body that is named."
        ),
        chapters=tuple(_chapter(one, signs, site) for one in screens),
        sources=tuple(_sources(screens, language)),
        day=today,
        version=answers.library.version,
        words=_words(language),
    )


def contents(answers: Answers, place: Place, today: date) -> Iterator[Place]:
    """The places of the chapters: the kit's pages, the warning signs of an offer, help there and here."""
    yield from (place.to(KIT, key) for key in answers.library.kit)
    groups = answers.turn(place.to(WARNINGS), READER, today).screen
    for choice in (choice for part in groups.choice_parts for row in part for choice in row):
        if choice.place is not None and choice.place.page == WARNINGS:
            yield choice.place
    yield from (place.to(HELP, one.lower()) for one in (place.destination, place.home))


def _about(cover: Screen, language: Language) -> Iterator[str]:
    """What the corridor's screen says, and how far the language is checked."""
    for block in (block for part in cover.parts for block in part):
        yield from ("".join(span.text for span in line) for line in block.lines)
    if language.draft:
        yield draft_notice(language)


def _made(language: Language, today: date, version: str) -> str:
    made = language.say("Made on {date}", date=language.day(today.isoformat()))
    return f"{made} · {language.say('Version of the content: {version}', version=language.as_is(version))}"


def _chapter(screen: Screen, signs: str, site: str) -> Chapter:
    """A screen as a chapter. A group of warning signs says what it is one of: there is a page on contracts too."""
    blocks = tuple(block for part in screen.parts for block in part)
    title = f"{signs} {screen.title}" if screen.place.page == WARNINGS else screen.title
    return Chapter(title, screen.notice, blocks, f"{site}/{screen.place.whole}")


def _sources(screens: list[Screen], language: Language) -> Iterator[Line]:
    """Every source of every chapter, once, in the order in which they are first named."""
    for source in dict.fromkeys(source for screen in screens for source in screen.sources):
        yield source_line(source, language)


def _words(language: Language) -> Words:
    say = language.say
    return Words(
        brand=say("Fair Passage"),
        contents=say("What is in it"),
        living=say("The living page"),
        sources=say("Sources"),
        legal=say("General information, not legal advice."),
    )
