"""A number is typed into a page: on to the page that holds it in its address, or the question again."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.web.channel import LONGEST_FORM, WebChannel
from bot.channels.web.pages import Pages
from bot.model.place import Place, read_place
from bot.screens.answer import Answers
from tests.conftest import TODAY

ASKS = "en/PH-GB-2221/sums/0/c"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def client(answers: Answers) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    async def ready() -> bool:
        return True

    application = WebChannel(lambda: answers, "https://fairpassage.example", lambda: TODAY, ready).application()
    async with TestClient(TestServer(application)) as opened:
        yield opened


async def posted(client: TestClient, path: str, body: bytes, **headers: str) -> tuple[int, str, str]:  # type: ignore[type-arg]
    """Status, where it leads, and the page."""
    async with client.post(f"/{path}", data=body, headers=FORM | headers, allow_redirects=False) as answer:
        if answer.status == 200:
            assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, answer.headers.get("Location", ""), await answer.text()


async def test_a_number_leads_to_the_page_that_has_it(client: TestClient) -> None:  # type: ignore[type-arg]
    status, there, _ = await posted(client, ASKS, b"q=1%2C500")
    assert status == 303
    async with client.get(there) as answer:
        page = await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
    assert "£1,500 · your number" in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert 'rel="canonical"' not in page


async def test_what_is_no_number_is_asked_again(client: TestClient) -> None:  # type: ignore[type-arg]
    status, _, page = await posted(client, ASKS, b"q=minus+5")
    assert status == 200
    assert "A number below zero does not fit here." in page
    assert "minus 5" not in page
    status, _, page = await posted(client, ASKS, b"q=%3Cscript%3Ealert()%3C%2Fscript%3E")
    assert (status, "<script>" in page) == (200, False)


async def test_arabic_digits(client: TestClient) -> None:  # type: ignore[type-arg]
    status, there, _ = await posted(client, "ar/EG-SA-2221/sums/0/c", b"q=%D9%A1%D9%A2%D9%A0%D9%A0")
    assert (status, there.startswith("/ar/EG-SA-2221/sums/a")) == (303, True)


@pytest.mark.parametrize(
    ("path", "body", "leads"),
    [
        (ASKS, b"", f"/{ASKS}"),
        (ASKS, b"q=", f"/{ASKS}"),
        (ASKS, b"x=5", f"/{ASKS}"),
        (ASKS, b"\xff\xfe", f"/{ASKS}"),
        (ASKS, b"&".join([b"q=5"] * 50), f"/{ASKS}"),
        (ASKS, b"q=" + b"1" * (LONGEST_FORM + 1), f"/{ASKS}"),
    ],
)
async def test_what_is_no_form_of_ours_leads_back(client: TestClient, path: str, body: bytes, leads: str) -> None:  # type: ignore[type-arg]
    status, there, _ = await posted(client, path, body)
    assert (status, there) == (303, leads)


async def test_another_kind_of_body_is_not_read(client: TestClient) -> None:  # type: ignore[type-arg]
    status, there, _ = await posted(client, ASKS, b'{"q": "5"}', **{"Content-Type": "application/json"})
    assert (status, there) == (303, f"/{ASKS}")


@pytest.mark.parametrize("path", ["", "nonsense", "xx/menu", "en/menu", "en/PH-GB-2221/sums", "en/search", "healthz"])
async def test_only_a_page_that_asks_for_a_number_takes_one(client: TestClient, path: str) -> None:  # type: ignore[type-arg]
    status, _, _ = await posted(client, path, b"q=5")
    assert status == 405


def test_pages_with_her_numbers_are_kept_nowhere(answers: Answers) -> None:
    pages = Pages(lambda: answers, "https://fairpassage.example", lambda: TODAY)
    place = read_place(ASKS)
    there = pages.page(place, "1500").place
    assert there is not None
    kept, turns = dict(pages._kept.items()), dict(answers._turns)
    assert pages.page(there).personal
    assert pages.page(there.to("sums", there.item, "1")).personal
    assert dict(pages._kept.items()) == kept
    assert dict(answers._turns) == turns
    pages.page(Place("en"))
    assert len(pages._kept.items()) == len(kept) + 1
