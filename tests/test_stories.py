"""Conversations that a union officer can read (tests/stories/*.yaml), held with the pure core: no channel, no database.

A file is a list of stories. Each has a name (`story`), may set `language` (en), `day` (23 November 2026), `channel`
(telegram, group, web or terminal), `facts` (then a little library is asked that holds only these, on fees in the United
Kingdom) and `bulletins` (that stand on the board; each may set what is in STANDING below), and has `steps`. A step does
at most one thing and then looks at the screen:

    opens: kit/fees             the address of a screen without its language; `menu` is the menu
    deep link: PH-GB-2221       what stands behind t.me/BOT?start=
    types: boss kept my pasport
    forwards: {text: what she passed on, links: [addresses behind its words]}
    taps: Fees and licences     a choice, by its words
    day: 2027-01-01             from here on it is this day; the same screen is looked at again

    sees / does not see         words, on any part of the screen
    can tap / cannot tap        choices, by their words
    can open / cannot open      addresses outside
    happens                     what the turn asks for: Forget, Hide, KeepLanguage, Subscribe, Record ..., or nothing
    counts                      what a Record holds: {stage: thinking, home: PH}, without what was not told
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.bulletins.board import Posted
from bot.channels.deep_link import linked_place
from bot.language.language import Language
from bot.library.load import load_library
from bot.model.bulletin import Audience, BulletinState, Wording
from bot.model.place import MENU, Place, read_place
from bot.model.screen import Choice, Forwarded, Record, Screen, Turn, Visitor
from bot.screens.answer import Answers, rules
from tests.bulletins.boards import board, bulletin, posted
from tests.conftest import TODAY

STORIES = Path(__file__).parent / "stories"
NO_STORIES = {"questions.yaml"}

VISITORS = {
    "telegram": Visitor("telegram", keeps=True, hides=True, reachable=True, counts=True),
    "group": Visitor("telegram", hides=True),
    "web": Visitor("web", counts=True),
    "terminal": Visitor("terminal"),
}

ACTIONS = {"opens", "deep link", "types", "forwards", "taps", "day"}
LOOKS = {"sees", "does not see", "can tap", "cannot tap", "can open", "cannot open", "happens", "counts"}

LITTLE = {
    "occupations.yaml": 'entries:\n- {id: nurse, code: "2221", name: Nurse}\n',
    "countries/PH/country.yaml": "roles: [home]\ncurrency: PHP\n",
    "countries/GB/country.yaml": "roles: [destination]\ncurrency: GBP\n",
    "kit/fees.md": """\
---
title: Fees and licences
question: What may a recruiter charge me?
order: 1
destination_topics: [fees]
sources: {editors: {title: Words of the editors, publisher: Fair Passage}}
checked: general-knowledge
confidence: high
---

Ask first.
""",
}
"""A library without facts, for stories that bring their own."""

SOURCES = {
    "regulator": {
        "title": "Fees",
        "publisher": "The regulator",
        "url": "https://regulator.example.org/fees",
        "show": True,
        "read": "2026-11",
    },
    "blog": {"title": "A blog", "publisher": "An agency", "url": "https://agency.example.com/blog", "read": "2026-11"},
    "seminar": {"title": "Seminar report", "publisher": "IOM", "date": "2006"},
}
STANDING = {
    "code": "FP-7K2M-8",
    "title": "No fees in the Kingdom",
    "texts": {"en": "The agency **may not** take a fee from you. Ask [your union](https://union.example.org/fees)."},
    "audience": {"topics": ["fees"]},
    "state": "released",
    "earlier": [],
}
"""What a story's bulletin has where the story says nothing else; `earlier` are its texts before corrections."""
USUAL = {
    "topic": "fees",
    "source": "regulator",
    "checked": "stored-copy",
    "confidence": "high",
    "as_of": "2026-10",
    "verify": {"name": "The ministry", "url": "https://ministry.example.org/"},
}
"""What a story's fact has where the story says nothing else."""


def stories() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every story with the name of its file."""
    for path in sorted(STORIES.glob("*.yaml")):
        if path.name not in NO_STORIES:
            for story in yaml.safe_load(path.read_text(encoding="utf-8")):
                yield path.stem, story


ALL = list(stories())


class DoesNotHold(Exception):
    """A step of a story is not so."""


def sure(holds: bool, otherwise: str) -> None:
    """Stop the story with a sentence where something does not hold."""
    if not holds:
        raise DoesNotHold(otherwise)


@dataclass
class Conversation:
    """One visitor and the screen before her."""

    answers: Answers
    visitor: Visitor
    language: str
    day: date
    turn: Turn | None = None
    place: Place | None = None

    @property
    def screen(self) -> Screen:
        """What she sees now."""
        if self.turn is None:
            raise DoesNotHold("a story begins with opens, deep link or types")
        return self.turn.screen

    def goes(self, place: Place, typed: str = "", forwarded: Forwarded | None = None) -> None:
        """Answer a place, as a channel does: everything about it comes from the place itself."""
        place = read_place(place.packed())
        self.place, self.language = place, place.language
        self.turn = self.answers.turn(place, replace(self.visitor, typed=typed, forwarded=forwarded), self.day)

    def does(self, action: str, what: Any) -> None:
        """One action of a step."""
        match action:
            case "opens":
                address = self.language if what == MENU else f"{self.language}/{what}"
                self.goes(read_place(address))
            case "deep link":
                place = linked_place(what, self.language, set(self.answers.languages), set(rules()))
                self.goes(place or Place(self.language, "start"))
            case "types":
                self.goes(Place(self.language, "search"), typed=what)
            case "forwards":
                self.goes(
                    Place(self.language, "authentic"), forwarded=Forwarded(what["text"], tuple(what.get("links", ())))
                )
            case "taps":
                place = self.choice(what).place
                if place is None:
                    raise DoesNotHold(f"{what!r} leads out of the service")
                self.goes(place)
            case "day":
                self.day = what
                if self.place is not None:
                    self.goes(self.place)

    @property
    def choices(self) -> list[Choice]:
        """Everything that can be tapped, on any part of the screen."""
        screen = self.screen
        return [
            *(choice for part in screen.choice_parts for row in part for choice in row),
            *screen.rating,
            *screen.exits,
        ]

    def choice(self, label: str) -> Choice:
        """The choice with these words."""
        found = [choice for choice in self.choices if choice.label == label]
        sure(bool(found), f"cannot tap {label!r}; can tap {[choice.label for choice in self.choices]}")
        return found[0]

    @property
    def text(self) -> str:
        """Everything that can be read, a paragraph or point a line."""
        screen = self.screen
        lines = [line for part in screen.parts for block in part for line in block.lines]
        said = ["".join(span.text for span in line) for line in lines]
        return "\n".join(one for one in (screen.title, screen.notice, *said, screen.toast) if one)

    @property
    def links(self) -> set[str]:
        """Every address outside that the screen offers."""
        spans = [span for part in self.screen.parts for block in part for line in block.lines for span in line]
        return {span.link for span in spans if span.link} | {choice.url for choice in self.choices if choice.url}

    def looks(self, look: str, expected: str) -> None:
        """One look at the screen."""
        labels = [choice.label for choice in self.choices]
        match look:
            case "sees":
                sure(expected in self.text, f"does not see {expected!r} in:\n{self.text}")
            case "does not see":
                sure(expected not in self.text, f"sees {expected!r} in:\n{self.text}")
            case "can tap":
                sure(expected in labels, f"cannot tap {expected!r}; can tap {labels}")
            case "cannot tap":
                sure(expected not in labels, f"can tap {expected!r}")
            case "can open":
                sure(expected in self.links, f"cannot open {expected}; can open {sorted(self.links)}")
            case "cannot open":
                sure(not any(link.startswith(expected) for link in self.links), f"can open {expected}")


def listed(value: Any) -> list[Any]:
    """One thing or several, as a list."""
    return value if isinstance(value, list) else [value]


def held(conversation: Conversation, step: dict[str, Any]) -> None:
    """One step of a story."""
    unknown = set(step) - ACTIONS - LOOKS
    sure(not unknown, f"a step has no {unknown}")
    actions = [name for name in step if name in ACTIONS]
    sure(len(actions) <= 1, f"a step does one thing, not {actions}")
    for action in actions:
        conversation.does(action, step[action])
    sure(conversation.screen.found or "sees" in step, f"nothing is at {conversation.place}")
    for look in sorted(LOOKS - {"happens", "counts"}):
        for expected in listed(step.get(look, [])):
            sure(isinstance(expected, str), f"{look}: {expected!r} is no text; put it in quotes")
            conversation.looks(look, expected)
    effects = conversation.turn.effects if conversation.turn else ()
    happened = [type(effect).__name__ for effect in effects] or ["nothing"]
    expected_to_happen = listed(step.get("happens", "nothing"))
    sure(happened == expected_to_happen, f"{happened} happens, not {expected_to_happen}")
    told = next((counted_in(effect) for effect in effects if isinstance(effect, Record)), None)
    sure("counts" not in step or told == step["counts"], f"{told} is counted, not {step.get('counts')}")


def counted_in(record: Record) -> dict[str, Any]:
    """What a Record holds, without what was not told."""
    held = {one.name: getattr(record.counted, one.name) for one in fields(record.counted)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in held.items()
        if value or value is False
    }


def standing(given: dict[str, Any]) -> Posted:
    """A story's bulletin as it stands on the board."""
    unknown = set(given) - set(STANDING)
    sure(not unknown, f"a bulletin has no {unknown}")
    one = {**STANDING, **given}
    version = len(one["earlier"]) + 1
    made = bulletin(
        one["code"],
        title=one["title"],
        texts=_wordings(one["texts"]),
        audience=Audience(**{name: tuple(values) for name, values in one["audience"].items()}),
        state=BulletinState(one["state"]),
        version=version,
        released_version=version,
    )
    return posted(made, earlier=tuple(map(_wordings, one["earlier"])))


def _wordings(texts: dict[str, str]) -> dict[str, Wording]:
    return {language: Wording(text=text, of=1) for language, text in texts.items()}


def little_library(folder: Path, facts: list[dict[str, Any]], languages: dict[str, Language]) -> Answers:
    """A library that holds only a story's facts."""
    entries = [{"id": f"fact-{number}", **USUAL, **fact} for number, fact in enumerate(facts)]
    entries = [{key: value for key, value in entry.items() if value is not None} for entry in entries]
    files = {**LITTLE, "countries/GB/facts.yaml": yaml.safe_dump({"sources": SOURCES, "facts": entries})}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Answers(load_library([folder]), languages)


@pytest.mark.parametrize(("file", "story"), ALL, ids=[f"{file}: {story['story']}" for file, story in ALL])
def test_story(answers: Answers, tmp_path: Path, file: str, story: dict[str, Any]) -> None:
    unknown = set(story) - {"story", "language", "day", "channel", "facts", "bulletins", "steps"}
    assert not unknown, f"a story has no {unknown}"
    if "facts" in story:
        answers = little_library(tmp_path, story["facts"], dict(answers.languages))
    answers = answers.with_board(board(*map(standing, story.get("bulletins", []))))
    conversation = Conversation(
        answers, VISITORS[story.get("channel", "telegram")], story.get("language", "en"), story.get("day", TODAY)
    )
    for number, step in enumerate(story["steps"], 1):
        try:
            held(conversation, step)
        except DoesNotHold as error:
            pytest.fail(f"{file}.yaml, {story['story']!r}, step {number}: {error}", pytrace=False)


def test_there_are_stories_and_each_has_a_name_of_its_own() -> None:
    names = [story["story"] for _, story in ALL]
    assert len(names) >= 20
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"sees": "Nothing of the kind"}, "does not see 'Nothing of the kind' in:\nWhat do you want to know?"),
        ({"does not see": "What do you want"}, "sees 'What do you want'"),
        ({"can tap": "Nothing"}, "cannot tap 'Nothing'"),
        ({"cannot tap": "Glossary"}, "can tap 'Glossary'"),
        ({"can open": "https://example.org"}, "cannot open https://example.org"),
        ({"taps": "Nothing"}, "cannot tap 'Nothing'"),
        ({"happens": "Forget"}, "['nothing'] happens, not ['Forget']"),
        ({"see": "Menu"}, "a step has no {'see'}"),
        ({"opens": "menu", "types": "x"}, "a step does one thing"),
        ({"opens": "nowhere"}, "nothing is at en/nowhere"),
        ({"sees": 5}, "put it in quotes"),
    ],
)
def test_a_story_that_does_not_hold_is_told(answers: Answers, step: dict[str, Any], words: str) -> None:
    conversation = Conversation(answers, VISITORS["telegram"], "en", TODAY)
    held(conversation, {"opens": "menu"})
    with pytest.raises(DoesNotHold, match=re.escape(words)):
        held(conversation, step)
