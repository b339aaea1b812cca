"""Sending a release to DHIS2: the dry run first, its summary read, and nowhere but to a public https address."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.actions import push
from bot.actions.public_address import checked, is_public
from bot.actions.push import Dhis2, Step, Summary
from bot.actions.push_outcome import read, written
from bot.model.message import sayable
from bot.model.staff import Refused
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
        double.know_of(told, answers.library)
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
    asked = [query["dryRun"] for query, _ in dhis2.requests]
    assert asked == ["true"] * (2 * len(asked) // 3) + ["false"] * (len(asked) // 3)
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
    assert {query["dryRun"] for query, _ in dhis2.requests} == {"true"}


@pytest.fixture
def parts(told: Publication, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the parts in which it goes: four, the last one short."""
    size = printed(told) // 3 - 1
    monkeypatch.setattr(push, "PART", size)
    return [size, size, size, printed(told) - 3 * size]


async def test_it_goes_in_parts_and_every_step_is_told(dhis2: Dhis2Double, told: Publication, parts: list[int]) -> None:
    steps: list[Step] = []
    done = await door(dhis2).push(told, steps.append)
    assert (done.whole, done.sent, done.imported, done.left) == (True, sum(parts), sum(parts), 0)
    assert [len(sent) for _, sent in dhis2.requests] == parts * 2
    begins = [0, parts[0], 2 * parts[0], 3 * parts[0]]
    assert steps == [Step(dry, begin, sum(parts)) for dry in (True, False) for begin in begins]
    assert len(dhis2.values) == sum(parts)


async def test_a_dry_run_tells_of_every_part(dhis2: Dhis2Double, told: Publication, parts: list[int]) -> None:
    dhis2.old = True
    dhis2.units.clear()
    dry = await door(dhis2).dry_run(told)
    assert (dry.whole, dry.sent, dry.ignored, dry.left) == (False, sum(parts), sum(parts), 0)
    assert len(dry.conflicts) == 20
    assert len(dhis2.requests) == len(parts)


async def test_after_a_part_that_is_not_taken_nothing_is_sent(
    dhis2: Dhis2Double, told: Publication, parts: list[int]
) -> None:
    async def lock(number: int) -> None:
        dhis2.lies = number == len(parts) + 2

    dhis2.before = lock
    done = await door(dhis2).push(told)
    assert (done.dry, done.whole, done.trouble) == (False, False, "")
    assert (done.imported, done.ignored, done.sent) == (parts[0], parts[1], parts[0] + parts[1])
    assert (done.left, done.unknown) == (parts[2] + parts[3], 0)
    assert len(dhis2.values) == parts[0]
    assert len(dhis2.requests) == len(parts) + 2


@pytest.mark.parametrize(
    ("answer", "unknown"),
    [
        (None, True),
        (web.Response(status=504, text="<html>Gateway"), True),
        (web.Response(status=500, text='{"message": "no reason"}'), True),
        (web.Response(text='{"status": "OK"}'), True),
        (web.Response(status=401, text="{}"), False),
        (web.Response(status=409, text='{"message": "Import is off"}'), False),
    ],
    ids=["gone", "proxy", "broken", "bare", "forbidden", "off"],
)
async def test_what_was_taken_before_trouble_is_told(
    dhis2: Dhis2Double, told: Publication, parts: list[int], answer: web.Response | None, unknown: bool
) -> None:
    async def trouble(number: int) -> None:
        if number != len(parts) + 2:
            return
        if answer is None:
            asyncio.get_running_loop().call_soon(stopping.append, asyncio.ensure_future(dhis2.stop()))
            await asyncio.Event().wait()
        dhis2.answer = answer

    stopping: list[object] = []
    dhis2.before = trouble
    done = await door(dhis2).push(told)
    assert (done.dry, done.whole, done.imported, done.sent) == (False, False, parts[0], parts[0])
    assert done.unknown == (parts[1] if unknown else 0)
    assert done.left == sum(parts) - parts[0] - done.unknown
    assert done.trouble
    assert len(dhis2.values) == parts[0]


async def test_one_that_hangs_is_not_waited_for_for_ever(
    dhis2: Dhis2Double, told: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(number: int) -> None:
        await asyncio.Event().wait()

    dhis2.before = hang
    monkeypatch.setattr(push, "PATIENCE", 0.2)
    with pytest.raises(Refused, match="did not answer"):
        await door(dhis2).dry_run(told)


def test_what_became_of_it_is_read_as_it_was_written(told: Publication) -> None:
    said = sayable("There is no DHIS2 at this address (status {status}, and no summary).", status=504)
    summary = Summary(dry=False, status="OK", sent=3, withheld=1, imported=3, left=2, conflicts=("E1",), trouble=said)
    for one in (summary, replace(summary, trouble="", conflicts=())):
        assert read(written(one)) == one
    kept = read(written(Refused("address", said, 502)))
    assert isinstance(kept, Refused)
    assert (kept.field, kept.sentence, getattr(kept.sentence, "values", {})) == ("address", said, {"status": 504})
    assert read("") is None


@pytest.mark.parametrize(
    "more",
    [
        {"ignored": 1},
        {"deleted": 1},
        {"conflicts": ("E7641 locked",)},
        {"status": "WARNING"},
        {"imported": 1},
        {"left": 1},
        {"trouble": "No."},
    ],
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
    assert str(refused.value).endswith((".", "off", "-"))
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
        f"https://dhis2.example.org/{'x' * 300}",
        "https://dhis2.example.org/\n",
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
