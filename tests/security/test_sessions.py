"""Sessions cannot be given to somebody, and how long an answer takes tells nothing about logins and tokens."""

import ast
import hashlib
import re

import argon2
import pytest

from bot.actions import passphrase as passphrases
from bot.desk.cookies import BROWSER, SESSION
from bot.desk.route import routes
from tests.desk.driver import PASSPHRASE, Office
from tests.processes import ROOT

SECRET_NAMES = re.compile(r"(token|secret|csrf|passphrase|digest|hash|hmac|signature)s?$|^word$")
NO_SECRETS = {
    "wanted == attempt.passphrase": "both were typed by the same person just now",
    "kept.digest == header.digest": "the hash of a release is public",
    "place.items[1] == Wishes(library).word(Wishing())": "the word of a wish stands in its address",
}
"""Comparisons of what is called like a secret and is none, and why."""


async def test_a_session_that_somebody_else_chose_is_never_taken(desk: Office) -> None:
    victim = await desk.browser()
    await desk.joins(victim, "amina", await desk.invited("amina"))
    planted = "planted-by-somebody-else-0123456789abcdef"
    for name in (SESSION, BROWSER):
        victim._client.session.cookie_jar.update_cookies({name: planted}, victim._client.make_url("/"))
    await desk.signs_in(victim, "amina")
    given = {one.key: one.value for one in victim._client.session.cookie_jar}
    assert given[SESSION] != planted, "signing in makes a new session"
    stranger = await desk.browser()
    stranger._client.session.cookie_jar.update_cookies({SESSION: planted}, stranger._client.make_url("/"))
    assert (await stranger.opens("/desk")).path == "/desk/sign-in"


async def test_each_sign_in_is_a_session_of_its_own(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    seen = set()
    for _ in range(3):
        seen.add(next(one.value for one in amina._client.session.cookie_jar if one.key == SESSION))
        await amina.opens("/desk/account")
        await amina.sends("/sign-out")
        await desk.signs_in(amina, "amina")
    assert len(seen) == 3
    assert all(len(one) >= 22 for one in seen), "128 bits and more"


async def test_after_signing_out_the_browser_keeps_nothing(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    word = amina.page.form("/sign-out").values["word"]
    cookie = next(one.value for one in amina._client.session.cookie_jar if one.key == SESSION)
    async with amina._client.post("/desk/sign-out", data={"word": word[0]}, allow_redirects=False) as answer:
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert answer.headers["Cache-Control"] == "no-store"
    amina._client.session.cookie_jar.update_cookies({SESSION: cookie}, amina._client.make_url("/"))
    assert (await amina.opens("/desk")).path == "/desk/sign-in", "the old cookie opens nothing"


async def test_every_form_of_the_desk_needs_the_sessions_word(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    for route in routes():
        if route.method != "POST":
            continue
        path = "/desk" + route.path.replace("{number}", "1").replace("{word}", "x")
        for word in ([], ["0" * 64]):
            page = await amina.posts(path, {"word": word, "login": ["x"], "title": ["x"], "who": ["amina"]})
            assert page.status in (403, 404, 422), path
            assert "Kept." not in page.said, path
    assert (await amina.opens("/desk")).path == "/desk", "and she is still signed in"


async def test_a_page_changes_nothing_by_being_opened(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    for route in routes():
        if route.method == "POST":
            path = "/desk" + route.path.replace("{number}", "1").replace("{word}", "x")
            page = await amina.opens(path)
            assert page.status in (200, 403, 404, 405), path
    assert (await amina.opens("/desk")).path == "/desk"


async def test_an_unknown_login_takes_as_much_work_as_a_known_one(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is argon2id, nearly all of it: as often, and with the same parameters."""
    looked: list[argon2.Parameters] = []
    fits = passphrases._fits

    def watched(kept: str, passphrase: str) -> bool:
        looked.append(argon2.extract_parameters(kept))
        return fits(kept, passphrase)

    monkeypatch.setattr(passphrases, "_fits", watched)
    browser = await desk.browser()
    await desk.joins(browser, "amina", await desk.invited("amina"))
    work = []
    for login in ("amina", "nobody"):
        looked.clear()
        await browser.opens("/desk/sign-in")
        page = await browser.sends("/sign-in", login=login, passphrase="wrong words by far", code="123456")
        assert page.status == 401
        work.append(list(looked))
    assert len(work[0]) == 1
    assert work[0] == work[1]


def test_secrets_are_never_compared_letter_by_letter() -> None:
    """By `hmac.compare_digest`, or by looking their hash up in an index, which tells nothing of their letters."""
    found = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                names = [_name(one) for one in (node.left, *node.comparators)]
                plain = any(isinstance(one, ast.Constant) for one in (node.left, *node.comparators))
                if (
                    ast.unparse(node) not in NO_SECRETS
                    and not plain
                    and any(SECRET_NAMES.search(name) for name in names)
                ):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {names}")
    assert found == []


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("token", ["fp_" + "a" * 43, "fp_" + "b" * 43])
def test_a_token_is_looked_up_by_its_hash(token: str) -> None:
    from bot.actions.token import digest

    assert digest(token) == hashlib.sha256(token.encode()).digest()
    assert PASSPHRASE.encode() not in digest(token)
