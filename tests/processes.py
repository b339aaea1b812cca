"""The program as an operator starts it: a process of its own on a free port of loopback."""

import contextlib
import fcntl
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
"""Seconds that a test waits for the program to come up or to end."""

PORTS = 12_000, 32_000
"""Below those that Linux gives to connections that go out (32768 and higher)."""


def environment(data: Path, **settings: str) -> dict[str, str]:
    """A clean environment: nothing of the developer's own settings reaches the program."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAIRPASSAGE_")}
    defaults = {"DATA_DIR": str(data), "PORT": str(free_port())}
    own = {f"FAIRPASSAGE_{name}": value for name, value in {**defaults, **settings}.items()}
    return {**kept, "PYTHONPATH": str(ROOT), **own}


def free_port() -> int:
    """A port that nobody listens on, and that nobody takes before the program does.

    It is none of those that the system gives to connections, and a lock keeps it from other tests while this one runs.
    """
    folder = Path(tempfile.gettempdir()) / "fairpassage-ports"
    folder.mkdir(exist_ok=True)
    while True:
        port = PORTS[0] + secrets.randbelow(PORTS[1] - PORTS[0])
        held = os.open(folder / str(port), os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            os.close(held)
            continue
        return port


def command(
    *arguments: str, data: Path, settings: Mapping[str, str] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, outside the repository so that no `.env` is read."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=data,
        env=environment(data, **(settings or {}), **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
    )


class Running:
    """A program that runs; `output` is a file with everything that it said."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, output: Path) -> None:
        self.process, self.port, self.output = process, port, output
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status and text of a page."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))  # noqa: S310  # our own loopback
        try:
            with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def until_up(self, path: str = "/healthz", patience: float = PATIENCE) -> float:
        """Wait until the pages answer, or until a path does; the seconds that it took."""
        start = time.monotonic()
        while time.monotonic() < start + patience:
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}: {self.output.read_text()}")
            with contextlib.suppress(OSError):
                if self.get(path)[0] == 200:
                    return time.monotonic() - start
            select_pause()
        raise AssertionError(f"not up in time: {self.output.read_text()}")


def select_pause() -> None:
    """Give the other process a moment before asking again."""
    import select

    select.select([], [], [], 0.02)


@contextlib.contextmanager
def running(data: Path, **settings: str) -> Iterator[Running]:
    """`fairpassage run` until the block ends."""
    port = free_port()
    output = data / "output.txt"
    settings = {"PORT": str(port), **settings}
    with output.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=data,
            env=environment(data, **settings),
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        try:
            program = Running(process, port, output)
            program.until_up()
            yield program
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
