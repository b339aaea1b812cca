"""Released figures for programs: the list, one release in each format, what is refused."""

import json

import pytest

from bot.actions.export import export
from bot.desk.api.release_shapes import ReleaseDocumentShape
from bot.library.load import load_library
from bot.monitoring.formats_found import formats
from bot.settings import HERE
from tests.desk.api.union import ANNE, BEN, CLARA, LANGUAGES, LIBRARY, TOKENS, Union
from tests.monitoring.releases import keep, made


@pytest.fixture
async def figures(union: Union) -> Union:
    """The API with three releases."""
    library = load_library([HERE / "content"])
    await keep(union.engine, *(made(library, group, large=False) for group in ("intent", "usage", "breach")))
    return union


async def test_the_list(figures: Union) -> None:
    status, found, _ = await figures.call(ANNE, "GET", "/v1/releases")
    assert status == 200
    assert {(one["period"], one["group"]) for one in found["releases"]} == {
        ("2026-Q4", "intent"),
        ("2026-11", "usage"),
        ("2026-H2", "breach"),
    }
    assert set(found["formats"]) == set(formats())


@pytest.mark.parametrize("way", sorted(formats()))
async def test_one_release_in_each_format_is_the_file_of_every_door(figures: Union, way: str) -> None:
    path = f"{figures.url}/api/v1/releases/2026-Q4/intent?format={way}"
    headers = {"Authorization": f"Bearer {TOKENS[ANNE]}"}
    async with figures.session.get(path, headers=headers) as response:
        assert response.status == 200
        assert response.content_type == formats()[way].media
        body = await response.read()
        assert formats()[way].suffix in response.headers["Content-Disposition"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    same = await export(figures.engine, LIBRARY, LANGUAGES, "2026-Q4", way)
    assert same.body == body


async def test_without_a_format_it_is_the_described_document(figures: Union) -> None:
    status, found, _ = await figures.call(ANNE, "GET", "/v1/releases/2026-Q4/intent")
    assert status == 200
    ReleaseDocumentShape.model_validate_json(json.dumps(found))
    status, french, _ = await figures.call(ANNE, "GET", "/v1/releases/2026-Q4/intent?language=fr")
    assert (french["language"], french["tables"][1]["figures"]) == ("fr", found["tables"][1]["figures"])


@pytest.mark.parametrize(
    ("path", "expected", "field"),
    [
        ("/v1/releases/2027-Q1/intent", 404, "period"),
        ("/v1/releases/2026-Q4/usage", 404, "period"),
        ("/v1/releases/2026-Q5/intent", 404, ""),
        ("/v1/releases/2026-Q4/people", 404, ""),
        ("/v1/releases/2026-Q4/intent/x", 404, ""),
        ("/v1/releases/..%2F..%2Fetc/intent", 404, ""),
        ("/v1/releases/2026-Q4/intent?format=pdf", 422, "format"),
        ("/v1/releases/2026-Q4/intent?language=xx", 422, "language"),
        ("/v1/releases/2026-Q4/intent?language=FR", 422, "language"),
        ("/v1/releases/2026-Q4/intent?period=2026-11", 422, "period"),
        ("/v1/releases?format=csv", 422, "format"),
    ],
)
async def test_what_is_refused(figures: Union, path: str, expected: int, field: str) -> None:
    status, problem, _ = await figures.call(ANNE, "GET", path)
    assert (status, problem["field"]) == (expected, field)


async def test_it_needs_its_own_scope(figures: Union) -> None:
    for who in (BEN, CLARA):
        status, problem, _ = await figures.call(who, "GET", "/v1/releases/2026-Q4/intent")
        assert (status, problem["field"]) == (403, "Authorization")
    assert (await figures.call(None, "GET", "/v1/releases"))[0] == 401
    assert (await figures.call(ANNE, "POST", "/v1/releases/2026-Q4/intent"))[0] == 405
