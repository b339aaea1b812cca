"""Everything that reads what others wrote, given anything: it reads it or says what is wrong, and nothing else."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from bot.bulletins import text
from bot.bulletins.code import read_code, resembles_code
from bot.channels.deep_link import linked_place
from bot.channels.telegram.marked import marked
from bot.channels.web.accepted import accepted_language, takes_gzip
from bot.channels.web.network import Origin
from bot.desk.api.door import OPERATIONS
from bot.desk.api.problems import Problem
from bot.desk.api.reading import body_in, key_in, query_in, token_in
from bot.language.catalogue import NoLanguages
from bot.language.language import load_languages
from bot.library.faults import FaultyContent
from bot.library.load import read_library
from bot.library.messages import read_catalogue
from bot.model.place import LONGEST, UnreadablePlace, read_place
from bot.model.trouble import Trouble
from tests.processes import ROOT

ANY_TEXT = st.text(max_size=200) | st.binary(max_size=120).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=15,
)
FILE = settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])


@settings(max_examples=400)
@given(ANY_TEXT)
def test_places(given_text: str) -> None:
    try:
        place = read_place(given_text)
    except UnreadablePlace:
        return
    assert read_place(str(place)) == place
    assert len(str(place).encode()) <= LONGEST


@given(ANY_TEXT)
def test_deep_links_codes_and_headers(given_text: str) -> None:
    linked_place(given_text, "en", ["en", "fr"], ["kit", "rights"])
    resembles_code(given_text)
    if (code := read_code(given_text)) is not None:
        assert read_code(code) == code
    assert accepted_language(given_text, ["en", "fr"]) in ("en", "fr")
    takes_gzip(given_text)


@given(JSON | st.lists(st.fixed_dictionaries({"type": st.text(max_size=9), "offset": JSON, "length": JSON})), ANY_TEXT)
def test_styles_of_a_message(entities: Any, words: str) -> None:
    assert isinstance(marked(words, entities), str)


@given(ANY_TEXT)
def test_words_of_a_bulletin(words: str) -> None:
    html = str(text.page_html(words))
    assert "<script" not in html.lower()
    assert "javascript:" not in html.lower().replace("&#58;", ":") or "href" not in html


@given(st.lists(ANY_TEXT.filter(lambda one: "\n" not in one and "\r" not in one), max_size=3))
def test_where_a_request_came_from(named: list[str]) -> None:
    headers = CIMultiDict([("X-Forwarded-For", one.encode("utf-8", "replace").decode()) for one in named])
    request = make_mocked_request("GET", "/", headers)
    assert isinstance(Origin().of(request), str)


# The API


@settings(max_examples=300)
@given(st.binary(max_size=200) | JSON.map(lambda made: str(made).encode("utf-8", "replace")))
@example(b"[" * 100_000)
@example(b'{"title": "' + b"a" * 100_000 + b'"}')
@example(b'{"show_until": 1e400}')
@example(b'{"texts": {"en": "\\ud800"}}')
def test_bodies_of_the_api(body: bytes) -> None:
    for one in OPERATIONS:
        refused(lambda one=one: body_in(one, body))  # type: ignore[misc]


@given(st.text(max_size=200), st.text(max_size=100))
def test_queries_and_headers_of_the_api(query: str, header: str) -> None:
    headers = CIMultiDictProxy(CIMultiDict({"Authorization": header, "Idempotency-Key": header}))
    refused(lambda: token_in(headers))
    refused(lambda: key_in(headers))
    for one in OPERATIONS:
        refused(lambda one=one: query_in(one, query))  # type: ignore[misc]


def refused(read: Callable[[], object]) -> None:
    """It is read, or it is a problem that says which part is wrong."""
    try:
        read()
    except Problem as problem:
        response = problem.response()
        assert isinstance(response, web.Response)
        assert 400 <= response.status < 500


# Files


def damages(whole: bytes) -> st.SearchStrategy[bytes]:
    """A file with a piece of it replaced by anything."""
    at, length = st.integers(0, len(whole)), st.integers(0, 60)
    piece = st.binary(max_size=30) | st.sampled_from(
        [
            b"\0",
            b"\xff\xfe",
            b": [",
            b"{{",
            b"\n- ",
            b"\t",
            b"&a *a",
            b"!!python/object:os.system x",
            b"---\n",
            b'"',
            b"%",
            b"msgid",
            b'\nmsgstr[9] "x"\n',
            b"\\",
            b"2026-13-45",
            b"1e999",
            b"*" * 500,
        ]
    )
    return st.builds(lambda a, n, new: whole[:a] + new + whole[a + n :], at, length, piece)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small content folder."""
    made = tmp_path_factory.mktemp("content")
    for name in ("rights/passport.md", "countries/GB/country.yaml", "countries/GB/facts.yaml", "countries/GB/help.yaml",
                 "glossary.yaml", "red_flags.yaml"):  # fmt: skip
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "content" / name, made / name)
    return made


@pytest.mark.parametrize("name", ["rights/passport.md", "countries/GB/country.yaml", "glossary.yaml", "red_flags.yaml"])
def test_content_files(folder: Path, name: str) -> None:
    path = folder / name
    whole = path.read_bytes()

    @FILE
    @given(damages(whole) | st.binary(max_size=300))
    def reads(body: bytes) -> None:
        path.write_bytes(body)
        try:
            _, faults = read_library([folder])
        except FaultyContent as error:
            faults = list(error.faults)
        assert all(fault.file and fault.text for fault in faults)

    try:
        reads()
    finally:
        path.write_bytes(whole)


def test_files_of_translations(tmp_path: Path) -> None:
    messages = tmp_path / "fr" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    shutil.copy(ROOT / "locales" / "fr" / "language.yaml", tmp_path / "fr" / "language.yaml")
    whole = (ROOT / "locales" / "fr" / "LC_MESSAGES" / "interface.po").read_bytes()[:6_000].rpartition(b"\n\n")[0]
    (messages / "content.po").write_bytes(whole)
    path = messages / "interface.po"

    @FILE
    @given(damages(whole) | st.binary(max_size=200))
    def reads(body: bytes) -> None:
        path.write_bytes(body)
        for read in (lambda: read_catalogue(path, "fr"), lambda: load_languages(tmp_path, ["fr"])):
            try:
                read()
            except (Trouble, NoLanguages) as error:
                assert str(error)

    reads()
