"""Promise: nobody is in the files.

A canary with a marked number, marked words and a marked browser does everything that a visitor can do, through the chat
and the pages; afterwards no file of the data folder, no log and no export has a trace.
"""

import asyncio
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bot.actions.address import visitor_key
from bot.actions.count import MIXED
from bot.screens.plans import Plans
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import PATIENCE, Running, command, running, select_pause

CANARY = 880_077_345
WORDS = "canarywordthatnobodytypes"
BROWSER = f"Mozilla/5.0 (X11; Linux x86_64) {WORDS}"
ADDRESS = "203.0.113.77"
TOLD = Plans(stage=1, when=2, reason=3, staying=4, returning=1).item
CROWD = 12
"""Others who do the same, so that what she told is really put down."""
DEEDS = (
    f"PH-GB-2221/tell/sent/{TOLD}",
    "PH-GB/wrong/y/sent/1",
    "PH-GB-2221/helpful/y/kit/fees",
    "interest/my-rep/permanent",
)


async def visits(nurse: Person) -> None:
    """Everything that is counted, in a chat."""
    await nurse.says("/start PH-GB-2221")
    for place in ("kit/fees", "kit/decide", "tell", f"tell/1/{TOLD}", f"tell/end/{TOLD}", f"tell/sent/{TOLD}", "menu"):
        await nurse.goes(f"en/PH-GB-2221/{place}" if place != "menu" else "en/PH-GB-2221")
    for place in ("wrong", "wrong/y/what/0", "wrong/y/end/1", "wrong/y/sent/1", "help/gb"):
        await nurse.goes(f"en/PH-GB/{place}")
    for place in ("en/PH-GB-2221/helpful/y/kit/fees", "en/interest/my-rep/permanent"):
        tap = await nurse.presses(place)
        await nurse.telegram.until(lambda tap=tap: tap not in nurse.telegram._taps, "the toast")


async def does_everything(nurse: Person) -> None:
    """And everything else that a visitor can do."""
    await visits(nurse)
    await nurse.says(f"my {WORDS} passport")
    await nurse.gives(photo=[{"file_id": WORDS}], caption=WORDS)
    await nurse.gives(
        text=f"{WORDS} no fees", forward_origin={"type": "user", "sender_user": {"id": 5, "first_name": WORDS}}
    )
    await nurse.goes("fr/speak")
    for place in ("en/counting/off", "en/counting/on", "en/others", "en/observatory", "en/settings", "en/privacy"):
        await nurse.goes(place)
    await nurse.says("/subscribe")


def reads_and_tells(program: Running, address: str, browser: str) -> None:
    """The same on the pages."""
    own = {"User-Agent": browser, "X-Forwarded-For": address, "Referer": f"https://{WORDS}.example/"}
    for path in ("/en", "/en/PH-GB-2221/kit/fees", f"/en/search?q={WORDS}", "/en/help/gb", "/en/observatory"):
        assert program.get(path, own)[0] == 200
    for deed in DEEDS:
        request = urllib.request.Request(  # noqa: S310  # our own loopback
            f"{program.url}/en/{deed}", data=b"", headers={**own, "Sec-Fetch-Site": "same-origin"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            assert response.status == 200


def traces(number: int) -> Iterator[tuple[str, bytes]]:
    """Every form in which she could be in a file."""
    yield "her words", WORDS.encode()
    yield "her words in UTF-16", WORDS.encode("utf-16-le")
    yield "her name", b"Canary Visitor"
    yield "her number", str(number).encode()
    for size in (4, 8):
        for order in ("big", "little"):
            yield f"her number in {size} bytes", number.to_bytes(size, order)
    yield "her network address", ADDRESS.encode()
    yield "her network address in bytes", bytes(map(int, ADDRESS.split(".")))


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tallied(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "fairpassage.sqlite3") as database:
        return dict(database.execute("SELECT table_name, SUM(n) FROM tallies GROUP BY table_name"))


def until_put_down(folder: Path, *tables: str) -> None:
    """Wait until tables have been counted in."""
    end = time.monotonic() + PATIENCE
    while not tallied(folder).keys() >= set(tables):
        assert time.monotonic() < end, f"only {tallied(folder)} was counted"
        select_pause()


def periods(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "fairpassage.sqlite3") as database:
        return [period for (period,) in database.execute("SELECT DISTINCT period FROM tallies")]


async def test_nobody_is_in_the_files(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as program:
        canary = Person(telegram, CANARY)
        await asyncio.gather(*(visits(Person(telegram, 50_000 + one)) for one in range(CROWD)))
        await does_everything(canary)
        for one in range(CROWD):
            await asyncio.to_thread(reads_and_tells, program, f"198.51.100.{one}", "Mozilla/5.0 (X11) Firefox/120.0")
        await asyncio.to_thread(reads_and_tells, program, ADDRESS, BROWSER)
        await asyncio.to_thread(
            until_put_down, tmp_path, "people", "breach", "topic-language", "helpful", "programme-interest"
        )
        for period in periods(tmp_path):
            for group in ("intent", "usage", "breach"):
                assert program.get(f"/en/observatory/{group}/{period.lower()}")[0] == 404, "an open period stays inside"
        found = everything_in(tmp_path)
        assert {"guard.sqlite3", "fairpassage.sqlite3", "output.txt"} <= found.keys(), "they were looked at"
        for name, content in found.items():
            for what, trace in traces(CANARY):
                assert trace not in content, f"{what} is in {name}"
        secret = found["secret.key"].strip()
        chat, page = (
            visitor_key(secret, "telegram", str(CANARY)),
            visitor_key(secret, "web", f"{ADDRESS}\0{BROWSER}"),
        )
        for name, content in found.items():
            assert page not in content, f"the code of a browser is in {name}"
            assert name.startswith("fairpassage") or chat not in content, f"the code of a chat is in {name}"
        await canary.says("/forget")
        await canary.goes("en/forget/now")
        for name, content in everything_in(tmp_path).items():
            assert chat not in content, f"after /forget the code of a chat is in {name}"
    for name, content in everything_in(tmp_path).items():
        for what, trace in (*traces(CANARY), ("her code", chat), ("her browser's code", page)):
            assert trace not in content, f"{what} is in {name} after the end"
    assert tallied(tmp_path)["people"] >= MIXED, "as many as are mixed were put down; which look finds more is chance"
    for period in periods(tmp_path):
        told = command("export", period, "--format", "json", data=tmp_path)
        assert told.returncode != 0, "an open period never leaves the house"
        assert WORDS not in told.stdout + told.stderr


def test_a_browser_that_declines_is_not_even_in_the_guard(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        for one in range(CROWD):
            for path in ("/en/PH-GB-2221/kit/fees", "/en/rights/passport"):
                name = {"User-Agent": f"Mozilla/5.0 (X11) Firefox/{one}.0", "Sec-GPC": "1"}
                assert program.get(path, name)[0] == 200
    assert tallied(tmp_path) == {}
