"""The desk in a real browser with keys alone: from an invitation to a release by a second person and a correction.

Every page on the way is held against WCAG 2.2 AA by axe-core. With DESK_PICTURES set to a folder, each is
photographed there, to be looked at.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select

from bot.actions import authenticator
from bot.actions.push import Summary
from bot.actions.push_outcome import written
from bot.loading import load_answers
from bot.model.push import Push, PushState
from bot.model.staff import StaffRole
from bot.screens.answer import Answers
from bot.settings import Settings
from storage import pushes as stored
from storage.database import migrate, open_database, writing
from storage.tables import staff
from tests.channels.web.test_browser import COLOURS, WCAG_22_AA
from tests.chromium import ARGUMENTS, CHROMIUM
from tests.conftest import SECRET
from tests.desk.driver import PASSPHRASE, Office, office
from tests.desk.frozen import freeze

pytestmark = pytest.mark.browser

CLOSED = (
    ("intent", "2026-Q2", "2026-07-01"),
    ("intent", "2026-Q3", "2026-10-01"),
    ("usage", "2026-10", "2026-11-01"),
    ("breach", "2026-H1", "2026-07-01"),
)
PATIENCE = 30_000
"""Milliseconds that a page may take: an argon2 hash and a browser share two processors with everything else."""


class Desk:
    """The desk in a thread of its own, for a test that drives a browser."""

    def __init__(self, opened: Office, loop: asyncio.AbstractEventLoop) -> None:
        self.office, self._loop = opened, loop
        self.url = str(opened.server.make_url("")).rstrip("/")

    def does(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something on the desk's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=PATIENCE / 1000)

    def code(self, login: str) -> str:
        """The next code of an authenticator."""
        self.office.clock.now += 30
        return self.office.code(login)


@pytest.fixture(scope="module")
def three_languages() -> Answers:
    """The library with the desk's own languages, however far their content is translated."""
    return load_answers(Settings.model_construct(languages=("fr", "ar")))


@pytest.fixture
def desk(three_languages: Answers, tmp_path: Path) -> Iterator[Desk]:
    ready: Future[tuple[Desk, Callable[[], object]]] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'desk.sqlite3'}")
        await migrate(engine)
        async with office(three_languages, engine) as opened:
            loop = asyncio.get_running_loop()
            ready.set_result((Desk(opened, loop), lambda: loop.call_soon_threadsafe(stop.set)))
            await stop.wait()
        await engine.dispose()

    thread = Thread(target=lambda: asyncio.run(serve()), name="desk")
    thread.start()
    one, stop = ready.result(timeout=PATIENCE / 1000)
    try:
        yield one
    finally:
        stop()
        thread.join(timeout=PATIENCE / 1000)


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


class Person:
    """Somebody with a browser and a keyboard."""

    def __init__(self, context: BrowserContext, login: str) -> None:
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.login = login
        self.faults: list[str] = []
        self.page.on("console", lambda said: self.complains(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def complains(self, said: str) -> None:
        """What the browser notes; that a page's own status is 401, 404 or 422 is no fault of it."""
        if not re.search("status of (401|404|422)", said):
            self.faults.append(said)

    def to(self, selector: str) -> None:
        """Press Tab until something that fits has the focus; it can be seen then, and shows it."""
        for _ in range(200):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                break
        else:
            raise AssertionError(f"no key leads to {selector}")
        style = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", f"{selector} shows that it has the focus"

    def types(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def presses(self, selector: str, key: str = "Enter") -> None:
        self.to(selector)
        self.page.keyboard.press(key)

    def says_yes(self, button: str) -> None:
        """Send the form whose button has the focus, and wait for the page that follows."""
        self.to(button)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def is_sound(self, name: str) -> None:
        """The open page has nothing that axe finds, in light and dark, and needs no scrolling sideways; on a telephone
        what a list tells of something stands in two lines at most.
        """
        for dark in (False, True):
            self.page.emulate_media(color_scheme="dark" if dark else "light")
            found = Axe().run(self.page, options=COLOURS if dark else WCAG_22_AA)
            assert not found.violations_count, f"{name}: {found.generate_report()}"
        self.page.emulate_media(color_scheme="light")
        for width in (1280, 360):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
            tall = self.page.locator(".stacked td[data-head]:not(:has(form))").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect().height)"
            )
            assert all(one < 70 for one in tall), name
            if folder := os.environ.get("DESK_PICTURES"):
                self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})


@contextlib.contextmanager
def person(chromium: Browser, desk: Desk, login: str, language: str = "en-GB", **options: Any) -> Iterator[Person]:
    with chromium.new_context(base_url=desk.url, locale=language, **options) as context:
        somebody = Person(context, login)
        yield somebody
        assert somebody.faults == [], "the browser had to refuse or complain about nothing"


def joins(somebody: Person, desk: Desk, role: StaffRole = StaffRole.OFFICER, *, look: bool = False) -> None:
    token = desk.does(desk.office.invited(somebody.login, role))
    desk.office.secrets[somebody.login] = authenticator.secret_of_invitation(SECRET, token)
    somebody.page.goto(f"/desk/invitation/{token}")
    if look:
        somebody.is_sound("01-invitation")
    somebody.types("#passphrase", PASSPHRASE)
    somebody.types("#code", desk.code(somebody.login))
    somebody.says_yes("main button")
    expect(somebody.page.locator(".codes li")).to_have_count(8)
    if look:
        somebody.is_sound("02-joined")
    somebody.says_yes("main a.button")
    if look:
        somebody.is_sound("03-sign-in")
    somebody.types("#login", somebody.login)
    somebody.types("#passphrase", PASSPHRASE)
    somebody.types("#code", desk.code(somebody.login))
    somebody.says_yes("main button")


def test_from_an_invitation_to_a_correction_with_keys_alone(chromium: Browser, desk: Desk) -> None:
    desk.does(desk.office.subscribers(en=12, fr=4, ar=25))
    with person(chromium, desk, "amina") as amina, person(chromium, desk, "brenda") as brenda:
        joins(amina, desk, look=True)
        amina.is_sound("04-front")
        amina.says_yes('a[href="/desk/bulletins/new"]')
        amina.is_sound("05-empty-form")
        amina.types("#title", "Ballot on the new roster")
        amina.types('[id="texts.en"]', "**Vote** until Friday.\n\n- bring your card\n- [how](http://union.org)")
        amina.types('[id="texts.ar"]', "**صوّتوا** حتى يوم الجمعة")
        expect(amina.page.locator("#previews mark")).to_be_visible()
        amina.types("#show_until", "")
        amina.says_yes('button[value="keep"]')
        assert amina.page.locator('[id="texts.en-fault"]').inner_text()
        expect(amina.page.locator("#faults")).to_be_focused()
        amina.is_sound("06-form-with-faults")
        assert "Vote" in amina.page.locator('[id="texts.en"]').input_value(), "nothing typed is lost"
        amina.types('[id="texts.en"]', "**Vote** until Friday.\n\n- bring your card\n- [how](https://union.org)")
        expect(amina.page.locator(".bubble").first).to_contain_text("until Friday")
        amina.to("#show_until")
        amina.page.keyboard.type("12102026")
        assert amina.page.locator("#show_until").input_value() in ("2026-12-10", "2026-10-12")
        amina.page.locator("#show_until").evaluate("one => { one.value = '2026-12-10' }")
        amina.is_sound("07-form-with-preview")
        amina.says_yes('button[value="keep"]')
        amina.sees("You wrote this version")
        amina.sees("fewer than 10")
        amina.is_sound("08-draft-of-the-author")

        joins(brenda, desk)
        brenda.presses('main table a[href="/desk/bulletins/1"]')
        brenda.sees("Ballot on the new roster")
        brenda.is_sound("09-draft-of-a-colleague")
        brenda.says_yes('form[action$="/release"] button')
        brenda.sees("Released.")
        brenda.sees("41")
        brenda.is_sound("10-progress")
        brenda.says_yes('a[href="?live=no"]')
        brenda.says_yes('form[action$="/stop"] button')
        brenda.sees("Stopped.")
        brenda.says_yes('form[action$="/resume"] button')

        amina.page.goto("/desk/bulletins/1")
        amina.says_yes('main a[href="/desk/bulletins/1/write"]')
        amina.types('[id="texts.en"]', "**Vote** until Saturday.")
        amina.is_sound("11-correction")
        amina.says_yes('button[value="keep"]')
        amina.sees("a correction waits")
        brenda.page.goto("/desk/bulletins/1")
        brenda.says_yes('form[action$="/release"] button')
        brenda.sees("The correction is released")
        brenda.page.goto("/desk/bulletins/1/versions")
        brenda.sees("Version 2 · in the chats")
        expect(brenda.page.locator("ins")).to_have_text("Saturday")
        brenda.is_sound("12-versions")
        brenda.says_yes('header a[href="/desk/bulletins"]')
        brenda.types("#words", "saturday")
        brenda.says_yes("main form button")
        brenda.sees("Use as a template")
        brenda.is_sound("13-list")


def test_an_administrators_pages(chromium: Browser, desk: Desk) -> None:
    with person(chromium, desk, "chief") as chief:
        joins(chief, desk, StaffRole.ADMINISTRATOR)
        chief.says_yes('header a[href="/desk/staff"]')
        chief.types("#login", "newcomer@union.org")
        chief.types("#name", "Newcomer")
        chief.says_yes('form[action="/desk/staff"] button')
        chief.sees("/desk/invitation/")
        chief.is_sound("20-staff")
        chief.says_yes('header a[href="/desk/tokens"]')
        chief.types("#name", "website")
        chief.presses('input[value="read"]', "Space")
        chief.says_yes('form[action="/desk/tokens"] button')
        chief.sees("fp_")
        chief.is_sound("21-tokens")
        chief.says_yes('header a[href="/desk/record"]')
        chief.is_sound("22-record")
        chief.says_yes('header a[href="/desk/account"]')
        chief.says_yes('form[action="/desk/account/link"] button')
        chief.sees("/link ")
        chief.is_sound("23-account")
        chief.says_yes('a[href="/desk/security"]')
        chief.is_sound("25-security")
        chief.types('[id="change.old"]', "not it")
        chief.types("#passphrase", "four slow herons dance")
        chief.says_yes('form[action$="/passphrase"] button')
        chief.sees("is wrong")
        chief.is_sound("26-security-refused")
        chief.page.goto("/desk/nonsense")
        chief.is_sound("24-nowhere")


def releases_of(desk: Desk) -> None:
    """A closed period of each group."""
    library = desk.office.rooms.answers().library
    for group, period, closed in CLOSED:
        desk.does(freeze(desk.office.engine, library, group, period, closed=closed, made=closed))


def refused_push(desk: Desk) -> int:
    """A push of which a DHIS2 took nothing; the names that it tells are longer than a telephone is wide."""
    conflict = f"E7610 FP_{'REGION_' * 8}019: Data element not found or not accessible"
    outcome = written(Summary(dry=True, status="WARNING", sent=1, withheld=0, ignored=1, conflicts=(conflict,)))
    now = desk.office.clock()

    async def keep() -> int:
        async with writing(desk.office.engine) as connection:
            her = (await connection.execute(select(staff.c.id, staff.c.organisation))).first()
            assert her is not None
            one = Push(
                organisation=her.organisation,
                staff=her.id,
                group="intent",
                period="2026-Q3",
                address="https://dhis2.health.org",
                dry=True,
                begun=now,
            )
            begun = await stored.open_push(connection, one, now)
            await stored.close_push(connection, replace(begun, state=PushState.DONE, outcome=outcome))
        return begun.id

    return int(desk.does(keep()))


def test_the_pages_of_figures_with_keys_alone(chromium: Browser, desk: Desk) -> None:
    releases_of(desk)
    with person(chromium, desk, "chief") as chief:
        joins(chief, desk, StaffRole.ADMINISTRATOR)
        chief.sees("Privacy budget that is spent")
        chief.is_sound("40-front-of-an-administrator")
        chief.says_yes('header a[href="/desk/releases"]')
        chief.is_sound("41-releases")
        chief.says_yes('main a[href="/desk/releases/2026-Q3/intent"]')
        chief.presses("details summary", "Enter")
        expect(chief.page.locator("details[open] table").first).to_be_visible()
        chief.to('a[href$="/charts/corridors.svg?keep=yes"]')
        chief.to('a[href$="/files/csv"]')
        with chief.page.expect_download() as download:
            chief.page.keyboard.press("Enter")
        assert download.value.suggested_filename == "fairpassage-intent-2026-q3.csv.zip"
        for image in chief.page.locator("main img").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate("one => one.naturalWidth") > 100
        chief.is_sound("42-release")
        chief.says_yes('main a[href$="/tables/corridor"]')
        chief.sees("None of them is known to be nought")
        chief.is_sound("43-table")
        chief.page.goto("/desk/plan")
        chief.is_sound("44-plan")
        chief.says_yes('header a[href="/desk/work-list"]')
        chief.presses("details summary", "Enter")
        chief.is_sound("45-work-list")
        chief.page.goto("/desk/push?release=intent/2026-Q3")
        chief.types("#address", "http://dhis2.health.org")
        chief.types("#token", "d2pat_abcdefgh12345678")
        chief.says_yes('button[value="try"]')
        expect(chief.page.locator("#faults")).to_be_focused()
        chief.is_sound("46-push-refused")
        chief.page.goto(f"/desk/push/{refused_push(desk)}")
        chief.sees("E7610")
        chief.is_sound("48-push-with-conflicts")
        chief.page.goto("/desk/reach")
        chief.is_sound("47-reach")


def test_the_pages_of_figures_run_from_right_to_left(chromium: Browser, desk: Desk) -> None:
    releases_of(desk)
    with person(chromium, desk, "layla", "ar") as layla:
        joins(layla, desk, StaffRole.ADMINISTRATOR)
        for number, path in enumerate(("", "/releases", "/releases/2026-H1/breach", "/work-list", "/plan")):
            layla.page.goto(f"/desk{path}")
            expect(layla.page.locator("html")).to_have_attribute("dir", "rtl")
            layla.is_sound(f"5{number}-arabic")


def test_the_desk_runs_from_right_to_left(chromium: Browser, desk: Desk) -> None:
    with person(chromium, desk, "layla", "ar") as layla:
        joins(layla, desk)
        expect(layla.page.locator("html")).to_have_attribute("dir", "rtl")
        layla.is_sound("30-arabic-front")
        layla.page.goto("/desk/bulletins/new")
        layla.is_sound("31-arabic-form")


def test_without_scripts_a_button_shows_the_preview(chromium: Browser, desk: Desk) -> None:
    with person(chromium, desk, "amina", java_script_enabled=False) as amina:
        token = desk.does(desk.office.invited("amina"))
        page = amina.page
        page.goto(f"/desk/invitation/{token}")
        page.fill("#passphrase", PASSPHRASE)
        desk.office.secrets["amina"] = authenticator.secret_of_invitation(SECRET, token)
        page.fill("#code", desk.code("amina"))
        page.click("main button")
        page.click("main a.button")
        page.fill("#login", "amina")
        page.fill("#passphrase", PASSPHRASE)
        page.fill("#code", desk.code("amina"))
        page.click("main button")
        page.click('a[href="/desk/bulletins/new"]')
        page.fill('[id="texts.fr"]', "*Votez*")
        page.click('button[value="preview"]')
        expect(page.locator(".bubble i")).to_have_text("Votez")
        assert page.input_value('[id="texts.fr"]') == "*Votez*"
