"""The pages over real HTTP: what a browser, a search machine, a cache and a load balancer are told."""

import asyncio
import contextlib
import gzip
import random
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Thread
from urllib.parse import urljoin, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from multidict import CIMultiDictProxy

from bot.channels.web.channel import WebChannel
from bot.model.place import Place
from bot.screens.answer import Answers
from tests.conftest import TODAY

PUBLIC = "https://fairpassage.example"
STRICT = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "worker-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "Strict-Transport-Security"
EVERY_KIND = (
    "",
    "en/start",
    "en/menu",
    "fr",
    "ar/privacy",
    "en/PH-GB-2221/kit",
    "ar/PH-GB-2221/kit/visa",
    "fr/rights/passport",
    "en/rights/passport/gb",
    "ar/help/sa",
    "en/programmes",
    "en/agreements",
    "fr/glossary",
    "en/search",
    "en/settings",
    "en/sources/rights/passport",
    "en/PH-GB-2221/language/kit/fees",
)
NOWHERE = (
    "nonsense",
    "wp-login.php",
    "xx/menu",
    "en/nonsense",
    "en/rights/nonsense",
    "en/programme/nonsense",
    "en/ZZ/kit",
    "en/GB-PH/kit",
    "en/PH-GB-9999/kit",
    "en/kit/fees/more",
    "en/menu~0",
    "EN/menu",
    "static/a/b.css",
    ".env",
)
FIRST_VISIT = 40_000
"""Bytes, heads included."""


@dataclass
class Html(HTMLParser):
    """A page's elements in order: name and attributes."""

    text: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str, **having: str) -> list[dict[str, str]]:
        """The attributes of every such element."""
        return [found for name, found in self.elements if name == tag and having.items() <= found.items()]

    def one(self, tag: str, **having: str) -> dict[str, str]:
        """The attributes of the only such element."""
        (found,) = self.all(tag, **having)
        return found

    @property
    def own_links(self) -> list[str]:
        """Every address on our own site that can be followed."""
        return [found["href"] for found in self.all("a") if found.get("href", "").startswith("/")]


@dataclass
class Answer:
    """A response: as it was sent and as it reads."""

    status: int
    headers: CIMultiDictProxy[str]
    sent: bytes

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.sent) if self.headers.get("Content-Encoding") == "gzip" else self.sent

    @property
    def html(self) -> Html:
        assert self.headers["Content-Type"] == "text/html; charset=utf-8"
        return Html(self.body.decode())

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return len(self.sent) + sum(len(name) + len(value) + 4 for name, value in self.headers.items()) + 17

    @property
    def varies(self) -> set[str]:
        return {name.strip() for name in self.headers.get("Vary", "").split(",")}


class Browser:
    """Asks, and holds every single response to the strict policy."""

    def __init__(self, client: TestClient, public_url: str) -> None:  # type: ignore[type-arg]
        self._client, self._public_url = client, public_url

    async def asks(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return await self._asks(path, method, None, headers)

    async def sends(self, path: str, form: Mapping[str, str], **headers: str) -> Answer:
        """A form of a page, with what stands in its fields."""
        return await self._asks(path, "POST", form, headers)

    async def _asks(self, path: str, method: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._client.request(
            method, f"/{path}", headers=named, data=form, allow_redirects=False
        ) as response:
            answer = Answer(response.status, response.headers, await response.read())
        for name, value in STRICT.items():
            assert answer.headers.getall(name) == [value], path
        assert "Set-Cookie" not in answer.headers
        assert not any(character.isdigit() for character in answer.headers.get("Server", "")), "names no version"
        secure = self._public_url.startswith("https:")
        assert answer.headers.get(HSTS) == ("max-age=31536000; includeSubDomains" if secure else None)
        return answer


@contextlib.asynccontextmanager
async def site(answers: Answers, public_url: str = PUBLIC, ready: bool = True) -> AsyncIterator[Browser]:
    """The pages on a loopback port, asked without any header that the test did not name."""

    async def is_ready() -> bool:
        return ready

    application = WebChannel(lambda: answers, public_url, lambda: TODAY, is_ready).application()
    unasked = ("Accept-Encoding", "Accept", "User-Agent")
    async with TestClient(TestServer(application), auto_decompress=False, skip_auto_headers=unasked) as client:
        yield Browser(client, public_url)


@contextlib.contextmanager
def site_in_a_thread(answers: Answers) -> Iterator[tuple[str, int]]:
    """The pages on a loopback port of their own, for tests that do not await: host and port."""

    async def ready() -> bool:
        return True

    async def serve() -> None:
        stop = asyncio.Event()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            host, port = listening.getsockname()[:2]
            channel = WebChannel(lambda: answers, f"http://{host}:{port}", lambda: TODAY, ready)
            runner = web.AppRunner(channel.application(), access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.SockSite(runner, listening, backlog=128).start()
            loop = asyncio.get_running_loop()
            opened.set_result((host, port, lambda: loop.call_soon_threadsafe(stop.set)))
            await stop.wait()
            await runner.cleanup()

    def run() -> None:
        try:
            asyncio.run(serve())
        except Exception as error:
            if opened.done():
                raise
            opened.set_exception(error)

    opened: Future[tuple[str, int, Callable[[], object]]] = Future()
    thread = Thread(target=run, name="pages")
    thread.start()
    try:
        host, port, stop = opened.result(timeout=10)
        try:
            yield host, port
        finally:
            stop()
    finally:
        thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.fixture
async def browser(answers: Answers) -> AsyncIterator[Browser]:
    async with site(answers) as visited:
        yield visited


# What every page is


async def test_every_response_keeps_the_strict_policy(browser: Browser) -> None:
    paths = [*EVERY_KIND, *NOWHERE, "healthz", "readyz", "robots.txt", "static/none.css", "en/search?q=passport"]
    for path in paths:
        assert (await browser.asks(path)).status in (200, 404), path
        assert not (await browser.asks(path, "HEAD")).sent
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert (await browser.asks("en/menu", method)).status == 405


async def test_strict_transport_is_asked_for_only_where_the_address_is_secure(answers: Answers) -> None:
    for public_url in ("http://localhost:8080", "https://fairpassage.example"):
        async with site(answers, public_url) as visited:
            seen = (await visited.asks("en/menu")).headers
            assert (HSTS in seen) is public_url.startswith("https")


async def test_a_page_is_complete_without_scripts_and_without_third_parties(browser: Browser) -> None:
    for path in EVERY_KIND:
        html = (await browser.asks(path)).html
        assert [set(found) for found in html.all("script")] == [{"src", "defer"}], "one small file, nothing inline"
        assert not html.all("iframe")
        assert not html.all("style")
        for tag, found in html.elements:
            assert not any(name.startswith("on") or name == "style" for name in found), f"{tag} on {path}"
            addresses = [found[name] for name in ("src", "srcset", "action") if name in found]
            addresses += [found["href"]] if tag == "link" else []
            for address in addresses:
                assert urlsplit(urljoin(f"{PUBLIC}/{path}", address))[:2] == ("https", "fairpassage.example")
        for found in html.all("a"):
            if not found["href"].startswith(("/", "#")):
                assert "noreferrer" in found["rel"], f"{found['href']} on {path}"
                assert "target" not in found


async def test_a_page_says_what_it_is_and_where_its_other_languages_are(browser: Browser, answers: Answers) -> None:
    for code, language in answers.languages.items():
        for path in EVERY_KIND[1:]:
            path = f"{code}{path[2:]}"
            answer = await browser.asks(path)
            html = answer.html
            assert answer.status == 200, path
            assert html.one("html") == {"lang": code, "dir": language.direction}
            assert answer.headers["Content-Language"] == code
            assert html.one("meta", name="description")["content"].strip(), f"no description on {path}"
            assert html.one("meta", name="viewport")
            assert len(html.all("h1")) == len(html.all("title")) == len(html.all("main")) == 1
            own = f"{PUBLIC}/{path.removesuffix('/menu')}"
            assert html.one("link", rel="canonical")["href"] == own
            assert not html.all("meta", name="robots")
            others = {found["hreflang"]: found["href"] for found in html.all("link", rel="alternate")}
            assert set(others) == {*answers.languages, "x-default"}
            assert others[code] == own
            assert others["x-default"] == others["en"]
            assert all(urlsplit(other).path.split("/")[1] == one for one, other in others.items() if one != "x-default")


async def test_a_search_machine_finds_the_same_alternates_on_each_of_them(browser: Browser) -> None:
    def alternates(html: Html) -> set[tuple[str, str]]:
        return {(found["hreflang"], found["href"]) for found in html.all("link", rel="alternate")}

    first = alternates((await browser.asks("en/PH-GB-2221/kit/fees")).html)
    for _, address in first:
        other = await browser.asks(address.removeprefix(f"{PUBLIC}/"))
        assert other.status == 200
        assert alternates(other.html) == first


async def test_the_parts_and_spellings_of_an_address_have_one_canonical_address(browser: Browser) -> None:
    for path in ("en/rights/passport", "en/rights/passport/", "en/rights/passport~2", "en/rights/passport?from=chat"):
        html = (await browser.asks(path)).html
        assert html.one("link", rel="canonical")["href"] == f"{PUBLIC}/en/rights/passport"


async def test_every_link_on_a_page_leads_to_a_page(browser: Browser) -> None:
    seen: set[str] = set()
    for path in EVERY_KIND:
        for link in (await browser.asks(path)).html.own_links:
            if link not in seen:
                seen.add(link)
                assert (await browser.asks(link[1:], Accept_Encoding="gzip")).status == 200, f"{link} on {path}"
    assert len(seen) > 50


# The visitor's language


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("fr", "fr"),
        ("fr-CM,fr;q=0.9,en;q=0.5", "fr"),
        ("ar-EG", "ar"),
        ("de,ar;q=0.4,en;q=0.2", "ar"),
        ("en;q=0.3, fr;q=0.8", "fr"),
        ("fr;q=0, ar;q=0.1", "ar"),
        ("FR", "fr"),
        ("fr; q=0.9, ar ; q=0.5", "fr"),
        ("ar; q=0.5, fr; q=0.9", "fr"),
        ("en", "en"),
        ("de", "en"),
        ("tl", "fil"),
        ("fil-PH", "fil"),
        ("*", "en"),
        ("", "en"),
        ("<script>,;;q=,q=nan;fr;q=inf,\t🧭", "en"),
    ],
)
async def test_the_first_page_is_in_the_browsers_language(browser: Browser, wish: str, language: str) -> None:
    answer = await browser.asks("", Accept_Language=wish)
    assert answer.status == 200
    assert answer.html.one("html")["lang"] == language
    assert answer.html.one("link", rel="canonical")["href"] == f"{PUBLIC}/{language}/start"
    assert {"Accept-Language", "Accept-Encoding"} <= answer.varies
    again = await browser.asks("", Accept_Language=wish, If_None_Match=answer.headers["ETag"])
    assert again.status == 304
    assert {"Accept-Language", "Accept-Encoding"} <= again.varies


async def test_a_chosen_address_is_stronger_than_the_browsers_language(browser: Browser) -> None:
    answer = await browser.asks("ar/menu", Accept_Language="fr")
    assert answer.html.one("html")["lang"] == "ar"
    assert "Accept-Language" not in answer.varies


# Addresses that lead nowhere


@pytest.mark.parametrize("path", NOWHERE)
async def test_an_unknown_address_is_a_page_with_ways_on(browser: Browser, path: str) -> None:
    for language in ("en", "fr", "ar"):
        answer = await browser.asks(path, Accept_Language=language)
        html = answer.html
        assert answer.status == 404
        expected = "en" if path.startswith("en/") and "~" not in path else language
        assert html.one("html")["lang"] == answer.headers["Content-Language"] == expected
        assert html.one("meta", name="robots")["content"] == "noindex"
        assert not html.all("link", rel="canonical")
        assert html.one("input", name="q")
        ways = [found["href"] for found in html.all("a") if "hreflang" not in found and found["href"] != "#main"]
        for page in ("kit", "rights", "help"):
            assert any(way.endswith(f"/{page}") for way in ways), page
        for way in ways:
            assert way.startswith(f"/{expected}")
            assert (await browser.asks(way[1:])).status == 200, f"{path} offers {way}, which is not there either"


async def test_an_unknown_addresss_page_varies_with_the_browsers_language(browser: Browser) -> None:
    for path in ("nonsense", "xx/menu"):
        assert "Accept-Language" in (await browser.asks(path, Accept_Language="fr")).varies, path


async def test_an_unknown_address_stays_unknown_to_who_has_its_tag(browser: Browser) -> None:
    tag = (await browser.asks("en/nonsense")).headers["ETag"]
    assert (await browser.asks("en/nonsense", If_None_Match=tag)).status == 404


# Caches


async def test_a_page_that_has_not_changed_is_not_sent_again(browser: Browser) -> None:
    for path in ("en/menu", "ar/PH-GB-2221/kit/fees", ""):
        first = await browser.asks(path)
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "no-cache"
        for known in (tag, f"W/{tag.removeprefix('W/')}", f'"another", {tag}'):
            again = await browser.asks(path, If_None_Match=known, Accept_Encoding="gzip")
            assert again.status == 304, known
            assert not again.sent
            assert again.headers["ETag"].removeprefix("W/") == tag.removeprefix("W/")
            assert "Content-Encoding" not in again.headers
        changed = await browser.asks(path, If_None_Match='"another"')
        assert changed.status == 200
        assert changed.sent == first.sent


async def test_pages_that_differ_have_tags_that_differ(browser: Browser) -> None:
    paths = [path for path in EVERY_KIND if path]
    assert len({(await browser.asks(path)).headers["ETag"] for path in paths}) == len(paths)


async def test_a_strong_tag_names_one_encoding_only(browser: Browser) -> None:
    plain = (await browser.asks("en/menu")).headers["ETag"]
    compressed = (await browser.asks("en/menu", Accept_Encoding="gzip")).headers["ETag"]
    assert plain.startswith("W/") or plain != compressed, "RFC 9110, section 8.8.3.3"


async def test_pages_and_files_are_compressed_for_who_can_read_it(browser: Browser) -> None:
    files = [
        found["href"][1:] for found in (await browser.asks("en/menu")).html.all("link") if "/static/" in found["href"]
    ]
    assert len(files) == 2
    for path in ["ar/PH-GB-2221/kit/visa", "nonsense", "en/search?q=passport", *files]:
        plain = await browser.asks(path)
        compressed = await browser.asks(path, Accept_Encoding="br;q=1.0, gzip;q=0.8, *;q=0.1")
        assert "Content-Encoding" not in plain.headers
        assert compressed.headers["Content-Encoding"] == "gzip"
        assert compressed.body == plain.sent
        assert compressed.status == plain.status
        assert len(compressed.sent) < len(plain.sent)
        assert "Accept-Encoding" in plain.varies & compressed.varies
        assert "Content-Encoding" not in (await browser.asks(path, Accept_Encoding="identity")).headers


async def test_who_refuses_gzip_is_sent_none(browser: Browser) -> None:
    answer = await browser.asks("en/menu", Accept_Encoding="gzip;q=0, identity")
    assert "Content-Encoding" not in answer.headers


async def test_files_are_kept_for_a_year_under_an_address_of_their_content(browser: Browser) -> None:
    html = (await browser.asks("en/menu")).html
    kinds = {"stylesheet": "text/css; charset=utf-8", "icon": "image/svg+xml"}
    for rel, kind in kinds.items():
        answer = await browser.asks(html.one("link", rel=rel)["href"][1:])
        assert answer.status == 200
        assert answer.headers["Content-Type"] == kind
        assert "immutable" in answer.headers["Cache-Control"]
    assert (await browser.asks("static/style-000000000000.css")).status == 404


async def test_the_style_names_no_other_address(browser: Browser) -> None:
    html = (await browser.asks("en/menu")).html
    style = (await browser.asks(html.one("link", rel="stylesheet")["href"][1:])).body.decode()
    assert "url(" not in style
    assert "@import" not in style
    assert "//" not in style


# Search


async def test_search_is_a_form_that_needs_no_script(browser: Browser) -> None:
    form = (await browser.asks("en/PH-GB-2221")).html.one("form")
    assert form["method"] == "get"
    assert form["action"] == "/en/PH-GB-2221/search"
    answer = await browser.asks("en/PH-GB-2221/search?q=they+keep+my+passport")
    assert answer.status == 200
    assert "/en/PH-GB-2221/rights/passport" in answer.html.own_links
    assert answer.html.one("input", name="q")["value"] == "they keep my passport"


@pytest.mark.parametrize("typed", ["passport", "xyzzyxyzzy", "%20", "%00", "%C3%A9", "a" * 300, "q&q=2", "+"])
async def test_what_was_searched_is_not_indexed(browser: Browser, typed: str) -> None:
    for language in ("en", "fr", "ar"):
        answer = await browser.asks(f"{language}/search?q={typed}")
        html = answer.html
        assert answer.status == 200
        assert html.one("html")["lang"] == language
        assert f"/{language}" in html.own_links
        if html.one("input", name="q")["value"]:
            assert html.one("meta", name="robots")["content"] == "noindex"
            assert not html.all("link", rel="canonical")
            assert not html.all("link", rel="alternate")


async def test_what_was_searched_is_not_kept(browser: Browser) -> None:
    before = await browser.asks("en/search")
    await browser.asks("en/search?q=passport")
    assert (await browser.asks("en/search")).sent == before.sent
    assert (await browser.asks("en/rights?q=passport")).sent == (await browser.asks("en/rights")).sent


# Machines that watch


async def test_health_and_readiness(answers: Answers) -> None:
    async with site(answers, ready=True) as visited:
        assert (await visited.asks("healthz")).status == 200
        assert (await visited.asks("readyz")).status == 200
    async with site(answers, ready=False) as visited:
        assert (await visited.asks("healthz")).status == 200
        waiting = await visited.asks("readyz")
        assert waiting.status == 503
        assert waiting.body.strip()
        assert (await visited.asks("en/menu")).status == 200, "pages need no database"


async def test_a_fault_of_ours_is_a_sentence(answers: Answers) -> None:
    async def broken() -> bool:
        raise RuntimeError("the secret is 4711")

    application = WebChannel(lambda: answers, PUBLIC, lambda: TODAY, broken).application()
    async with TestClient(TestServer(application)) as client:
        answer = await Browser(client, PUBLIC).asks("readyz")
    assert answer.status == 503
    assert b"4711" not in answer.body
    assert b"Traceback" not in answer.body


async def test_robots_may_read_the_pages_and_not_the_desk(browser: Browser) -> None:
    text = (await browser.asks("robots.txt")).body.decode()
    assert "Disallow: /desk/" in text
    assert "Disallow: /\n" not in text


# A promise: light enough for a bad line


async def test_a_first_visit_transfers_at_most_40_kilobytes(browser: Browser, answers: Answers) -> None:
    async def fetched(path: str) -> Answer:
        answer = await browser.asks(path, Accept_Encoding="gzip")
        assert answer.status == 200, path
        return answer

    sizes = {str(place): (await fetched(str(place))).size for place in _sampled(answers)}
    assert len(sizes) >= 40
    heaviest = max(sizes, key=lambda place: sizes[place])
    code = heaviest.split("/")[0]
    visit = {path: await fetched(path) for path in (f"{code}/start", f"{code}/menu", heaviest)}
    named = {
        found[address][1:]
        for answer in visit.values()
        for tag, found in answer.html.elements
        for address in ("href", "src")
        if found.get(address, "").startswith("/static/") and tag in ("link", "img", "script", "source")
    }
    assert named
    kept_for_later = {"sw.js", f"{heaviest.split('/kit')[0]}/help"} if "/kit" in heaviest else {"sw.js", f"{code}/help"}
    visit |= {path: await fetched(path) for path in named | kept_for_later}
    total = sum(answer.size for answer in visit.values())
    assert total <= FIRST_VISIT, {path: answer.size for path, answer in visit.items()}


def _sampled(answers: Answers) -> Iterator[Place]:
    """The whole kit of one corridor in Arabic, whose letters weigh most, and a draw of other heavy pages."""
    library = answers.library
    corridor = Place("ar", home="PH", destination="GB", occupation="2221")
    yield from (corridor.to("kit", key) for key in library.kit)
    shelves = (("kit", library.kit), ("rights", library.rights), ("programme", library.programmes))
    others = [
        corridor.within(language=code).to(page, key)
        for code in answers.languages
        for page, shelf in shelves
        for key in shelf
        if (code, page) != ("ar", "kit")
    ]
    others += [Place(code, "help", (one.lower(),)) for code in answers.languages for one in library.countries]
    yield from random.Random(40).sample(others, 40)  # noqa: S311
