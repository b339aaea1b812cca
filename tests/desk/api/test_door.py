"""What the door refuses before anything is done, and requests that come again."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.api.guesses import KEPT, Guesses
from bot.desk.api.pace import Pace
from storage.database import writing
from storage.tables import attachments, attempts, bulletins, replies
from tests.desk.api.union import ANNE, BEN, CLARA, NOW, TOKENS, Union, draft, picture, running


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong-token-9999",
        "Basic YTpi",
        "Bearer a b",
        "Bearer " + "x" * 5000,
        "Bearer \xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9",
    ],
)
async def test_wrong_tokens(quick: Union, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path in (("GET", "/v1/me"), ("POST", "/v1/bulletins"), ("GET", "/v1/bulletins/1/books")):
        async with quick.session.request(method, f"{quick.url}/api{path}", headers=headers) as response:
            assert response.status == 401
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
            problem = await response.json(content_type="application/problem+json")
            assert problem["field"] == "Authorization"
            assert "wrong-token" not in str(problem)


async def test_a_token_does_what_its_scopes_say(union: Union) -> None:
    number = await union.written()
    assert (await union.call(CLARA, "GET", f"/v1/bulletins/{number}"))[0] == 200
    status, problem, headers = await union.call(CLARA, "POST", "/v1/bulletins", draft())
    assert (status, problem["field"]) == (403, "Authorization")
    assert "insufficient_scope" in headers["WWW-Authenticate"]
    for verb in ("release", "stop", "withdraw"):
        assert (await union.call(CLARA, "POST", f"/v1/bulletins/{number}/{verb}", {"version": 1}))[0] == 403


async def test_what_is_not_there_is_told_as_json(quick: Union) -> None:
    for path in ("", "/", "/v1", "/v2/bulletins", "/v1/bulletins/abc", "/v1/bulletins/-1", "/v1/bulletins/1/", "/v1/x"):
        assert (await quick.call(ANNE, "GET", path))[0] == 404, path
    status, _, headers = await quick.call(ANNE, "DELETE", "/v1/bulletins")
    assert (status, headers["Allow"]) == (405, "GET, POST")
    assert (await quick.call(ANNE, "PATCH", "/v1/bulletins/1/release"))[0] == 405
    async with quick.session.get(f"{quick.url}/en/menu") as response:
        assert await response.text() == "a page"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "image/png", ""])
async def test_another_type_of_body(quick: Union, kind: str) -> None:
    status, problem, headers = await quick.call(
        ANNE, "POST", "/v1/bulletins", json.dumps(draft()).encode(), Content_Type=kind
    )
    assert (status, problem["field"], headers["Accept"]) == (415, "Content-Type", "application/json")


async def test_another_charset(quick: Union) -> None:
    body = json.dumps(draft()).encode("utf-16")
    kind = "application/json; charset=utf-16"
    assert (await quick.call(ANNE, "POST", "/v1/bulletins", body, Content_Type=kind))[0] == 415


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"title": NaN}', 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"[" * 100_000, 400),
        (b'{"title":"\\ud800"}', 400),
    ],
)
async def test_bodies_that_are_none(quick: Union, body: bytes, status: int) -> None:
    found = await quick.call(ANNE, "POST", "/v1/bulletins", body, Content_Type="application/json")
    assert found[0] in (status, 422), found[1]


async def test_oversized_bodies(quick: Union) -> None:
    large = b'{"title": "' + b"x" * (1 << 20) + b'"}'
    assert (await quick.call(ANNE, "POST", "/v1/bulletins", large, Content_Type="application/json"))[0] == 413
    file = b"\x89PNG" + b"x" * (5 << 20)
    assert (await quick.call(ANNE, "POST", "/v1/attachments?name=a.png", file, Content_Type="image/png"))[0] == 413


async def test_an_oversized_body_without_a_length(quick: Union) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b"x" * (1 << 16)

    headers = {"Authorization": f"Bearer {TOKENS[ANNE]}", "Content-Type": "application/json"}
    try:
        async with quick.session.post(f"{quick.url}/api/v1/bulletins", data=parts(), headers=headers) as response:
            assert response.status == 413
    except aiohttp.ClientError:
        pass  # the connection was closed before all was sent
    assert (await quick.call(ANNE, "GET", "/v1/me"))[0] == 200


async def test_no_body_where_none_is_taken(quick: Union) -> None:
    number = await quick.released()
    assert (await quick.call(ANNE, "POST", f"/v1/bulletins/{number}/stop", {"x": 1}))[0] == 400
    assert (await quick.call(ANNE, "POST", f"/v1/bulletins/{number}/stop", b"x" * 5000))[0] == 413
    assert (await quick.call(ANNE, "GET", f"/v1/bulletins/{number}"))[1]["stopped"] is False


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=1&limit=2",
        "limit=1.0",
        "cursor=",
        "state=gone",
        "more=1",
        "limit=%D9%A1",
    ],
)
async def test_bad_queries(quick: Union, query: str) -> None:
    status, problem, _ = await quick.call(ANNE, "GET", f"/v1/bulletins?{query}")
    assert (status, problem["field"]) == (422, query.split("=")[0])


async def test_files(union: Union) -> None:
    body, kind = picture(), "image/png"
    status, found, _ = await union.call(ANNE, "POST", "/v1/attachments?name=a.png", body, Content_Type=kind)
    assert status == 201
    await union.written(attachment=found["id"])
    path = "/v1/attachments?name=a.png"
    assert (await union.call(ANNE, "POST", path, b"<html>", Content_Type="image/png"))[0] == 415
    assert (await union.call(ANNE, "POST", path, b"", Content_Type="image/png"))[0] == 422
    assert (await union.call(ANNE, "POST", path, b"x", Content_Type="text/html"))[0] == 415
    assert (await union.call(ANNE, "POST", "/v1/attachments", b"x", Content_Type="image/png"))[0] == 422
    assert (await union.call(ANNE, "POST", "/v1/attachments?name=a/b", b"x", Content_Type="image/png"))[0] == 422
    async with union.engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(attachments))).scalar_one() == 1


# Requests that come again


async def _count(union: Union) -> int:
    async with union.engine.connect() as connection:
        return int((await connection.execute(select(func.count()).select_from(bulletins))).scalar_one())


async def test_a_repeated_request_is_done_once(union: Union) -> None:
    first = await union.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1")
    second = await union.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1")
    assert first[:2] == second[:2]
    assert second[2]["Idempotent-Replayed"] == "true"
    assert await _count(union) == 1
    assert (await union.call(BEN, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1"))[1]["id"] != first[1]["id"]


async def test_a_release_that_is_repeated_is_answered_as_the_first(union: Union) -> None:
    path = f"/v1/bulletins/{await union.written()}/release"
    first = await union.call(BEN, "POST", path, {"version": 1}, Idempotency_Key="r1")
    await union.call(BEN, "POST", path.replace("release", "stop"))
    assert (await union.call(BEN, "POST", path, {"version": 1}, Idempotency_Key="r1"))[:2] == first[:2]
    assert (await union.call(BEN, "POST", path, {"version": 1}, Idempotency_Key="r2"))[0] == 409


async def test_a_key_with_another_request(union: Union) -> None:
    await union.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1")
    status, problem, _ = await union.call(ANNE, "POST", "/v1/bulletins", draft(title="B"), Idempotency_Key="k1")
    assert (status, problem["field"]) == (422, "Idempotency-Key")
    assert await _count(union) == 1


async def test_at_once_with_one_key(union: Union) -> None:
    calls = [union.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1") for _ in range(6)]
    found = await asyncio.gather(*calls)
    assert {status for status, _, _ in found} <= {201, 409}
    assert await _count(union) == 1


async def test_a_refused_request_leaves_its_key_free(union: Union) -> None:
    path = f"/v1/bulletins/{await union.written()}/release"
    assert (await union.call(ANNE, "POST", path, {"version": 1}, Idempotency_Key="k"))[0] == 403
    number = await union.written()
    assert (await union.call(ANNE, "PUT", f"/v1/bulletins/{number}", draft(), Idempotency_Key="k"))[0] == 200


async def test_a_request_that_died_is_not_done_again(union: Union) -> None:
    await union.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1")
    async with writing(union.engine) as connection:
        await connection.execute(update(replies).values(status=0, body=""))
    status, problem, _ = await union.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1")
    assert (status, "still worked on" in problem["detail"]) == (409, True)
    union.clock[0] += 3600
    status, problem, _ = await union.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key="k1")
    assert (status, "new key" in problem["detail"]) == (409, True)
    assert await _count(union) == 1


async def test_a_key_is_honoured_for_30_days(union: Union) -> None:
    body = draft(show_until="2027-03-01T00:00:00Z")
    await union.call(ANNE, "POST", "/v1/bulletins", body, Idempotency_Key="k1")
    union.clock[0] += 29 * 86_400
    await union.call(ANNE, "POST", "/v1/bulletins", body, Idempotency_Key="k1")
    assert await _count(union) == 1
    union.clock[0] += 2 * 86_400
    await union.call(ANNE, "POST", "/v1/bulletins", body, Idempotency_Key="k1")
    assert await _count(union) == 2


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "\u00e9"])
async def test_keys_that_are_none(quick: Union, key: str) -> None:
    status, problem, _ = await quick.call(ANNE, "POST", "/v1/bulletins", draft(), Idempotency_Key=key)
    assert (status, problem["field"]) == (400, "Idempotency-Key")


# Pace and faults


async def test_a_token_has_its_own_pace(database: AsyncEngine) -> None:
    clock = [0.0]
    async with running(database, Pace(lambda: clock[0], rate=1.0, burst=3.0)) as union:
        found = [await union.call(ANNE, "GET", "/v1/me") for _ in range(4)]
        assert [status for status, _, _ in found] == [200, 200, 200, 429]
        assert found[-1][2]["Retry-After"] == "1"
        assert (await union.call(BEN, "GET", "/v1/me"))[0] == 200
        clock[0] += 1.0
        assert (await union.call(ANNE, "GET", "/v1/me"))[0] == 200
        assert (await union.call(ANNE, "GET", "/v1/me"))[0] == 429


async def test_guessing_tokens_is_slowed_down_by_network_and_not_for_who_has_one(database: AsyncEngine) -> None:
    async with running(database, Pace(lambda: 0.0, burst=100_000), free=3) as union:
        assert (await union.call(ANNE, "GET", "/v1/me"))[0] == 200
        guess = {f"Bearer no-token-{number:04}": 0 for number in range(30)}
        found = await asyncio.gather(*(union.call(None, "GET", "/v1/me", Authorization=one) for one in guess))
        assert sorted(status for status, _, _ in found) == [401] * 3 + [429] * 27, "all at once are all counted"
        status, problem, headers = await union.call(BEN, "GET", "/v1/me")
        assert (status, problem["field"], headers["Retry-After"]) == (429, "Authorization", "2")
        assert (await union.call(ANNE, "GET", "/v1/me"))[0] == 200, "her program was right before"
        union.clock[0] += 2
        assert (await union.call(BEN, "GET", "/v1/me"))[0] == 200
        union.clock[0] += 3600
        assert (await union.call(None, "GET", "/v1/me", Authorization="Bearer no-token-1"))[0] == 401
    async with union.engine.connect() as connection:
        assert not (await connection.execute(attempts.select())).all(), "a wrong token costs no row"


def test_what_is_remembered_of_guesses_is_bounded() -> None:
    guesses = Guesses(lambda: NOW)
    for number in range(KEPT + 50):
        assert guesses.waits(f"network {number}") == 0
        guesses.was_right(str(number).encode())
    assert len(guesses._wrong) == len(guesses._right) == KEPT


async def test_a_database_that_is_away_is_nobodys_guess(sqlite: AsyncEngine) -> None:
    async with running(sqlite, Pace(lambda: 0.0, burst=100_000), free=3) as union:
        async with union.engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE tokens RENAME TO gone")
        found = [await union.call(ANNE, "GET", "/v1/me") for _ in range(10)]
        assert {status for status, _, _ in found} == {503}


async def test_a_broken_database_is_a_503_that_tells_nothing(union: Union) -> None:
    async with union.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE bulletins RENAME TO gone")
    status, problem, headers = await union.call(ANNE, "GET", "/v1/bulletins")
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "gone" not in str(problem)


async def test_a_body_that_unpacks_to_too_much(quick: Union) -> None:
    bomb = gzip.compress(b" " * (64 << 20))
    found = await quick.call(
        ANNE, "POST", "/v1/bulletins", bomb, Content_Type="application/json", Content_Encoding="gzip"
    )
    assert (found[0], found[1]["field"]) == (415, "Content-Encoding")
    assert (await quick.call(ANNE, "GET", "/v1/me"))[0] == 200


async def test_a_body_that_cannot_be_unpacked(quick: Union) -> None:
    found = await quick.call(
        ANNE, "POST", "/v1/bulletins", b"no gzip", Content_Type="application/json", Content_Encoding="gzip"
    )
    assert found[0] == 415
