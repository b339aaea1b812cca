"""Reading a request without trusting it: who comes, what is asked, what is sent, each within its bounds."""

import re
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import CIMultiDictProxy
from pydantic import BaseModel, ValidationError

from bot.desk.api.operation import Operation
from bot.desk.api.problems import Problem, misshapen

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{8,100}")
_KEY = re.compile(r"[!-~]{1,200}")
KEY = "Idempotency-Key"


def token_in(headers: CIMultiDictProxy[str]) -> str:
    """The bearer token of a request (RFC 6750); raises Problem where there is none."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not _TOKEN.fullmatch(token.strip()):
        raise unknown_token()
    return token.strip()


def unknown_token() -> Problem:
    """The token is missing or wrong; it is not said which."""
    said = "Send a token in force: 'Authorization: Bearer TOKEN'. An administrator makes one at the desk."
    return Problem(401, said, "Authorization", headers={"WWW-Authenticate": 'Bearer realm="fairpassage"'})


def key_in(headers: CIMultiDictProxy[str]) -> str | None:
    """The Idempotency-Key of a request, None where it has none."""
    given = headers.getall(KEY, [])
    if not given:
        return None
    if len(given) > 1 or not _KEY.fullmatch(given[0]):
        raise Problem(400, "An Idempotency-Key has 1 to 200 letters, digits and signs, without spaces.", KEY)
    return given[0]


def query_in(operation: Operation, text: str) -> BaseModel | None:
    """The query of a request in its shape; raises Problem."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise Problem(422, "The query has too many parts.") from error
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Problem(422, "Give this once.", name)
        if operation.query is None or name not in operation.query.model_fields:
            raise Problem(422, "This operation does not know this parameter.", name)
    if operation.query is None:
        return None
    try:
        return operation.query.model_validate(dict(pairs))
    except ValidationError as error:
        raise misshapen(error) from error


async def content_in(request: web.Request, operation: Operation) -> bytes:
    """The body of a request; raises Problem where it is too large or of another type."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        headers = {"Accept-Encoding": "identity", "Connection": "close"}
        raise Problem(415, "Send the body as it is, not packed.", "Content-Encoding", headers=headers)
    most = operation.most if operation.has_body else 1 << 10
    if (request.content_length or 0) > most:
        raise _too_large(most)
    parts: list[bytes] = []
    size = 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > most:
            raise _too_large(most)
        parts.append(part)
    return b"".join(parts)


def _too_large(most: int) -> Problem:
    return Problem(413, f"The body is too large; at most {most} bytes are read.", headers={"Connection": "close"})


def check_type(request: web.Request, operation: Operation) -> None:
    """Raises Problem where the body is of another type than the operation takes."""
    taken = operation.files or ("application/json",)
    charset = request.charset if _has_charset(request) else None
    if request.content_type not in taken or (not operation.files and charset not in (None, "utf-8", "utf8")):
        headers = {"Accept": ", ".join(taken)}
        raise Problem(415, f"Send the body as {' or '.join(taken)}.", "Content-Type", headers=headers)


def _has_charset(request: web.Request) -> bool:
    return "charset" in request.headers.get("Content-Type", "").lower()


def body_in(operation: Operation, content: bytes) -> BaseModel | None:
    """The body of a request in its shape; raises Problem."""
    if operation.body is None:
        if content and not operation.files:
            raise Problem(400, "This operation takes no body.")
        if not content and operation.files:
            raise Problem(422, "The file is empty.")
        return None
    try:
        return operation.body.model_validate_json(content)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
            raise Problem(400, "The body is not JSON.") from error
        raise misshapen(error) from error
