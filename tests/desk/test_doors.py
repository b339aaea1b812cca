"""Who gets in, who does not, and what a signed-in browser can be made to do."""

import asyncio
import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import authenticator
from bot.actions import passphrase as passphrases
from bot.actions.organisations import add_organisation
from bot.actions.sessions import ABSOLUTE, IDLE
from bot.actions.tokens import member_of_token
from bot.desk.route import routes
from bot.model.staff import Door, Organisation, StaffRole
from bot.screens.answer import Answers
from storage.tables import invitations, sessions, staff, tokens
from tests.conftest import SECRET
from tests.desk.driver import NOW, PASSPHRASE, Office, office
from tests.desk.test_journey import write

WRONG = "Login, passphrase or code is wrong"


async def test_every_page_asks_who_is_there(desk: Office) -> None:
    stranger = await desk.browser()
    for route in routes():
        path = "/desk" + route.path.replace("{number}", "1").replace("{word}", "x")
        if route.open:
            continue
        if route.method == "GET":
            page = await stranger.opens(path)
            assert page.path == "/desk/sign-in", path
        else:
            page = await stranger.posts(path, {"word": ["x"]})
            assert page.status == 401, path
            assert "signed out" in page.said


async def test_an_address_of_nothing_is_a_page(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    for path in ("/desk/nonsense", "/desk/bulletins/99", "/desk/bulletins/99999999999999999999", "/desk/static/x.css"):
        page = await amina.opens(path)
        assert page.status == 404, path
        assert "To the front page of the desk" in page.said
    assert (await amina.opens("/desk/sign-out")).status == 405


# Joining


async def test_an_invitation_works_once_and_not_for_ever(desk: Office) -> None:
    token = await desk.invited("amina")
    first, second = await desk.browser(), await desk.browser()
    page = await desk.joins(first, "amina", token)
    assert len(re.findall(r"<li><code>[2-9A-Z-]{14}</code>", page.text)) == 8
    assert (await second.opens(f"/desk/invitation/{token}")).status == 404
    late = await desk.invited("late")
    desk.clock.now += 8 * 86_400
    assert (await second.opens(f"/desk/invitation/{late}")).status == 404
    assert (await second.opens("/desk/invitation/nonsense")).status == 404


@pytest.mark.parametrize(
    ("passphrase", "code", "said"),
    [
        ("too short", None, "12 to 200"),
        ("aaaaaaaaaaaaaaaa", None, "too easy to guess"),
        ("amina amina amina", None, "too easy to guess"),
        (PASSPHRASE, "000000", "not the code"),
        (PASSPHRASE, "", "not the code"),
        ("x" * 5000, None, "12 to 200"),
    ],
)
async def test_what_is_wrong_about_joining_is_said_at_its_field(
    desk: Office, passphrase: str, code: str | None, said: str
) -> None:
    token = await desk.invited("amina")
    browser = await desk.browser()
    await browser.opens(f"/desk/invitation/{token}")
    desk.secrets["amina"] = authenticator.secret_of_invitation(SECRET, token)
    typed = desk.code("amina") if code is None else code
    page = await browser.sends(f"/invitation/{token}", passphrase=passphrase, code=typed)
    assert page.status == 422
    assert said in page.said
    assert 'aria-invalid="true"' in page.text
    assert (await browser.opens(f"/desk/invitation/{token}")).status == 200, "the invitation still stands"


# Signing in


async def test_a_code_works_once(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    other = await desk.browser()
    await other.opens("/desk/sign-in")
    page = await other.sends("/sign-in", login="amina", passphrase=PASSPHRASE, code=desk.code("amina"))
    assert page.status == 401
    assert WRONG in page.said
    assert amina


async def test_a_recovery_code_works_once(desk: Office) -> None:
    browser = await desk.browser()
    page = await desk.joins(browser, "amina", await desk.invited("amina"))
    code = re.findall(r"<li><code>([2-9A-Z-]{14})</code>", page.text)[0]
    for wanted, typed in ((200, code.lower().replace("-", " ")), (401, code)):
        await browser.opens("/desk/sign-in")
        page = await browser.sends("/sign-in", login="amina", passphrase=PASSPHRASE, code=typed)
        assert page.status == wanted
        if wanted == 200:
            await browser.sends("/sign-out")


async def test_unknown_and_known_logins_are_answered_alike(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await desk.browser()
    await desk.joins(browser, "amina", await desk.invited("amina"))
    work: list[str] = []
    fits = passphrases._fits

    def watched(kept: str, passphrase: str) -> bool:
        work.append(kept[:30])
        return fits(kept, passphrase)

    monkeypatch.setattr(passphrases, "_fits", watched)
    said = []
    for login in ("amina", "nobody"):
        await browser.opens("/desk/sign-in")
        page = await browser.sends("/sign-in", login=login, passphrase="wrong wrong wrong", code="123456")
        said.append((page.status, page.said.replace(login, "")))
    assert said[0] == said[1]
    assert len(work) == 2
    assert work[0] == work[1], "the same argon2id parameters"
    assert work[0].startswith("$argon2id$")


async def test_guessing_slows_down_even_with_the_right_passphrase(desk: Office) -> None:
    browser = await desk.browser()
    await desk.joins(browser, "amina", await desk.invited("amina"))
    await browser.opens("/desk/sign-in")
    for _ in range(5):
        page = await browser.sends("/sign-in", login="amina", passphrase="wrong wrong wrong", code="123456")
        assert page.status == 401
    page = await browser.sends("/sign-in", login="amina", passphrase=PASSPHRASE, code=desk.code("amina"))
    assert page.status == 429
    assert re.search(r"Wait \d+ seconds", page.said)
    desk.clock.now += 61
    page = await browser.sends("/sign-in", login="amina", passphrase=PASSPHRASE, code=desk.code("amina"))
    assert page.status == 200


async def test_a_hundred_guesses_at_once_are_a_hundred(desk: Office) -> None:
    browser = await desk.browser()
    await browser.opens("/desk/sign-in")
    pages = await asyncio.gather(
        *(browser.sends("/sign-in", login="amina", passphrase="wrong wrong", code="1") for _ in range(12))
    )
    assert sorted(page.status for page in pages).count(429) >= 6


async def test_an_address_that_tries_many_logins_slows_down_too(desk: Office) -> None:
    browser = await desk.browser()
    await browser.opens("/desk/sign-in")
    statuses = []
    for number in range(22):
        page = await browser.sends("/sign-in", login=f"guess{number}", passphrase="wrong wrong", code="1")
        statuses.append(page.status)
    assert statuses[:20] == [401] * 20
    assert statuses[-1] == 429


async def test_after_signing_in_she_is_where_she_wanted_to_be_and_never_elsewhere(desk: Office) -> None:
    browser = await desk.browser()
    await desk.joins(browser, "amina", await desk.invited("amina"))
    for wanted, reached in (
        ("/desk/account", "/desk/account"),
        ("//evil.org/desk", "/desk"),
        ("https://evil.org", "/desk"),
    ):
        desk.clock.now += 30
        await browser.opens(f"/desk/sign-in?next={wanted}")
        page = await browser.sends("/sign-in", login="amina", passphrase=PASSPHRASE, code=desk.code("amina"))
        assert page.path == reached
        await browser.sends("/sign-out")


# Sessions


async def test_a_session_ends_when_idle_and_in_any_case(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    desk.clock.now += IDLE - 1
    assert (await amina.opens("/desk")).path == "/desk"
    desk.clock.now += IDLE
    assert (await amina.opens("/desk")).path == "/desk/sign-in"
    await desk.signs_in(amina, "amina")
    for _ in range(ABSOLUTE // (IDLE - 60) + 1):
        desk.clock.now += IDLE - 60
        page = await amina.opens("/desk")
    assert page.path == "/desk/sign-in"


async def test_a_page_that_asks_again_by_itself_keeps_nobody_signed_in(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    await write(amina)
    for _ in range(3):
        desk.clock.now += IDLE // 2
        page = await amina.opens("/desk/bulletins/1/progress?live=yes")
    assert page.path == "/desk/sign-in"


async def test_signing_out_ends_this_session_or_all(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    elsewhere = await desk.signs_in(await desk.browser(), "amina")
    await amina.opens("/desk")
    assert "You are signed out." in (await amina.sends("/sign-out")).said
    assert (await amina.opens("/desk")).path == "/desk/sign-in"
    assert (await elsewhere.opens("/desk/account")).status == 200
    await desk.signs_in(amina, "amina")
    await elsewhere.opens("/desk/account")
    await elsewhere.sends("/sign-out-everywhere")
    assert (await amina.opens("/desk")).path == "/desk/sign-in"


async def test_cookies_are_out_of_reach(answers: Answers, database: AsyncEngine) -> None:
    async with office(answers, database, "https://fairpassage.example") as desk:
        browser = await desk.browser()
        page = await browser.opens("/desk/sign-in")
        (cookie,) = page.headers.getall("Set-Cookie")  # type: ignore[attr-defined]
        assert cookie.startswith("__Host-desk-browser=")
        for word in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/"):
            assert word in cookie
        assert "Domain" not in cookie
        assert page.headers["Strict-Transport-Security"]


# Forms of others


async def test_a_form_without_the_sessions_word_does_nothing(desk: Office) -> None:
    await desk.subscribers(en=1)
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    await write(amina)
    for word in ([], [""], ["x"], [brenda.page.forms[0].values["word"][0]]):
        page = await amina.posts("/desk/bulletins/1/withdraw", {"word": word})
        assert page.status == 403
        assert "open for too long" in page.said
    browser = await desk.browser()
    page = await browser.posts("/desk/sign-in", {"login": ["amina"], "passphrase": [PASSPHRASE], "code": ["1"]})
    assert page.status == 403


async def test_a_form_of_an_old_session_comes_back_whole(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    await amina.opens("/desk/bulletins/new")
    old = amina.page
    desk.clock.now += IDLE
    page = await amina.sends("/bulletins/new", title="Long work", **{"texts.en": "A long text."})
    assert page.status == 401
    assert "Sign in in another window" in page.said
    await desk.signs_in(amina, "amina")
    amina.page = old
    page = await amina.sends("/bulletins/new", title="Long work", **{"texts.en": "A long text."})
    assert page.status == 422
    values = page.form("/bulletins/new").values
    assert values["title"] == ["Long work"]
    assert values["texts.en"] == ["A long text."]
    page = await amina.sends("/bulletins/new", show_until="2026-12-10")
    assert "Kept." in page.said


# Roles and organisations


async def test_an_officer_has_no_administrators_pages(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    word = amina.page.form("/sign-out").values["word"]
    for path in ("/desk/staff", "/desk/tokens", "/desk/record"):
        assert (await amina.opens(path)).status == 403
        assert path not in amina.page.text
    for path, values in (
        ("/desk/staff", {"login": ["x@y.org"], "name": ["X"], "role": ["administrator"]}),
        ("/desk/staff/disable", {"who": ["amina"]}),
        ("/desk/tokens", {"name": ["x"], "scopes": ["read"]}),
        ("/desk/tokens/1/revoke", {}),
    ):
        assert (await amina.posts(path, {"word": word, **values})).status == 403, path
    async with desk.engine.connect() as connection:
        assert not (await connection.execute(select(invitations))).all()
        assert not (await connection.execute(select(tokens))).all()


async def test_another_organisations_bulletins_are_not_there(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    await write(amina)
    union = Organisation(id=0, slug="doctors-ph", name="Doctors")
    others = await add_organisation(desk.engine, desk.rooms.known(), union, NOW)
    stranger = await desk.signed_in("stranger", StaffRole.ADMINISTRATOR, others)
    word = stranger.page.form("/sign-out").values["word"]
    for path in ("", "/write", "/progress", "/versions", "/file"):
        assert (await stranger.opens(f"/desk/bulletins/1{path}")).status == 404, path
    for path in ("/release", "/stop", "/resume", "/withdraw", "/retry", "/write"):
        page = await stranger.posts(f"/desk/bulletins/1{path}", {"word": word, "version": ["1"]})
        assert page.status == 404, path
    page = await stranger.posts("/desk/staff/disable", {"word": word, "who": ["amina"]})
    assert page.status == 404
    assert "Strike ballot" not in (await stranger.opens("/desk/bulletins")).said
    assert "amina" not in (await stranger.opens("/desk/staff")).said
    assert (await stranger.opens("/desk/bulletins/new?from=1")).status == 404


async def test_who_is_disabled_is_out_at_once(desk: Office) -> None:
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    amina = await desk.signed_in("amina", StaffRole.ADMINISTRATOR)
    await amina.opens("/desk/tokens")
    page = await amina.sends("/tokens", name="website", scopes=["read", "write"])
    secret = re.findall(r"fp_[\w-]{43}", page.text)[0]
    member, scopes = await member_of_token(desk.engine, secret, desk.clock()) or pytest.fail("the token works")
    assert (member.login, member.door, scopes) == ("amina", Door.API, frozenset({"read", "write"}))
    await chief.opens("/desk/staff")
    page = await chief.posts("/desk/staff/disable", {**chief.page.form("/disable").values, "who": ["amina"]})
    assert "Disabled." in page.said
    assert (await amina.opens("/desk")).path == "/desk/sign-in"
    assert await member_of_token(desk.engine, secret, desk.clock()) is None
    desk.clock.now += 30
    page = await amina.sends("/sign-in", login="amina", passphrase=PASSPHRASE, code=desk.code("amina"))
    assert WRONG in page.said
    page = await chief.posts("/desk/staff/disable", {**chief.page.form("/staff").values, "who": ["chief"]})
    assert page.status == 409


async def test_a_token_is_shown_once_and_can_be_revoked(desk: Office) -> None:
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    await chief.opens("/desk/tokens")
    assert (await chief.sends("/tokens", name="", scopes=["read"])).status == 422
    assert (await chief.sends("/tokens", name="x", scopes=["everything"])).status == 422
    page = await chief.sends("/tokens", name="website", scopes=["read"])
    secret = re.findall(r"fp_[\w-]{43}", page.text)[0]
    assert secret not in (await chief.opens("/desk/tokens")).text
    assert await member_of_token(desk.engine, secret, desk.clock())
    page = await chief.opens("/desk/tokens")
    assert "–" not in page.said.split("In force")[1].split("Make a token")[0], "its last use is shown"
    assert "Revoked." in (await chief.sends("/revoke")).said
    assert await member_of_token(desk.engine, secret, desk.clock()) is None
    assert await member_of_token(desk.engine, "fp_nonsense", desk.clock()) is None


# What is kept


async def test_no_secret_is_kept_in_the_open(desk: Office) -> None:
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    await chief.opens("/desk/tokens")
    await chief.sends("/tokens", name="website", scopes=["read"])
    await chief.opens("/desk/account")
    page = await chief.sends("/account/link", purpose="chat")
    code = re.findall(r"/link ([2-9A-Z-]{14})", page.text)[0]
    found = ""
    async with desk.engine.connect() as connection:
        for table in (staff, sessions, tokens, invitations):
            found += str((await connection.execute(select(table))).all())
        found += str((await connection.execute(text("SELECT * FROM links"))).all())
    for secret in (PASSPHRASE, desk.secrets["chief"], code, "fp_"):
        assert secret not in found


async def test_the_record_cannot_be_changed(desk: Office) -> None:
    await desk.signed_in("amina")
    for statement in ("UPDATE audit SET staff = 99", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="audit record is never"):
            async with desk.engine.begin() as connection:
                await connection.execute(text(statement))


async def test_a_database_that_is_gone_is_said_in_a_sentence(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    async with desk.engine.begin() as connection:
        await connection.execute(text("DROP TABLE sessions"))
    page = await amina.opens("/desk")
    assert page.status == 503
    assert "cannot be done just now" in page.said
    assert "Traceback" not in page.text
