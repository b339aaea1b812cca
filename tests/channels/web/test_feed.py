"""The feeds: valid Atom, escaped, in the language, with what was corrected and withdrawn marked."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from xml.etree import ElementTree

import pytest
from aiohttp import ClientSession, web

from bot.channels.web.atom import ATOM, XML
from bot.channels.web.channel import WebChannel
from bot.channels.web.feed import feed
from bot.model.bulletin import Audience, BulletinState, Wording
from bot.screens.answer import Answers
from tests.bulletins.boards import RELEASED, board, bulletin, posted
from tests.conftest import TODAY

SITE = "https://fair.example.org"
HOSTILE = '<script>alert("1")</script> & ]]> {{ 7*7 }} %s'


def parsed(answers: Answers, language: str = "en", topic: str = "") -> ElementTree.Element:
    body = feed(answers, SITE, language, topic)
    assert body is not None
    return ElementTree.fromstring(body)  # noqa: S314  # we made it


def words(element: ElementTree.Element, path: str) -> list[str | None]:
    return [one.text for one in element.findall("/".join(f"{{{ATOM}}}{name}" for name in path.split("/")))]


def test_a_feed_has_what_atom_asks_for(answers: Answers) -> None:
    root = parsed(answers.with_board(board(posted())))
    assert root.tag == f"{{{ATOM}}}feed"
    for name in ("id", "title", "updated", "entry/id", "entry/title", "entry/updated", "entry/author/name"):
        found = words(root, name)
        assert found, name
        assert all(found), name
    (updated,) = words(root, "entry/updated")
    assert datetime.fromisoformat(str(updated)).timestamp() == RELEASED
    assert root.get(f"{{{XML}}}lang") == "en"
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{{{ATOM}}}link")}
    assert links == {"self": f"{SITE}/en/bulletins.atom", "alternate": f"{SITE}/en/bulletins"}
    (content,) = root.findall(f"{{{ATOM}}}entry/{{{ATOM}}}content")
    assert content.get("type") == "html"
    assert content.text is not None
    assert "<strong>may not</strong>" in content.text
    assert '<a href="https://union.example.org/fees"' in content.text


def test_an_empty_feed_is_a_feed(answers: Answers) -> None:
    root = parsed(answers)
    assert words(root, "updated") == ["1970-01-01T00:00:00Z"]
    assert not words(root, "entry")


def test_what_an_officer_writes_is_never_markup(answers: Answers) -> None:
    one = posted(bulletin(title=HOSTILE, texts={"en": Wording(text=HOSTILE, of=1)}), union=HOSTILE)
    root = parsed(answers.with_board(board(one)))
    assert words(root, "entry/title") == [HOSTILE]
    assert words(root, "entry/author/name") == [HOSTILE]
    (content,) = words(root, "entry/content")
    assert content is not None
    assert "<script" not in content


def test_corrected_and_withdrawn_are_marked_and_a_withdrawn_one_says_nothing_else(answers: Answers) -> None:
    corrected = posted(earlier=(bulletin().texts,), changed=RELEASED + 60)
    gone = posted(bulletin("FP-ABCD-R", state=BulletinState.WITHDRAWN), changed=RELEASED + 90)
    root = parsed(answers.with_board(board(corrected, gone)))
    assert words(root, "entry/title") == ["Corrected: No fees in the Kingdom", "Withdrawn: No fees in the Kingdom"]
    assert words(root, "updated") == words(root, "entry/updated")[1:]
    content = words(root, "entry/content")
    assert "may not" in str(content[0])
    assert "may not" not in str(content[1])


def test_a_feed_is_of_its_language_and_topic(answers: Answers) -> None:
    fees, stay = posted(), posted(bulletin("FP-ABCD-R", audience=Audience(topics=("stay",))))
    everything = posted(bulletin("FP-9XYW-M", audience=Audience()))
    standing = answers.with_board(board(fees, stay, everything))
    assert [str(one)[-10:] for one in words(parsed(standing, "en", "fees"), "entry/id")] == ["/fp-7k2m-8", "/fp-9xyw-m"]
    french = parsed(standing, "fr").find(f"{{{ATOM}}}entry/{{{ATOM}}}content")
    arabic = parsed(standing, "ar").find(f"{{{ATOM}}}entry/{{{ATOM}}}content")
    assert french is not None
    assert arabic is not None
    assert (french.get(f"{{{XML}}}lang"), arabic.get(f"{{{XML}}}lang")) == ("fr", "en")
    assert feed(standing, SITE, "xx") is None
    assert feed(standing, SITE, "en", "nothing") is None


@pytest.fixture
async def site(answers: Answers) -> AsyncIterator[str]:
    async def ready() -> bool:
        return True

    standing = answers.with_board(board(posted()))
    channel = WebChannel(lambda: standing, SITE, lambda: TODAY, ready, lambda: "FairPassageBot")
    runner = web.AppRunner(channel.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


async def test_the_feeds_are_served_and_named_on_their_pages(site: str) -> None:
    async with ClientSession() as session:
        for path in ("/en/bulletins.atom", "/fr/bulletins/fees.atom"):
            async with session.get(site + path) as response:
                assert response.status == 200
                assert response.content_type == "application/atom+xml"
                assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
                tag, body = response.headers["ETag"], await response.read()
                ElementTree.fromstring(body)  # noqa: S314  # we made it
            async with session.get(site + path, headers={"If-None-Match": tag}) as response:
                assert response.status == 304
        async with session.get(f"{site}/fr/bulletins/fees") as response:
            assert '<link rel="alternate" type="application/atom+xml" href="/fr/bulletins/fees.atom"' in (
                await response.text()
            )
        for path in ("/xx/bulletins.atom", "/en/bulletins/none.atom", "/en/bulletins/none"):
            async with session.get(site + path) as response:
                assert response.status == 404


async def test_pages_follow_the_board(answers: Answers) -> None:
    held = [answers.with_board(board(posted()))]

    async def ready() -> bool:
        return True

    channel = WebChannel(lambda: held[0], SITE, lambda: TODAY, ready)
    page = channel._pages.feed("en")
    assert page is not None
    held[0] = answers.with_board(board())
    later = await asyncio.to_thread(channel._pages.feed, "en")
    assert later is not None
    assert later.tag != page.tag


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/PH-GB-2221/poster.pdf", 200),
        ("/ar/KE-SA/poster.pdf", 200),
        ("/en/poster.pdf", 200),
        ("/en/XX-GB/poster.pdf", 404),
        ("/en/PH-GB-0000/poster.pdf", 404),
        ("/en/PH-GB/kit/poster.pdf", 404),
        ("/en/PH-GB~2/poster.pdf", 404),
        ("/xx/PH-GB/poster.pdf", 404),
        ("/poster.pdf", 404),
    ],
)
async def test_posters_are_served_where_there_are_any(site: str, path: str, status: int) -> None:
    async with ClientSession() as session, session.get(site + path) as response:
        assert response.status == status
        if status == 200:
            assert response.content_type == "application/pdf"
            assert (await response.read()).startswith(b"%PDF-")
