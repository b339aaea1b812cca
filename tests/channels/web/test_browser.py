"""The pages in a real browser: readable for everybody, with keys alone, without scripts, on a narrow screen."""

import os
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.screens.answer import Answers
from tests.channels.web.test_pages import site_in_a_thread
from tests.chromium import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "fr", "ar")
PAGES = {
    "start": "start",
    "menu": "menu",
    "corridor": "PH-GB-2221/kit",
    "facts": "PH-GB-2221/kit/fees",
    "right": "rights/passport",
    "programmes": "PH/programmes",
    "programme": "programme/{programme}",
    "agreements": "PH-DE-2221/agreements",
    "help": "help/gb",
    "search": "search?q=passport",
    "offer": "PH-GB-2221/offer",
    "steps": "PH-GB-2221/steps/1/papers",
    "fit": "PH-GB-2221/fit/a/time/must",
    "sources": "sources/rights/passport",
    "practices": "practices/any/return",
    "warnings": "warnings/money",
    "register": "register",
    "sums": "PH-GB-2221/sums/0/1",
    "number": "PH-GB-2221/sums/0/c",
    "comparison": "PH-_-2221/compare/gb-de-sa-ie",
    "settings": "settings",
    "take": "PH-GB-2221/take",
    "share": "PH-GB-2221/share/kit/fees",
    "tell": "PH-GB-2221/tell",
    "question": "PH-GB-2221/tell/3/0",
    "answers": "PH-GB-2221/tell/end/2s",
    "wrong": "PH-GB/wrong/y/end/1",
    "counting": "counting",
    "observatory": "observatory",
    "unknown": "nonsense",
}
NARROW, WIDE = 320, 1280
WCAG_22_AA = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""What changes with the dark."""
PATIENCE = 5_000
"""Milliseconds that a page may take."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all these tests."""
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
    answers.prepare()
    with site_in_a_thread(answers) as (host, port):
        yield f"http://{host}:{port}"


Opens = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def opens(chromium: Browser, url: str) -> Iterator[Opens]:
    """Makes a browser with nothing in it. What it does is watched: nothing leaves loopback, nothing is kept."""
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []

    def watch(address: str) -> None:
        if not address.startswith(f"{url}/"):
            elsewhere.append(address)

    def open_context(**options: object) -> BrowserContext:
        context = chromium.new_context(base_url=url, **options)  # type: ignore[arg-type]  # playwright's own options
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: watch(request.url))
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert elsewhere == []


@pytest.fixture(scope="module")
def tab(opens: Opens) -> Page:
    """A page in a browser with scripts, shared by the tests that only look."""
    return opens().new_page()


@pytest.fixture
def plain(opens: Opens) -> Page:
    """A page in a browser without scripts."""
    return opens(java_script_enabled=False, locale="en-GB").new_page()


def visit(page: Page, answers: Answers, language: str, name: str) -> None:
    """Open one of PAGES, with everything on it unfolded."""
    path = PAGES[name].format(programme=next(iter(answers.library.programmes)))
    response = page.goto(f"/{language}/{path}")
    assert response
    assert response.status == (404 if name == "unknown" else 200), path
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


# For everybody


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing(tab: Page, answers: Answers, language: str, name: str) -> None:
    tab.set_viewport_size({"width": 412, "height": 900})
    tab.emulate_media(color_scheme="light")
    visit(tab, answers, language, name)
    light = Axe().run(tab, options=WCAG_22_AA)
    assert not light.violations_count, light.generate_report()
    tab.emulate_media(color_scheme="dark")
    dark = AxeResults(tab.evaluate("options => axe.run(options)", COLOURS))
    assert not dark.violations_count, f"in the dark: {dark.generate_report()}"
    assert dark.response["passes"], "colours were looked at"


def test_axe_would_find_something(opens: Opens) -> None:
    tab = opens().new_page()
    tab.set_content('<html><head></head><body><img src=""><p style="color:#bbb;background:#fff">pale</p></body></html>')
    broken = {violation["id"] for violation in Axe().run(tab, options=WCAG_22_AA).response["violations"]}
    assert {"html-has-lang", "document-title", "image-alt", "color-contrast"} <= broken


@pytest.mark.parametrize("name", PAGES)
def test_nobody_has_to_scroll_sideways(tab: Page, answers: Answers, name: str) -> None:
    for language in LANGUAGES:
        visit(tab, answers, language, name)
        for width in (NARROW, WIDE):
            tab.set_viewport_size({"width": width, "height": 800})
            needed = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert needed[0] <= needed[1] == width, f"{language} at {width} pixels needs {needed[0]}"


def test_letters_may_be_twice_as_large(tab: Page, answers: Answers) -> None:
    """WCAG 1.4.4: at twice the size nothing is cut off or needs scrolling sideways."""
    tab.set_viewport_size({"width": 640, "height": 800})
    for language in LANGUAGES:
        visit(tab, answers, language, "facts")
        tab.evaluate("document.documentElement.style.fontSize = '200%'")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), language


def test_arabic_runs_from_right_to_left(tab: Page, answers: Answers) -> None:
    tab.set_viewport_size({"width": 412, "height": 900})
    starts = {}
    for language, direction in (("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")):
        visit(tab, answers, language, "corridor")
        assert tab.evaluate("getComputedStyle(document.body).direction") == direction
        box = tab.locator(".brand").bounding_box()
        assert box
        starts[language] = "left" if box["x"] < 412 - box["x"] - box["width"] else "right"
        english = tab.locator("main [lang=en]")
        if language == "ar" and english.count():
            assert english.first.evaluate("one => getComputedStyle(one).direction") == "ltr"
    assert starts == {"en": "left", "fr": "left", "ar": "right"}


def test_the_style_is_in_force_in_light_and_dark(tab: Page, answers: Answers) -> None:
    grounds = []
    for dark in (False, True):
        tab.emulate_media(color_scheme="dark" if dark else "light")
        visit(tab, answers, "en", "menu")
        grounds.append(tab.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark_ = (sum(map(int, re.findall(r"\d+", ground)[:3])) for ground in grounds)
    assert dark_ < 150 < 600 < light


# Without scripts


def test_from_the_start_to_an_answer_without_scripts(plain: Page) -> None:
    def tap(path: str) -> None:
        plain.locator(f'.choices a[href="{path}"]').click()
        assert path_of(plain) == path
        expect(plain.locator("h1")).not_to_be_empty()

    plain.goto("/")
    tap("/en/privacy")
    tap("/en")
    tap("/en/kit")
    tap("/en/PH/kit")
    tap("/en/PH-GB/kit")
    tap("/en/PH-GB-2221/kit")
    tap("/en/PH-GB-2221/kit/fees")
    assert "Philippines" in plain.locator("main").inner_text()
    for _ in range(2):
        before = path_of(plain)
        plain.locator(".back a").click()
        assert before.startswith(path_of(plain).rpartition("/kit")[0])
    assert path_of(plain) == "/en/PH-GB/kit"
    plain.go_back()
    assert path_of(plain) == "/en/PH-GB-2221/kit"


def test_changing_the_language_keeps_the_place_without_scripts(plain: Page) -> None:
    plain.goto("/en/PH-GB-2221/kit/fees")
    here = "en"
    for there in ("fr", "ar", "en"):
        tongues = plain.locator("details.languages")
        expect(tongues.locator("a").first).not_to_be_visible()
        tongues.locator("summary").click()
        expect(tongues.locator(f'a[lang="{here}"]')).to_have_attribute("aria-current", "true")
        tongues.locator(f'a[lang="{there}"]').click()
        assert path_of(plain) == f"/{there}/PH-GB-2221/kit/fees"
        expect(plain.locator("html")).to_have_attribute("lang", there)
        here = there


def test_the_rest_of_a_page_unfolds_without_scripts(plain: Page) -> None:
    plain.goto("/en/rights/passport")
    steps = plain.locator("details.more ol").first
    expect(steps).not_to_be_visible()
    plain.locator("details.more > summary").click()
    expect(steps).to_be_visible()


def test_search_finds_without_scripts(plain: Page) -> None:
    for page in ("/en", "/en/nonsense", "/en/search"):
        plain.goto(page)
        field = plain.get_by_role("searchbox")
        field.fill("they keep my passport")
        field.press("Enter")
        assert path_of(plain) == "/en/search"
        expect(plain.get_by_role("searchbox")).to_have_value("they keep my passport")
        plain.locator('.choices a[href="/en/rights/passport"]').click()
        assert path_of(plain) == "/en/rights/passport"
        plain.go_back()
        expect(plain.get_by_role("searchbox")).to_have_value("they keep my passport")


def test_a_number_is_given_without_scripts(plain: Page) -> None:
    plain.goto("/en/PH-GB-2221/sums/0/c")
    plain.get_by_label("Type the amount in British Pound (GBP).").fill("minus 5")
    plain.get_by_role("button", name="Take this number").click()
    expect(plain.get_by_text("A number below zero does not fit here.")).to_be_visible()
    plain.get_by_label("Type the amount in British Pound (GBP).").fill("1,500")
    plain.keyboard.press("Enter")
    expect(plain.get_by_text("£1,500 · your number")).to_be_visible()
    plain.reload()
    expect(plain.get_by_text("£1,500 · your number")).to_be_visible()
    assert "1500" not in plain.url


def test_the_comparison_is_a_table_that_keys_can_scroll(plain: Page) -> None:
    plain.goto("/en/PH-_-2221/compare/gb-de-sa")
    region = plain.get_by_role("region", name="Compare destinations")
    expect(region).to_have_attribute("tabindex", "0")
    assert [head.inner_text() for head in region.get_by_role("columnheader").all()] == [
        "United Kingdom",
        "Germany",
        "Saudi Arabia",
    ]
    assert region.get_by_role("rowheader").count() == 12
    assert region.get_by_role("cell").count() == 36


def test_what_looks_like_a_script_in_a_search_is_words(tab: Page) -> None:
    said: list[str] = []
    tab.once("dialog", lambda dialog: said.append(dialog.message))
    words = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    tab.goto("/en")
    tab.get_by_role("searchbox").fill(words)
    tab.get_by_role("search").get_by_role("button").click()
    expect(tab.get_by_role("searchbox")).to_have_value(words)
    assert tab.locator("script:not([src^='/static/']), img").count() == 0
    assert said == []


# With keys alone


@pytest.mark.parametrize("language", ["en", "ar"])
def test_keys_reach_skip_link_brand_help_and_language_first(tab: Page, url: str, language: str) -> None:
    def focused() -> str:
        return str(tab.evaluate("document.activeElement.className || document.activeElement.parentElement.className"))

    tab.set_viewport_size({"width": 412, "height": 900})
    tab.goto(f"/{language}/rights/passport")
    for expected in ("skip", "brand", "help", "languages"):
        tab.keyboard.press("Tab")
        assert focused() == expected
        box = tab.evaluate("(b => [b.left, b.right, b.top])(document.activeElement.getBoundingClientRect())")
        assert box[0] >= 0 <= box[2], f"{expected} can be seen while it has the focus"
        assert box[1] <= 412
        style = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", f"{expected} shows that it has the focus"
    tab.keyboard.press("Enter")
    expect(tab.locator("details.languages a").first).to_be_visible()
    other = "ar" if language == "en" else "en"
    for _ in LANGUAGES:
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.lang") == other:
            break
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{url}/{other}/rights/passport")


def test_enter_follows_what_has_the_focus(tab: Page, url: str) -> None:
    for presses, path in ((2, "/en"), (3, "/en/help")):
        tab.goto("/en/rights/passport")
        for _ in range(presses):
            tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{url}{path}")


def test_the_skip_link_skips_to_the_text(tab: Page) -> None:
    tab.goto("/en/rights/passport")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("main:target")).to_have_count(1)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null"), "the next stop is in the text"


def test_every_stop_of_the_keys_can_be_seen(tab: Page) -> None:
    tab.set_viewport_size({"width": NARROW, "height": 640})
    tab.goto("/en/PH-GB-2221/kit")
    stops = set()
    for _ in range(60):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(
            """() => {
                const one = document.activeElement, box = one.getBoundingClientRect()
                if (one === document.body) return null
                const seen = box.top > -1 && box.bottom < innerHeight + 1
                return [one.getAttribute("href") || one.tagName, seen, box.height]
            }"""
        )
        if stop is None:
            break
        name, seen, height = stop
        assert seen, f"{name} is outside the screen while it has the focus"
        assert height >= 24, f"{name} is too low to be tapped"
        stops.add(name)
    assert {"#main", "/en/PH-GB-2221", "/en/PH-GB-2221/kit/fees", "/en/PH-GB-2221/privacy", "SUMMARY"} <= stops


# Private


def test_nothing_leaves_loopback_and_nothing_stays_in_the_browser(opens: Opens, answers: Answers, url: str) -> None:
    context = opens()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, language in zip(PAGES, cycle(LANGUAGES), strict=False):
        visit(page, answers, language, name)
    assert len(asked) > len(PAGES), "the style is asked for too"
    assert {urlsplit(address).netloc for address in asked} == {urlsplit(url).netloc}
    assert context.cookies() == []
    state = context.storage_state()
    assert state.get("origins", []) == []


def test_a_link_to_elsewhere_does_not_tell_where_she_comes_from(tab: Page, answers: Answers) -> None:
    visit(tab, answers, "en", "help")
    outside = tab.locator('main a[href^="http"]')
    assert outside.count() > 0
    for link in outside.all():
        assert "noreferrer" in (link.get_attribute("rel") or "")
    assert tab.evaluate("document.querySelector('meta[name=referrer]').content") == "same-origin", "it has forms"
    visit(tab, answers, "en", "search")
    assert tab.evaluate("document.querySelector('meta[name=referrer]').content") == "no-referrer"
