"""Another passphrase, new recovery codes, signing out everywhere, and a group that is unlinked."""

import re

import pytest
from sqlalchemy import Table, func, select

from bot.actions.links import GROUP, link_group, make_link
from bot.actions.proof import Attempt
from bot.actions.sign_in import sign_in
from bot.model.staff import Member, Refused, StaffRole
from storage.staff import credentials
from storage.tables import audit, links, sessions, subscriptions
from tests.conftest import SECRET
from tests.desk.driver import NOW, PASSPHRASE, Office

NEW = "four slow herons dance"


async def test_another_passphrase_signs_out_everywhere_else(desk: Office) -> None:
    here = await desk.signed_in("amina")
    there = await desk.signs_in(await desk.browser(), "amina")
    await make_link(desk.engine, (await _member(desk)), "chat", desk.clock(), desk.rooms.dice)
    desk.clock.now += 30
    await here.opens("/desk/security")
    page = await here.sends(
        "/security/passphrase", **{"change.old": PASSPHRASE, "change.code": desk.code("amina"), "passphrase": NEW}
    )
    assert "Your passphrase is changed." in page.said
    assert (await here.opens("/desk")).status == 200
    assert "Your desk" in here.page.said
    assert "Sign in" in (await there.opens("/desk")).said
    assert await _count(desk, sessions) == 1
    assert await _count(desk, links) == 0, "codes for a chat end too"
    desk.clock.now += 30
    with pytest.raises(Refused):
        await sign_in(desk.engine, SECRET, _attempt(desk, PASSPHRASE), desk.clock(), desk.rooms.dice)
    assert await sign_in(desk.engine, SECRET, _attempt(desk, NEW), desk.clock(), desk.rooms.dice)
    assert await _noted(desk, "change passphrase") == 1


@pytest.mark.parametrize(
    ("old", "code", "wanted", "words"),
    [
        ("not my passphrase", "right", NEW, "passphrase or code is wrong"),
        (PASSPHRASE, "000000", NEW, "passphrase or code is wrong"),
        (PASSPHRASE, "right", "short", "12 to 200 characters"),
        (PASSPHRASE, "right", "aaaaaaaaaaaaaaaa", "too easy to guess"),
        (PASSPHRASE, "right", PASSPHRASE, "choose another"),
    ],
)
async def test_a_wrong_change_changes_nothing(desk: Office, old: str, code: str, wanted: str, words: str) -> None:
    amina = await desk.signed_in("amina")
    desk.clock.now += 30
    await amina.opens("/desk/security")
    typed = desk.code("amina") if code == "right" else code
    page = await amina.sends("/security/passphrase", **{"change.old": old, "change.code": typed, "passphrase": wanted})
    assert page.status in (401, 422)
    assert words in page.said
    assert wanted not in page.text
    assert await sign_in(desk.engine, SECRET, _attempt(desk, PASSPHRASE), desk.clock(), desk.rooms.dice)
    assert await _noted(desk, "change passphrase") == 0


async def test_guessing_a_passphrase_at_an_open_desk_is_slowed_down(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    for _ in range(5):
        await amina.opens("/desk/security")
        values = {"change.old": "wrong words here", "change.code": "1", "passphrase": NEW}
        assert (await amina.sends("/security/passphrase", **values)).status == 401
    await amina.opens("/desk/security")
    page = await amina.sends("/security/passphrase", **values)
    assert page.status == 429
    assert "Wait" in page.said


async def test_new_recovery_codes_take_the_place_of_the_old(desk: Office) -> None:
    amina = await desk.browser()
    joined = await desk.joins(amina, "amina", await desk.invited("amina"))
    old = re.findall(r"<code>([2-9A-Y-]{14})</code>", joined.text)
    await desk.signs_in(amina, "amina")
    desk.clock.now += 30
    await amina.opens("/desk/security")
    assert (await amina.sends("/security/recovery", **{"renew.old": PASSPHRASE, "renew.code": "1"})).status == 401
    page = await amina.sends("/security/recovery", **{"renew.old": PASSPHRASE, "renew.code": desk.code("amina")})
    new = re.findall(r"<code>([2-9A-Y-]{14})</code>", page.text)
    assert len(new) == len(old) == 8
    assert not set(new) & set(old)
    with pytest.raises(Refused):
        await sign_in(desk.engine, SECRET, _attempt(desk, PASSPHRASE, old[0]), desk.clock(), desk.rooms.dice)
    assert await sign_in(desk.engine, SECRET, _attempt(desk, PASSPHRASE, new[0]), desk.clock(), desk.rooms.dice)
    assert await _noted(desk, "renew recovery codes") == 1


async def test_signing_out_is_noted_and_everywhere_ends_codes_too(desk: Office) -> None:
    here = await desk.signed_in("amina")
    there = await desk.signs_in(await desk.browser(), "amina")
    assert "signed in: 2" in (await here.opens("/desk/account")).said
    await here.sends("/account/link", purpose="chat")
    await here.sends("/sign-out-everywhere")
    assert "Sign in" in (await there.opens("/desk")).said
    assert await _count(desk, links) == 0
    await desk.signs_in(here, "amina")
    await here.opens("/desk")
    await here.sends("/sign-out")
    assert await _noted(desk, "sign out") == 1
    assert await _noted(desk, "sign out everywhere") == 1


async def test_an_officer_unlinks_a_group_of_her_union_and_of_no_other(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    member = await _member(desk)
    for number in range(2):
        code = await make_link(desk.engine, member, GROUP, NOW, desk.rooms.dice)
        await link_group(desk.engine, SECRET, code, bytes([number]) * 16, f"-{number}", "fr", NOW)
    async with desk.engine.begin() as connection:
        await connection.execute(
            subscriptions.insert().values(
                visitor=b"x" * 16, address=b"x", kind="group", organisation=99, language="en", rhythm="now",
                seen="2026-11",
            )
        )  # fmt: skip
    page = await amina.opens("/desk/account")
    assert "Group 2: in French, linked in November 2026" in page.said
    assert "Group 3" not in page.said
    page = await amina.sends(next(form.action for form in page.forms if "/groups/" in form.action))
    assert "The group is no longer linked." in page.said
    assert "Group 2" not in page.said
    assert await _count(desk, subscriptions) == 2
    word = page.form("/account/unlink" if "Unlink my chat" in page.said else "/account/link").values["word"]
    assert (await amina.posts("/desk/account/groups/3/unlink", {"word": word})).status == 404
    assert await _count(desk, subscriptions) == 2
    assert await _noted(desk, "unlink group") == 1


async def _member(desk: Office) -> Member:
    async with desk.engine.connect() as connection:
        known = await credentials(connection, "amina")
    assert known is not None
    assert known.member.role is StaffRole.OFFICER
    return known.member


def _attempt(desk: Office, passphrase: str, code: str = "") -> Attempt:
    return Attempt("amina", passphrase, code or desk.code("amina"), "198.51.100.7")


async def _count(desk: Office, table: Table) -> int:
    async with desk.engine.connect() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def _noted(desk: Office, action: str) -> int:
    async with desk.engine.connect() as connection:
        query = select(func.count()).select_from(audit).where(audit.c.action == action)
        return int((await connection.execute(query)).scalar_one())
