"""Start, answers and memory of a real process against the Bot API's double, each beside a baseline of the same run.

Machines differ and are shared, so every figure stands beside one of the same run: a bare Python start, a bare aiohttp
handler. Medians of several runs.
"""

import asyncio
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from itertools import product
from pathlib import Path

import aiohttp
from aiohttp import web
from rich.progress import track

from bot.loading import load_answers
from bot.settings import Settings
from tests.bench.compare import until_calm
from tests.bench.row import Row
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.golden.test_golden import questions
from tests.processes import ROOT, Running, environment, free_port

STARTS, TAPS, PAGES = 7, 300, 300
LANGUAGES, HOMES, DESTINATIONS = ("en", "fr", "es", "ar", "fil", "hi", "sw", "ro"), ("PH", "GH"), ("GB", "DE", "SA")
BETWEEN = 0.05
"""Seconds between two taps: at thirty a second the send budget would be measured and not the answer."""
TOOLS, TOOL_PAGES = ("offer", "sums", "compare", "steps", "fit"), 150
OCCUPATIONS = ("2221", "5321")
WALK = ["menu", "kit", "rights", "rights/passport", "programmes/all", "agreements/codes", "glossary", "help/gb"]


def median_ms(seconds: list[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"{statistics.median(ordered) * 1000:.2f} ms (p99 {ordered[int(len(ordered) * 0.99)] * 1000:.2f})"


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB (10^6 bytes), from /proc."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return float("nan")


def bare_start() -> float:
    """Seconds of a Python that imports the web server's library and ends: the floor under any start of ours."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import aiohttp.web, sqlalchemy.ext.asyncio, telegram"], check=True)
    return time.monotonic() - begun


def bare_press() -> float:
    """Seconds of a Python that imports the PDF's library and ends: the floor under any PDF."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-I", "-c", "import typst, json"], check=True)
    return time.monotonic() - begun


async def start(data: Path, **settings: str) -> tuple[Running, "subprocess.Popen[bytes]", float]:
    """Start the program and wait for its pages; the seconds that it took."""
    port = free_port()
    output = data / "output.txt"
    begun = time.monotonic()
    with output.open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220  # the start itself is what is measured
            [sys.executable, "-m", "bot", "run"],
            cwd=data,
            env=environment(data, PORT=str(port), PUBLIC_URL=f"http://127.0.0.1:{port}", **settings),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    program = Running(process, port, output)
    await asyncio.to_thread(program.until_up, "/en/menu")
    return program, process, time.monotonic() - begun


async def timed(work: Callable[[], Awaitable[object]], times: int, label: str) -> list[float]:
    """The seconds of each of several runs, one after the other, after ten that do not count."""
    for _ in range(10):
        await work()
    seconds = []
    for _ in track(range(times), label, transient=True):
        begun = time.perf_counter()
        await work()
        seconds.append(time.perf_counter() - begun)
    return seconds


async def bare_answers(session: aiohttp.ClientSession) -> list[float]:
    """A handler that answers a constant, asked as our pages are."""

    async def constant(_: web.Request) -> web.Response:
        return web.Response(text="x" * 3000)

    application = web.Application()
    application.router.add_get("/", constant)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]

    async def ask() -> None:
        async with session.get(f"http://{host}:{port}/") as response:
            await response.read()

    try:
        return await timed(ask, PAGES, "bare handler")
    finally:
        await runner.cleanup()


def searched() -> tuple[float, list[float]]:
    """Seconds to make the search index, and of each question that the golden set asks, by a reader of its language."""
    answers = load_answers(Settings.model_construct())
    begun = time.perf_counter()
    answers.prepare()
    made, seconds = time.perf_counter() - begun, []
    for language in track(LANGUAGES, "golden questions", transient=True):
        for question in questions(language) * 3:
            begun = time.perf_counter()
            answers.find(language, question["ask"])
            seconds.append(time.perf_counter() - begun)
    return made, seconds


async def started(data: Path, settings: dict[str, str]) -> list[Row]:
    """From nothing to the first page, and until everything answers."""
    # As `make` and the container do: what is measured is a start, and not the making of modules to bytecode.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "bot", "storage"], cwd=ROOT, check=True)  # noqa: ASYNC221
    starts, readies, floors = [], [], []
    for _ in track(range(STARTS), "starts", transient=True):
        program, process, seconds = await start(data, **settings)
        starts.append(seconds)
        readies.append(seconds + await asyncio.to_thread(program.until_up, "/readyz"))
        await ended(process)
        floors.append(await asyncio.to_thread(bare_start))
    floor = f"{statistics.median(floors):.2f} s to import the libraries alone"
    return [
        ("cold start to the first page", f"{statistics.median(starts):.2f} s", "-", ""),
        ("cold start to ready, database and all", f"{statistics.median(readies):.2f} s", "under 1.5 s", floor),
    ]


async def ended(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end and wait until it has."""
    process.terminate()
    await asyncio.to_thread(process.wait)


async def tapped(telegram: TelegramDouble) -> Row:
    """From a tap to the edit that answers it, one tap after the other."""
    nurse = Person(telegram, 1)
    await nurse.says("/menu")
    await asyncio.sleep(1)
    seconds = []
    for number in track(range(TAPS + 10), "taps", transient=True):
        place = f"en/PH-GB-2221/{WALK[number % len(WALK)]}"
        before = len(telegram.called("editMessageText"))
        begun = time.perf_counter()
        await nurse.presses(place)
        await telegram.until(lambda before=before: len(telegram.called("editMessageText")) > before, "the edit")
        seconds.append(time.perf_counter() - begun)
        await asyncio.sleep(BETWEEN)
    return (
        "tap to the edit that answers it",
        median_ms(seconds[10:]),
        "median under 10 ms",
        "the double's own time is in it",
    )


async def read(session: aiohttp.ClientSession, url: str) -> list[Row]:
    """Pages, and a question that is typed."""
    pages = iter(range(10**9))

    async def page() -> None:
        async with session.get(f"{url}/en/PH-GB-2221/{WALK[next(pages) % len(WALK)]}") as response:
            await response.read()

    async def question() -> None:
        async with session.get(url + "/en/search?q=boss%20kept%20my%20pasport") as response:
            await response.read()

    ours, bare = await timed(page, PAGES, "pages"), await bare_answers(session)
    return [
        ("page", median_ms(ours), "-", f"bare handler {median_ms(bare)}"),
        ("typed question, as a page", median_ms(await timed(question, 100, "questions")), "-", ""),
    ]


async def used(session: aiohttp.ClientSession, url: str) -> list[Row]:
    """Each tool for deciding, a random walk through its own pages; those that hold answers are made anew."""
    rows: list[Row] = []
    for tool in TOOLS:
        root, dice, seconds = f"/en/PH-GB-2221/{tool}", random.Random(1), list[float]()  # noqa: S311  # the same walk
        path = root
        for _ in track(range(TOOL_PAGES), f"pages of {tool}", transient=True):
            begun = time.perf_counter()
            async with session.get(url + path) as response:
                page = await response.text()
            seconds.append(time.perf_counter() - begun)
            path = dice.choice(re.findall(rf'href="({root}/[^"#?]+)"', page) or [root])
        rows.append((f"a page of a tool: {tool}", median_ms(seconds), "-", "as somebody taps her way through"))
    return rows


async def pressed(session: aiohttp.ClientSession, url: str) -> list[Row]:
    """The kit as a PDF, made and kept."""
    kits = [f"{url}/{code}/{home}-GB-2221/kit.pdf" for home in HOMES for code in LANGUAGES]

    async def pdf(address: str) -> float:
        begun = time.perf_counter()
        async with session.get(address) as response:
            assert (await response.read()).startswith(b"%PDF"), response.status
        return time.perf_counter() - begun

    await pdf(kits[0])
    made = [await pdf(one) for one in track(kits[1:], "PDFs", transient=True)]
    floor = await asyncio.to_thread(bare_press)
    kept = median_ms([await pdf(kits[0]) for _ in range(30)])
    return [
        ("the kit as a PDF, made", median_ms(made), "under 1 s", f"{floor:.2f} s to start the press"),
        ("the kit as a PDF, kept", kept, "-", ""),
    ]


async def walked(session: aiohttp.ClientSession, url: str) -> int:
    """Read pages of every language; tells how many."""
    paths = [
        f"{url}/{language}/{home}-{destination}-{work}/{path}"
        for language, home, destination, work in product(LANGUAGES, HOMES, DESTINATIONS, OCCUPATIONS)
        for path in [*WALK, "search?q=passport"]
    ]
    for path in paths:
        async with session.get(path) as response:
            await response.read()
    return len(paths)


async def answered(data: Path) -> list[Row]:
    """Everything of this file."""
    async with TelegramDouble() as telegram, aiohttp.ClientSession() as session:
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "TELEGRAM_MODE": "webhook"}
        rows = await started(data, settings)
        program, process, _ = await start(data, **settings)
        try:
            # The programs before it may have introduced themselves too, at other addresses.
            await telegram.until(lambda: telegram.webhook.get("url", "").startswith(program.url), "the webhook")
            await asyncio.to_thread(until_calm, process.pid)
            rows.append(await tapped(telegram))
            rows += await read(session, program.url)
            rows += await used(session, program.url)
            made, asked = await asyncio.to_thread(searched)
            rows.append(("search index of eight languages", f"{made:.2f} s", "under 3 s", ""))
            rows.append(("a question of the golden set", median_ms(asked), "p99 under 5 ms", ""))
            rows += await pressed(session, program.url)
            many, memory = await walked(session, program.url), resident_mb(process.pid)
            rows.append((f"resident memory, eight languages, {many} pages", f"{memory:.0f} MB", "under 250 MB", ""))
        finally:
            await ended(process)
    return rows
