"""Nothing of one union can be reached by another, through any address of the desk or the API that carries a number."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.api.door import OPERATIONS
from bot.desk.api.pace import Pace
from bot.desk.route import routes
from bot.model.staff import Organisation, StaffRole
from tests.actions.test_backup import dumped
from tests.desk.api.union import ANNE, BEN, CLARA, OTHER, Union, draft, picture, running
from tests.desk.driver import NOW, Office
from tests.desk.test_journey import write

BODIES: dict[str, Any] = {"release": {"version": 1}, "": draft(), "stop": {}, "resume": {}, "withdraw": {}}


@pytest.fixture
async def union(sqlite: AsyncEngine) -> AsyncIterator[Union]:
    async with running(sqlite, Pace(lambda: 0.0, burst=100_000)) as found:
        yield found


async def test_no_page_of_the_desk_shows_or_changes_what_is_anothers(desk: Office) -> None:
    amina = await desk.signed_in("amina", StaffRole.ADMINISTRATOR)
    await write(amina)
    await amina.opens("/desk/tokens")
    await amina.sends("/tokens", name="website", scopes=["read"])
    other = Organisation(id=0, slug="doctors-ph", name="Doctors")
    from bot.actions.organisations import add_organisation

    theirs = await add_organisation(desk.engine, desk.rooms.known(), other, NOW)
    stranger = await desk.signed_in("stranger", StaffRole.ADMINISTRATOR, theirs)
    word = stranger.page.form("/sign-out").values["word"]
    before = await mine(desk)
    for route in routes():
        if "{number}" not in route.path:
            continue
        path = "/desk" + route.path.replace("{number}", "1")
        values = {"word": word, "version": ["1"], "title": ["Taken over"], "texts.en": ["Taken over"]}
        page = await (stranger.opens(path) if route.method == "GET" else stranger.posts(path, values))
        assert page.status == 404, (route.method, path)
        assert "Strike ballot" not in page.text
    assert await mine(desk) == before


async def mine(desk: Office) -> object:
    """What is kept of bulletins and tokens."""
    found = await dumped(desk.engine)
    return {name: found[name] for name in ("bulletins", "bulletin_versions", "tokens", "deliveries", "attachments")}


async def test_no_operation_of_the_api_shows_or_changes_what_is_anothers(union: Union) -> None:
    numbers = [await union.written(), await union.released()]
    before = await dumped(union.engine)
    for number in numbers:
        for one in OPERATIONS:
            if "{bulletin}" not in one.path:
                continue
            path = one.path.replace("{bulletin}", str(number))
            body = BODIES.get(path.rsplit(str(number), 1)[1].strip("/"), {}) if one.has_body else None
            status, found, _ = await union.call(OTHER, one.method, path, body)
            assert status in (404, 422), (one.method, path, found)
            assert "Fees" not in str(found)
    after = await dumped(union.engine)
    for table in ("bulletins", "bulletin_versions", "deliveries", "staff"):
        assert after[table] == before[table], table


async def test_a_file_of_another_union_cannot_be_attached(union: Union) -> None:
    status, found, _ = await union.call(ANNE, "POST", "/v1/attachments?name=x.png", picture(), Content_Type="image/png")
    assert status == 201
    status, refused, _ = await union.call(OTHER, "POST", "/v1/bulletins", draft(attachment=found["id"]))
    assert status in (404, 422), refused


async def test_fields_that_are_not_hers_to_set_are_refused(union: Union) -> None:
    for name, value in (("organisation", 2), ("author", BEN), ("state", "released"), ("code", "X"), ("people", 5),
                        ("approved_by", ANNE), ("id", 99), ("released_version", 1)):  # fmt: skip
        status, _, _ = await union.call(ANNE, "POST", "/v1/bulletins", draft(**{name: value}))
        assert status == 422, name


async def test_who_may_only_read_changes_nothing(union: Union) -> None:
    number = await union.written()
    for one in OPERATIONS:
        if one.writes:
            path = one.path.replace("{bulletin}", str(number))
            body = BODIES.get(path.rsplit("/", 1)[1], {}) if one.has_body else None
            assert (await union.call(CLARA, one.method, path, body))[0] == 403, path


async def test_a_parameter_that_comes_twice_is_refused(union: Union) -> None:
    for query in ("limit=1&limit=2", "limit=1&LIMIT=2", "limit[]=1", "unknown=1"):
        assert (await union.call(ANNE, "GET", f"/v1/bulletins?{query}"))[0] == 422, query
    twice = b'{"title": "Fees", "title": "Other", "texts": {"en": "x"}, "show_until": "2026-12-01T12:00:00Z"}'
    assert (await union.call(ANNE, "POST", "/v1/bulletins", twice, Content_Type="application/json"))[0] in (201, 422)
