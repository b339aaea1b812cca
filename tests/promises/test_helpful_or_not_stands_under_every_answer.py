"""Promise: under every answer she may say in one tap whether it helped; where not, the reason stands in this file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.model.counted import Helpful
from bot.model.place import Place, read_place
from bot.model.screen import Forwarded, Record, Screen, Visitor
from bot.money.state import packed
from bot.monitoring.codes import TOOLS, topics
from bot.screens.answer import Answers
from bot.screens.walk import every_screen
from bot.screens.weighing import Answer
from tests.bulletins.boards import board, posted
from tests.conftest import TODAY
from tests.monitoring.published import published
from tests.screens.test_offer import all_of

CHAT = Visitor("telegram", keeps=True, hides=True, reachable=True, counts=True)
PAGES = Visitor("web", counts=True)
LEADS_ON = "It is no answer: it leads on to answers, each of which asks."
ASKS = "It is no answer yet: it still asks."
UNASKED = {
    r"tell(/.+)?": "She tells; that she opened it is counted only after her yes.",
    r"wrong(/.+)?": "She reports; that she opened it is counted only after her yes. It leads to Help now.",
    r"(about|privacy|counting|settings|language|subscribe|forget|hide)(/.+)?": "This service itself: nobody's affair.",
    r"observatory(/.+)?": "Releases are for the public and administrators; visitors read `others`, which asks.",
    r"bulletin/.+": "The word of its union, and no answer of ours.",
    r"sources/.+": "They belong to an answer that asks already.",
    r"(helpful|interest)/.+": "The receipt of a deed.",
    r"(share|take)(/.+)?": "Something to hand on or to take along; its pages ask.",
    r"start|menu|help|kit|rights|glossary|figures|practices|bulletins|warnings|others|authentic": LEADS_ON,
    r"agreements(/\w+)?|programmes(/.+)?|practices/\w+/\w+": LEADS_ON,
    r"compare(/[a-z-]+)?": "In a chat each question has a page of its own; on the web the table stands here and asks.",
    r"steps(/[0-9a-z]+)?": LEADS_ON,
    r"kit/\w+": "It is no answer yet: it asks for both countries and the occupation.",
    r"offer(/[0-9a-z]+(/(home|there|\d+|money|recruiter|job|contract|pressure|life))?)?": ASKS,
    r"sums(/[0-9a-z]+(/[1-4a-z])?)?": ASKS,
    r"compare/[a-z-]+/choose": ASKS,
    r"fit(/live|/[ahu]/(work|how)|/[ahu]/\w+/keep)?": ASKS,
}
"""Which places have no such buttons in a chat, and why: patterns of what stands behind language and countries."""


def path_of(screen: Screen) -> str:
    return "/".join((screen.place.page, *screen.place.items))


def reasons_of(screen: Screen) -> list[str]:
    """The patterns that excuse a screen; a question of the kit only where its corridor is not told yet."""
    found = [one for one in UNASKED if re.fullmatch(one, path_of(screen))]
    return [one for one in found if one != r"kit/\w+" or not screen.place.occupation]


@pytest.fixture(scope="module")
def whole(answers: Answers) -> Answers:
    """With bulletins and releases."""
    return answers.with_board(board(posted())).with_published(published(answers.library))


@pytest.mark.parametrize("visitor", [CHAT, PAGES], ids=["chat", "web"])
def test_every_answer_asks_and_what_does_not_has_a_reason(whole: Answers, visitor: Visitor) -> None:
    used, rated = set(), set()
    for screen in every_screen(whole, "en", TODAY, visitor):
        reasons = reasons_of(screen)
        if screen.rating:
            assert not reasons or screen.place.page in TOOLS, f"{screen.place} asks; what excuses it is too wide"
            rated.add(screen.place.page)
        else:
            assert reasons, f"{screen.place} does not ask whether it helped"
        used.update(reasons)
    assert used == set(UNASKED), "a reason without a page"
    assert rated >= {*TOOLS, "kit", "rights", "figures", "register", "others", "glossary", "programme", "help"}


def answers_of_tools(answers: Answers) -> Iterator[Place]:
    """Answers that rest on much that she told."""
    here = Place("en", home="PH", destination="GB", occupation="2221")
    bad = all_of(answers, "bad", passport=Answer.OPEN).item
    for page in ("result", "ask", "sums", "tell"):
        yield here.to("offer", bad, page)
    yield here.to("offer", all_of(answers, "good").item, "result")
    numbers = packed({name: Decimal(300) for name in ("pay", "living", "rate", "visa")})
    assert numbers is not None
    yield here.to("sums", numbers)
    yield here.to("sums", numbers, "5")
    yield here.to("compare", "gb-sa-de", next(iter(answers.library.comparison)))
    yield here.to("steps", "1a2b", "papers")
    yield here.to("steps", "1a2b", "papers", "law")
    yield here.to("steps", "1a2b", "all")
    yield here.to("fit", "a", "time", "must")
    yield here.within(home="", destination="", occupation="").to("fit", "h", "afar", "may")


@pytest.mark.parametrize("visitor", [CHAT, PAGES], ids=["chat", "web"])
def test_under_the_answer_of_a_tool_the_buttons_name_the_tool_alone(answers: Answers, visitor: Visitor) -> None:
    for place in answers_of_tools(answers):
        screen = answers.turn(place, visitor, TODAY).screen
        assert screen.found, place
        told = [one.place for one in screen.rating]
        assert told == [place.to("helpful", "y", place.page), place.to("helpful", "n", place.page)], place
        assert all(one.deed for one in screen.rating)


def test_on_the_web_the_comparison_asks_where_its_table_stands(answers: Answers) -> None:
    place = read_place("en/PH-_-2221/compare/gb-sa")
    assert answers.turn(place, PAGES, TODAY).screen.rating
    assert not answers.turn(place, CHAT, TODAY).screen.rating


def test_what_is_not_known_is_an_answer_too(answers: Answers) -> None:
    place = read_place("en/rights/remittances/np")
    screen = answers.turn(place, CHAT, TODAY).screen
    assert not screen.claims
    assert screen.rating


def test_a_verdict_in_a_chat_asks_and_its_button_holds_nothing_of_the_message(whole: Answers) -> None:
    for words in ({"typed": "FP-7K2M-8"}, {"forwarded": Forwarded("Pay 900 dollars now.")}):
        screen = whole.turn(read_place("en/authentic"), replace(CHAT, **words), TODAY).screen
        assert [str(one.place) for one in screen.rating] == ["en/helpful/y/authentic", "en/helpful/n/authentic"]
        assert not whole.turn(read_place("en/authentic"), replace(PAGES, **words), TODAY).screen.rating


def test_every_button_is_counted_under_its_topic(whole: Answers) -> None:
    asked = set()
    for topic in topics(whole.library):
        for one in whole.turn(read_place(f"en/PH-GB-2221/{topic}"), CHAT, TODAY).screen.rating:
            assert one.place is not None
            (effect,) = whole.turn(one.place, CHAT, TODAY).effects
            assert isinstance(effect, Record)
            assert (effect.counted.topic, effect.counted.helpful) == (topic, one.place.item == "y")  # type: ignore[union-attr]
            asked.add(topic)
    assert len(asked) > 30


@pytest.mark.parametrize("visitor", [CHAT, PAGES], ids=["chat", "web"])
def test_under_help_it_stands_behind_all_who_help_and_leads_back_to_them(answers: Answers, visitor: Visitor) -> None:
    place = read_place("en/PH-GB-2221/help/gb")
    screen = answers.turn(place, visitor, TODAY).screen
    assert [str(one.place) for one in screen.rating] == [f"en/PH-GB-2221/helpful/{one}/help/gb" for one in "yn"]
    thanks = answers.turn(place.to("helpful", "n", "help", "gb"), visitor, TODAY)
    (effect,) = thanks.effects
    assert isinstance(effect, Record)
    assert effect.counted == Helpful(topic="help", helpful=False)
    assert place in [one.place for part in thanks.screen.choice_parts for row in part for one in row]
    assert place.to("help") in [one.place for one in thanks.screen.exits]
