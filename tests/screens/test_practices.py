"""Practices, figures, warning signs and the register: what they show, and what they honestly do not know."""

from dataclasses import replace

import pytest

from bot.model.content import Actor, Field, FlagGroup, Subject
from bot.model.place import read_place
from bot.model.screen import Kind, Screen, Visitor
from bot.screens.answer import Answers
from tests.conftest import TODAY

NOBODY_KNOWS = "Our sources do not tell what came of it."


def at(answers: Answers, place: str) -> Screen:
    return answers.turn(read_place(place), Visitor("web"), TODAY).screen


def words(screen: Screen) -> str:
    return "\n".join(
        "".join(span.text for span in line) for part in screen.parts for block in part for line in block.lines
    )


def led_to(screen: Screen, page: str) -> list[str]:
    choices = [choice for part in screen.choice_parts for row in part for choice in row]
    return [choice.place.item for choice in choices if choice.place and choice.place.page == page]


@pytest.mark.parametrize("actor", ["any", *Actor])
@pytest.mark.parametrize("about", ["any", *Field])
def test_practices_are_filtered_by_actor_and_field(answers: Answers, actor: str, about: str) -> None:
    shown = led_to(at(answers, f"en/practices/{actor}/{about}"), "practice")
    fitting = {
        key
        for key, one in answers.library.practices.items()
        if (actor == "any" or actor in one.actors) and (about == "any" or about in one.fields)
    }
    assert set(shown) == fitting
    assert len(shown) == len(fitting)


def test_every_field_and_every_actor_has_a_practice(answers: Answers) -> None:
    practices = answers.library.practices.values()
    assert {field for one in practices for field in one.fields} == set(Field)
    assert {actor for one in practices for actor in one.actors} == set(Actor)


def test_a_practice_tells_what_came_of_it_or_that_nobody_knows(answers: Answers) -> None:
    for key, one in answers.library.practices.items():
        assert (NOBODY_KNOWS in words(at(answers, f"en/practice/{key}"))) == (not one.outcome), key


def test_the_seminars_cases_are_history(answers: Answers) -> None:
    seeds = [key for key, one in answers.library.practices.items() if one.evidence.checked == "seed"]
    assert seeds
    for key in seeds:
        assert answers.library.practices[key].history, key
        assert "This is history. It may be different today." in words(at(answers, f"en/practice/{key}"))


def test_a_practice_stands_on_the_staying_page_of_its_country(answers: Answers) -> None:
    for home in answers.library.with_role("home"):
        own = {key for key, one in answers.library.practices.items() if home.code in one.countries}
        there = "GB" if home.code != "GB" else "DE"
        assert own <= set(led_to(at(answers, f"en/{home.code}-{there}-2221/kit/stay"), "practice"))


def test_figures_tell_history_apart(answers: Answers) -> None:
    for subject in Subject:
        own = [one for one in answers.library.figures.values() if one.subject is subject]
        assert own, f"nothing is counted under {subject}"
        notes = words(at(answers, f"en/figures/{subject}")).count("· history")
        assert notes == sum(one.history for one in own if one.evidence.checked != "general-knowledge")


def test_every_warning_sign_names_the_alarming_answer_and_its_reason(answers: Answers) -> None:
    for group in FlagGroup:
        own = [one for one in answers.library.red_flags.values() if one.group is group]
        text = words(at(answers, f"en/warnings/{group}"))
        assert text.count("Alarming answer:") == len(own) > 0
        assert text.count("Do not pay, do not travel. Get advice first.") == sum(one.stop for one in own)


def test_no_warning_sign_is_called_safe(answers: Answers) -> None:
    assert "does not mean that an offer is safe" in words(at(answers, "en/warnings"))


def test_the_register_counts_every_statement(answers: Answers) -> None:
    screen = at(answers, "en/register")
    lines = [block for part in screen.parts for block in part if block.kind is Kind.BULLETS]
    listed = sum(len(block.lines) for block in lines)
    assert listed == len(answers.library.countries) + len(answers.library.programmes)


def test_an_added_page_stands_on_the_menu_and_shows_its_source(answers: Answers) -> None:
    about, programme = answers.library.pages["about"], next(iter(answers.library.programmes.values()))
    own = replace(about, id="our-union", evidence=programme.evidence)
    more = replace(answers.library, pages={**answers.library.pages, "our-union": own})
    with_page = Answers(more, answers.languages)
    assert led_to(at(with_page, "en"), "page") == ["our-union"]
    assert at(with_page, "en/page/our-union").sources
    assert not at(answers, "en/page/our-union").found
    assert not at(answers, "en/page/about").found, "what has a screen of its own is shown there"
