"""This bot beside bots of others, in one run: `python -m tests.bench.compare [--seconds 5] [--rounds 3]`.

Each bot, the Bot API's double and the crowd are processes of their own; with 64 visitors who tap as fast as they are
answered, with an API that answers at once and with one that takes 50 ms, then at half of the speed reached, and at half
of the goal. The machine gives in one minute twice what it gives in the next, so this bot and the bare handler, which
are compared closely, take turns, and of their rounds the middle one counts; all of them are told beside it.
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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.crowd import cpu
from tests.bench.row import HEAD, Row
from tests.doubles.telegram import TOKEN
from tests.processes import ROOT, environment, free_port, select_pause

DELAYS = (0.0, 0.05)
OURS = "fairpassage"
BARE = "bare_aiohttp"
PEERS = ("menu_ptb", "menu_aiogram", f"{BARE} uvloop")
"""Who is measured once for each latency."""
SECONDS = 5.0
"""Of each walk."""
ROUNDS = 3
"""In which the bare handler and this bot take turns."""
Seen = dict[str, Any]
"""What one crowd saw of one bot."""
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


def tapped(name: str, delay: float, seconds: float, goal: float = 0.0) -> Seen:
    """What a crowd saw of a bot; `goal` are the updates a second that it is to reach."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with double(data) as api, bot(name, api, data) as (pid, port):
            bare = name.startswith(BARE)
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


GOALS = {"menu_ptb": 15.0, "menu_aiogram": 6.0, BARE: 0.5}
"""How many times as fast as each this bot is to be."""
PAGES_GOAL, HALF_GOAL, CPU_GOAL = 0.6, 10.0, 0.25
"""A part of the bare handler's pages; milliseconds of 99 in a hundred at half of the load, and of an update's CPU."""


def goal_of(seen: Sequence[Seen]) -> float:
    """The updates a second that are enough beside every peer of the same latency that was measured last."""
    peers = {one["bot"]: one["updates_a_second"] for one in seen}
    return max((times * peers[name] for name, times in GOALS.items() if name in peers), default=0.0)


def tap_row(seen: Sequence[Seen]) -> Row:
    """What the crowds of one bot and one latency saw: the middle of its rounds."""
    wrong = sum(one["wrong"] + one["refused"] + max(0, one["unacknowledged"]) for one in seen)
    return (
        f"{seen[0]['bot']}, API {seen[0]['api_ms']:.0f} ms",
        f"{median(one['updates_a_second'] for one in seen):.0f} updates a second",
        "-",
        f"{median(one['cpu_ms_an_update'] for one in seen):.3f} ms of a processor each; p50/p99 "
        f"{_middle(seen, 'closed_loop_ms')} ms, at half of that load {_middle(seen, 'half_load_ms')} ms; "
        f"{median(one['in_response'] for one in seen):.0%} in the response"
        + (f"; rounds {each(one['updates_a_second'] for one in seen)}" if len(seen) > 1 else "")
        + (f"; {wrong} wrong" if wrong else ""),
    )


def beside_row(ours: Sequence[Seen], peer: Sequence[Seen]) -> Row:
    """This bot beside a peer; where they took turns, each round of the one beside the same round of the other."""
    name, api = peer[0]["bot"], peer[0]["api_ms"]
    pairs = zip(ours, peer, strict=True) if len(peer) > 1 else ((one, peer[0]) for one in ours)
    times = [one["updates_a_second"] / other["updates_a_second"] for one, other in pairs]
    goal = f"{GOALS[name]:g} times" if name in GOALS else "-"
    return f"as fast as {name}, API {api:.0f} ms", f"{median(times):.2f} times", goal, f"rounds {each(times, 2)}"


def waited_row(ours: Sequence[Seen], load: str, said: str, goal: str, beside: Sequence[Seen] = ()) -> Row:
    """How long 99 in a hundred were waited for at most at a load; beside it every round, and the bare handler's."""
    waited, api = [one[f"{load}_ms"]["p99"] for one in ours], ours[0]["api_ms"]
    told = f"{each(one[load] for one in ours)} updates a second; rounds {each(waited, 1)}"
    if beside:
        told += f"; {BARE} {each((one[f'{load}_ms']['p99'] for one in beside), 1)}"
    return f"p99 at half of {said}, API {api:.0f} ms", f"{median(waited):.1f} ms", goal, told


def goal_rows(seen: Mapping[str, Sequence[Seen]]) -> list[Row]:
    """This bot beside each peer of the same run and the same latency of the API."""
    ours, bare = seen.get(OURS, ()), seen.get(BARE, ())
    if not ours:
        return []
    rows = [beside_row(ours, peer) for name, peer in seen.items() if name != OURS]
    rows.append(waited_row(ours, "half_load", "what was reached", f"under {HALF_GOAL:.0f} ms", bare))
    if all(one["half_goal_ms"] for one in ours):
        rows.append(waited_row(ours, "half_goal", "the goal's load", f"under {HALF_GOAL:.0f} ms"))
    used = [one["cpu_ms_an_update"] for one in ours]
    what = f"processor time of an update, API {ours[0]['api_ms']:.0f} ms"
    return [*rows, (what, f"{median(used):.3f} ms", f"under {CPU_GOAL} ms", f"rounds {each(used, 3)}")]


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


def _pair(times: Mapping[str, float]) -> str:
    return f"{times['p50']:.1f} / {times['p99']:.1f}"


def _middle(seen: Sequence[Seen], load: str) -> str:
    return _pair({part: median(one[load][part] for one in seen) for part in ("p50", "p99")})


def each(values: Iterable[float], digits: int = 0) -> str:
    """What every round brought."""
    return ", ".join(f"{one:.{digits}f}" for one in values)


def measured(seconds: float, rounds: int = ROUNDS, only: Sequence[str] = ()) -> list[Row]:
    """Measure the bots named, or all and the pages."""
    pages = [
        read(name, again, seconds)
        for name, again in ((BARE, False), (OURS, False), (OURS, True))
        if "pages" in only or not only
    ]
    rows: list[Row] = []
    goals: list[Row] = []
    for delay in DELAYS:
        seen: dict[str, list[Seen]] = {}
        for name in [*PEERS, *[BARE, OURS] * rounds]:
            if not only or name in only:
                goal = goal_of([found[-1] for found in seen.values()]) if name == OURS else 0.0
                seen.setdefault(name, []).append(tapped(name, delay, seconds, goal))
        rows += map(tap_row, seen.values())
        goals += goal_rows(seen)
    return [*rows, *goals, *page_rows(pages)]


async def compared(_: Path) -> list[Row]:
    """Everybody, for the table of `make bench`."""
    return await asyncio.to_thread(measured, SECONDS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="in which the bare handler and this bot take turns")
    parser.add_argument("--only", default="", help="names of bots with commas between them, or pages")
    given = parser.parse_args()
    table = Table(*HEAD, title="64 visitors")
    for row in measured(given.seconds, given.rounds, [one for one in given.only.split(",") if one]):
        table.add_row(*row)
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
