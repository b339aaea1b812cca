"""What a program is told when something is not done: problem details (RFC 9457), one sentence that says what to do."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from aiohttp import web
from pydantic import ValidationError

from bot.actions.write import RefusedFields
from bot.desk.api.shapes import ProblemShape, WrongShape
from bot.model.staff import Refused

MEDIA = "application/problem+json"
SHOWN = 20
"""Faults that are told at once."""
LONGEST = 300
"""Characters of a name or sentence that repeats what was sent."""


class Problem(Exception):
    """A request that is not done, as it is answered."""

    def __init__(
        self,
        status: int,
        detail: str,
        field: str = "",
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.field = status, detail, field
        self.errors, self.headers = tuple(errors), dict(headers or {})

    def response(self) -> web.Response:
        """The answer."""
        shape = ProblemShape(
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail[:LONGEST],
            field=self.field[:LONGEST],
            errors=tuple(WrongShape(field=name[:LONGEST], detail=said[:LONGEST]) for name, said in self.errors[:SHOWN]),
        )
        body = shape.model_dump_json().encode("utf-8", "replace")
        return web.Response(status=self.status, body=body, headers={**self.headers, "Content-Type": MEDIA})


def refused(error: Refused) -> Problem:
    """What an action refused."""
    errors = error.fields if isinstance(error, RefusedFields) else ()
    return Problem(error.status, str(error), error.field, errors)


def misshapen(error: ValidationError) -> Problem:
    """A body or query that has another shape than the one described: every fault with its field."""
    errors = [(_field(one["loc"]), _said(one["msg"])) for one in error.errors(include_url=False, include_input=False)]
    field, said = errors[0]
    return Problem(422, said, field, errors)


def _field(where: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in where if part != "[key]")


def _said(message: str) -> str:
    """Pydantic's words as a sentence."""
    text = message.removeprefix("Value error, ").strip()
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
