"""The sums beyond the stories: nothing that she can reach breaks, in any language, and every place fits its button."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.render import render
from bot.model.place import LONGEST, Place, read_place
from bot.model.screen import Screen, Unsubscribe, Visitor
from bot.money.state import BY_LETTER, FIELDS, TOGETHER, packed, with_number
from bot.screens.answer import Answers
from bot.screens.sums_words import GROUPS, group_of
from bot.screens.walk import parts_of, places_of
from tests.conftest import TODAY

VISITOR = Visitor("telegram")
CORRIDORS = ("PH-GB-2221", "EC-US-2221", "GH-DE-2222", "PK-KW-5321", "VN-JP-2221", "PH-SA-2221", "ZW-ZA-2211")
EXTREME = {
    "most": {name: field.scale.largest for name, field in FIELDS.items()},
    "least": {name: field.scale.value(1) for name, field in FIELDS.items()},
    "nothing": dict.fromkeys(FIELDS, Decimal(0)),
}


def stands(screen: Screen, answers: Answers) -> None:
    """It is there, it fits a chat, and every button fits with the longest codes and on the pages around it."""
    assert screen.found, screen.place
    for place in parts_of(screen):
        render(screen, place.part, answers.languages[place.language])
    for target in places_of(screen):
        for around in (target, target.to("language", target.page, *target.items)):
            if target.page == "sums":
                assert len(str(replace(around, language="fil")).encode()) <= LONGEST, around


def place_of(numbers: dict[str, Decimal], context: str, *then: str, language: str = "en") -> Place:
    text = packed(numbers)
    assert text is not None
    return read_place("/".join([language, context, "sums", text, *then]))


def months(numbers: dict[str, Decimal]) -> dict[str, Decimal]:
    """The numbers that always fit together."""
    kept: dict[str, Decimal] = {TOGETHER: Decimal(1)}
    for name, amount in numbers.items():
        if group_of(name) != "1" or name in ("other-home", "other-there"):
            kept = with_number(kept, name, amount) or kept
    return kept


@pytest.mark.parametrize("context", CORRIDORS)
@pytest.mark.parametrize("name", EXTREME)
@pytest.mark.parametrize("language", ["en", "ar", "hi"])
def test_extreme_numbers_break_nothing(answers: Answers, context: str, name: str, language: str) -> None:
    numbers = months(EXTREME[name])
    for then in ((), *((group,) for group in GROUPS), ("5",), *((letter,) for letter in BY_LETTER)):
        place = place_of(numbers, context, *then, language=language)
        stands(answers.turn(place, VISITOR, TODAY).screen, answers)


@pytest.mark.parametrize("language", ["ar", "es", "fil", "fr", "hi", "ro", "sw"])
def test_every_page_of_an_empty_sum_stands_in_every_language(answers: Answers, language: str) -> None:
    for then in ((), *((group,) for group in GROUPS), ("5",), *((letter,) for letter in BY_LETTER)):
        stands(answers.turn(place_of({}, "PH-GB-2221", *then, language=language), VISITOR, TODAY).screen, answers)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CORRIDORS),
    st.lists(st.tuples(st.sampled_from(sorted(BY_LETTER)), st.integers(0, 10**7).map(str) | st.text(max_size=12))),
)
def test_whatever_is_typed_one_after_another_leads_somewhere(
    answers: Answers, context: str, typed: list[tuple[str, str]]
) -> None:
    place = read_place(f"en/{context}/sums/0")
    for letter, text in typed:
        asked = place.to("sums", place.item, letter)
        turn = answers.turn(asked, replace(VISITOR, typed=text), TODAY)
        stands(turn.screen, answers)
        place = turn.screen.place
        stands(answers.turn(place.to("sums", place.item), VISITOR, TODAY).screen, answers)


def test_with_her_numbers_a_screen_is_personal_and_without_it_is_not(answers: Answers) -> None:
    mine = place_of({"pay": Decimal(2300)}, "PH-GB-2221")
    for then in ((), ("1",), ("5",), ("n",)):
        assert answers.turn(mine.to("sums", mine.item, *then), VISITOR, TODAY).screen.personal
        assert not answers.turn(mine.to("sums", "0", *then), VISITOR, TODAY).screen.personal


@pytest.mark.parametrize(("letter", "typed"), [("f", "74"), ("c", "1200"), ("c", "minus 5")])
def test_what_was_understood_moves_no_part(answers: Answers, letter: str, typed: str) -> None:
    """`More` leads to the place without what she typed, whose parts must be those that she has not seen."""
    start = place_of({"deducted": Decimal(28), "living": Decimal(1200)}, "PH-GB-2221", letter)
    said = answers.turn(start, replace(VISITOR, typed=typed), TODAY).screen
    plain = answers.turn(said.place, VISITOR, TODAY).screen
    assert said.parts == plain.parts
    assert said.notice
    assert not plain.notice


def test_stop_and_a_bulletins_code_mean_the_same_where_a_number_is_asked(answers: Answers) -> None:
    asked = read_place("en/PH-GB-2221/sums/0/c")
    stopped = answers.turn(asked, Visitor("telegram", typed="STOP", keeps=True, reachable=True), TODAY)
    assert Unsubscribe() in stopped.effects
    judged = answers.turn(asked, replace(VISITOR, typed="FP-7K2M-8"), TODAY).screen
    assert judged.place.page == "authentic"
    assert not judged.listens


def test_the_result_names_the_facts_that_it_rests_on(answers: Answers) -> None:
    mine = place_of({"deducted": Decimal(28), "living": Decimal(1200), "rate": Decimal(74)}, "PH-GB-2221")
    screen = answers.turn(mine, VISITOR, TODAY).screen
    assert screen.sources
    assert "before tax" in str(screen.parts)
    given = {"pay": Decimal(2300), "living": Decimal(1200), "rate": Decimal(74), "other-there": Decimal(900)}
    own = answers.turn(place_of({**given, TOGETHER: Decimal(1)}, "PH-GB-2221"), VISITOR, TODAY).screen
    assert "What your numbers give" in str(own.parts)
    assert not own.sources


def test_a_fact_that_has_ended_gives_no_number(answers: Answers) -> None:
    country, fact = answers.library.fact_by_id["gb-pay-band5"]
    ended = replace(fact, evidence=replace(fact.evidence, valid_until=date(2026, 1, 1)))
    held = answers.library.countries[country]
    facts = tuple(ended if one.id == fact.id else one for one in held.facts)
    library = replace(answers.library, countries={**answers.library.countries, country: replace(held, facts=facts)})
    screen = Answers(library, answers.languages).turn(read_place("en/PH-GB-2221/sums/0/2"), VISITOR, TODAY).screen
    assert "32,073" not in str(screen)
    assert "before tax" not in str(screen)


def test_every_input_has_words_and_every_prefill_its_fact(answers: Answers) -> None:
    assert set(answers.library.sums) == set(FIELDS)
    used = {prefill.fact for one in answers.library.sums.values() for prefill in one.prefills}
    assert used <= set(answers.library.fact_by_id)
    assert {name for names in GROUPS.values() for name in names} | {"rate"} == set(FIELDS)
