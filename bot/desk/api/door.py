"""The door itself: leads a request to its operation and answers everything with JSON."""

import asyncio
import json
import logging
import math
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from aiohttp import web
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from bot.actions.answered_once import Once, done, not_done, taken
from bot.actions.token import digest
from bot.actions.tokens import member_of_token
from bot.channels.web.network import Origin
from bot.desk.api import around, bulletins, releases
from bot.desk.api.guesses import Guesses
from bot.desk.api.openapi import description
from bot.desk.api.operation import Call, File, Means, Operation
from bot.desk.api.pace import Pace
from bot.desk.api.problems import Problem, refused
from bot.desk.api.reading import body_in, check_type, content_in, key_in, query_in, token_in, unknown_token
from bot.model.staff import Member, Refused

log = logging.getLogger(__name__)

OPERATIONS: tuple[Operation, ...] = (*around.OPERATIONS, *bulletins.OPERATIONS, *releases.OPERATIONS)
VERSION = "1.1"
ROOT, DESCRIBED = "/api", "/openapi.json"
SLOWEST = 30.0
"""Seconds in which a body must have come."""
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class ApiDoor:
    """Serves what lies under /api. `means` is what the handlers work with, `origin` tells where requests come from."""

    def __init__(self, means: Means, origin: Origin, pace: Pace | None = None, guesses: Guesses | None = None) -> None:
        self._means = means
        self._origin = origin
        self._pace = pace or Pace(time.monotonic)
        self._guesses = guesses or Guesses(means.now)
        self._routes = _routes(OPERATIONS)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Every answer is JSON, whatever happens."""
        try:
            response = await self._led(request)
        except Problem as problem:
            response = problem.response()
        except Refused as error:
            response = refused(error).response()
        except (SQLAlchemyError, OSError) as error:
            log.error("The database did not answer a program (%s).", type(error).__name__)
            response = _no_database().response()
        except Exception as error:
            log.error("A program was not answered: %s", type(error).__name__)
            response = Problem(500, "Something is wrong on our side; look whether it was done.").response()
        response.headers.update(_HEADERS)
        return response

    async def _led(self, request: web.Request) -> web.StreamResponse:
        """The operation for a method and path; raises Problem where there is none."""
        path = request.rel_url.raw_path.removeprefix(ROOT)
        if path == DESCRIBED:
            if request.method != "GET":
                raise _not_allowed(["GET"])
            return web.Response(body=await asyncio.to_thread(_described), content_type="application/json")
        for pattern, methods in self._routes:
            if found := pattern.fullmatch(path):
                if request.method not in methods:
                    raise _not_allowed(methods)
                return await self._done(methods[request.method], found.groupdict(), request)
        raise Problem(404, f"There is nothing here; {ROOT}{DESCRIBED} describes what there is.")

    async def _done(self, one: Operation, path: Mapping[str, str], request: web.Request) -> web.Response:
        """An operation, once it is clear who asks for what; raises Problem or Refused."""
        token = token_in(request.headers)
        member, scopes = await self._allowed(token, one, self._origin.of(request))
        query = query_in(one, request.rel_url.raw_query_string)
        key = key_in(request.headers) if one.writes else None
        if one.has_body:
            check_type(request, one)
        content = await _read(request, one)
        number = int(path.get("bulletin", 0))
        call = Call(self._means, member, scopes, number, path, query, body_in(one, content), content)
        if key is None:
            made = await one.handler(call)
            return _file(made) if isinstance(made, File) else _answer(one.status, _json(made))
        return await self._once(one, call, token, key, _same(request, content))

    async def _allowed(self, token: str, one: Operation, network: str) -> tuple[Member, frozenset[str]]:
        """Who comes, and that she may; raises Problem."""
        member, scopes = await self._known(token, network)
        if one.scope not in scopes:
            headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{one.scope}"'}
            raise Problem(403, f"This needs a token with the scope '{one.scope}'.", "Authorization", headers=headers)
        return member, scopes

    async def _known(self, token: str, network: str) -> tuple[Member, frozenset[str]]:
        """Whom a token stands for; raises Problem where it is wrong, comes too often, or after too many wrong ones."""
        hashed = digest(token)
        if (wait := self._pace.waits(hashed)) > 0:
            raise _too_early("Too many requests with this token; wait a little.", wait)
        found = await self._looked_up(token, "" if self._guesses.knows(hashed) else network)
        if found is None:
            self._guesses.was_wrong(hashed)
            raise unknown_token()
        self._guesses.was_right(hashed)
        return found

    async def _looked_up(self, token: str, network: str) -> tuple[Member, frozenset[str]] | None:
        """Whom a token stands for; from a network, where one is given, it may be a guess."""
        if network and (wait := self._guesses.waits(network)) > 0:
            raise _too_early("Too many wrong tokens came from your network; wait, then send a token in force.", wait)
        wrong = False
        try:
            found = await member_of_token(self._means.engine, token, self._means.now())
            wrong = found is None
        finally:
            if network and not wrong:
                self._guesses.take_back(network)
        return found

    async def _once(self, one: Operation, call: Call, token: str, key: str, request: bytes) -> web.Response:
        """Do it once, however often it is asked for under this key."""
        once, earlier = await taken(call.engine, token, key, request, self._means.now())
        if earlier is not None:
            return _answer(earlier.status, earlier.body, {"Idempotent-Replayed": "true"})
        work = asyncio.ensure_future(_worked(one, call, once))
        return _answer(one.status, await asyncio.shield(work))


async def _worked(one: Operation, call: Call, once: Once) -> str:
    """The work and the note of its answer, to its end even where nobody waits for the answer any more."""
    try:
        body = _json(await one.handler(call))
    except Refused:
        await not_done(call.engine, once)
        raise
    await done(call.engine, once, one.status, body)
    return body


async def _read(request: web.Request, one: Operation) -> bytes:
    try:
        async with asyncio.timeout(SLOWEST):
            return await content_in(request, one)
    except TimeoutError as error:
        raise Problem(400, "The body did not come in time.", headers={"Connection": "close"}) from error


def _too_early(said: str, wait: float) -> Problem:
    return Problem(429, said, "Authorization", headers={"Retry-After": str(max(1, math.ceil(wait)))})


def _same(request: web.Request, content: bytes) -> bytes:
    """What makes two requests the same: method, address, type and content."""
    head = f"{request.method}\n{request.rel_url.raw_path_qs}\n{request.content_type}\n"
    return head.encode() + content


def _json(answer: BaseModel | File) -> str:
    if isinstance(answer, File):
        raise TypeError("an operation that changes something answers with JSON")
    return answer.model_dump_json()


def _file(made: File) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return web.Response(body=made.body, content_type=made.media, headers=headers)


def _answer(status: int, body: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=body, content_type="application/json", headers=headers)


@cache
def _described() -> bytes:
    """The description, made when a program first asks for it: it takes longer than the rest of the door."""
    return json.dumps(description(OPERATIONS, VERSION), ensure_ascii=False).encode()


def _routes(operations: Iterable[Operation]) -> Sequence[tuple[re.Pattern[str], Mapping[str, Operation]]]:
    """The operations by path and then by method."""
    paths: dict[str, dict[str, Operation]] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method] = one
    return [(_pattern(path, next(iter(found.values())).words), found) for path, found in paths.items()]


def _pattern(path: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """A path in which a bulletin's number and words of their patterns may stand."""
    text = re.escape(path)
    for name, pattern in {"bulletin": "[0-9]{1,16}", **words}.items():
        text = text.replace(rf"\{{{name}\}}", f"(?P<{name}>{pattern})")
    return re.compile(text)


def _not_allowed(methods: Iterable[str]) -> Problem:
    allowed = ", ".join(sorted(methods))
    return Problem(405, f"This address takes {allowed} alone.", headers={"Allow": allowed})


def _no_database() -> Problem:
    said = "This cannot be done just now; try again in a few seconds."
    return Problem(503, said, headers={"Retry-After": "5"})
