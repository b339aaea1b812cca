"""Promise: what she plans or reports is counted only after her yes, on any channel, and the help is the same."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.web.channel import WebChannel
from bot.model.counted import Helpful, Intent, Interest, Report, Use
from bot.model.place import read_place
from bot.model.screen import NOBODY, Record, Visitor
from bot.screens.answer import Answers
from bot.screens.plans import Plans
from bot.screens.walk import every_screen, places_of
from tests.channels.web.test_pages import PUBLIC
from tests.conftest import SECRET, TODAY, running_bot
from tests.counting import Noted
from tests.doubles.telegram import Person, TelegramDouble

VISITOR = Visitor("telegram", keeps=True, hides=True, reachable=True, counts=True)
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"}
SECRETS = (Intent, Report)


@contextlib.asynccontextmanager
async def pages(answers: Answers, noted: Noted) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    async def ready() -> bool:
        return True

    channel = WebChannel(lambda: answers, PUBLIC, lambda: TODAY, ready, counting=lambda: noted, secret=SECRET)
    async with TestClient(TestServer(channel.application())) as client:
        yield client


def test_of_all_screens_only_the_last_yes_asks_to_count(answers: Answers) -> None:
    yes = 0
    for screen in every_screen(answers, "en", TODAY, VISITOR):
        for effect in answers.turn(screen.place, VISITOR, TODAY).effects:
            if isinstance(effect, Record):
                assert screen.before is not None, screen.place
                leads = list(places_of(answers.turn(screen.before, VISITOR, TODAY).screen))
                assert screen.place in leads, f"{screen.place} is not done from {screen.before}"
                assert screen.place.page in ("helpful", "interest") or "sent" in screen.place.items, screen.place
                yes += 1
    assert yes > 10


def test_consent_is_asked_before_the_first_question_and_no_comes_first(answers: Answers) -> None:
    for place, question in (("en/PH-GB-2221/tell", "/tell/1/"), ("en/wrong", "/wrong/")):
        screen = answers.turn(read_place(place), VISITOR, TODAY).screen
        rows = [choice for part in screen.choice_parts for row in part for choice in row]
        assert question not in str(rows[0].place) or str(rows[0].place).split("/")[2] == "n"
        assert rows[0].label.startswith(("No", "Go on, count nothing"))


def test_the_help_is_the_same_whatever_she_says(answers: Answers) -> None:
    for item in ("1", "2", "7k"):
        yes = answers.turn(read_place(f"en/PH-GB/wrong/y/end/{item}"), VISITOR, TODAY).screen
        no = answers.turn(read_place(f"en/PH-GB/wrong/n/end/{item}"), VISITOR, TODAY).screen
        nobody = answers.turn(read_place(f"en/PH-GB/wrong/n/end/{item}"), NOBODY, TODAY).screen
        texts = [str([block for part in one.parts for block in part]) for one in (yes, no, nobody)]
        assert texts[1] == texts[2]
        assert texts[1][1:-1] in texts[0], "with a yes only the last question is added"


async def test_in_a_chat_nothing_is_counted_before_the_yes(
    answers: Answers, sqlite: AsyncEngine, telegram: TelegramDouble
) -> None:
    noted = Noted()
    async with running_bot("polling", answers, sqlite, telegram, noted):
        nurse = Person(telegram, 731)
        await nurse.says("/start PH-GB-2221-tell")
        told = Plans(stage=1, when=2, reason=3, staying=4, returning=1).item
        for page in ("1", "2", "3", "4", "5", "6", "end"):
            await nurse.goes(f"en/PH-GB-2221/tell/{page}/{told}")
        for page in ("what", "step", "where", "home", "there", "end"):
            await nurse.goes(f"en/PH-GB/wrong/y/{page}/1")
        await nurse.goes("en/PH-GB/wrong/n/sent/1")
        for payload in (f"tell-sent-{told}", "wrong-y-sent-1"):
            await nurse.says(f"/start {payload}")
        await nurse.says(f"en/PH-GB-2221/tell/sent/{told}")
        assert not [one for one in noted.counted if isinstance(one, SECRETS)]
        await nurse.goes(f"en/PH-GB-2221/tell/sent/{told}")
        assert [type(one) for one in noted.counted if isinstance(one, SECRETS)] == [Intent]


async def test_on_the_web_looking_counts_nothing_but_the_page(answers: Answers) -> None:
    noted, told = Noted(), Plans(stage=1).item
    addresses = [f"en/PH-GB-2221/tell/{page}/{told}" for page in ("1", "6", "end", "sent")]
    addresses += ["en/PH-GB/wrong/y/end/1", "en/PH-GB/wrong/y/sent/1", "en/PH-GB-2221/helpful/y/kit/fees"]
    addresses += ["en/interest/my-rep/permanent", f"en/PH-GB-2221/speak/tell/sent/{told}"]
    async with pages(answers, noted) as client:
        for address in addresses:
            async with client.get(f"/{address}", headers=BROWSER) as response:
                assert response.status == 200
        assert all(isinstance(one, Use) for one in noted.counted)
        for address in ("en/PH-GB/wrong/n/sent/1", f"en/PH-GB-2221/tell/end/{told}", "en/tell/sent/1"):
            async with client.post(f"/{address}", headers=BROWSER) as response:
                assert response.status == 405
        assert not [one for one in noted.counted if isinstance(one, (*SECRETS, Helpful, Interest))]


@pytest.mark.parametrize("channel", ["terminal", "none"])
def test_where_nothing_is_counted_no_screen_asks_to_count(answers: Answers, channel: str) -> None:
    visitor = replace(VISITOR, channel=channel, counts=False)
    for page in (
        "tell",
        "tell/end/1b",
        "tell/sent/1b",
        "wrong/y/sent/1",
        "helpful/y/kit/fees",
        "interest/my-rep/permanent",
    ):
        turn = answers.turn(read_place(f"en/PH-GB-2221/{page}"), visitor, TODAY)
        assert not [effect for effect in turn.effects if isinstance(effect, Record)], page
