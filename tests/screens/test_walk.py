"""Every screen in every language: no dead end, nothing left over, nothing that breaks a channel's limits."""

import re
from datetime import date

import pytest

from bot.channels.telegram.render import LONGEST, render, visible_length
from bot.channels.terminal.channel import choices_of
from bot.channels.web.pages import Pages
from bot.library.check import messages_of
from bot.model.place import LONGEST as LONGEST_PLACE
from bot.model.place import read_place
from bot.model.screen import Kind, Screen, Visitor
from bot.screens.answer import Answers, rules
from bot.screens.parts import WORDS
from bot.screens.walk import every_screen, parts_of, places_of
from tests.conftest import TODAY

LANGUAGES = ("en", "fr", "ar")
VISITOR = Visitor("telegram", keeps=True, hides=True)
_LEFT_OVER = re.compile(r"\{[a-z_]+\}|\{\{|\}\}|\{%|\*\*|</?[a-z]+>|None\b|Decimal\(")


@pytest.fixture(scope="module", params=LANGUAGES)
def walked(request: pytest.FixtureRequest, answers: Answers) -> list[Screen]:
    return list(every_screen(answers, request.param, TODAY, VISITOR))


def test_the_walk_reaches_every_page_and_everything_in_the_library(walked: list[Screen], answers: Answers) -> None:
    reached = {(screen.place.page, *screen.place.items) for screen in walked}
    only_by_deed = {"search", "nofiles"}
    assert set(rules()) - {screen.place.page for screen in walked} - only_by_deed <= {"speak"}
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


def test_every_choice_leads_somewhere(walked: list[Screen], answers: Answers) -> None:
    for screen in walked:
        assert screen.found, screen.place
        assert screen.title.strip(), screen.place
        targets = list(places_of(screen))
        assert targets, f"{screen.place} is a dead end"
        for target in targets:
            assert len(str(target).encode()) <= LONGEST_PLACE
            assert read_place(str(target)) == target
            assert answers.turn(target, VISITOR, TODAY).screen.found, f"{screen.place} leads to nothing at {target}"


def test_help_is_two_taps_away_from_everywhere(walked: list[Screen], answers: Answers) -> None:
    for screen in walked:
        if screen.place.page != "help":
            first = [place for place in places_of(screen) if place.page == "help"]
            assert first, f"no help at {screen.place}"
    assert any(
        place.page == "help" and place.items
        for place in places_of(answers.turn(read_place("en/help"), VISITOR, TODAY).screen)
    )


def test_the_language_can_be_changed_everywhere(walked: list[Screen]) -> None:
    for screen in walked:
        pages_or_tongues = {place.page for place in places_of(screen)} | {place.language for place in places_of(screen)}
        assert pages_or_tongues & {"language", "fr"}, screen.place


def test_nothing_is_left_over(walked: list[Screen]) -> None:
    for screen in walked:
        texts = [screen.title, screen.notice, screen.description]
        texts += [span.text for part in screen.parts for block in part for line in block.lines for span in line]
        texts += [choice.label for part in screen.choice_parts for row in part for choice in row]
        for text in texts:
            assert not _LEFT_OVER.search(text), f"{screen.place}: {text!r}"


def test_a_part_has_about_ninety_words(walked: list[Screen]) -> None:
    for screen in walked:
        for part in screen.parts:
            blocks = [block for block in part if block.kind is not Kind.NOTE]
            words = sum(len("".join(span.text for span in line).split()) for block in blocks for line in block.lines)
            assert words <= WORDS * 2 or len(_groups(part)) <= 2, f"{screen.place}: {words} words"


def _groups(part: tuple[object, ...]) -> list[object]:
    return [
        block
        for block in part
        if not getattr(block, "tied", False) and getattr(block, "kind", None) is not Kind.HEADING
    ]


def test_telegrams_limits_hold_for_every_part(walked: list[Screen], answers: Answers) -> None:
    for screen in walked:
        language = answers.languages[screen.place.language]
        for place in parts_of(screen):
            assert visible_length(screen, place.part) <= LONGEST
            message = render(screen, place.part, language)
            buttons = [button for row in message.keyboard.inline_keyboard for button in row]
            assert 0 < len(buttons) <= 100
            assert all(len(row) <= 8 for row in message.keyboard.inline_keyboard)
            assert len(str(message.keyboard.to_json()).encode()) <= 10_240, screen.place


def test_the_terminal_can_reach_every_part(walked: list[Screen], answers: Answers) -> None:
    for screen in walked:
        for place in parts_of(screen):
            assert choices_of(screen, place.part, answers.languages[place.language])


def test_untranslated_paragraphs_are_announced(walked: list[Screen]) -> None:
    for screen in walked:
        foreign = [block for part in screen.parts for block in part if block.language != screen.place.language]
        assert bool(screen.notice) or not foreign, screen.place


def test_every_statement_names_a_source(walked: list[Screen]) -> None:
    for screen in walked:
        notes = [block for part in screen.parts for block in part if block.kind is Kind.NOTE]
        assert screen.sources or not notes or screen.place.page in ("sources",), screen.place


def test_pages_are_made_of_every_screen(walked: list[Screen], answers: Answers) -> None:
    made = Pages(lambda: answers, "https://example.org", lambda: TODAY)
    for screen in walked:
        page = made.page(screen.place)
        assert page.status == 200
        assert f'lang="{screen.place.language}"'.encode() in page.body


def test_outside_its_dates_no_value_is_shown(answers: Answers) -> None:
    late = date(2060, 1, 1)
    for country in answers.library.countries.values():
        for fact in country.facts:
            if fact.evidence.valid_until:
                text = str(answers.turn(read_place("en/PH-GB-2221/kit"), VISITOR, late))
                assert all(message.text not in text for message in messages_of(fact))
