"""The PDF by the rules that a machine can check: tagged, its language, fonts inside, its size; and hostile words."""

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bot.channels.paper import fonts
from bot.channels.paper.pdf import order
from bot.channels.paper.printer import PRESS
from bot.screens.answer import Answers
from tests.channels.paper.test_booklet import HOSTILE, made, with_words
from tests.processes import ROOT

pytestmark = pytest.mark.skipif(
    not fonts.files("hi") and not os.environ.get("CI"), reason="needs fonts (apt-get install fonts-noto-core)"
)
LANGUAGES = sorted(path.name for path in (ROOT / "locales").iterdir() if path.is_dir())
LARGEST = 1_500_000
"""Bytes; the heaviest corridor stays under it."""
A5 = (419.53, 595.28)
"""Points: 148 by 210 mm."""


def press(order: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-I", str(PRESS)], input=order, capture_output=True, check=False)


@cache
def printed(answers: Answers, language: str) -> bytes:
    """The kit of the corridor of which the library knows most, held to PDF/UA: a sign without a font is a fault."""
    done = press(order(made(answers, f"{language}/PH-GB-2221/kit"), strict=True))
    assert done.returncode == 0, done.stderr.decode()[-500:]
    return done.stdout


@pytest.fixture(params=LANGUAGES)
def pdf(request: pytest.FixtureRequest, answers: Answers) -> Iterator[tuple[str, bytes, pikepdf.Pdf]]:
    body = printed(answers, request.param)
    with pikepdf.open(io.BytesIO(body)) as opened:
        yield request.param, body, opened


def test_it_is_a_tagged_a5_in_its_language_with_its_fonts_inside(pdf: tuple[str, bytes, pikepdf.Pdf]) -> None:
    language, body, opened = pdf
    assert len(body) <= LARGEST, f"{language}: {len(body)}"
    assert str(opened.Root.Lang) == language
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert str(opened.docinfo["/Title"]).strip()
    with opened.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
    for page in opened.pages:
        assert [round(float(side), 2) for side in page.mediabox[2:]] == list(A5)
    descendants = [one for one in opened.objects if _is(one, "/Type", "/FontDescriptor")]
    assert descendants
    for font in descendants:
        assert any(name in font for name in ("/FontFile", "/FontFile2", "/FontFile3")), font.FontName
        assert "+" in str(font.FontName), "a part of the font, not all of it"
    assert not any(_is(one, "/S", "/JavaScript") or _is(one, "/S", "/Launch") for one in opened.objects)


def test_its_structure_can_be_read_aloud(pdf: tuple[str, bytes, pikepdf.Pdf]) -> None:
    _, _, opened = pdf
    kinds = [str(one["/S"]) for one in opened.objects if _is(one, "/Type", "/StructElem")]
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Link", "/Figure"} <= set(kinds)
    assert kinds.count("/Figure") == 23, "a code for the cover and each chapter"
    for one in opened.objects:
        if _is(one, "/Type", "/StructElem") and one["/S"] == "/Figure":
            assert str(one["/Alt"]).startswith("https://")
    assert len(opened.Root.Outlines.keys()) > 1


def test_its_links_lead_to_the_living_pages(pdf: tuple[str, bytes, pikepdf.Pdf]) -> None:
    language, _, opened = pdf
    links = {
        str(note.A.URI)
        for page in opened.pages
        for note in page.get("/Annots", [])
        if "/A" in note and "/URI" in note.A
    }
    assert f"https://fairpassage.example/{language}/PH-GB-2221/kit/fees" in links
    assert all(link.startswith(("https://", "http://", "mailto:", "tel:")) for link in links)


def _is(one: Any, key: str, value: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get(key) == value


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_never_code(answers: Answers, text: str) -> None:
    done = press(order(with_words(made(answers), text)))
    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert b"root:" not in done.stdout
    with pikepdf.open(io.BytesIO(done.stdout)) as opened:
        assert len(opened.pages) <= 5


def test_a_sign_that_no_font_has_is_found_where_the_order_is_strict_and_printed_as_a_box_elsewhere(
    answers: Answers,
) -> None:
    strange = with_words(made(answers), "\U00012000")
    assert press(order(strange, strict=True)).returncode != 0
    assert press(order(strange)).stdout.startswith(b"%PDF")


def test_the_same_booklet_is_the_same_file(answers: Answers) -> None:
    one = order(with_words(made(answers), "words"))
    assert press(one).stdout == press(one).stdout


def test_it_takes_little_of_the_processor(answers: Answers) -> None:
    """Processor time, because machines are shared: half a second, and less than three on the slowest of them. What the
    clock says is measured by `make bench`.
    """
    told = order(made(answers, "ar/PH-GB-2221/kit"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert press(told).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3.0


# Fonts


def test_every_language_that_is_offered_has_its_fonts() -> None:
    assert fonts.unprintable(LANGUAGES) == frozenset()


@pytest.mark.parametrize(
    ("language", "script"),
    [("en", "Latn"), ("ar", "Arab"), ("hi", "Deva"), ("am", "Ethi"), ("fil", "Latn"), ("qqq", "")],
)
def test_a_languages_script_is_known(language: str, script: str) -> None:
    assert fonts.script(language) == script


def test_where_a_font_is_missing_the_log_says_once_what_to_install(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, answers: Answers
) -> None:
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansMath-Regular.ttf"):
        (tmp_path / name).write_bytes(b"")
    lacking = [fonts.unprintable(LANGUAGES, [tmp_path]) for _ in range(3)][-1]
    assert lacking == {"ar", "hi"}
    assert len(caplog.records) == 1
    assert "ar, hi" in caplog.text
    assert "fonts-noto-core" in caplog.text
    with pytest.raises(fonts.NoFonts):
        order(made(answers, "ar/PH-GB-2221/kit"), [tmp_path])


def test_a_script_without_a_family_is_not_offered() -> None:
    assert fonts.unprintable(["zh", "ja", "qqq"]) == {"zh", "ja", "qqq"}


def test_the_press_is_told_nothing_but_the_booklet(answers: Answers) -> None:
    told = json.loads(order(made(answers)))
    assert set(told) == {"layout", "fonts", "given", "day", "strict"}
