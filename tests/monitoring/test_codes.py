"""Code lists are closed, sorted, and say nothing of a country beside a language."""

import re

import pytest

from bot.model.release import Dimension
from bot.monitoring.codes import TOOLS, codes, lists_of, main_codes, topic_of, topics
from bot.monitoring.labels import topic as topic_label
from bot.monitoring.regions import region_of
from bot.screens.answer import Answers, rules
from tests.tallied import shipped

FORM = {
    Dimension.HOME: "[A-Z]{2}",
    Dimension.DESTINATION: "[A-Z]{2}",
    Dimension.REGION: "[0-9]{3}",
    Dimension.OCCUPATION: "[0-9]{4}",
    Dimension.LANGUAGE: "[a-z]{2,3}",
}


@pytest.mark.parametrize("dimension", list(Dimension))
def test_each_list_is_sorted_whole_and_fits_a_key(answers: Answers, dimension: Dimension) -> None:
    found = codes(answers.library, dimension, answers.languages)
    assert found
    assert list(found) == sorted(set(found)), "no code stands twice: shelves share no id"
    for code in found:
        assert re.fullmatch(FORM.get(dimension, r"[a-z0-9][a-z0-9./-]*"), code), code
        assert "|" not in code


def test_no_key_is_longer_than_its_column() -> None:
    plan, lists = shipped()
    for group in plan.groups:
        for table in group.tables:
            assert sum(max(map(len, lists.codes[one])) + 1 for one in table.dimensions) <= 200


def test_every_destination_has_a_region(answers: Answers) -> None:
    for country in answers.library.with_role("destination"):
        assert region_of(country.code), country.code
    assert (region_of("SA"), region_of("GB"), region_of("JP"), region_of("XX")) == ("145", "150", "142", "")


def test_topics_are_pages_and_name_no_country(answers: Answers) -> None:
    for topic in topics(answers.library):
        page, _, item = topic.partition("/")
        assert page in rules(), topic
        assert topic_of(answers.library, page, item) == topic
        assert item.upper() not in answers.library.countries
    assert topic_of(answers.library, "help", "gb") == "help"
    assert topic_of(answers.library, "agreement", "gb-ph-2021") == "agreement"
    assert topic_of(answers.library, "programme", "my-rep") == "programme"
    assert topic_of(answers.library, "rights", "passport") == "rights/passport"
    for page in TOOLS:
        assert topic_of(answers.library, page, "7k2m") == page, "what she told is on no list"
        assert [one for one in topics(answers.library) if one.startswith(page)] == [page]
    for page in ("menu", "settings", "forget", "privacy", "search", "tell", "wrong", "counting"):
        assert topic_of(answers.library, page) == "", page


def test_every_topic_has_a_name_in_every_language(answers: Answers) -> None:
    for language in answers.languages.values():
        for one in topics(answers.library):
            assert topic_label(language, answers.library, one) != one, f"{one} in {language.code}"


def test_codes_that_mean_the_same_choice_are_counted_as_one(answers: Answers) -> None:
    main = main_codes(answers.library)
    assert (main["2212"], main["2211"], main["3221"]) == ("2211", "2211", "2221")
    assert set(main.values()) == set(codes(answers.library, Dimension.OCCUPATION))


def test_lists_hold_every_dimension(answers: Answers) -> None:
    lists = lists_of(answers.library, answers.languages)
    assert set(lists.codes) == set(Dimension)
    assert all(set(lists.codes[one]) == lists.known[one] for one in Dimension)
