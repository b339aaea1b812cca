"""Without a network, in a real browser: what was opened opens again and says so; one button removes it all."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from bot.channels.paper.page import html
from bot.screens.answer import Answers
from tests.channels.paper.test_booklet import made
from tests.channels.web.test_browser import WCAG_22_AA
from tests.channels.web.test_pages import site_in_a_thread
from tests.chromium import ARGUMENTS, CHROMIUM, LIMIT

pytestmark = pytest.mark.browser
NAMES = "async () => (await caches.keys())"
KEPT = """async () => {
    const found = []
    for (const name of await caches.keys())
        for (const one of await (await caches.open(name)).keys()) found.push(one.url.slice(location.origin.length))
    return found
}"""
SIZE = """async () => {
    let sum = 0
    for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const one of await cache.keys()) {
            const found = await cache.match(one)
            sum += (await found.arrayBuffer()).byteLength + one.url.length
            for (const [name, value] of found.headers) sum += name.length + value.length
        }
    }
    return sum
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        sentence = f"These tests need Chromium at {CHROMIUM} (apt-get install chromium)."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def url(answers: Answers) -> Iterator[str]:
    with site_in_a_thread(answers) as (host, port):
        yield f"http://{host}:{port}"


@dataclass
class Alone:
    """A tab with a site of its own, which can be taken away: then there is no network, for the worker either."""

    tab: Page
    lose_network: Callable[[], None]


@pytest.fixture
def alone(chromium: Browser, answers: Answers) -> Iterator[Alone]:
    with ExitStack() as stack:
        host, port = stack.enter_context(site_in_a_thread(answers))
        context = chromium.new_context(base_url=f"http://{host}:{port}")
        context.set_default_timeout(LIMIT)
        yield Alone(context.new_page(), stack.close)
        context.close()


@pytest.fixture
def context(chromium: Browser, url: str) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=url)
    context.set_default_timeout(LIMIT)
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    return context.new_page()


def visited(tab: Page, path: str, *more: str) -> None:
    """Open a page and wait until it is kept, and the worker answers for the tab."""
    tab.goto(path)
    tab.wait_for_function("() => navigator.serviceWorker.controller !== null")
    for one in (path, *more):
        tab.wait_for_function(f"async path => (await ({KEPT})()).includes(path)", arg=one)


def test_a_visited_page_and_the_menu_open_without_a_network(alone: Alone) -> None:
    tab = alone.tab
    visited(tab, "/en/PH-GB-2221/kit/fees", "/en/PH-GB-2221", "/en/PH-GB-2221/help")
    expect(tab.locator("[data-offline=here]")).to_be_hidden()
    alone.lose_network()
    tab.reload()
    expect(tab.locator("h1")).to_contain_text("Fees")
    expect(tab.locator("[data-offline=here]")).to_be_visible()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(253, 252, 249)", "with its style"
    tab.locator(".brand").click()
    expect(tab.locator("h1")).to_contain_text("What do you want to know?")


def test_without_a_network_an_unknown_page_becomes_the_menu(alone: Alone) -> None:
    tab = alone.tab
    visited(tab, "/en", "/en/help")
    tab.reload()
    alone.lose_network()
    tab.goto("/en/glossary")
    expect(tab.locator("h1")).to_contain_text("What do you want to know?")
    expect(tab.locator("[data-offline=here]")).to_be_visible()


def test_with_a_network_the_page_is_always_the_new_one(context: BrowserContext, tab: Page) -> None:
    visited(tab, "/en")
    tab.reload()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab.goto("/en")
    assert any(one.endswith("/en") for one in asked)
    expect(tab.locator("[data-offline=here]")).to_be_hidden()


def test_a_search_is_never_kept(tab: Page) -> None:
    visited(tab, "/en")
    tab.reload()
    tab.get_by_role("searchbox").fill("they keep my passport")
    tab.get_by_role("searchbox").press("Enter")
    expect(tab.get_by_role("searchbox")).to_have_value("they keep my passport")
    visited(tab, "/en/glossary")
    assert not [one for one in tab.evaluate(KEPT) if "passport" in one or "?" in one]


def test_a_page_that_is_not_there_and_files_of_the_kit_are_not_kept(tab: Page, url: str) -> None:
    visited(tab, "/en")
    tab.reload()
    tab.goto("/en/nonsense")
    with tab.expect_download():
        tab.evaluate("location.href = '/en/PH-GB-2221/kit.html'")
    visited(tab, "/en/glossary")
    assert not [one for one in tab.evaluate(KEPT) if "nonsense" in one or "kit.html" in one]


def test_what_she_told_is_not_kept(tab: Page) -> None:
    visited(tab, "/en")
    tab.goto("/en/PH-GB-2221/sums/0/c")
    tab.locator("#q").fill("1500")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("£1,500 · your number")).to_be_visible()
    tab.reload()
    tab.goto("/en/PH-GB-2221/steps/1/papers")
    visited(tab, "/en/glossary")
    kept = tab.evaluate(KEPT)
    assert "/en/PH-GB-2221/sums/0/c" in kept, "the question holds nothing of hers"
    assert [one for one in kept if "/sums/" in one or "/steps/" in one] == ["/en/PH-GB-2221/sums/0/c"]


def test_what_is_for_staff_and_files_are_passed_by(tab: Page) -> None:
    visited(tab, "/en")
    tab.reload()
    paths = ["/desk", "/api/v1/bulletins", "/healthz", "/en/bulletins.atom", "/en/PH-GB-2221/poster.pdf"]
    tab.evaluate(
        """async paths => {
            const { active } = await navigator.serviceWorker.ready
            active.postMessage({ keep: paths.map(one => new URL(one, location).href) })
        }""",
        paths,
    )
    visited(tab, "/en/glossary")
    tab.wait_for_load_state("networkidle")
    assert not set(tab.evaluate(KEPT)) & set(paths)


def test_one_button_removes_everything_and_nothing_is_kept_after_it(alone: Alone) -> None:
    tab = alone.tab
    visited(tab, "/en/rights/passport")
    tab.goto("/en/settings")
    tab.get_by_role("button", name="Remove the kept pages from this phone").click()
    expect(tab.locator("[data-offline=done]")).to_be_visible()
    expect(tab.locator("[data-offline=done]")).to_be_focused()
    assert tab.evaluate(NAMES) == []
    tab.goto("/en/glossary")
    tab.goto("/en/rights/passport")
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate(NAMES) == []
    assert tab.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    alone.lose_network()
    with pytest.raises(Error):
        tab.goto("/en/rights/passport")


def test_the_button_works_with_keys_and_in_arabic(tab: Page) -> None:
    visited(tab, "/ar/hide")
    button = tab.locator("[data-offline=ask] button")
    button.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-offline=done]")).to_be_visible()
    assert tab.evaluate(NAMES) == []


def test_it_stays_under_a_megabyte(tab: Page, answers: Answers) -> None:
    visited(tab, "/en")
    tab.reload()
    homes = [one.code for one in answers.library.with_role("home")]
    paths = [f"/{code}/{home}-GB-2221/kit/visa" for home in homes for code in ("ar", "hi")][:60]
    tab.evaluate(
        """async paths => {
            const { active } = await navigator.serviceWorker.ready
            active.postMessage({ keep: paths.map(one => new URL(one, location).href) })
        }""",
        paths,
    )
    tab.wait_for_function(f"async () => (await ({SIZE})()) > 800000", timeout=LIMIT)
    for _ in range(10):
        assert tab.evaluate(SIZE) < 1_000_000
    kept = tab.evaluate(KEPT)
    assert 5 < len(kept) < 60
    assert [one for one in kept if one.startswith("/static/style")], "the files that all pages need stay"


def test_nothing_of_it_is_a_cookie_or_another_store(context: BrowserContext, tab: Page) -> None:
    visited(tab, "/en/rights/passport")
    assert context.cookies() == []
    assert context.storage_state().get("origins", []) == []


@pytest.mark.parametrize("language", ["en", "ar", "hi"])
def test_the_kit_as_one_page_opens_from_the_disk_alone(
    chromium: Browser, answers: Answers, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "kit.html"
    path.write_bytes(html(made(answers, f"{language}/PH-GB-2221/kit")))
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: faults.append(said.text))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".warning").first.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
    found = Axe().run(page, options=WCAG_22_AA)
    assert not found.violations_count, found.generate_report()
    page.close()


def test_without_scripts_nothing_is_kept_and_nothing_is_offered(chromium: Browser, url: str) -> None:
    plain = chromium.new_context(base_url=url, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/en/settings")
    expect(page.locator("[data-offline=ask]")).to_be_hidden()
    plain.close()
