"""What a form sent: values by name, and one file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import FileField

from bot.actions.attach import LARGEST
from bot.model.staff import Refused

LARGEST_BODY = 4 * LARGEST
"""Bytes that are read at all: more than is taken, so that a file too large is said at its field."""


DIGITS = 16
"""So many digits no number of ours has."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; more than LARGEST is cut one byte behind."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The values of a form. Line ends are plain, zero bytes are gone."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    file: Upload | None = None

    def one(self, name: str) -> str:
        """The value of a field, "" where there is none."""
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a field that can be ticked several times."""
        return tuple(self.values.get(name, ()))


def whole_number(text: str) -> int | None:
    """A number as a form or an address has it, None where the text is none that a database could hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else None


async def read_form(request: web.Request) -> Form:
    """Read a posted form; raises Refused where it is none or too large."""
    try:
        posted = await request.clone(client_max_size=LARGEST_BODY).post()
    except web.HTTPRequestEntityTooLarge as error:
        raise Refused("", "What you sent is too large; go back and choose a smaller file.", 413) from error
    except (ValueError, LookupError, AssertionError, HttpProcessingError) as error:
        raise Refused("", "The form did not arrive whole; go back and send it again.", 400) from error
    values: dict[str, list[str]] = {}
    file = None
    for name, value in posted.items():
        if isinstance(value, FileField):
            with value.file:
                file = file or _upload(value)
        elif isinstance(value, str):
            values.setdefault(name, []).append(_plain(value))
    return Form(values, file)


def _upload(sent: FileField) -> Upload | None:
    """The file, None where the field was left empty."""
    body = sent.file.read(LARGEST + 1)
    return Upload(sent.filename, body) if sent.filename or body else None


def _plain(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
