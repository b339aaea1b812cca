"""Counting on the pages: deeds are POSTs from our pages, looking changes nothing, who declines is not counted."""

import contextlib
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.web.channel import WebChannel
from bot.channels.web.network import Origin
from bot.model.counted import Helpful, Intent, Interest, Report, Use
from bot.screens.answer import Answers
from bot.screens.plans import Plans
from tests.channels.web.test_pages import PUBLIC, Answer, Browser
from tests.conftest import SECRET, TODAY
from tests.counting import Noted

PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
OURS = {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Dest": "document", "User_Agent": PHONE}
ORIGIN = Origin([ip_network("127.0.0.1")])
"""The test's own client stands where a proxy would."""
TOLD = Plans(stage=1, reason=1).item
DEEDS = (
    f"en/PH-GB-2221/tell/sent/{TOLD}",
    "en/PH-GB/wrong/y/sent/1",
    "en/PH-GB-2221/helpful/y/kit/fees",
    "en/interest/my-rep/permanent",
)


@contextlib.asynccontextmanager
async def counted(answers: Answers, noted: Noted | None) -> AsyncIterator[Browser]:
    async def ready() -> bool:
        return True

    channel = WebChannel(
        lambda: answers, PUBLIC, lambda: TODAY, ready, counting=lambda: noted, secret=SECRET, origin=ORIGIN
    )
    unasked = ("Accept-Encoding", "Accept", "User-Agent")
    async with TestClient(
        TestServer(channel.application()), auto_decompress=False, skip_auto_headers=unasked
    ) as client:
        yield Browser(client, PUBLIC)


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
async def browser(answers: Answers, noted: Noted) -> AsyncIterator[Browser]:
    async with counted(answers, noted) as visited:
        yield visited


# Deeds


async def test_each_deed_counts_once_and_thanks(browser: Browser, noted: Noted) -> None:
    for path in DEEDS:
        answer = await browser.asks(path, "POST", **OURS)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.html.one("meta", name="robots")["content"] == "noindex, nofollow"
    assert [type(one) for one in noted.counted] == [Intent, Report, Helpful, Interest]
    assert len(noted.visitors) == 1


@pytest.mark.parametrize("path", DEEDS)
async def test_opening_the_address_of_a_deed_changes_nothing_and_shows_where_it_is_done(
    browser: Browser, noted: Noted, path: str
) -> None:
    for method in ("GET", "HEAD"):
        assert (await browser.asks(path, method, **OURS)).status == 200
    html = (await browser.asks(path)).html
    assert {"method": "post", "action": f"/{path}"} in html.all("form"), "the page from which it is done"
    assert not [one for one in noted.counted if not isinstance(one, Use)]


async def test_a_page_that_does_nothing_takes_no_post(browser: Browser, noted: Noted) -> None:
    for path in ("en/menu", "en/forget/now", "en/counting/off", "en/tell", "en/nonsense", "xx", "", "en/help~0"):
        answer = await browser.asks(path, "POST", **OURS)
        assert answer.status == 405, path
        assert answer.headers["Allow"] == "GET,HEAD"
    assert not noted.told


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://fairpassage.example.evil.example"},
        {"Origin": PUBLIC, "Sec_Fetch_Site": "cross-site"},
    ],
)
async def test_a_form_that_somebody_else_made_counts_nothing(
    browser: Browser, noted: Noted, headers: dict[str, str]
) -> None:
    for path in DEEDS:
        answer = await browser.asks(path, "POST", User_Agent=PHONE, **headers)
        assert answer.status == 403
        assert "does not say that this came from one of our pages" in answer.body.decode()
    assert not noted.told


HERS = "en/PH-GB-2221/fit/a/time/must"
"""The answer of a tool, with what she told it in its address."""
OF_THE_TOOL = "en/PH-GB-2221/helpful/y/fit"


def links(answer: Answer) -> list[str | None]:
    return [one["href"] for one in answer.html.all("a")]


async def test_under_a_tools_answer_only_the_forms_body_names_her_page(browser: Browser, noted: Noted) -> None:
    page = (await browser.asks(HERS, **OURS)).html
    forms = [one["action"] for one in page.all("form") if "/helpful/" in one["action"]]
    assert forms == [f"/{OF_THE_TOOL}", f"/{OF_THE_TOOL.replace('/y/', '/n/')}"]
    assert {(one["name"], one["value"]) for one in page.all("input", type="hidden")} == {("from", HERS)}
    assert page.one("meta", name="referrer")["content"] == "origin", "her page's address stands in no header"
    assert not (await browser.asks("en/rights/passport")).html.all("input", type="hidden")


async def test_the_receipt_leads_back_to_her_answer_and_nothing_of_it_is_told(browser: Browser, noted: Noted) -> None:
    answer = await browser.sends(OF_THE_TOOL, {"from": HERS}, **OURS)
    assert answer.headers["Cache-Control"] == "no-store"
    assert links(answer).count(f"/{HERS}") >= 2, "Back, and back to what it is called"
    assert f"/{HERS.replace('en/', 'fr/')}" in links(answer), "in another language too"
    assert noted.counted == [Helpful(topic="fit", helpful=True)]


@pytest.mark.parametrize(
    "sent", ["", "nonsense", "https://evil.example/", "//evil.example", "fr/PH-GB-2221/fit", "en/PH-GB-2221/kit/fees"]
)
async def test_a_receipt_leads_to_nothing_but_a_page_of_its_tool(browser: Browser, noted: Noted, sent: str) -> None:
    answer = await browser.sends(OF_THE_TOOL, {"from": sent}, **OURS)
    assert answer.status == 200
    assert "/en/PH-GB-2221/fit" in links(answer)
    assert not [one for one in links(answer) if one and ("evil" in one or "kit/fees" in one)]
    assert noted.counted == [Helpful(topic="fit", helpful=True)]


async def test_who_declines_is_led_back_to_her_answer(browser: Browser, noted: Noted) -> None:
    answer = await browser.sends(OF_THE_TOOL, {"from": HERS}, Sec_GPC="1", **OURS)
    assert "asks not to be counted" in answer.body.decode()
    assert f"/{HERS}" in links(answer)
    answer = await browser.asks(DEEDS[2], "POST", Sec_GPC="1", **OURS)
    assert "/en/PH-GB-2221/kit/fees" in links(answer)
    assert not noted.told


async def test_an_older_browser_names_its_origin(browser: Browser, noted: Noted) -> None:
    assert (await browser.asks(DEEDS[0], "POST", User_Agent=PHONE, Origin=PUBLIC)).status == 200
    assert len(noted.told) == 1


async def test_before_the_storage_is_there_a_deed_says_so(answers: Answers) -> None:
    async with counted(answers, None) as visited:
        answer = await visited.asks(DEEDS[0], "POST", **OURS)
        assert answer.status == 200
        assert "Our storage is not ready just now" in answer.body.decode()
        assert (await visited.asks("en/kit", **OURS)).status == 200


async def test_a_deed_in_another_language_is_answered_in_it(browser: Browser, answers: Answers) -> None:
    for code in answers.languages:
        answer = await browser.asks(f"{code}/helpful/n/rights/passport", "POST", **OURS)
        assert answer.html.one("html")["lang"] == code


# Reading


async def test_reading_is_counted_by_page_language_and_channel_alone(browser: Browser, noted: Noted) -> None:
    await browser.asks("fr/PH-GB-2221/kit/fees", User_Agent=PHONE)
    await browser.asks("en/help/gb", User_Agent=PHONE)
    await browser.asks("en/PH-GB/agreement/gb-ph-2021", User_Agent=PHONE)
    assert noted.counted == [
        Use(topic="kit/fees", language="fr", channel="web"),
        Use(topic="help", language="en", channel="web"),
        Use(topic="agreement", language="en", channel="web"),
    ]


async def test_a_tool_is_counted_as_read_without_anything_that_she_told_it(browser: Browser, noted: Noted) -> None:
    await browser.asks(HERS, User_Agent=PHONE)
    await browser.asks("en/PH-GB-2221/offer/a230/31", User_Agent=PHONE)
    assert noted.counted == [Use(topic=one, language="en", channel="web") for one in ("fit", "offer")]


@pytest.mark.parametrize(
    "path", ["en/forget", "en/hide", "en/privacy", "en/counting", "en/tell", "en/wrong/n/what/0", "en/settings", "en"]
)
async def test_what_is_nobodys_affair_is_not_counted(browser: Browser, noted: Noted, path: str) -> None:
    assert (await browser.asks(path, User_Agent=PHONE)).status == 200
    assert not noted.told


async def test_addresses_that_lead_nowhere_are_not_counted(browser: Browser, noted: Noted) -> None:
    for path in ("en/kit/nonsense", "en/rights/nonsense", "nonsense", "en/search?q=passport", "en/bulletins.atom"):
        await browser.asks(path, User_Agent=PHONE)
    assert not noted.told


async def test_a_search_that_finds_nothing_is_missed_in_ordinary_words_alone(browser: Browser, noted: Noted) -> None:
    await browser.asks("en/search?q=whale+Jane+passport", User_Agent=PHONE)
    assert not noted.missed, "it found something"
    await browser.asks("en/search?q=banana+teeth+xyzzy+4711", User_Agent=PHONE)
    assert all("xyzzy" not in words and "4711" not in words for _, words in noted.missed)
    before = len(noted.missed)
    for headers in ({"Sec_GPC": "1"}, {"Sec_Fetch_Dest": "image"}, {"User_Agent": "curl/8"}):
        await browser.asks("en/search?q=banana+teeth", **{"User_Agent": PHONE, **headers})
    assert len(noted.missed) == before
    assert not noted.told


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "SkypeUriPreview Preview/0.5",
        "curl/8.4.0",
        "Python/3.11 aiohttp/3.9",
        "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1)",
    ],
)
async def test_machines_and_link_previews_are_not_counted(browser: Browser, noted: Noted, name: str) -> None:
    assert (await browser.asks("en/kit/fees", User_Agent=name)).status == 200
    for path in DEEDS:
        await browser.asks(path, "POST", User_Agent=name)
    assert not noted.told


@pytest.mark.parametrize(
    "name",
    [
        PHONE,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 Version/15.0 Safari/604.1",
        "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; en) Presto/2.12.423 Version/12.16",
        "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
        "Mozilla/5.0 (Linux; U; Android 10; en-US; CUBOT NOTE 20) UCBrowser/13.4 Mobile Safari/537.36",
    ],
)
async def test_people_are_counted(browser: Browser, noted: Noted, name: str) -> None:
    await browser.asks("en/kit/fees", User_Agent=name)
    assert len(noted.told) == 1


@pytest.mark.parametrize(
    "ahead",
    [
        {"Sec_Purpose": "prefetch"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X_Purpose": "preview"},
        {"X_Moz": "prefetch"},
        {"Sec_Fetch_Dest": "image"},
        {"Sec_Fetch_Dest": "empty"},
    ],
)
async def test_what_is_fetched_ahead_or_beside_is_not_counted(
    browser: Browser, noted: Noted, ahead: dict[str, str]
) -> None:
    await browser.asks("en/kit/fees", User_Agent=PHONE, **ahead)
    assert not noted.told


@pytest.mark.parametrize("signal", ["Sec_GPC", "DNT"])
async def test_who_declines_is_counted_only_where_she_says_yes_herself(
    browser: Browser, noted: Noted, signal: str
) -> None:
    declining = {signal: "1", **OURS}
    await browser.asks("en/kit/fees", **declining)
    for path in DEEDS[2:]:
        assert "asks not to be counted" in (await browser.asks(path, "POST", **declining)).body.decode()
    assert not noted.told
    for path in DEEDS[:2]:
        await browser.asks(path, "POST", **declining)
    assert [type(one) for one in noted.counted] == [Intent, Report]
    await browser.asks("en/kit/fees", **{signal: "0"}, **OURS)
    assert len(noted.told) == 3


async def test_who_counts_once_is_a_network_address_with_a_browsers_name(browser: Browser, noted: Noted) -> None:
    async def reads(address: str, name: str) -> bytes:
        await browser.asks("en/kit/fees", User_Agent=name, X_Forwarded_For=address)
        return noted.told[-1][1]

    first = await reads("203.0.113.7", PHONE)
    assert await reads("203.0.113.7", PHONE) == first
    assert await reads("203.0.113.8", PHONE) != first
    assert await reads("203.0.113.7", f"{PHONE} other") != first
    assert await reads("2001:db8::1", PHONE) == await reads("2001:db8::2", PHONE), "one line has a whole network"
    assert all(len(visitor) == 16 for visitor in noted.visitors)


async def test_a_page_is_the_same_for_everybody(browser: Browser) -> None:
    pages: set[bytes] = set()
    for headers in ({}, {"Sec_GPC": "1"}, {"X_Forwarded_For": "203.0.113.7"}):
        answer: Answer = await browser.asks("en/kit/fees", User_Agent=PHONE, **headers)
        pages.add(answer.sent)
    assert len(pages) == 1
