"""A paragraph without a translation stands in English, says so, and is marked for a screen reader."""

from dataclasses import replace

import pytest

from bot.channels.telegram.render import render
from bot.channels.web.pages import Pages
from bot.model.place import read_place
from bot.model.screen import Visitor
from bot.screens.answer import Answers
from tests.conftest import TODAY

PLACE = read_place("ar/rights/passport")
NOTICE = "Some of this page is not translated yet; it stands in English."


@pytest.fixture
def outdated(answers: Answers) -> Answers:
    """The library with an Arabic in which one paragraph of the passport page is out of date."""
    arabic = answers.languages["ar"]
    right = answers.library.rights["passport"]
    gone = right.sections[0].paragraphs[0]
    content = {key: text for key, text in arabic.catalogue.content.items() if key != f"{gone.context}\x04{gone.text}"}
    assert len(content) == len(arabic.catalogue.content) - 1
    changed = replace(arabic, catalogue=replace(arabic.catalogue, content=content))
    return Answers(answers.library, {**answers.languages, "ar": changed})


def test_the_notice_stands_above_and_the_paragraph_says_its_language(outdated: Answers) -> None:
    screen = outdated.turn(PLACE, Visitor("web"), TODAY).screen
    assert screen.notice == outdated.languages["ar"].say(NOTICE) != ""
    foreign = [block for part in screen.parts for block in part if block.language == "en"]
    assert len(foreign) == 1
    assert "passport" in foreign[0].lines[0][0].text


def test_the_page_marks_it_for_screen_readers(outdated: Answers) -> None:
    body = Pages(lambda: outdated, "https://example.org", lambda: TODAY).page(PLACE).body.decode()
    assert '<p lang="en" dir="ltr">' in body
    assert outdated.languages["ar"].say(NOTICE) in body


def test_the_chat_shows_the_notice(outdated: Answers) -> None:
    screen = outdated.turn(PLACE, Visitor("telegram"), TODAY).screen
    assert outdated.languages["ar"].say(NOTICE) in render(screen, 1, outdated.languages["ar"]).html


def test_what_is_translated_has_no_notice(answers: Answers) -> None:
    assert answers.turn(PLACE, Visitor("web"), TODAY).screen.notice == ""


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_each_language_says_on_its_start_screen_that_nobody_has_checked_it(answers: Answers, language: str) -> None:
    start = answers.turn(read_place(f"{language}/start"), Visitor("web"), TODAY).screen
    said = [span.text for part in start.parts for block in part for line in block.lines for span in line]
    english = "These texts were written for this service. No independent reader has checked them yet."
    others = "This translation is a draft. No qualified reader has checked it yet. In doubt, read the English."
    assert answers.languages[language].say(english if language == "en" else others) in said
