"""This bot beside bots of others, in one run: `python -m tests.bench.compare [--seconds 5] [--json FILE]`.

Each bot, the Bot API's double and the crowd are processes of their own; with 64 visitors who tap as fast as they are
answered, with an API that answers at once and with one that takes 50 ms, and then at half of the speed reached.
"""

import argparse
import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.crowd import cpu
from tests.doubles.telegram import TOKEN
from tests.processes import ROOT, environment, free_port, select_pause

DELAYS = (0.0, 0.05)
OURS = "fairpassage"
PEERS = ("menu_ptb", "menu_aiogram", "bare_aiohttp", "bare_aiohttp uvloop")
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
def bot(name: str, api: str, data: Path) -> Iterator[tuple[int, int]]:
    """A bot that listens: its process and port."""
    port = free_port()
    if name == OURS:
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api,
            "TELEGRAM_MODE": "webhook",
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        arguments = ["tests.bench.unbounded"]
    else:
        module, *how = name.split(" ")
        arguments, settings = [f"tests.bench.peers.{module}", str(port), api, str(data), *how], {}
    with process(arguments, data, **settings) as started:
        until_open(port)
        until_calm(started.pid)
        yield started.pid, port


def tapped(name: str, delay: float, seconds: float) -> dict[str, Any]:
    """What a crowd saw of a bot."""
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
            }
            return {"bot": name, "api_ms": delay * 1000, **_said("tests.bench.crowd", wanted, data)}


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
            return {"bot": name, "again": again, **_said("tests.bench.readers", wanted, data)}


def _said(module: str, wanted: dict[str, Any], data: Path) -> dict[str, Any]:
    """What a process that plays visitors or readers said at its end."""
    arguments = [sys.executable, "-m", module, json.dumps(wanted)]
    played = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if played.returncode:
        raise AssertionError(f"{module} failed; the bot said: {(data / 'output.txt').read_text()[-3000:]}")
    return dict(json.loads(played.stdout))


def pages_table(rows: Sequence[dict[str, Any]]) -> Table:
    """The pages as people read them."""
    table = Table("pages of", "asked", "pages/s", "CPU ms/page", "p50/p99 ms", "statuses")
    for row in rows:
        times = row["closed_loop_ms"]
        table.add_row(
            row["bot"],
            "with the tag" if row["again"] else "anew",
            f"{row['pages_a_second']:.0f}",
            f"{row['cpu_ms_a_page']:.3f}",
            f"{times['p50']:.1f} / {times['p99']:.1f}",
            str(row["statuses"]),
        )
    return table


def table_of(rows: Sequence[dict[str, Any]]) -> Table:
    """The rows as people read them, each speed as a part of the others of the same run."""
    table = Table("bot", "API", "updates/s", "CPU ms/update", "p50/p99 ms", "at half: p50/p99 ms", "in the response")
    for row in rows:
        whole, half = row["closed_loop_ms"], row["half_load_ms"]
        table.add_row(
            row["bot"],
            f"{row['api_ms']:.0f} ms",
            f"{row['updates_a_second']:.0f}",
            f"{row['cpu_ms_an_update']:.3f}",
            f"{whole['p50']:.1f} / {whole['p99']:.1f}",
            f"{half['p50']:.1f} / {half['p99']:.1f}",
            f"{row['in_response']:.0%}" + (f", {row['wrong']} wrong" if row["wrong"] else ""),
        )
    return table


def ratios(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """How many times as fast as each peer this bot is, with each latency."""
    speed = {(row["bot"], row["api_ms"]): row["updates_a_second"] for row in rows}
    return {
        f"{name}, API {delay:.0f} ms": speed[OURS, delay] / reached
        for (name, delay), reached in speed.items()
        if name != OURS and (OURS, delay) in speed
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="", help="names of bots with commas between them")
    given = parser.parse_args()
    pages = [
        read(name, again, given.seconds)
        for name, again in (("bare_aiohttp", False), (OURS, False), (OURS, True))
        if "pages" in given.only or not given.only
    ]
    names = [one for one in (*PEERS, OURS) if not given.only or one in given.only.split(",")]
    rows = [tapped(name, delay, given.seconds) for delay in DELAYS for name in names]
    console = Console(width=140)
    console.print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, 64 visitors")
    console.print(table_of(rows))
    console.print(pages_table(pages))
    for name, ratio in ratios(rows).items():
        console.print(f"{OURS} is {ratio:.2f} times as fast as {name}")
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps({"taps": rows, "ratios": ratios(rows), "pages": pages}, indent=1) + "\n")


if __name__ == "__main__":
    main()
