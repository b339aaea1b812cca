"""Every screen in every language and channel: no dead end, nothing left over, nothing that breaks a channel's limits.

A language is walked once and each screen is looked at in all channels on the way; what does not depend on the language
is looked at in English.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest

from bot.channels.telegram.render import LONGEST, render, visible_length
from bot.channels.terminal.channel import choices_of
from bot.channels.web.pages import Pages
from bot.library.check import messages_of
from bot.model.place import LONGEST as LONGEST_PLACE
from bot.model.place import read_place
from bot.model.screen import Block, Kind, Screen, Visitor
from bot.screens.answer import Answers, rules
from bot.screens.parts import WORDS
from bot.screens.walk import every_screen, parts_of, places_of
from tests.conftest import TODAY
from tests.processes import ROOT

LANGUAGES = sorted(path.name for path in (ROOT / "locales").iterdir() if path.is_dir())
VISITOR = Visitor("telegram", keeps=True, hides=True, reachable=True, counts=True)
_LEFT_OVER = re.compile(r"\{[a-z_]+\}|\{\{|\}\}|\{%|\*\*|</?[a-z]+>|\bNone\b(?! of|:| means)|Decimal\(")


@pytest.fixture(scope="module")
def english(answers: Answers) -> list[Screen]:
    return list(every_screen(answers, "en", TODAY, VISITOR))


def test_all_eight_languages_are_offered(answers: Answers) -> None:
    assert sorted(answers.languages) == LANGUAGES
    assert len(LANGUAGES) >= 8


def test_the_walk_reaches_every_page_and_everything_in_the_library(english: list[Screen], answers: Answers) -> None:
    reached = {(screen.place.page, *screen.place.items) for screen in english}
    only_by_deed_or_added = {"search", "nofiles", "speak", "page", "bulletin", "uncounted"}
    assert set(rules()) - {screen.place.page for screen in english} - only_by_deed_or_added == set()
    library = answers.library
    for page, shelf in (
        ("rights", library.rights),
        ("kit", library.kit),
        ("programme", library.programmes),
        ("agreement", library.agreements),
        ("code", library.codes),
        ("instrument", library.instruments),
        ("practice", library.practices),
        ("glossary", library.terms),
    ):
        missing = [key for key in shelf if (page, key) not in reached]
        assert not missing, f"nothing leads to {page}: {missing}"
    assert all(("help", code.lower()) in reached for code in library.countries)
    homes = {screen.place.home for screen in english if screen.place.page == "kit"}
    ends = {screen.place.destination for screen in english if screen.place.page == "kit"}
    assert homes >= {one.code for one in library.with_role("home")}
    assert ends >= {one.code for one in library.with_role("destination")}


def test_every_corridor_has_its_page(answers: Answers) -> None:
    for home in answers.library.with_role("home"):
        for there in answers.library.with_role("destination"):
            place = read_place(f"en/{home.code}-{there.code}-2221/kit/recruit")
            assert answers.turn(place, VISITOR, TODAY).screen.found, place


def test_every_choice_leads_somewhere(english: list[Screen], answers: Answers) -> None:
    tried = set()
    for screen in english:
        assert screen.found, screen.place
        targets = list(places_of(screen))
        assert targets, f"{screen.place} is a dead end"
        for target in targets:
            assert len(str(target).encode()) <= LONGEST_PLACE - len("fil") + len("en"), "longer codes must fit too"
            assert read_place(str(target)) == target
            what = (target.page, target.items, bool(target.home), bool(target.destination), bool(target.occupation))
            if what not in tried:
                tried.add(what)
                assert answers.turn(target, VISITOR, TODAY).screen.found, f"{screen.place} leads to nothing at {target}"


def test_help_and_menu_and_language_are_on_every_screen(english: list[Screen]) -> None:
    for screen in english:
        pages = {place.page for place in places_of(screen)}
        assert screen.place.page == "help" or "help" in pages, screen.place
        assert screen.place.page == "menu" or "menu" in pages, screen.place
        assert screen.place.page in ("language", "start") or pages & {"language", "speak"}, screen.place


def test_every_statement_names_a_source(english: list[Screen]) -> None:
    for screen in english:
        notes = [block for part in screen.parts for block in part if block.kind is Kind.NOTE]
        assert screen.sources or not notes or screen.place.page in ("sources", "subscribe"), screen.place


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_screen_of_a_language_stands_in_every_channel(answers: Answers, code: str) -> None:
    pages = Pages(lambda: answers, "https://example.org", lambda: TODAY)
    looks: list[Callable[[Screen], None]] = [_words, _left_over, lambda one: _telegram(one, answers)]
    looks += [lambda one: _terminal(one, answers), lambda one: _page(one, pages)]
    count = 0
    for screen in every_screen(answers, code, TODAY, VISITOR):
        count += 1
        for look in looks:
            look(screen)
    assert count > 3000


def _words(screen: Screen) -> None:
    assert screen.found, screen.place
    assert screen.title.strip(), screen.place
    foreign = [block for part in screen.parts for block in part if block.language != screen.place.language]
    assert not foreign, f"{screen.place} is not translated: {foreign[0].lines}"
    assert not screen.notice, screen.place
    for part in screen.parts:
        blocks = [block for block in part if block.kind is not Kind.NOTE]
        words = sum(len("".join(span.text for span in line).split()) for block in blocks for line in block.lines)
        assert words <= WORDS * 2 or len(_groups(part)) <= 2, f"{screen.place}: {words} words"


def _groups(part: tuple[Block, ...]) -> list[Block]:
    return [block for block in part if not block.tied and block.kind is not Kind.HEADING]


def _left_over(screen: Screen) -> None:
    texts = [screen.title, screen.notice, screen.description]
    texts += [span.text for part in screen.parts for block in part for line in block.lines for span in line]
    texts += [choice.label for part in screen.choice_parts for row in part for choice in row]
    found = _LEFT_OVER.search("\n".join(texts))
    assert not found, f"{screen.place}: {found}"


def _telegram(screen: Screen, answers: Answers) -> None:
    language = answers.languages[screen.place.language]
    for place in parts_of(screen):
        assert visible_length(screen, place.part) <= LONGEST, place
        message = render(screen, place.part, language)
        buttons = [button for row in message.keyboard.inline_keyboard for button in row]
        assert 0 < len(buttons) <= 100
        assert all(len(row) <= 8 for row in message.keyboard.inline_keyboard)
        size = sum(len(button.text.encode()) + len(str(button.callback_data or button.url)) + 40 for button in buttons)
        assert size <= 10_240, place


def _terminal(screen: Screen, answers: Answers) -> None:
    for place in parts_of(screen):
        assert choices_of(screen, place.part, answers.languages[place.language]), place


def _page(screen: Screen, pages: Pages) -> None:
    page = pages.page(screen.place)
    assert page.status == 200
    assert f'lang="{screen.place.language}"'.encode() in page.body


def test_outside_its_dates_no_value_is_shown(answers: Answers) -> None:
    late = date(2060, 1, 1)
    for country in answers.library.countries.values():
        for fact in country.facts:
            if fact.evidence.valid_until:
                text = str(answers.turn(read_place("en/PH-GB-2221/kit"), VISITOR, late))
                assert all(message.text not in text for message in messages_of(fact))
