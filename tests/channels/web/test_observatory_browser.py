"""The observatory in a real browser, with the program as it is started: for everybody, on a phone, with keys alone."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.screens.answer import Answers
from storage.database import migrate, open_database
from tests.channels.web.test_browser import COLOURS, NARROW, WCAG_22_AA, WIDE
from tests.chromium import ARGUMENTS, CHROMIUM
from tests.monitoring.releases import keep, made
from tests.processes import running

pytestmark = pytest.mark.browser

PAGES = (
    "others",
    "others/reasons",
    "others/return",
    "observatory",
    "observatory/intent/2026-q4",
    "agreement/gb-ph-2021",
)
LANGUAGES = ("en", "ar", "hi")
DRAWN = 30_000
"""Milliseconds in which a picture must be there, the start of the process that draws included."""


@pytest.fixture(scope="module")
def url(answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The program over three releases, two of them long."""
    folder = tmp_path_factory.mktemp("observatory")

    async def fill() -> None:
        engine = open_database(f"sqlite+aiosqlite:///{folder / 'fairpassage.sqlite3'}")
        await migrate(engine)
        groups = ("intent", "usage", "breach")
        await keep(engine, *(made(answers.library, one, large=False, synthetic=False) for one in groups))
        await engine.dispose()

    with ThreadPoolExecutor(1) as thread:  # the browser has a loop of its own in this one
        thread.submit(lambda: asyncio.run(fill())).result()
    with running(folder) as program:
        program.until_up("/en/observatory/intent/2026-q4")
        yield program.url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"These tests need Chromium at {CHROMIUM} (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def tab(chromium: Browser, url: str) -> Page:
    context = chromium.new_context(base_url=url)
    context.set_default_timeout(DRAWN)
    return context.new_page()


def visit(page: Page, path: str) -> None:
    response = page.goto(f"/{path}")
    assert response
    assert response.status == 200, path
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing(tab: Page, language: str, path: str) -> None:
    tab.set_viewport_size({"width": 412, "height": 900})
    tab.emulate_media(color_scheme="light")
    visit(tab, f"{language}/{path}")
    light = Axe().run(tab, options=WCAG_22_AA)
    assert not light.violations_count, light.generate_report()
    tab.emulate_media(color_scheme="dark")
    dark = AxeResults(tab.evaluate("options => axe.run(options)", COLOURS))
    assert not dark.violations_count, f"in the dark: {dark.generate_report()}"


@pytest.mark.parametrize("path", PAGES)
def test_nobody_has_to_scroll_sideways(tab: Page, path: str) -> None:
    for language in LANGUAGES:
        visit(tab, f"{language}/{path}")
        for width in (NARROW, WIDE):
            tab.set_viewport_size({"width": width, "height": 800})
            needed = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert needed[0] <= needed[1] == width, f"{language} at {width} pixels needs {needed[0]}"


def test_every_picture_is_drawn_and_says_what_it_shows(tab: Page) -> None:
    tab.set_viewport_size({"width": WIDE, "height": 900})
    for language in ("en", "ar"):
        visit(tab, f"{language}/observatory/intent/2026-q4")
        images = tab.locator("main img")
        assert images.count() >= 6
        for image in images.all():
            image.scroll_into_view_if_needed()
            image.evaluate("one => one.complete || new Promise(done => { one.onload = one.onerror = done })")
            assert image.evaluate("one => one.naturalWidth") > 100, image.get_attribute("src")
            assert image.get_attribute("alt")


def test_from_the_menu_to_a_figure_with_keys_alone(tab: Page, url: str) -> None:
    tab.set_viewport_size({"width": 412, "height": 900})

    def follows(href: str) -> None:
        for _ in range(120):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.getAttribute('href')") == href:
                tab.keyboard.press("Enter")
                tab.wait_for_url(f"{url}{href}")
                return
        raise AssertionError(f"the keys do not reach {href}")

    tab.goto("/en")
    for href in ("/en/others", "/en/others/reasons", "/en/observatory/intent/2026-q4"):
        follows(href)
    expect(tab.locator("table").first).to_be_attached()


def test_whether_it_helped_is_told_with_a_key_and_without_scripts(chromium: Browser, url: str) -> None:
    page = chromium.new_context(base_url=url, java_script_enabled=False).new_page()
    page.goto("/en/rights/passport")
    page.get_by_role("button", name="Not helpful").press("Enter")
    expect(page.locator("h1")).to_contain_text("Thank you")
    page.get_by_role("link", name="Back to: They took your passport").click()
    expect(page.locator("h1")).to_contain_text("They took your passport")


def test_after_a_tap_under_a_tools_answer_she_is_back_at_it(chromium: Browser, url: str) -> None:
    page = chromium.new_context(base_url=url, java_script_enabled=False).new_page()
    page.goto("/ar/PH-GB-2221/steps/1a2b/papers")
    told = page.locator("main").inner_text()
    for _ in range(2):
        page.locator(".rating button").last.click()
        expect(page.locator("h1")).to_contain_text("👎")
        assert "1a2b" not in page.url
        page.locator(".choices a").click()
        page.wait_for_url(f"{url}/ar/PH-GB-2221/steps/1a2b/papers")
        assert page.locator("main").inner_text() == told


def test_she_tells_her_plans_without_scripts_and_only_the_last_yes_is_a_form(chromium: Browser, url: str) -> None:
    page = chromium.new_context(base_url=url, java_script_enabled=False).new_page()
    page.goto("/en/PH-GB-2221/kit/decide")
    page.get_by_role("link", name="Tell us, anonymously").click()
    for label in ("Yes, ask me", "Yes", "I have applied", "Later, for good", "Better pay", "Skip", "Yes, for a time"):
        assert page.locator(".choices form").count() == 0
        link = page.locator(".choices").get_by_role("link", name=label, exact=True)
        there = link.get_attribute("href")
        link.click()
        page.wait_for_url(f"{url}{there}")  # "Skip" stands on the page before too
    page.get_by_role("button", name="Yes, count my answers").click()
    expect(page.locator("h1")).to_contain_text("Thank you")
    page.reload()
    expect(page.locator("h1")).to_contain_text("Thank you")


def test_on_plain_http_a_deed_is_known_as_ours_too(chromium: Browser, url: str) -> None:
    """There browsers send no Fetch Metadata, and name the origin only where the page lets them."""
    port = urlsplit(url).port
    plain = [*ARGUMENTS, f"--host-resolver-rules=MAP plain.example 127.0.0.1:{port}"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=plain)
    page = browser.new_page()
    page.goto(f"http://plain.example:{port}/en/rights/passport")
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Thank you")
    assert "sec-fetch-site" not in sent.value.all_headers(), "else this shows nothing"
    page.goto(f"http://plain.example:{port}/en/PH-GB-2221/steps/1a2b/papers")
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Thank you")
    assert "1a2b" not in sent.value.all_headers()["referer"]
    browser.close()
