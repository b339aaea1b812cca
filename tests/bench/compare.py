"""This bot beside bots of others, in one run: `python -m tests.bench.compare [--seconds 5]`.

Each bot, the Bot API's double and the crowd are processes of their own; with 64 visitors who tap as fast as they are
answered, with an API that answers at once and with one that takes 50 ms, and then at half of the speed reached.
"""

import argparse
import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.crowd import cpu
from tests.bench.row import HEAD, Row
from tests.doubles.telegram import TOKEN
from tests.processes import ROOT, environment, free_port, select_pause

DELAYS = (0.0, 0.05)
OURS = "fairpassage"
PEERS = ("menu_ptb", "menu_aiogram", "bare_aiohttp", "bare_aiohttp uvloop")
SECONDS = 5.0
"""Of each walk."""
START = 120.0
"""Seconds that a bot may take to listen."""


@contextlib.contextmanager
def process(arguments: Sequence[str], data: Path, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python process of the repository until the block ends."""
    with (data / "output.txt").open("ab") as said:
        started = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=data,
            env=environment(data, **settings),
            stdout=subprocess.PIPE,
            stderr=said,
        )
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(15)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()
            if started.stdout is not None:
                started.stdout.close()


@contextlib.contextmanager
def double(data: Path) -> Iterator[str]:
    """The Bot API's double; its address."""
    with process(["tests.bench.api"], data) as started:
        assert started.stdout is not None
        yield started.stdout.readline().decode().strip()


def until_open(port: int) -> None:
    """Wait until somebody listens on a port of loopback."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        select_pause()
    raise AssertionError(f"nobody listens on {port}")


def until_calm(pid: int) -> None:
    """Wait until a process has nothing to do, so that what it prepares at its start is not measured."""
    used = -1.0
    while (now := cpu(pid)) - used > 0.02:
        used = now
        time.sleep(0.5)


@contextlib.contextmanager
def bot(name: str, api: str, data: Path, **more: str) -> Iterator[tuple[int, int]]:
    """A bot that listens: its process and port; `more` are settings of ours."""
    port = free_port()
    if name == OURS:
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api,
            "TELEGRAM_MODE": "webhook",
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            **more,
        }
        arguments = ["tests.bench.unbounded"]
    else:
        module, *how = name.split(" ")
        arguments, settings = [f"tests.bench.peers.{module}", str(port), api, str(data), *how], {}
    with process(arguments, data, **settings) as started:
        until_open(port)
        until_calm(started.pid)
        yield started.pid, port


def tapped(name: str, delay: float, seconds: float, goal: float = 0.0) -> dict[str, Any]:
    """What a crowd saw of a bot; `goal` are the updates a second that it is to reach."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with double(data) as api, bot(name, api, data) as (pid, port):
            bare = name.startswith("bare")
            wanted = {
                "control": api,
                "root": "en/PH-GB-2221" if name == OURS else "menu",
                "webhook": f"http://127.0.0.1:{port}/telegram" if bare else "",
                "seconds": seconds,
                "delay": delay,
                "acknowledges": not bare,
                "process": pid,
                "goal": goal,
            }
            return {"bot": name, "api_ms": delay * 1000, **played("tests.bench.crowd", wanted, data)}


PAGES = [
    f"/{language}{corridor}/{page}"
    for language in ("en", "fr", "ar")
    for corridor in ("", "/PH-GB-2221")
    for page in ("menu", "kit", "rights", "rights/passport", "programmes/all", "agreements/codes", "glossary")
]


def read(name: str, again: bool, seconds: float) -> dict[str, Any]:
    """What readers saw of the pages of a bot."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with double(data) as api, bot(name, api, data) as (pid, port):
            url, paths = f"http://127.0.0.1:{port}", PAGES if name == OURS else ["/"]
            wanted = {"url": url, "paths": paths, "again": again, "seconds": seconds, "process": pid}
            return {"bot": name, "again": again, **played("tests.bench.readers", wanted, data)}


def played(module: str, wanted: dict[str, Any], data: Path) -> dict[str, Any]:
    """What a process that plays visitors or readers said at its end."""
    arguments = [sys.executable, "-m", module, json.dumps(wanted)]
    played = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if played.returncode:
        raise AssertionError(f"{module} failed; the bot said: {(data / 'output.txt').read_text()[-3000:]}")
    return dict(json.loads(played.stdout))


GOALS = {"menu_ptb": 15.0, "menu_aiogram": 6.0, "bare_aiohttp": 0.5}
"""How many times as fast as each this bot is to be."""
PAGES_GOAL, HALF_GOAL, CPU_GOAL = 0.6, 10.0, 0.25
"""A part of the bare handler's pages; milliseconds of 99 in a hundred at half of the load, and of an update's CPU."""


def goal_of(taps: Sequence[dict[str, Any]], delay: float) -> float:
    """The updates a second that are enough beside every peer that was measured before."""
    peers = {one["bot"]: one["updates_a_second"] for one in taps if one["api_ms"] == delay * 1000}
    return max((times * peers[name] for name, times in GOALS.items() if name in peers), default=0.0)


def tap_rows(taps: Sequence[dict[str, Any]]) -> list[Row]:
    """What the crowds saw, each bot a line."""
    return [
        (
            f"{one['bot']}, API {one['api_ms']:.0f} ms",
            f"{one['updates_a_second']:.0f} updates a second",
            "-",
            f"{one['cpu_ms_an_update']:.3f} ms of a processor each; p50/p99 {_pair(one['closed_loop_ms'])} ms, at half "
            f"of that load {_pair(one['half_load_ms'])} ms; {one['in_response']:.0%} in the response"
            + (f"; {one['wrong']} wrong" if one["wrong"] else ""),
        )
        for one in taps
    ]


def goal_rows(taps: Sequence[dict[str, Any]]) -> list[Row]:
    """This bot beside each peer of the same run and the same latency of the API."""
    found = {(one["bot"], one["api_ms"]): one for one in taps}
    rows: list[Row] = []
    for (name, delay), one in found.items():
        ours = found.get((OURS, delay))
        if ours is None:
            continue
        if name != OURS:
            goal = f"{GOALS[name]:g} times" if name in GOALS else "-"
            times = ours["updates_a_second"] / one["updates_a_second"]
            rows.append((f"as fast as {name}, API {delay:.0f} ms", f"{times:.2f} times", goal, ""))
            continue
        bare = found.get(("bare_aiohttp", delay))
        beside = f"bare_aiohttp {bare['half_load_ms']['p99']:.1f} ms" if bare else ""
        p99, used = f"{one['half_load_ms']['p99']:.1f} ms", f"{one['cpu_ms_an_update']:.3f} ms"
        rows.append((f"p99 at half of what was reached, API {delay:.0f} ms", p99, "-", beside))
        if one["half_goal_ms"]:
            p99, beside = f"{one['half_goal_ms']['p99']:.1f} ms", f"{one['half_goal']:.0f} updates a second"
            rows.append(
                (f"p99 at half of the goal's load, API {delay:.0f} ms", p99, f"under {HALF_GOAL:.0f} ms", beside)
            )
        rows.append((f"processor time of an update, API {delay:.0f} ms", used, f"under {CPU_GOAL} ms", ""))
    return rows


def page_rows(pages: Sequence[dict[str, Any]]) -> list[Row]:
    """Pages as readers saw them, each as a part of the bare handler of the same run."""
    bare = next((one["pages_a_second"] for one in pages if one["bot"] != OURS), None)
    return [
        (
            f"pages of {one['bot']}{', asked with their tag' if one['again'] else ''}",
            f"{one['pages_a_second']:.0f} a second" + (f", {one['pages_a_second'] / bare:.0%} of bare" if bare else ""),
            f"{PAGES_GOAL:.0%} of bare" if one["bot"] == OURS else "-",
            f"{one['cpu_ms_a_page']:.3f} ms of a processor each; p50/p99 {_pair(one['closed_loop_ms'])} ms; "
            f"{one['statuses']}",
        )
        for one in pages
    ]


def _pair(times: dict[str, float]) -> str:
    return f"{times['p50']:.1f} / {times['p99']:.1f}"


def measured(seconds: float, only: Sequence[str] = ()) -> list[Row]:
    """Measure the bots named, or all and the pages."""
    pages = [
        read(name, again, seconds)
        for name, again in (("bare_aiohttp", False), (OURS, False), (OURS, True))
        if "pages" in only or not only
    ]
    names = [one for one in (*PEERS, OURS) if not only or one in only]
    taps: list[dict[str, Any]] = []
    for delay, name in product(DELAYS, names):
        taps.append(tapped(name, delay, seconds, goal_of(taps, delay) if name == OURS else 0.0))
    return [*tap_rows(taps), *goal_rows(taps), *page_rows(pages)]


async def compared(_: Path) -> list[Row]:
    """Everybody, for the table of `make bench`."""
    return await asyncio.to_thread(measured, SECONDS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--only", default="", help="names of bots with commas between them, or pages")
    given = parser.parse_args()
    table = Table(*HEAD, title="64 visitors")
    for row in measured(given.seconds, [one for one in given.only.split(",") if one]):
        table.add_row(*row)
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
