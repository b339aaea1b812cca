"""The checklist: its steps, its places, and what a screen reader and a printer are told."""

import re
from dataclasses import replace

import pytest

from bot.channels.telegram.render import render
from bot.channels.web.pages import Pages
from bot.library.check import check_library
from bot.model.content import StepList
from bot.model.place import Place
from bot.model.screen import Visitor
from bot.screens.answer import Answers
from bot.screens.steps import HOME_TOPICS, THERE_TOPICS
from bot.screens.ticks import MOST, read_ticks, ticked
from tests.conftest import TODAY
from tests.screens.test_practices import words

CHAT = Visitor("telegram", keeps=True, hides=True)
PH_GB = Place("en", home="PH", destination="GB", occupation="2221")


def test_there_is_every_list_with_every_step(answers: Answers) -> None:
    sizes = {which: len(answers.library.steps_of(which)) for which in StepList}
    assert sizes == dict(zip(StepList, (13, 7, 10, 16, 6, 6, 6, 7), strict=True))


def test_each_step_has_a_number_of_its_own(answers: Answers) -> None:
    numbers = [step.number for step in answers.library.steps.values()]
    assert len(set(numbers)) == len(numbers)
    assert all(1 <= number <= MOST for number in numbers)


def test_two_steps_of_one_number_and_one_that_has_no_room_are_told(answers: Answers) -> None:
    steps = dict(answers.library.steps)
    steps["police"] = replace(steps["police"], number=1)
    steps["medical"] = replace(steps["medical"], number=MOST + 1)
    told = [fault.text for fault in check_library(replace(answers.library, steps=steps), [])]
    assert told == [
        f"steps#medical: its number is {MOST + 1}; numbers run from 1 to {MOST}.",
        "steps#police: the number 1 is that of 'passport'; choose one that nobody has.",
    ]


def test_the_facts_beside_a_list_are_on_topics_that_facts_have(answers: Answers) -> None:
    topics = {topic for page in answers.library.kit.values() for topic in (*page.home_topics, *page.destination_topics)}
    for held in (HOME_TOPICS, THERE_TOPICS):
        assert {topic for own in held.values() for topic in own} <= topics


def test_a_tap_changes_one_tick_and_stays_on_its_portion(answers: Answers) -> None:
    done = frozenset({1, 5})
    place = PH_GB.to("steps", ticked(done), "clauses")
    screen = answers.turn(place, CHAT, TODAY).screen
    assert len(screen.choice_parts) == 2
    changed: set[int] = set()
    for part, rows in enumerate(screen.choice_parts, 1):
        for (choice,) in rows:
            if choice.place and choice.place.items[1:] == ("clauses",):
                assert choice.place.part == part
                changed |= (read_ticks(choice.place.item) or frozenset()) ^ done
    assert changed == {step.number for step in answers.library.steps_of(StepList.CLAUSES)}


def test_that_a_step_is_done_is_said_in_words(answers: Answers) -> None:
    body = Pages(lambda: answers, "https://example.org", lambda: TODAY).page(Place("en", "steps", ("1", "papers"))).body
    assert "Done: Passport that is valid well beyond the contract" in body.decode()


def test_on_the_web_a_tick_opens_the_page_at_its_choices_again(answers: Answers) -> None:
    pages = Pages(lambda: answers, "https://example.org", lambda: TODAY)
    body = pages.page(Place("en", "steps", ("0", "papers"))).body.decode()
    assert 'href="/en/steps/1/papers#choices"' in body
    assert 'href="/en/steps/0/exams"' in body
    assert 'id="choices"' in body


def test_a_list_is_open_on_the_web_so_that_all_of_it_is_printed(answers: Answers) -> None:
    pages = Pages(lambda: answers, "https://example.org", lambda: TODAY)
    body = pages.page(PH_GB.to("steps", "0", "all")).body.decode()
    assert '<details class="more" open>' in body
    assert len(re.findall("☐", body)) == len(answers.library.steps)
    style = next(file for name, file in pages.files.items() if "style" in name).body.decode()
    assert "@media print" in style


@pytest.mark.parametrize("code", ["en", "ar", "hi", "fil"])
def test_every_list_is_shown_in_a_chat_with_everything_ticked(answers: Answers, code: str) -> None:
    every = ticked(step.number for step in answers.library.steps.values())
    for which in (*StepList, "all"):
        screen = answers.turn(replace(PH_GB, language=code).to("steps", every, which), CHAT, TODAY).screen
        for part in range(1, screen.count + 1):
            render(screen, part, answers.languages[code])
        assert "☑" in words(screen)
        assert "☐" not in words(screen)


def test_a_chat_offers_the_printed_page_where_there_is_a_public_address(answers: Answers) -> None:
    housed = Answers(answers.library, answers.languages, site="https://fairpassage.example")
    screen = housed.turn(PH_GB.to("steps", "5"), CHAT, TODAY).screen
    urls = [choice.url for part in screen.choice_parts for row in part for choice in row if choice.url]
    assert urls == ["https://fairpassage.example/en/PH-GB-2221/steps/5/all"]
