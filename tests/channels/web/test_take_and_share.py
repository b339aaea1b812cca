"""The kit as a file over HTTP, sharing without a third party, previews without tracking, and the service worker."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from bot.channels.paper import printer as printing
from bot.model.place import Place
from bot.model.screen import Visitor
from bot.screens.answer import Answers
from tests.channels.web.test_pages import PUBLIC, Browser, site
from tests.conftest import TODAY

KIT = "en/PH-GB-2221/kit"


@pytest.fixture
async def browser(answers: Answers) -> AsyncIterator[Browser]:
    async with site(answers) as visited:
        yield visited


# The kit as a file


async def test_the_page_of_the_kit_leads_to_its_files(browser: Browser) -> None:
    page = await browser.asks("en/PH-GB-2221/take")
    files = [found["href"] for found in page.html.all("a") if "download" in found]
    assert files == [f"/{KIT}.pdf", f"/{KIT}.html"]


async def test_the_pdf_is_saved_under_a_plain_name(browser: Browser) -> None:
    answer = await browser.asks(f"{KIT}.pdf")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fair-passage-ph-gb-2221-en.pdf"'
    assert answer.body.startswith(b"%PDF")
    again = await browser.asks(f"{KIT}.pdf", If_None_Match=answer.headers["ETag"])
    assert (again.status, again.sent) == (304, b"")
    assert not (await browser.asks(f"{KIT}.pdf", "HEAD")).sent


async def test_the_offline_page_is_saved_and_not_shown(browser: Browser) -> None:
    answer = await browser.asks("ar/PH-GB-2221/kit.html", Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.html.one("html") == {"lang": "ar", "dir": "rtl"}
    assert len(answer.sent) < len(answer.body) / 3


@pytest.mark.parametrize(
    "path",
    ["en/kit.pdf", "en/PH-GB/kit.pdf", "en/ZZ-GB-2221/kit.pdf", "xx/PH-GB-2221/kit.pdf", f"{KIT}.pdf/x", f"{KIT}.exe"],
)
async def test_what_has_no_file_is_a_page_with_ways_on(browser: Browser, path: str) -> None:
    answer = await browser.asks(path)
    assert answer.status == 404
    assert answer.html.one("input", name="q")


async def test_where_a_font_is_missing_no_pdf_is_offered(answers: Answers) -> None:
    poor = Answers(answers.library, answers.languages, unprintable=frozenset({"hi"}))
    async with site(poor) as visited:
        page = (await visited.asks("hi/PH-GB-2221/take")).html
        assert [found["href"] for found in page.all("a") if "download" in found] == ["/hi/PH-GB-2221/kit.html"]
        assert (await visited.asks("hi/PH-GB-2221/kit.pdf")).status == 404
        assert (await visited.asks("hi/PH-GB-2221/kit.html")).status == 200


async def test_a_press_that_fails_is_a_page_that_says_when_to_come_again(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def jammed(_: bytes) -> bytes:
        raise printing.PressFailed

    monkeypatch.setattr(printing, "pressed", jammed)
    answer = await browser.asks(f"{KIT}.pdf")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "60"
    assert "could not be made just now" in answer.body.decode()


# Share


async def test_every_page_can_be_shared_by_a_plain_address(browser: Browser) -> None:
    for path in ("en", "en/PH-GB-2221/rights/passport", "fr/help/gb", "ar/PH-GB-2221/kit/fees", "en/glossary"):
        html = (await browser.asks(path)).html
        (way,) = [link for link in html.own_links if "/share/" in link or link.endswith("/share")]
        page = (await browser.asks(way[1:])).html
        address = page.one("input", id="address")["value"]
        assert "readonly" in page.one("input", id="address")
        assert address in [found["href"] for found in page.all("a")]
        assert (await browser.asks(address.removeprefix(f"{PUBLIC}/"))).status == 200


async def test_a_shared_address_does_not_hold_her_countries(browser: Browser) -> None:
    page = (await browser.asks("en/PH-GB-2221/share/rights/passport")).html
    assert page.one("input", id="address")["value"] == f"{PUBLIC}/en/rights/passport"


# Previews


@pytest.mark.parametrize(("language", "locale"), [("en", "en_GB"), ("fr", "fr_FR"), ("fil", "fil_PH"), ("hi", "hi_IN")])
async def test_a_preview_says_what_the_page_is(browser: Browser, language: str, locale: str) -> None:
    html = (await browser.asks(f"{language}/rights/passport")).html
    told = {found["property"]: found["content"] for found in html.all("meta") if "property" in found}
    assert told["og:title"].strip()
    assert told["og:description"] == html.one("meta", name="description")["content"]
    assert told["og:url"] == f"{PUBLIC}/{language}/rights/passport"
    assert told["og:locale"] == locale
    assert urlsplit(told["og:image"])[:2] == ("https", "fairpassage.example")
    assert "?" not in told["og:url"] + told["og:image"], "nothing that could be counted"


async def test_the_picture_of_previews_is_ours_and_light(browser: Browser) -> None:
    html = (await browser.asks("en")).html
    address = next(found["content"] for found in html.all("meta", property="og:image"))
    picture = await browser.asks(address.removeprefix(f"{PUBLIC}/"))
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG")
    assert len(picture.body) < 30_000


async def test_a_search_has_no_preview(browser: Browser) -> None:
    for path in ("en/search?q=passport", "en/nonsense"):
        html = (await browser.asks(path)).html
        assert not [found for found in html.all("meta") if found.get("property", "").startswith("og:")]


# The service worker


async def test_the_worker_stands_at_the_root_and_is_asked_for_anew(browser: Browser) -> None:
    worker = await browser.asks("sw.js")
    assert worker.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert worker.headers["Cache-Control"] == "no-cache"
    code = worker.body.decode()
    assert not re.findall(r"https?://", code)
    assert "eval(" not in code
    assert "importScripts" not in code


async def test_the_script_is_one_small_file_of_ours(browser: Browser) -> None:
    html = (await browser.asks("en")).html
    script = await browser.asks(html.one("script")["src"][1:], Accept_Encoding="gzip")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert len(script.sent) < 1500
    assert "http" not in script.body.decode()


async def test_what_needs_the_script_is_hidden_without_it(browser: Browser) -> None:
    for path in ("en/settings", "en/hide", "ar/settings"):
        html = (await browser.asks(path)).html
        hidden = [found for _, found in html.elements if "data-offline" in found]
        assert {found["data-offline"] for found in hidden} == {"here", "ask", "done"}
        assert all("hidden" in found for found in hidden)


async def test_hide_on_the_web_tells_of_pages_that_are_kept(browser: Browser) -> None:
    text = (await browser.asks("en/hide")).body.decode()
    assert "kept on this phone" in text


async def test_privacy_on_the_web_tells_of_pages_that_are_kept_and_a_chat_has_none(
    browser: Browser, answers: Answers
) -> None:
    sentence = "Pages you open stay on this phone, to work offline. Remove them in the settings."
    page = await browser.asks("en/privacy")
    assert sentence in page.body.decode()
    assert all("open" in found for found in page.html.all("details", **{"class": "more"})), "not folded away"
    assert sentence not in str(answers.turn(Place("en", "privacy"), Visitor("telegram"), TODAY).screen)
