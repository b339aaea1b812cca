"""The description is true to the code: made from it, whole, and never contradicted by an answer."""

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from bot.actions.tokens import SCOPES
from bot.desk.api.door import OPERATIONS
from bot.desk.api.operation import Scope
from bot.desk.api.pace import Pace
from bot.desk.api.problems import MEDIA
from bot.library.load import load_library
from bot.settings import HERE
from storage.database import migrate, open_database
from tests.desk.api.union import ANNE, TOKENS, Union, running
from tests.monitoring.releases import keep, made
from tests.processes import ROOT


def test_scopes_are_those_of_tokens() -> None:
    assert {one.value for one in Scope} == set(SCOPES)


async def test_every_route_is_described_and_every_description_has_its_route(quick: Union) -> None:
    status, found, _ = await quick.call(None, "GET", "/openapi.json")
    assert (status, found["openapi"]) == (200, "3.1.0")
    described = {(method.upper(), path) for path, methods in found["paths"].items() for method in methods}
    assert described == {(one.method, f"/api{one.path}") for one in OPERATIONS}
    for method, path in described:
        path = path.removeprefix("/api").replace("{bulletin}", "1").format(period="2026-Q4", group="intent")
        assert (await quick.call(None, method, path))[0] == 401, "an operation is there and asks for a token"


async def test_references_lead_somewhere_and_names_are_unique(quick: Union) -> None:
    _, found, _ = await quick.call(None, "GET", "/openapi.json")
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(found)):
        at: Any = found
        for step in reference.split("/"):
            at = at[step]
    names = [one["operationId"] for methods in found["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))
    for methods in found["paths"].values():
        for one in methods.values():
            for status, answer in one["responses"].items():
                assert next(iter(answer["content"])) == (MEDIA if int(status) >= 400 else "application/json")


class Served:
    """The API in a thread of its own, because Schemathesis calls it without asyncio."""

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self) -> "Served":
        self._thread.start()
        assert self._up.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)
        self._loop.close()

    async def _serve(self) -> None:
        engine = open_database(f"sqlite+aiosqlite:///{self._folder / 'api.sqlite3'}")
        await migrate(engine)
        async with running(engine, Pace(lambda: 0.0, burst=1_000_000)) as union:
            await union.released()
            await union.written()
            await keep(engine, made(load_library([HERE / "content"]), "intent", large=False))
            self.url = union.url
            self._up.set()
            await self._end.wait()
        await engine.dispose()


CONFIGURATION = """
[checks.positive_data_acceptance]
# What a text says, and whether a day is past, no schema can tell: such a request is refused with 422.
expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
"""
HOOKS = """
import schemathesis
from hypothesis import strategies as st
from tests.processes import ROOT
from tests.desk.api.union import picture

for media in ("image/png", "image/jpeg", "image/webp", "application/pdf"):
    schemathesis.openapi.media_type(media, st.just(picture()))
"""


def test_schemathesis_finds_no_fault(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    (tmp_path / "api_hooks.py").write_text(HOOKS)
    with Served(tmp_path) as served:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{served.url}/api/openapi.json"),
                *("--checks", "all", "--max-examples", "20", "--seed", "4", "--no-color", "--max-failures", "5"),
                *("--header", f"Authorization: Bearer {TOKENS[ANNE]}", "--request-timeout", "20"),
            ],
            cwd=tmp_path,
            env=os.environ | {"SCHEMATHESIS_HOOKS": "api_hooks", "PYTHONPATH": f"{ROOT}:{tmp_path}"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
