"""The comparison beyond the stories: every country, every question, every language, in every channel's limits."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from bot.channels.telegram.render import render
from bot.model.place import LONGEST, Place
from bot.model.screen import Visitor
from bot.screens.answer import Answers
from bot.screens.compare import MOST, facts_of
from bot.screens.walk import parts_of, places_of
from tests.conftest import TODAY

VISITOR = Visitor("telegram")


def windows(answers: Answers, home: str) -> list[str]:
    """Every destination in some group of four."""
    codes = sorted(one.code.lower() for one in answers.library.with_role("destination") if one.code != home)
    return ["-".join((codes + codes)[start : start + MOST]) for start in range(0, len(codes), MOST)]


@pytest.mark.parametrize("language", ["en", "ar", "es", "fil", "fr", "hi", "ro", "sw"])
@pytest.mark.parametrize(("home", "work"), [("PH", "2221"), ("NG", "2211"), ("ZA", "5321")])
def test_every_country_and_question_stands(answers: Answers, language: str, home: str, work: str) -> None:
    for codes in windows(answers, home):
        for line in ("", "choose", *answers.library.comparison):
            place = Place(language, "compare", (codes, line) if line else (codes,), home, "", work)
            screen = answers.turn(place, VISITOR, TODAY).screen
            assert screen.found, place
            for part in parts_of(screen):
                render(screen, part.part, answers.languages[language])
            for target in places_of(screen):
                assert len(str(target.to("language", target.page, *target.items)).encode()) <= LONGEST - 1


def test_every_statement_of_the_comparison_has_its_source_on_the_screen(answers: Answers) -> None:
    for codes in windows(answers, "PH"):
        for line in answers.library.comparison:
            screen = answers.turn(Place("en", "compare", (codes, line), "PH", "", "2221"), VISITOR, TODAY).screen
            assert screen.sources or "Unknown" in str(screen), (codes, line)
            assert not screen.claims or screen.sources
        overview = answers.turn(Place("en", "compare", (codes,), "PH", "", "2221"), VISITOR, TODAY).screen
        assert overview.sources


def test_a_country_without_a_statement_is_unknown_and_never_empty(answers: Answers) -> None:
    for codes in windows(answers, "PH"):
        for line in answers.library.comparison:
            screen = answers.turn(Place("en", "compare", (codes, line), "PH", "", "2221"), VISITOR, TODAY).screen
            blocks = [block for part in screen.parts for block in part]
            kinds = [block.kind.value for block in blocks]
            assert all(pair != ("heading", "heading") for pair in itertools.pairwise(kinds)), (codes, line)
            assert kinds[-1] != "heading"


def test_a_statement_that_has_ended_gives_way_to_one_in_force(answers: Answers) -> None:
    place, line = Place("en", "compare", ("gb-de", "fees"), "PH", "", "2221"), answers.library.comparison["fees"]
    (held,) = facts_of(answers.ask(place, VISITOR, TODAY), line, "GB")
    britain = answers.library.countries["GB"]
    for gone in (
        replace(held, id="gone", evidence=replace(held.evidence, valid_until=date(2026, 1, 1))),
        replace(held, id="to-come", evidence=replace(held.evidence, valid_from=date(2027, 1, 1))),
        replace(held, id="past", history=True),
    ):
        countries = {**answers.library.countries, "GB": replace(britain, facts=(gone, *britain.facts))}
        changed = Answers(replace(answers.library, countries=countries), answers.languages)
        assert facts_of(changed.ask(place, VISITOR, TODAY), line, "GB") == [held], gone.id
