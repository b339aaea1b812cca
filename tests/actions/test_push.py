"""Sending a release to DHIS2: the dry run first, its summary read, and nowhere but to a public https address."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.actions.public_address import checked, is_public
from bot.actions.push import Dhis2, Summary
from bot.model.staff import Refused
from bot.monitoring.formats_found import formats
from bot.monitoring.publication import Publication, publication
from bot.screens.answer import Answers
from tests.doubles.dhis2 import TOKEN, Dhis2Double
from tests.monitoring.releases import made


@pytest.fixture
def told(answers: Answers) -> Publication:
    """A quarter with every table."""
    return publication(made(answers.library, "intent"), answers.languages["en"], answers.library)


@pytest.fixture
async def dhis2(tmp_path: Path, answers: Answers, told: Publication) -> AsyncIterator[Dhis2Double]:
    """A DHIS2 into which the metadata of the file was imported."""
    async with Dhis2Double(tmp_path) as double:
        with zipfile.ZipFile(io.BytesIO(formats()["dhis2"].write(told))) as pack:
            known = json.loads(pack.read("metadata.json"))
        double.know(known, {one.code for one in answers.library.with_role("home")} | {"FP_ALL"})
        yield double


def door(double: Dhis2Double, token: str = TOKEN) -> Dhis2:
    """Our side, which in tests may reach loopback and believes the double's certificate."""
    return Dhis2(double.url, token, allowed=lambda _: True, trust=double.trust)


def printed(told: Publication) -> int:
    """Figures that can be sent."""
    return sum(one.printed for one in told.release.tables)


@pytest.mark.parametrize("old", [False, True])
async def test_a_dry_run_changes_nothing_and_a_push_does(dhis2: Dhis2Double, told: Publication, old: bool) -> None:
    dhis2.old = old
    dry = await door(dhis2).dry_run(told)
    assert (dry.dry, dry.whole, dry.sent, dry.imported) == (True, True, printed(told), printed(told))
    assert dry.withheld == sum(one.withheld for one in told.release.tables)
    assert dhis2.values == {}
    done = await door(dhis2).push(told)
    assert (done.dry, done.whole, len(dhis2.values)) == (False, True, printed(told))
    assert [query["dryRun"] for query, _ in dhis2.requests] == ["true", "true", "false"]
    again = await door(dhis2).push(told)
    assert (again.whole, again.imported, again.updated) == (True, 0, printed(told))
    assert len(dhis2.values) == printed(told)


@pytest.mark.parametrize("old", [False, True])
async def test_what_dhis2_refuses_is_told_and_nothing_is_sent(dhis2: Dhis2Double, told: Publication, old: bool) -> None:
    dhis2.old = old
    dhis2.units -= {"PH", "GH"}
    done = await door(dhis2).push(told)
    assert (done.dry, done.whole) == (True, False)
    assert done.ignored > 0
    assert any("E7612 PH: Organisation unit not found" in one for one in done.conflicts)
    assert dhis2.values == {}
    assert len(dhis2.requests) == 1


@pytest.mark.parametrize(
    "more",
    [{"ignored": 1}, {"deleted": 1}, {"conflicts": ("E7641 locked",)}, {"status": "WARNING"}, {"imported": 1}],
    ids=lambda more: next(iter(more)),
)
def test_only_all_of_it_and_nothing_else_is_whole(more: dict[str, Any]) -> None:
    taken: dict[str, Any] = {"dry": True, "status": "SUCCESS", "sent": 3, "withheld": 1, "imported": 2, "updated": 1}
    assert Summary(**taken).whole
    assert not Summary(**taken | more).whole


async def test_without_its_metadata_it_takes_nothing(dhis2: Dhis2Double, told: Publication) -> None:
    dhis2.elements.clear()
    dry = await door(dhis2).dry_run(told)
    assert not dry.whole
    assert dry.conflicts[0].startswith("E7610 FP_")
    assert len(dry.conflicts) <= 20


async def test_a_status_of_200_is_no_success(dhis2: Dhis2Double, told: Publication) -> None:
    dhis2.lies = dhis2.old = True
    done = await door(dhis2).push(told)
    assert (done.dry, done.whole, done.status) == (False, False, "WARNING")
    assert "locked" in done.conflicts[0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (web.Response(text="<html>Welcome</html>", content_type="text/html"), "no DHIS2"),
        (web.Response(status=302, headers={"Location": "https://169.254.169.254/"}), "leads on"),
        (web.Response(status=403, text="{}"), "rights"),
        (web.Response(status=404, text="{}"), "refused it as a whole"),
        (web.Response(status=500, text="Internal"), "status 500"),
        (web.Response(text="[]"), "no DHIS2"),
        (web.Response(text='{"status": "OK"}'), "refused it as a whole"),
        (web.Response(status=409, text='{"message": "Import\\nis\\u0000 off"}'), "Import is off"),
        (web.Response(text="x" * (5 << 20)), "too long"),
    ],
    ids=["page", "redirect", "forbidden", "missing", "broken", "list", "bare", "message", "long"],
)
async def test_other_answers_are_told_in_a_sentence(
    dhis2: Dhis2Double, told: Publication, answer: web.Response, words: str
) -> None:
    dhis2.answer = answer
    with pytest.raises(Refused) as refused:
        await door(dhis2).dry_run(told)
    assert words in str(refused.value)
    assert str(refused.value).endswith((".", "off", "no reason"))
    assert len(dhis2.requests) == 1


async def test_a_wrong_token(dhis2: Dhis2Double, told: Publication) -> None:
    with pytest.raises(Refused, match="token"):
        await door(dhis2, "d2pat_wrong_wrong").dry_run(told)
    for token in ("", "short", "with space here", "line\nbreak-long"):
        with pytest.raises(Refused) as refused:
            Dhis2(dhis2.url, token)
        assert refused.value.field == "token"


async def test_a_certificate_that_nobody_knows(dhis2: Dhis2Double, told: Publication) -> None:
    with pytest.raises(Refused, match="certificate"):
        await Dhis2(dhis2.url, TOKEN, allowed=lambda _: True).dry_run(told)
    assert dhis2.requests == []


async def test_a_name_that_leads_inside_is_not_reached(dhis2: Dhis2Double, told: Publication) -> None:
    with pytest.raises(Refused, match="leads into a network"):
        await Dhis2(dhis2.url, TOKEN, trust=dhis2.trust).dry_run(told)
    assert dhis2.requests == []


async def test_nothing_to_send(dhis2: Dhis2Double, told: Publication) -> None:
    empty = replace(told, release=replace(told.release, tables=()))
    with pytest.raises(Refused, match="withheld"):
        await door(dhis2).dry_run(empty)


@pytest.mark.parametrize(
    "address",
    [
        "http://dhis2.example.org",
        "ftp://dhis2.example.org",
        "dhis2.example.org",
        "https://",
        "https:///path",
        "https://user:word@dhis2.example.org",
        "https://dhis2.example.org/?x=1",
        "https://dhis2.example.org/#x",
        "https://dhis2.example.org:0",
        "https://dhis2.example.org:99999",
        "https://[::1",
        "https://127.0.0.1",
        "https://10.1.2.3/dhis",
        "https://169.254.169.254",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "",
    ],
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(address)
    assert refused.value.field == "address"


@pytest.mark.parametrize(
    "address", ["https://dhis2.example.org", "https://play.example.org/demo/", "https://[2a00::1]/x"]
)
def test_addresses_that_may_be_one(address: str) -> None:
    assert checked(f" {address} ") == address.rstrip("/")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4001:800::200e", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_which_numbers_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
