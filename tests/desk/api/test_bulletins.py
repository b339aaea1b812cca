"""The way of a bulletin through the API: written, looked at, released by a second person, corrected, withdrawn."""

import asyncio

import pytest
from sqlalchemy import func, select

from storage.tables import audit, deliveries
from tests.desk.api.union import ANNE, BEN, CLARA, NOW, OTHER, Union, draft


async def test_from_the_draft_to_the_withdrawal(union: Union) -> None:
    status, made, headers = await union.call(ANNE, "POST", "/v1/bulletins", draft())
    assert status == 201
    assert made["code"].startswith("FP-")
    assert (made["state"], made["version"], made["author"]) == ("draft", 1, ANNE)
    assert made["show_until"] == "2026-12-01T12:00:00Z"
    assert headers["Cache-Control"] == "no-store"
    one = f"/v1/bulletins/{made['id']}"
    assert (await union.call(BEN, "GET", one))[1] == made

    _, coverage, _ = await union.call(BEN, "GET", f"{one}/coverage")
    assert coverage["people"] == "at least 26"
    assert coverage["languages"][1] == {
        "language": "fr",
        "people": "fewer than 10",
        "state": "missing",
        "choice": "hold",
    }

    status, released, _ = await union.call(BEN, "POST", f"{one}/release", {"version": 1})
    assert status == 202
    assert (released["state"], released["approved_by"], released["released_version"]) == ("released", BEN, 1)
    async with union.engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(deliveries))).scalar_one() == 30
    _, books, _ = await union.call(ANNE, "GET", f"{one}/books")
    assert (books["people"], books["states"]["waiting"], books["balanced"]) == (30, 30, True)

    text = draft(texts={"fr": "Pas de frais.", "en": "No fees at **all**."}, main="en")
    status, corrected, _ = await union.call(BEN, "PUT", one, text)
    assert status == 200
    assert (corrected["version"], corrected["released_version"], corrected["correction_waits"]) == (2, 1, True)
    assert (corrected["main"], corrected["author"]) == ("en", BEN)
    assert (await union.call(ANNE, "POST", f"{one}/release", {"version": 2}))[0] == 202
    _, versions, _ = await union.call(CLARA, "GET", f"{one}/versions")
    assert [found["version"] for found in versions["versions"]] == [1, 2]

    assert (await union.call(ANNE, "POST", f"{one}/stop"))[1]["stopped"] is True
    assert (await union.call(ANNE, "POST", f"{one}/resume"))[1]["stopped"] is False
    assert (await union.call(ANNE, "POST", f"{one}/retry"))[:2] == (202, {"copies": 0})
    assert (await union.call(ANNE, "POST", f"{one}/withdraw"))[1]["state"] == "withdrawn"
    assert (await union.call(ANNE, "POST", f"{one}/withdraw"))[0] == 409
    async with union.engine.connect() as connection:
        doors = set((await connection.execute(select(audit.c.door))).scalars())
    assert doors == {"api"}


async def test_the_author_does_not_release(union: Union) -> None:
    number = await union.written(ANNE)
    status, problem, _ = await union.call(ANNE, "POST", f"/v1/bulletins/{number}/release", {"version": 1})
    assert (status, problem["field"]) == (403, "version")


async def test_a_version_is_released_once(union: Union) -> None:
    number = await union.written()
    path = f"/v1/bulletins/{number}/release"
    both = await asyncio.gather(*(union.call(BEN, "POST", path, {"version": 1}) for _ in range(2)))
    assert sorted(status for status, _, _ in both) == [202, 409]
    assert (await union.call(BEN, "POST", path, {"version": 1}))[0] == 409
    async with union.engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(deliveries))).scalar_one() == 30


async def test_an_old_version_is_not_released(union: Union) -> None:
    number = await union.written()
    assert (await union.call(ANNE, "PUT", f"/v1/bulletins/{number}", draft(title="Other")))[0] == 200
    status, problem, _ = await union.call(BEN, "POST", f"/v1/bulletins/{number}/release", {"version": 1})
    assert (status, problem["field"]) == (409, "version")


async def test_a_release_at_a_time(union: Union) -> None:
    number = await union.written()
    path = f"/v1/bulletins/{number}/release"
    late = {"version": 1, "send_at": "2027-11-19T09:00:00+03:00"}
    assert (await union.call(BEN, "POST", path, late))[1]["field"] == "send_at"
    status, found, _ = await union.call(BEN, "POST", path, late | {"send_at": "2026-11-19T09:00:00+03:00"})
    assert (status, found["state"], found["send_at"]) == (202, "scheduled", "2026-11-19T06:00:00Z")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PUT", ""),
        *[("GET", f"/{name}") for name in ("versions", "coverage", "books")],
        *[("POST", f"/{name}") for name in ("test", "release", "stop", "resume", "retry", "withdraw")],
    ],
)
async def test_another_unions_bulletin_is_not_there(quick: Union, method: str, path: str) -> None:
    number = await quick.released()
    body = draft(audience={"homes": ["GH"]}) if method == "PUT" else {"version": 1} if path == "/release" else None
    status, problem, _ = await quick.call(OTHER, method, f"/v1/bulletins/{number}{path}", body)
    assert (status, problem["detail"]) == (404, "There is no such bulletin.")
    assert (await quick.call(OTHER, method, f"/v1/bulletins/999999{path}", body))[1] == problem


async def test_lists_come_in_pages(union: Union) -> None:
    numbers = [await union.written() for _ in range(5)]
    await union.written(OTHER, audience={"homes": ["GH"]})
    await union.call(BEN, "POST", f"/v1/bulletins/{numbers[0]}/release", {"version": 1})
    seen: list[int] = []
    cursor = ""
    while True:
        _, page, _ = await union.call(CLARA, "GET", f"/v1/bulletins?limit=2{cursor}")
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == numbers[::-1]
    _, page, _ = await union.call(CLARA, "GET", "/v1/bulletins?state=released")
    assert [one["id"] for one in page["items"]] == numbers[:1]


async def test_a_test_goes_to_oneself(quick: Union) -> None:
    number = await quick.written()
    assert (await quick.call(ANNE, "POST", f"/v1/bulletins/{number}/test"))[0] == 202
    assert quick.tests == [number]


async def test_who_i_am_and_what_my_union_may_name(quick: Union) -> None:
    _, me, _ = await quick.call(CLARA, "GET", "/v1/me")
    assert (me["id"], me["organisation"], me["scopes"]) == (CLARA, "ours", ["read"])
    _, mine, _ = await quick.call(ANNE, "GET", "/v1/organisation")
    assert (mine["languages"], mine["topics"]) == (["en", "fr"], ["contracts", "fees"])


async def test_the_main_wording_is_said(quick: Union) -> None:
    both = {"en": "Yes.", "fr": "Oui."}
    assert (await quick.call(ANNE, "POST", "/v1/bulletins", draft(texts=both)))[1]["field"] == "main"
    assert (await quick.call(ANNE, "POST", "/v1/bulletins", draft(texts=both, main="ar")))[1]["field"] == "main"
    assert (await quick.call(ANNE, "POST", "/v1/bulletins", draft(texts=both, main="fr")))[1]["main"] == "fr"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"texts": {"en": "[this](javascript:alert(1))"}}, "texts.en"),
        ({"texts": {"en": "[this](https://127.0.0.1/)"}}, "texts.en"),
        ({"texts": {"en": "**open"}}, "texts.en"),
        ({"texts": {"en": "x" * 4000}}, "texts.en"),
        ({"texts": {"en": "   "}}, "texts.en"),
        ({"texts": {"ar": "نعم"}}, "texts"),
        ({"texts": {}}, "texts"),
        ({"texts": {"EN": "x"}}, "texts.EN"),
        ({"title": ""}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": 5}, "title"),
        ({"show_until": "2026-11-01T00:00:00Z"}, "show_until"),
        ({"show_until": "2030-11-01T00:00:00Z"}, "show_until"),
        ({"show_until": "2026-12-01T00:00:00"}, "show_until"),
        ({"show_until": 1_796_000_000}, "show_until"),
        ({"send_at": "2026-11-01T00:00:00Z"}, "send_at"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"audience": {"topics": ["no-such-topic"]}}, "topics"),
        ({"audience": {"homes": ["ph"]}}, "audience.homes.0"),
        ({"attachment": 77}, "attachment"),
        ({"missing": {"fr": "perhaps"}}, "missing.fr"),
        ({"more": 1}, "more"),
        ({"urgent": "yes"}, "urgent"),
    ],
)
async def test_bad_drafts_are_refused_by_the_field(quick: Union, changes: dict[str, object], field: str) -> None:
    status, problem, _ = await quick.call(ANNE, "POST", "/v1/bulletins", draft(**changes))
    assert (status, problem["field"]) == (422, field), problem
    assert (await quick.call(ANNE, "GET", "/v1/bulletins"))[1]["items"] == []


async def test_nobody_to_send_it_to(union: Union) -> None:
    number = await union.written(audience={"languages": ["ar"]} | {"languages": ["fr"], "occupations": ["2221"]})
    async with union.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM subscriptions")
    status, problem, _ = await union.call(BEN, "POST", f"/v1/bulletins/{number}/release", {"version": 1})
    assert (status, problem["field"]) == (422, "audience")
    assert (await union.call(BEN, "GET", f"/v1/bulletins/{number}"))[1]["state"] == "draft"


async def test_after_its_last_day_nothing_is_released(union: Union) -> None:
    number = await union.written()
    union.clock[0] = NOW + 30 * 86_400
    status, problem, _ = await union.call(BEN, "POST", f"/v1/bulletins/{number}/release", {"version": 1})
    assert (status, problem["field"]) == (422, "show_until")
