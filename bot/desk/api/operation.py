"""One operation of the API as it is declared: the handlers run by it and the description is made from it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.bulletin import Known
from bot.model.staff import Member

S = TypeVar("S", bound=BaseModel)


class Scope(StrEnum):
    """What a token may."""

    READ = "read"
    """Look at bulletins and what became of them."""
    WRITE = "write"
    """Write and change them, add files, send tests to oneself."""
    RELEASE = "release"
    """Release, stop, resume, retry and withdraw them."""


TestSend = Callable[[Member, int], Awaitable[object]]
"""Sends a bulletin to the member's own chat in each of its languages; raises Refused."""


@dataclass(frozen=True, slots=True)
class Means:
    """What handlers work with."""

    engine: AsyncEngine
    known: Callable[[], Known]
    test_send: TestSend
    now: Callable[[], int]
    dice: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read and allowed. `number` is the id in its path, `content` a file's bytes."""

    means: Means
    member: Member
    scopes: frozenset[str]
    number: int
    query: BaseModel | None
    body: BaseModel | None
    content: bytes

    @property
    def engine(self) -> AsyncEngine:
        """The database."""
        return self.means.engine

    def asked(self, shape: type[S]) -> S:
        """The query, which was read in this shape."""
        assert isinstance(self.query, shape)  # noqa: S101  # the operation declares it
        return self.query

    def given(self, shape: type[S]) -> S:
        """The body, which was read in this shape."""
        assert isinstance(self.body, shape)  # noqa: S101  # the operation declares it
        return self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method on a path (`{bulletin}` stands for a bulletin's number), with what it takes and answers.

    `files` are the types of a body that is a file. `status` is that of success.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: Scope
    handler: Callable[[Call], Awaitable[BaseModel]]
    answer: type[BaseModel]
    status: int = 200
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    files: tuple[str, ...] = ()
    most: int = 1 << 20
    """Bytes of a body."""

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    @property
    def has_body(self) -> bool:
        """Whether it takes a body."""
        return self.body is not None or bool(self.files)

    @property
    def of_one(self) -> bool:
        """Whether it is about one bulletin."""
        return "{bulletin}" in self.path

    @property
    def refusals(self) -> Mapping[int, str]:
        """The statuses with which it may be refused, and why."""
        found = {
            401: "The token is missing, wrong or revoked.",
            403: "The token or its owner may not do this.",
            422: "Something in the request is wrong; `field` names it.",
            429: "Too many requests with this token, or wrong ones from this network; `Retry-After` says when to come.",
            500: "Something is wrong on our side.",
            503: "The database does not answer just now; nothing is known to have changed.",
        }
        if self.of_one:
            found[404] = "There is no such bulletin in your organisation."
        if self.writes:
            found[400] = "The body or the Idempotency-Key cannot be read."
            found[409] = "It does not fit what happened meanwhile, or a request with this key is worked on."
            found[413] = f"The body has more than {self.most} bytes."
            found[415] = "The body has another type than this operation takes, or is packed."
        return dict(sorted(found.items()))
