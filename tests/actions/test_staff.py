"""Staff beside the desk's pages: linked chats and groups, codes that work once, the clock's edges."""

import secrets

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import authenticator
from bot.actions.audit import record_of
from bot.actions.invite import accept, invite
from bot.actions.links import (
    CHAT,
    GROUP,
    STANDS,
    chat_of,
    link_chat,
    link_group,
    make_link,
    member_of_chat,
    unlink_chat,
)
from bot.actions.organisations import add_organisation, operator, organisation_named
from bot.actions.sealed import Seal
from bot.actions.staff import disable
from bot.model.bulletin import Known
from bot.model.staff import Door, Member, Organisation, Refused, StaffRole
from storage.tables import staff, subscriptions
from tests.conftest import SECRET

NOW = 1_795_600_000
KNOWN = Known(
    languages=frozenset({"en", "fr"}),
    homes=frozenset({"KE"}),
    destinations=frozenset({"GB"}),
    occupations=frozenset(),
    topics=frozenset({"fees"}),
)
NURSES = Organisation(id=0, slug="nurses-ke", name="Nurses", countries=("KE",), languages=("en",), topics=("fees",))


async def joined(engine: AsyncEngine, login: str, role: StaffRole = StaffRole.OFFICER) -> Member:
    by = operator(await organisation_named(engine, "nurses-ke"))
    token = await invite(engine, by, login, login, role, NOW, secrets.randbelow)
    code = pyotp.TOTP(authenticator.secret_of_invitation(SECRET, token)).at(NOW)
    done = await accept(engine, SECRET, token, "seven wet bicycles sing", code, "en", NOW, secrets.randbelow)
    return done.member


@pytest.fixture
async def amina(database: AsyncEngine) -> Member:
    await add_organisation(database, KNOWN, NURSES, NOW)
    return await joined(database, "amina")


async def test_a_chat_is_linked_once_and_belongs_to_one(database: AsyncEngine, amina: Member) -> None:
    chat = b"c" * 16
    code = await make_link(database, amina, CHAT, NOW, secrets.randbelow)
    assert await member_of_chat(database, chat) is None
    linked = await link_chat(database, SECRET, code.lower().replace("-", " "), chat, "4711", NOW)
    assert (linked.login, linked.door) == ("amina", Door.CHAT)
    found = await member_of_chat(database, chat)
    assert found == linked
    assert await chat_of(database, SECRET, amina) == "4711"
    with pytest.raises(Refused, match="used or is over"):
        await link_chat(database, SECRET, code, b"d" * 16, "4712", NOW)
    brenda = await joined(database, "brenda")
    code = await make_link(database, brenda, CHAT, NOW, secrets.randbelow)
    await link_chat(database, SECRET, code, chat, "4711", NOW)
    assert await chat_of(database, SECRET, amina) is None
    await unlink_chat(database, brenda, NOW)
    assert await member_of_chat(database, chat) is None
    async with database.connect() as connection:
        assert b"4711" not in repr((await connection.execute(select(staff))).all()).encode()


async def test_a_code_expires_is_replaced_and_has_one_purpose(database: AsyncEngine, amina: Member) -> None:
    for late, code in (
        (STANDS, await make_link(database, amina, CHAT, NOW, secrets.randbelow)),
        (0, await make_link(database, amina, GROUP, NOW, secrets.randbelow)),
        (0, ""),
        (0, "nonsense"),
    ):
        with pytest.raises(Refused):
            await link_chat(database, SECRET, code, b"c" * 16, "1", NOW + late)
    first = await make_link(database, amina, CHAT, NOW, secrets.randbelow)
    await make_link(database, amina, CHAT, NOW, secrets.randbelow)
    with pytest.raises(Refused):
        await link_chat(database, SECRET, first, b"c" * 16, "1", NOW)


async def test_a_group_gets_the_bulletins_of_its_own_union_alone(database: AsyncEngine, amina: Member) -> None:
    for address in ("-100", "-200"):
        code = await make_link(database, amina, GROUP, NOW, secrets.randbelow)
        await link_group(database, SECRET, code, b"g" * 16, address, "en", NOW)
    async with database.connect() as connection:
        (row,) = (await connection.execute(select(subscriptions))).all()
    assert (row.kind, row.organisation, row.language, row.seen) == ("group", amina.organisation.id, "en", "2026-11")
    assert Seal(SECRET, "address").open(row.address) == "-200"


async def test_who_is_disabled_has_no_chat_and_no_codes(database: AsyncEngine, amina: Member) -> None:
    code = await make_link(database, amina, CHAT, NOW, secrets.randbelow)
    await link_chat(database, SECRET, code, b"c" * 16, "4711", NOW)
    late = await make_link(database, amina, CHAT, NOW, secrets.randbelow)
    await disable(database, operator(amina.organisation), "amina", NOW)
    assert await member_of_chat(database, b"c" * 16) is None
    with pytest.raises(Refused):
        await link_chat(database, SECRET, late, b"c" * 16, "4711", NOW)


async def test_the_operator_stands_in_the_record(database: AsyncEngine, amina: Member) -> None:
    entries = await record_of(database, operator(amina.organisation))
    assert [(one.who, one.door, one.action) for one in entries] == [
        ("amina", "desk", "join"),
        ("operator", "command", "invite"),
        ("operator", "command", "organisation"),
    ]
    assert entries[1].detail == {"role": "officer"}


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_her_clock_may_differ_by_half_a_minute(drift: int) -> None:
    key = authenticator.secret_of_invitation(SECRET, "x")
    assert authenticator.step_of(key, pyotp.TOTP(key).at(NOW + drift), NOW) == (NOW + drift) // 30


@pytest.mark.parametrize("code", ["", "123", "٠١٢٣٤٥", "1234567", "x" * 1000, "\ud800"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert authenticator.step_of(authenticator.secret_of_invitation(SECRET, "x"), code, NOW) is None


def test_an_old_or_coming_code_is_none() -> None:
    key = authenticator.secret_of_invitation(SECRET, "x")
    for drift in (-90, 90):
        assert authenticator.step_of(key, pyotp.TOTP(key).at(NOW + drift), NOW) is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Organisation(id=0, slug="A b", name="X"), "slug"),
        (Organisation(id=0, slug="nurses-ke", name="X"), "slug"),
        (Organisation(id=0, slug="ok", name=" "), "name"),
        (Organisation(id=0, slug="ok", name="a\nb"), "name"),
        (Organisation(id=0, slug="ok", name="X", countries=("ZZ",)), "countries"),
        (Organisation(id=0, slug="ok", name="X", languages=("xx",)), "languages"),
        (Organisation(id=0, slug="ok", name="X", topics=("x",)), "topics"),
    ],
)
async def test_an_organisation_names_only_what_is_known(
    database: AsyncEngine, amina: Member, wanted: Organisation, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await add_organisation(database, KNOWN, wanted, NOW)
    assert refused.value.field == field
    assert amina.organisation.topics == ("fees",)


@pytest.mark.parametrize("login", ["", "a", "a b c", "x" * 121, "amina", "a\0bc", "<b>bold</b>"])
async def test_an_odd_or_taken_login_is_refused(database: AsyncEngine, amina: Member, login: str) -> None:
    with pytest.raises(Refused) as refused:
        await invite(database, operator(amina.organisation), login, "X", StaffRole.OFFICER, NOW, secrets.randbelow)
    assert refused.value.field == "login"


async def test_an_officer_invites_and_disables_nobody(database: AsyncEngine, amina: Member) -> None:
    with pytest.raises(Refused, match="administrators invite"):
        await invite(database, amina, "mallory", "M", StaffRole.ADMINISTRATOR, NOW, secrets.randbelow)
    with pytest.raises(Refused, match="administrators disable"):
        await disable(database, amina, "amina", NOW)
