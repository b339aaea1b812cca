"""A crawler over the pages and the desk: it types everything into everything, and nothing of it ever runs."""

import itertools
from urllib.parse import quote

import pytest

from bot.desk.route import routes
from bot.model.staff import StaffRole
from tests.desk.driver import PASSPHRASE, Office, Officer, Page
from tests.desk.test_journey import write
from tests.processes import Running
from tests.security.payloads import CANARY, ELSEWHERE, EVIDENCE, HEADERS, TRAVERSAL, TYPED
from tests.security.watched import Watched, check

MOST = 150
"""Pages that the crawler opens."""


# The visitors' pages


def test_every_link_leads_to_a_sound_page(program: Running) -> None:
    waiting, seen = ["/en"], set[str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen or path.endswith((".pdf", ".atom")):
            continue
        seen.add(path)
        status, html = program.get(path)
        assert status == 200, path
        check(html, path)
        waiting += [one for one in Watched(html).links(f"http://x{path}") if one.startswith("/en")]
    assert len(seen) == MOST


@pytest.mark.parametrize("payload", [*TYPED, *TRAVERSAL, *ELSEWHERE])
def test_nothing_typed_into_an_address_runs(program: Running, payload: str) -> None:
    typed = quote(payload, safe="")
    for path in (f"/en/search?q={typed}", f"/en/{typed}", f"/{typed}", f"/en/rights/{typed}", f"/static/{typed}",
                 f"/en/bulletin/{typed}", f"/en/bulletins/{typed}.atom", f"/en/{typed}/kit/poster.pdf"):  # fmt: skip
        status, html = program.get(path)
        assert status in (200, 404), path
        check(html, path)


def test_other_headers_change_nothing(program: Running) -> None:
    for name, payload in itertools.product(
        ("User-Agent", "Referer", "X-Forwarded-Host", "X-Original-URL", "Accept-Language", "Cookie", "X-Forwarded-For"),
        ("<script>" + CANARY, "' OR 1=1 --", "../../etc/passwd", "https://evil.example"),
    ):
        status, html = program.get("/en", {name: payload})
        assert status == 200
        check(html, name)
        assert CANARY not in html
        assert "evil.example" not in html


def test_nobody_is_led_elsewhere(program: Running) -> None:
    for payload in ELSEWHERE:
        for path in (
            f"/{payload.strip()}",
            f"/desk/sign-in?next={quote(payload, safe='')}",
            f"/?next={quote(payload)}",
        ):
            if any(letter in path for letter in "\r\n\t "):
                continue
            status, html = program.get(path)
            assert status in (200, 404), (path, status)
            assert 'href="https://evil' not in html
            assert 'href="//evil' not in html
            assert 'value="//evil' not in html


# The desk


async def test_everything_typed_into_every_form_of_the_desk(desk: Office) -> None:
    await desk.subscribers(en=3)
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    await write(chief)
    numbers = itertools.cycle(TYPED)
    for path in await opened(chief):
        for form in list(chief.page.forms if chief.page.path == path else (await chief.opens(path)).forms):
            if "sign-out" in form.action:
                continue
            names = [name for name in form.values if name != "word"]
            for name in names or ["nothing"]:
                desk.clock.now += 1
                page = await chief.posts(form.action, {**form.values, name: [next(numbers)]})
                sound(page, f"{form.action} {name}")
    for path in await opened(chief):
        page = await chief.opens(path)
        sound(page, path)


@pytest.mark.parametrize("payload", TYPED)
async def test_a_bulletin_of_payloads_is_words(desk: Office, payload: str) -> None:
    amina = await desk.signed_in("amina")
    await amina.opens("/desk/bulletins/new")
    page = await amina.sends("/bulletins/new", title=payload[:100], show_until="2026-12-10", **{"texts.en": payload})
    sound(page, payload)
    for path in (
        "/desk/bulletins",
        "/desk/bulletins/1",
        "/desk/bulletins/1/write",
        "/desk/bulletins/1/versions",
        "/desk",
    ):
        page = await amina.opens(path)
        sound(page, path)
        assert page.status in (200, 404)


@pytest.mark.parametrize("payload", [*TRAVERSAL, *HEADERS])
async def test_no_address_of_the_desk_leads_out_of_it(desk: Office, payload: str) -> None:
    amina = await desk.signed_in("amina")
    typed = quote(payload, safe="")
    paths = [f"/desk/bulletins?after={typed}", f"/desk/bulletins/new?from={typed}", f"/desk/sign-in?next={typed}"]
    if "\n" not in payload:  # with a line's end in its path it is no address of the desk
        paths += [f"/desk/{before}{typed}" for before in ("static/", "", "bulletins/", "invitation/")]
    for path in paths:
        page = await amina.opens(path)
        assert page.status in (200, 404, 422), path
        sound(page, path)
        assert not any("evil" in name.lower() or "stolen" in value for name, value in page.headers.items())


async def test_signing_in_leads_only_to_the_desk(desk: Office) -> None:
    browser = await desk.browser()
    await desk.joins(browser, "amina", await desk.invited("amina"))
    for wanted in ELSEWHERE:
        desk.clock.now += 60
        await browser.opens(f"/desk/sign-in?next={quote(wanted, safe='')}")
        page = await browser.sends("/sign-in", login="amina", passphrase=PASSPHRASE, code=desk.code("amina"))
        assert (page.status, page.path) == (200, "/desk"), wanted
        await browser.sends("/sign-out")


async def opened(officer: Officer) -> list[str]:
    """The addresses of the desk's pages that can be opened with what is there."""
    paths = []
    for route in routes():
        path = "/desk" + route.path.replace("{number}", "1")
        if route.method == "GET" and "{" not in path and (await officer.opens(path)).status == 200:
            paths.append(path)
    return paths


def sound(page: Page, where: object) -> None:
    """It is an answer, and nothing in it runs."""
    assert page.status < 500, where
    if "html" in page.headers.get("Content-Type", ""):
        check(page.text, where)
    else:
        assert not any(evidence in page.text for evidence in EVIDENCE), where
