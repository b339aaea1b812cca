"""The check of an offer: every question can be answered, the outcome names its reasons, and no word promises safety."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.channels.web.pages import Pages
from bot.model.content import Ruling
from bot.model.place import Place, read_place
from bot.model.screen import Choice, Kind, Screen, Visitor
from bot.screens.answer import Answers
from bot.screens.answered import Answered, nothing_answered
from bot.screens.ask import Ask
from bot.screens.asked import Offer
from bot.screens.weighing import Answer
from tests.conftest import TODAY
from tests.screens.test_practices import words
from tests.screens.test_weighing import meant

CHAT = Visitor("telegram", keeps=True, hides=True)
PH_GB = Place("en", home="PH", destination="GB", occupation="2221")


def at(answers: Answers, place: Place) -> Screen:
    return answers.turn(read_place(place.packed()), CHAT, TODAY).screen


def choices(screen: Screen) -> list[Choice]:
    return [choice for part in screen.choice_parts for row in part for choice in row]


def all_of(answers: Answers, word: str, **others: Answer) -> Answered:
    """Every question answered well or badly, but for some."""
    flags = tuple(answers.library.red_flags.values())
    given = tuple(others.get(flag.id.replace("-", "_"), meant(flag, word)) for flag in flags)
    return Answered(flags, given)


def result(answers: Answers, own: Answered, place: Place = PH_GB) -> Screen:
    return at(answers, place.to("offer", own.item, "result"))


def test_from_the_beginning_every_question_is_asked_once_until_the_result(answers: Answers) -> None:
    screen, asked = at(answers, PH_GB.to("offer")), []
    place = next(one.place for one in choices(screen) if one.label == "Begin with the questions")
    while place is not None and place.items[-1] != "result":
        screen = at(answers, place)
        question = next(block for part in screen.parts for block in part if block.kind is Kind.QUESTION)
        asked.append(question.lines[0][0].text)
        flag = next(one for one in answers.library.red_flags.values() if one.question.text == asked[-1])
        good = "No" if flag.risky == "yes" else "Yes"
        place = next(one.place for one in choices(screen) if one.label == good)
    assert len(asked) == len(set(asked)) == len(answers.library.red_flags)
    assert place is not None
    text = words(at(answers, place))
    assert "No alarm found in what you told us." in text
    assert "This does not prove that the offer is sound." in text


def test_every_alarming_answer_is_named_with_its_reason_and_a_source(answers: Answers) -> None:
    screen = result(answers, all_of(answers, "risky"))
    text = words(screen)
    for flag in answers.library.red_flags.values():
        if not flag.destinations or "GB" in flag.destinations:
            assert flag.question.text in text
            assert set(flag.evidence.sources) <= set(screen.sources)
    assert text.count("Your answer:") == len(answers.library.red_flags)
    assert "Stop. One answer alone is reason enough." in text


def test_no_outcome_shows_a_bare_number_or_speaks_of_a_person(answers: Answers) -> None:
    for own in (all_of(answers, "risky"), all_of(answers, "good"), nothing_answered(all_of(answers, "good").flags)):
        text = words(result(answers, own))
        assert "It is no verdict on a person or a firm." in text
        headline = text.splitlines()[:4]
        assert not re.search(r"\bof 100\b|%", "\n".join(headline))
        assert not re.search(r"\b(is|are) safe\b|\bscam|\bcriminal", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("others", "label"),
    [
        ({"urgency": Answer.YES}, "Few warning signs in what you told us."),
        ({"clawback": Answer.NO}, "Open questions in what you told us."),
        ({"licence": Answer.NO}, "Serious doubts in what you told us."),
        ({"passport": Answer.YES}, "Stop. One answer alone is reason enough."),
    ],
)
def test_the_label_follows_the_gravest_answer(answers: Answers, others: dict[str, Answer], label: str) -> None:
    assert label in words(result(answers, all_of(answers, "good", **others)))


def test_very_risky_needs_no_stop_question(answers: Answers) -> None:
    flags = tuple(answers.library.red_flags.values())
    own = Answered(flags, tuple(meant(flag, "good" if flag.stop else "risky") for flag in flags))
    assert "Very risky" not in words(result(answers, own)), "a third of the weight is in the questions that stop"
    left = Answered(flags, tuple(Answer.NOT_MINE if flag.stop else meant(flag, "risky") for flag in flags))
    assert "Very risky, by what you told us." in words(result(answers, left))


def test_a_limit_of_the_law_counts_only_while_its_fact_is_in_force(answers: Answers) -> None:
    place = Place("en", home="IN", destination="SG")
    offer = Offer(ask_of(answers, place), nothing_answered(tuple(answers.library.red_flags.values())))
    fee = answers.library.red_flags["fee-for-job"]
    assert offer.may_be_lawful(fee)
    india = answers.library.countries["IN"]
    singapore = answers.library.countries["SG"]
    ended = {
        code: replace(
            one,
            facts=tuple(
                replace(fact, evidence=replace(fact.evidence, valid_until=date(2026, 1, 1)))
                if fact.ruling is Ruling.FEES_LIMITED
                else fact
                for fact in one.facts
            ),
        )
        for code, one in (("IN", india), ("SG", singapore))
    }
    library = replace(answers.library, countries={**answers.library.countries, **ended})
    late = Answers(library, answers.languages)
    assert not Offer(ask_of(late, place), offer.answered).may_be_lawful(fee)


def ask_of(answers: Answers, place: Place) -> Ask:
    return answers.ask(place, CHAT, TODAY)


def test_what_facts_settle_stands_with_their_topic(answers: Answers) -> None:
    for country in answers.library.countries.values():
        for fact in country.facts:
            if fact.ruling is Ruling.LICENCE_LIST:
                assert fact.topic == "licensing", fact.id
            elif fact.ruling is not None:
                assert fact.topic == "recruitment-fees", fact.id
    flag = answers.library.red_flags["fee-for-job"]
    assert (flag.allowed, flag.forbidden) == (Ruling.FEES_LIMITED, Ruling.FEES_BANNED)


def test_no_country_both_bans_and_limits_fees(answers: Answers) -> None:
    for code, country in answers.library.countries.items():
        rulings = {fact.ruling for fact in country.facts}
        assert not {Ruling.FEES_BANNED, Ruling.FEES_LIMITED} <= rulings, code


@pytest.mark.parametrize("language", ["en", "ar", "hi"])
def test_a_page_with_answers_is_left_out_by_search_machines(answers: Answers, language: str) -> None:
    pages = Pages(lambda: answers, "https://example.org", lambda: TODAY)
    own = all_of(answers, "good").item
    begin = pages.page(Place(language, "offer")).body.decode()
    assert "noindex" not in begin
    for items in ((own,), (own, "result"), (own, "3"), (own, "money")):
        for place in (Place(language, "offer", items), Place(language, "sources", ("offer", *items))):
            body = pages.page(place).body.decode()
            assert '<meta name="robots" content="noindex, nofollow">' in body
            assert 'rel="canonical"' not in body


def test_a_given_answer_is_marked_in_words(answers: Answers) -> None:
    own = all_of(answers, "good")
    number = own.number("passport")
    labels = [one.label for one in choices(at(answers, PH_GB.to("offer", own.item, str(number))))]
    assert "No (your answer)" in labels
    assert "Yes" in labels
