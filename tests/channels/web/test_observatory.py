"""The observatory over real HTTP: a page a release, tables for everybody, pictures, downloads, a feed."""

import contextlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.charts import Charts
from bot.actions.export import export
from bot.actions.load_published import load_published
from bot.actions.picture import Pictures
from bot.channels.web.channel import WebChannel
from bot.channels.web.observatory import ROWS, Observatory
from bot.model.release import Release
from bot.monitoring.formats_found import formats
from bot.monitoring.published import Published
from bot.screens.answer import Answers
from tests.channels.web.test_pages import PUBLIC, Browser
from tests.conftest import SECRET, TODAY
from tests.counting import Noted
from tests.monitoring.releases import keep, made

ATOM = "{http://www.w3.org/2005/Atom}"


class Site:
    """The pages over a database with releases."""

    def __init__(
        self,
        client: TestClient,  # type: ignore[type-arg]
        browser: Browser,
        answers: Answers,
        engine: AsyncEngine,
        channel: WebChannel,
    ) -> None:
        self.client, self.browser, self.answers, self.engine, self.channel = client, browser, answers, engine, channel

    async def bytes_of(self, path: str, **headers: str) -> tuple[int, str, bytes]:
        """Status, media type and body of something that is no page."""
        async with self.client.get(f"/{path}", headers=headers) as response:
            return response.status, response.headers.get("Content-Type", ""), await response.read()


@contextlib.asynccontextmanager
async def observed(
    answers: Answers, engine: AsyncEngine, *releases: Release, noted: Noted | None = None, open_: bool = True
) -> AsyncIterator[Site]:
    await keep(engine, *releases)
    whole = answers.with_published(await load_published(engine, Published()))
    pictures = Pictures()
    observatory = Observatory(engine, lambda: whole, Charts(engine), pictures)

    async def ready() -> bool:
        return True

    channel = WebChannel(
        lambda: whole,
        PUBLIC,
        lambda: TODAY,
        ready,
        counting=lambda: noted,
        secret=SECRET,
        observatory=lambda: observatory if open_ else None,
    )
    unasked = ("Accept-Encoding", "Accept", "User-Agent")
    try:
        async with TestClient(
            TestServer(channel.application()), auto_decompress=False, skip_auto_headers=unasked
        ) as client:
            yield Site(client, Browser(client, PUBLIC), whole, engine, channel)
    finally:
        await pictures.close()


def all_groups(answers: Answers, **changes: Any) -> list[Release]:
    return [made(answers.library, group, large=False, **changes) for group in ("intent", "usage", "breach")]


async def test_the_list_names_every_release_and_leads_to_each(answers: Answers, sqlite: AsyncEngine) -> None:
    async with observed(answers, sqlite, *all_groups(answers)) as site:
        html = (await site.browser.asks("en/observatory")).html
        for path in ("intent/2026-q4", "usage/2026-11", "breach/2026-h2"):
            assert f"/en/observatory/{path}" in html.own_links
        for link in html.own_links:
            assert (await site.browser.asks(link[1:])).status == 200, link
        assert html.one("link", type="application/atom+xml")["href"] == "/en/observatory.atom"


@pytest.mark.parametrize("code", ["en", "ar", "hi", "fr"])
async def test_a_release_has_every_table_with_its_words_and_no_nought_for_what_is_withheld(
    answers: Answers, sqlite: AsyncEngine, code: str
) -> None:
    releases = all_groups(answers)
    async with observed(answers, sqlite, *releases) as site:
        for release in releases:
            answer = await site.browser.asks(f"{code}/observatory/{release.group}/{release.period.lower()}")
            html, text = answer.html, answer.body.decode()
            assert answer.status == 200
            assert html.one("html")["lang"] == code
            assert html.all("th", scope="col")
            assert html.all("th", scope="row")
            assert len(html.all("table")) >= len(release.tables), "a table for each, and one for each picture"
            for image in html.all("img"):
                assert image["alt"].strip()
                assert image["src"].startswith(f"/{code}/observatory/")
            assert "CC BY 4.0" in text
            assert len(html.all("section")) == len({one["aria-labelledby"] for one in html.all("section")})
            assert "<td>0</td>" not in text
            regions = html.all("div", role="region")
            assert all(one["tabindex"] == "0" for one in regions), "wide tables can be scrolled with the keys"


async def test_what_is_synthetic_says_so_once(answers: Answers, sqlite: AsyncEngine) -> None:
    sentence = "These figures are synthetic: no person stands behind them."
    releases = all_groups(answers)
    concerned = releases[2].table("instrument")
    assert concerned is not None
    agreement = next(one.key[0] for one in concerned.cells if one.value and one.key[0] in answers.library.agreements)
    async with observed(answers, sqlite, *releases) as site:
        for path in ("observatory", "observatory/intent/2026-q4", "others/reasons", f"agreement/{agreement}"):
            assert (await site.browser.asks(f"en/{path}")).body.decode().count(sentence) == 1, path
        feed = (await site.browser.asks("en/observatory.atom")).body.decode()
        assert feed.count(sentence) == len(releases)


async def test_what_is_real_does_not(answers: Answers, sqlite: AsyncEngine) -> None:
    async with observed(answers, sqlite, *all_groups(answers, synthetic=False)) as site:
        for path in ("observatory", "observatory/intent/2026-q4", "others/reasons", "observatory.atom"):
            assert "synthetic" not in (await site.browser.asks(f"en/{path}")).body.decode(), path


async def test_the_seminars_table_is_a_row_a_home(answers: Answers, sqlite: AsyncEngine) -> None:
    release = made(answers.library, "intent", large=False)
    async with observed(answers, sqlite, release) as site:
        text = (await site.browser.asks("en/observatory/intent/2026-q4")).body.decode()
        section = text.split('id="return"')[1].split("</section>")[0]
        assert all(words in section for words in ("Return for good", "Return for a time", "Help from where you are"))
        table = release.table("home-return")
        assert table is not None
        printed = next(one for one in table.cells if one.value is not None)
        row = section.split(f">{answers.languages['en'].country(printed.key[0])}</th>")[1].split("</tr>")[0]
        assert f"{printed.value:,}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{table.margin}" in row
        assert "%" in section, "with its share, where what is withheld could not change it much"
        assert row.count("<td>") == 5


async def test_a_long_table_says_what_it_leaves_out(answers: Answers, sqlite: AsyncEngine) -> None:
    async with observed(answers, sqlite, made(answers.library, "intent")) as site:
        text = (await site.browser.asks("en/observatory/intent/2026-q4")).body.decode()
        section = text.split('id="corridor-occupation"')[1].split("</section>")[0]
        assert section.count("<tr>") == ROWS + 1
        assert f"{ROWS} of " in section
        assert "are withheld" in section
        assert len(text) < 400_000


@pytest.mark.parametrize("form", ["svg", "png"])
async def test_a_picture_is_drawn_once_and_kept(answers: Answers, sqlite: AsyncEngine, form: str) -> None:
    async with observed(answers, sqlite, made(answers.library, "intent", large=False)) as site:
        path = f"ar/observatory/intent/2026-q4/reasons.{form}"
        status, media, body = await site.bytes_of(path)
        assert (status, media) == (200, {"svg": "image/svg+xml", "png": "image/png"}[form])
        assert body.startswith(b"\x89PNG" if form == "png" else b"<?xml")
        assert (await site.bytes_of(path))[2] == body
        async with site.client.get(f"/{path}") as response:
            tag, policy = response.headers["ETag"], response.headers["Content-Security-Policy"]
        assert "sandbox" in policy
        assert (await site.bytes_of(path, **{"If-None-Match": tag}))[0] == 304
        assert (await site.bytes_of(f"en/observatory/intent/2026-q4/nonsense.{form}"))[0] == 404


async def test_every_format_is_the_same_bytes_as_through_the_other_doors(answers: Answers, sqlite: AsyncEngine) -> None:
    async with observed(answers, sqlite, made(answers.library, "breach")) as site:
        links = (await site.browser.asks("fr/observatory/breach/2026-h2")).html.own_links
        for name in formats():
            path = f"fr/observatory/breach/2026-h2/files/{name}"
            assert f"/{path}" in links
            status, media, body = await site.bytes_of(path)
            library, languages = site.answers.library, site.answers.languages
            same = await export(sqlite, library, languages, "2026-H2", name, "breach", "fr")
            assert (status, media, body) == (200, same.media, same.body)
        assert json.loads((await site.bytes_of("en/observatory/breach/2026-h2/files/json"))[2])
        assert zipfile.is_zipfile(io.BytesIO((await site.bytes_of("en/observatory/breach/2026-h2/files/csv"))[2]))
        assert (await site.bytes_of("en/observatory/breach/2026-h2/files/doc"))[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "intent/2026-q3",
        "intent/2026-Q4",
        "secret/2026-q4",
        "intent/2026-q4~2/x",
        "intent/2026-q4/x/y",
        "intent",
        "%00/x",
    ],
)
async def test_what_is_not_released_is_not_there(answers: Answers, sqlite: AsyncEngine, path: str) -> None:
    async with observed(answers, sqlite, made(answers.library, "intent", large=False)) as site:
        for more in ("", "/files/csv", "/reasons.svg"):
            assert (await site.browser.asks(f"en/observatory/{path}{more}")).status == 404, path + more
        assert (await site.browser.asks("xx/observatory/intent/2026-q4")).status == 404
        assert (await site.browser.asks("xx/observatory.atom")).status == 404


async def test_before_the_database_is_there_the_words_stand_alone(answers: Answers, sqlite: AsyncEngine) -> None:
    async with observed(answers, sqlite, made(answers.library, "intent", large=False), open_=False) as site:
        answer = await site.browser.asks("en/observatory/intent/2026-q4")
        assert answer.status == 200
        assert not answer.html.all("table")
        for more in ("files/csv", "reasons.svg"):
            assert (await site.browser.asks(f"en/observatory/intent/2026-q4/{more}")).status == 503


async def test_the_words_alone_are_not_kept_for_later(answers: Answers, sqlite: AsyncEngine) -> None:
    async with observed(answers, sqlite, made(answers.library, "intent", large=False), open_=False) as site:
        for path in ("/en/observatory/intent/2026-q4", "/en/observatory"):
            asked = make_mocked_request("GET", path)
            assert site.channel.reader(asked) is None
            await site.browser.asks(path[1:])
            assert (site.channel.reader(asked) is None) == path.endswith("q4"), path


async def test_the_feed_names_new_releases_the_newest_first(answers: Answers, sqlite: AsyncEngine) -> None:
    older = made(answers.library, "usage", "2026-10", closed="2026-11-01", made="2026-11-01")
    async with observed(answers, sqlite, *all_groups(answers), older) as site:
        for code in ("en", "ar"):
            answer = await site.browser.asks(f"{code}/observatory.atom")
            assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
            root = ElementTree.fromstring(answer.body)  # noqa: S314  # our own
            entries = root.findall(f"{ATOM}entry")
            assert len(entries) == 4
            assert entries[-1].findtext(f"{ATOM}published") == "2026-11-01T00:00:00Z"
            ids = {one.findtext(f"{ATOM}id") for one in entries}
            assert f"{PUBLIC}/{code}/observatory/intent/2026-q4" in ids
            assert len(ids) == 4
            assert "CC BY 4.0" in (root.findtext(f"{ATOM}rights") or "")


async def test_what_others_say_shows_the_picture_and_what_it_does_not_show(
    answers: Answers, sqlite: AsyncEngine
) -> None:
    async with observed(answers, sqlite, *all_groups(answers)) as site:
        html = (await site.browser.asks("en/others/reasons")).html
        assert html.one("img")["src"] == "/en/observatory/intent/2026-q4/reasons.svg"
        assert html.one("img")["alt"]
        text = (await site.browser.asks("en/others/reasons")).body.decode()
        assert "random number of people" in text
        assert "±" in text
        for link in (await site.browser.asks("en/others")).html.own_links:
            assert (await site.browser.asks(link[1:])).status == 200, link


async def test_a_page_of_an_agreement_says_what_was_reported_only_where_it_is_printed(
    answers: Answers, sqlite: AsyncEngine
) -> None:
    release = made(answers.library, "breach")
    table = release.table("instrument")
    assert table is not None
    async with observed(answers, sqlite, release) as site:
        library = answers.library
        for cell in table.cells[:60]:
            key = cell.key[0]
            page = "agreement" if key in library.agreements else "code" if key in library.codes else "instrument"
            text = (await site.browser.asks(f"en/{page}/{key}")).body.decode()
            assert ("What was reported" in text) == (cell.value is not None), key
            if cell.value is not None:
                assert f"{cell.value:,}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{table.margin}" in text


async def test_reading_the_observatory_is_counted_as_any_page_without_what_was_read(
    answers: Answers, sqlite: AsyncEngine
) -> None:
    noted = Noted()
    async with observed(answers, sqlite, made(answers.library, "intent", large=False), noted=noted) as site:
        for path in ("en/observatory/intent/2026-q4", "en/others/reasons"):
            await site.browser.asks(path, User_Agent="Mozilla/5.0 (X11) Firefox/120.0")
        assert {getattr(one, "topic", "") for one in noted.counted} <= {"observatory", "others"}
