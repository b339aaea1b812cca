"""A bulletin's picture or PDF on the web: shown on its page, safe to open, and gone with the bulletin."""

import io
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.attach import attach, attachment_shown
from bot.actions.load_board import load_board
from bot.actions.release import release
from bot.actions.withdraw import withdraw
from bot.actions.write import write
from bot.bulletins.board import Board
from bot.channels.web.attachment import KEPT, Attachments, address_of
from bot.channels.web.channel import WebChannel
from bot.model.bulletin import Audience, BulletinState, DraftInput
from bot.screens.answer import Answers
from storage.tables import subscriptions
from tests.actions.staffed import COLLEAGUE, DAY, KNOWN, NOW, OFFICER, staffed
from tests.bulletins.boards import board, bulletin, posted
from tests.conftest import TODAY


@dataclass(frozen=True)
class File:
    media: str
    body: bytes


FILES = {
    7: File("image/png", b"\x89PNG picture"),
    8: File("application/pdf", b"%PDF-1.4 file"),
    9: File("text/html", b"<script>"),
}
PICTURE = posted(bulletin(attachment=7), media="image/png")
PDF = posted(bulletin(attachment=8), media="application/pdf")


def client(answers: Answers, standing: Board) -> TestClient:  # type: ignore[type-arg]
    shown = answers.with_board(standing)

    async def ready() -> bool:
        return True

    async def file_of(number: int) -> File | None:
        return FILES.get(number)

    web = WebChannel(lambda: shown, "http://localhost", lambda: TODAY, ready, file_of=file_of)
    return TestClient(TestServer(web.application()))


async def test_a_picture_stands_on_its_page_and_nothing_else_than_a_picture_is_sent(answers: Answers) -> None:
    async with client(answers, board(PICTURE)) as browser:
        page = await (await browser.get("/en/bulletin/fp-7k2m-8")).text()
        assert '<img class="picture" src="/bulletins/fp-7k2m-8.png" alt="' in page
        assert "came with it in the chat" not in page
        async with browser.get("/bulletins/fp-7k2m-8.png") as answer:
            assert (answer.status, await answer.read()) == (200, FILES[7].body)
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers.getall("X-Content-Type-Options") == ["nosniff"]
            assert answer.headers.getall("Content-Security-Policy") == [
                "default-src 'none'; sandbox; frame-ancestors 'none'"
            ]
            assert answer.headers["Content-Disposition"] == 'inline; filename="fp-7k2m-8.png"'
            tag = answer.headers["ETag"]
        async with browser.get("/bulletins/fp-7k2m-8.png", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304
        async with browser.head("/bulletins/fp-7k2m-8.png") as answer:
            assert (answer.status, await answer.read()) == (200, b"")


async def test_a_pdf_is_offered_and_never_opened_within_the_page(answers: Answers) -> None:
    async with client(answers, board(PDF)) as browser:
        assert 'href="/bulletins/fp-7k2m-8.pdf"' in await (await browser.get("/fr/bulletin/fp-7k2m-8")).text()
        async with browser.get("/bulletins/fp-7k2m-8.pdf") as answer:
            assert answer.headers["Content-Type"] == "application/pdf"
            assert answer.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "standing",
    [
        board(),
        board(replace(PICTURE, bulletin=bulletin(attachment=7, state=BulletinState.WITHDRAWN))),
        board(ended=(replace(PICTURE, bulletin=bulletin(attachment=7, state=BulletinState.ENDED)),)),
        board(posted(bulletin(attachment=None))),
        board(posted(bulletin(attachment=9), media="text/html")),
        board(posted(bulletin(attachment=9), media="image/png")),
        board(posted(bulletin(attachment=99), media="image/png")),
    ],
    ids=["none", "withdrawn", "ended", "without", "of another kind", "that changed its kind", "lost"],
)
async def test_only_a_bulletin_that_stands_shows_its_file(answers: Answers, standing: Board) -> None:
    async with client(answers, standing) as browser:
        for ending in ("png", "jpg", "pdf", "html", ""):
            async with browser.get(f"/bulletins/fp-7k2m-8.{ending}") as answer:
                assert answer.status == 404


@pytest.mark.parametrize("path", ["FP-7K2M-8.png", "fp-7k2m-8.png.html", "fp-7k2m-8.pdf", "x", "..%2fx", "fp-7k2m-8"])
async def test_no_other_address_leads_to_it(answers: Answers, path: str) -> None:
    async with client(answers, board(PICTURE)) as browser, browser.get(f"/bulletins/{path}") as answer:
        assert answer.status == 404


async def test_few_files_are_held_in_memory() -> None:
    async def file_of(_: int) -> File:
        return FILES[7]

    files = Attachments(Board, file_of)
    for number in range(3 * KEPT):
        await files._file(number)
    assert len(files._kept) == KEPT


async def test_from_the_officer_to_the_page_and_away_again(database: AsyncEngine) -> None:
    await staffed(database)
    async with database.begin() as connection:
        await connection.execute(
            subscriptions.insert().values(
                visitor=b"v" * 16, address=b"x", kind="person", language="en", rhythm="now", seen="2026-11"
            )
        )
    number = await attach(database, OFFICER, "../<b>.html", _photograph(), now=NOW)
    draft = DraftInput(title="Look", texts={"en": "Look"}, audience=Audience(), show_until=NOW + DAY, attachment=number)
    one = await write(database, KNOWN, OFFICER, draft, now=NOW, dice=lambda sides: 3 % sides)
    assert not (await load_board(database, NOW)).posted, "a draft stands nowhere"
    await release(database, COLLEAGUE, one.id, 1, NOW)
    (there,) = (await load_board(database, NOW)).posted
    assert address_of(there) == f"/bulletins/{one.code.lower()}.jpg"
    file = await attachment_shown(database, number)
    assert file is not None
    assert file.body != _photograph(), "it was drawn anew"
    assert b"secret place" not in file.body
    await withdraw(database, COLLEAGUE, one.id, NOW)
    (gone,) = (await load_board(database, NOW)).posted
    assert address_of(gone) == ""
    assert Path(file.name).suffix == ".jpg"


def _photograph() -> bytes:
    made, file = Image.Exif(), io.BytesIO()
    made[0x010E] = "secret place"
    Image.new("RGB", (40, 30), "red").save(file, "JPEG", exif=made)
    return file.getvalue()
