"""Writing, releasing, stopping, correcting, withdrawing: who may, what is refused with which field, and that a refusal
changes nothing.
"""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.load_board import load_board
from bot.actions.look import bulletin_of, bulletins_of, coverage, versions
from bot.actions.release import release
from bot.actions.retry import retry_failed
from bot.actions.stop import resume, stop
from bot.actions.withdraw import withdraw
from bot.actions.write import RefusedFields, write
from bot.bulletins.revised import draft_of
from bot.bulletins.told import Sum, in_their_own, total
from bot.model.bulletin import Audience, BulletinState, Missing, Sought
from bot.model.staff import Member, Organisation, Refused
from storage import tables
from storage.database import writing
from tests.doubles.telegram import TelegramDouble
from tests.sending import AUTHOR, DAY, KNOWN, SECOND, UNION, Sending

TEXT = {"en": "Fees are **never** yours."}


@pytest.fixture
async def sending(database: AsyncEngine) -> Sending:
    return await Sending(database, TelegramDouble()).open()


async def everything(engine: AsyncEngine) -> dict[str, list[Any]]:
    """All rows of all tables."""
    async with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table))]
            for table in tables.metadata.sorted_tables
        }


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "two\nlines"}),
        ("texts", {"texts": {}}),
        ("texts", {"texts": {"xx": "Hello"}}),
        ("texts.en", {"texts": {"en": "   "}}),
        ("texts.en", {"texts": {"en": "x" * 5000}}),
        ("texts.en", {"texts": {"en": "[x](javascript:alert(1))"}}),
        ("texts.en", {"texts": {"en": "[x](https://127.0.0.1/)"}}),
        ("texts.en", {"texts": {"en": "**open"}}),
        ("show_until", {"show_until": 1}),
        ("show_until", {"show_until": 10**11}),
        ("send_at", {"send_at": 1}),
        ("send_at", {"send_at": 1_795_521_600 + 10 * DAY}),
        ("zone", {"zone": "Mars/Base"}),
        ("homes", {"audience": Audience(homes=("ZZ",))}),
        ("missing", {"missing": {"xx": Missing.SKIP}}),
    ],
)
async def test_what_is_wrong_is_named_and_changes_nothing(sending: Sending, field: str, draft: dict[str, Any]) -> None:
    before = await everything(sending.engine)
    with pytest.raises(RefusedFields) as refused:
        await sending.write(**{"texts": TEXT, **draft})
    assert refused.value.field == field
    assert field in [name for name, _ in refused.value.fields]
    assert refused.value.status == 422
    assert await everything(sending.engine) == before


async def test_an_organisation_stays_within_its_scope(sending: Sending) -> None:
    narrow = Organisation(id=1, slug="union", name="Union", countries=("PH",), languages=("en",), topics=("fees",))
    member = replace(AUTHOR, organisation=narrow)
    good = Audience(homes=("PH",), topics=("fees",))
    assert (await sending.write(TEXT, member=member, audience=good)).state is BulletinState.DRAFT
    for field, texts, audience in (
        ("texts", {"fr": "Bonjour"}, good),
        ("homes", TEXT, replace(good, homes=("KE",))),
        ("homes", TEXT, replace(good, homes=())),
        ("topics", TEXT, replace(good, topics=("contract",))),
        ("topics", TEXT, replace(good, topics=())),
        ("languages", TEXT, replace(good, languages=("fr",))),
    ):
        with pytest.raises(Refused) as refused:
            await sending.write(texts, member=member, audience=audience)
        assert refused.value.field == field


async def refused(work: Any, field: str, status: int) -> None:
    with pytest.raises(Refused) as error:
        await work
    assert (error.value.field, error.value.status) == (field, status)


async def test_a_second_person_releases_the_version_that_she_saw(sending: Sending) -> None:
    await sending.subscribe(2)
    now = sending.clock.now
    one = await sending.write(TEXT)
    await refused(release(sending.engine, AUTHOR, one.id, 1, now), "version", 403)
    await refused(release(sending.engine, SECOND, one.id, 2, now), "version", 409)
    await sending.write({"en": "Other words"}, bulletin=one.id)
    await refused(release(sending.engine, SECOND, one.id, 1, now), "version", 409)
    await sending.write({"en": "Her words"}, bulletin=one.id, member=SECOND)
    await refused(release(sending.engine, SECOND, one.id, 3, now), "version", 403)
    done = await release(sending.engine, AUTHOR, one.id, 3, now)
    assert (done.state, done.people, done.released_version) == (BulletinState.RELEASED, 2, 3)
    await refused(release(sending.engine, AUTHOR, one.id, 3, now), "version", 409)


async def test_of_two_releases_at_once_one_counts(sending: Sending) -> None:
    await sending.subscribe(50)
    one = await sending.write(TEXT)
    tries = [release(sending.engine, SECOND, one.id, 1, sending.clock.now) for _ in range(4)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1
    assert await sending.rows(one) == 50


async def test_an_empty_audience_and_a_past_day_are_refused(sending: Sending) -> None:
    one = await sending.write(TEXT)
    before = await everything(sending.engine)
    await refused(sending.release(one), "audience", 422)
    assert await everything(sending.engine) == before
    await sending.subscribe(1)
    sending.clock.forward(4 * DAY)
    await refused(sending.release(one), "show_until", 422)


async def test_editing_takes_the_approval_away(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send(TEXT, send_at=sending.clock.now + DAY)
    assert one.state is BulletinState.SCHEDULED
    assert one.approved_by == 2
    changed = await sending.write({"en": "Other words"}, bulletin=one.id, send_at=sending.clock.now + DAY)
    assert (changed.state, changed.approved_by) == (BulletinState.DRAFT, None)


async def test_a_scheduled_one_is_called_back(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send(TEXT, send_at=sending.clock.now + DAY)
    await withdraw(sending.engine, AUTHOR, one.id, sending.clock.now)
    assert (await bulletin_of(sending.engine, AUTHOR, one.id)).state is BulletinState.DRAFT
    assert (await sending.release(one)).state is BulletinState.SCHEDULED


async def test_only_subscribers_whom_the_audience_means_get_a_row(sending: Sending) -> None:
    await sending.subscribe(1, home="PH", destinations=",DE,GB,", occupation="2221")
    await sending.subscribe(1, first=2000, home="KE", destinations=",GB,")
    await sending.subscribe(1, first=3000)
    await sending.subscribe(1, first=4000, language="fr", topics=",contract,")
    for people, audience in (
        (4, Audience()),
        (3, Audience(homes=("PH",))),
        (3, Audience(destinations=("DE",))),
        (3, Audience(languages=("en",))),
        (3, Audience(topics=("fees",))),
        (2, Audience(homes=("KE",), destinations=("DE",))),
    ):
        one = await sending.send(TEXT, audience=audience)
        assert one.people == people, audience


async def test_what_belongs_to_others_is_not_there(sending: Sending) -> None:
    await sending.subscribe(1)
    async with writing(sending.engine) as connection:
        await connection.execute(tables.organisations.insert().values(id=2, slug="other", name="Other"))
    other: Member = replace(AUTHOR, id=9, organisation=Organisation(id=2, slug="other", name="Other"))
    one, now, engine = await sending.send(TEXT), sending.clock.now, sending.engine
    before = await everything(engine)
    for work in (
        bulletin_of(engine, other, one.id),
        coverage(engine, other, one.id),
        versions(engine, other, one.id),
        release(engine, other, one.id, 1, now),
        stop(engine, other, one.id, now),
        withdraw(engine, other, one.id, now),
        retry_failed(engine, other, one.id, now),
        sending.write(TEXT, member=other, bulletin=one.id),
    ):
        await refused(work, "bulletin", 404)
    assert list(await bulletins_of(engine, other)) == []
    assert await everything(engine) == before


async def test_what_makes_no_sense_now_is_refused(sending: Sending) -> None:
    await sending.subscribe(1)
    draft = await sending.write(TEXT)
    now, engine = sending.clock.now, sending.engine
    for work in (
        stop(engine, AUTHOR, draft.id, now),
        resume(engine, AUTHOR, draft.id, now),
        withdraw(engine, AUTHOR, draft.id, now),
        retry_failed(engine, AUTHOR, draft.id, now),
    ):
        await refused(work, "bulletin", 409)
    one = await sending.release(draft)
    await refused(resume(engine, AUTHOR, one.id, now), "bulletin", 409)
    await stop(engine, AUTHOR, one.id, now)
    await refused(stop(engine, AUTHOR, one.id, now), "bulletin", 409)
    await refused(sending.write(TEXT, bulletin=one.id, audience=Audience(homes=("PH",))), "audience", 409)
    await withdraw(engine, AUTHOR, one.id, now)
    await refused(sending.write(TEXT, bulletin=one.id), "bulletin", 409)
    await refused(withdraw(engine, AUTHOR, one.id, now), "bulletin", 409)


async def test_coverage_tells_languages(sending: Sending) -> None:
    await sending.subscribe(12)
    await sending.subscribe(3, first=2000, language="fr")
    one = await sending.write({"en": "Hello", "fr": "Bonjour"})
    two = await sending.write({"en": "Hello there", "fr": "Bonjour"}, bulletin=one.id)
    found = await coverage(sending.engine, AUTHOR, two.id)
    assert (total(found), in_their_own(found)) == (Sum(12, whole=False), Sum(12, whole=True))
    assert [(line.language, line.people, line.outdated) for line in found.languages] == [
        ("en", 12, False),
        ("fr", 3, True),
    ]


async def test_who_did_what_is_noted(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send(TEXT)
    await stop(sending.engine, AUTHOR, one.id, sending.clock.now)
    await withdraw(sending.engine, SECOND, one.id, sending.clock.now)
    async with sending.engine.connect() as connection:
        query = select(tables.audit.c.staff, tables.audit.c.action, tables.audit.c.subject).order_by(tables.audit.c.id)
        found = [tuple(row) for row in await connection.execute(query)]
    assert found == [
        (who, what, one.code) for who, what in ((1, "write"), (2, "release"), (1, "stop"), (2, "withdraw"))
    ]


async def test_the_list_is_read_page_by_page(sending: Sending) -> None:
    written = [(await sending.write({"en": f"Text {number}"})).id for number in range(5)]
    first = await bulletins_of(sending.engine, AUTHOR, limit=3)
    rest = await bulletins_of(sending.engine, AUTHOR, Sought(states=(BulletinState.DRAFT,)), before=first[-1].id)
    assert [one.id for one in (*first, *rest)] == written[::-1]
    assert list(await bulletins_of(sending.engine, AUTHOR, Sought(states=(BulletinState.RELEASED,)))) == []
    assert UNION.name


async def test_a_time_that_cannot_be_is_refused_at_the_release_too(sending: Sending) -> None:
    await sending.subscribe(1)
    one, now = await sending.write(TEXT), sending.clock.now
    before = await everything(sending.engine)
    for when in (now - 1, now, one.show_until):
        await refused(release(sending.engine, SECOND, one.id, 1, now, send_at=when), "send_at", 422)
    assert await everything(sending.engine) == before


async def test_one_that_waited_for_its_time_can_be_corrected_like_any_other(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send(TEXT, send_at=sending.clock.now + DAY)
    sending.clock.forward(DAY + 1)
    await sending.sendings.begin(sending.clock.now)
    out = await bulletin_of(sending.engine, AUTHOR, one.id)
    assert (out.state, out.send_at) == (BulletinState.RELEASED, None)
    draft = replace(draft_of(out), texts={"en": "Other words"})
    kept = await write(sending.engine, KNOWN, AUTHOR, draft, now=sending.clock.now, dice=lambda _: 0, bulletin=one.id)
    assert (await sending.release(kept)).released_version == 2


async def test_a_wrong_title_is_corrected_too_and_not_before_its_release(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send(TEXT, title="Strike on Monday")
    draft = await sending.write(TEXT, bulletin=one.id, title=" Strike on Friday ")
    assert draft.title == "Strike on Friday", "its writers see it"
    assert [found.bulletin.title for found in (await load_board(sending.engine, 0)).posted] == ["Strike on Monday"]
    await sending.release(draft)
    assert [found.bulletin.title for found in (await load_board(sending.engine, 0)).posted] == ["Strike on Friday"]


async def test_a_correction_goes_at_once_and_takes_no_time(sending: Sending) -> None:
    await sending.subscribe(1)
    one = await sending.send(TEXT)
    draft = await sending.write({"en": "Other words"}, bulletin=one.id)
    before = await everything(sending.engine)
    later = sending.clock.now + DAY
    await refused(release(sending.engine, SECOND, one.id, 2, sending.clock.now, send_at=later), "send_at", 409)
    assert await everything(sending.engine) == before
    assert (await sending.release(draft)).released_version == 2
