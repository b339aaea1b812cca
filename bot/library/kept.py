"""The checked library, kept in one file so that the next start need not read and check 400 again.

Nothing in it is believed because it lies there. It must be a plain file of ours in a folder of ours, which nobody else
can write to; its head must name exactly this content, this program and this body; and the body is JSON, checked against
the model's types like content itself. Whatever is otherwise is passed over, and the content is read as if there were no
such file.
"""

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import pydantic

from bot.library.decode import adapter
from bot.library.library import Library
from bot.library.load import version_of

NAME = "library.json"
LARGEST = 64 << 20
"""Bytes of a file that is read."""
PROGRAM = (Path(__file__).parent, Path(__file__).parent.parent / "model")
"""What reads and checks content; with another program, the same content is another library."""
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def kept_library(folder: Path, content: Sequence[Path]) -> Library | None:
    """The library of these content folders as an earlier start left it; None where there is none to rely on."""
    try:
        head, _, body = _read(folder / NAME).partition(b"\n")
        version = version_of(content)
        if head != _head(version, body):
            return None
        library: Library = adapter(Library).validate_json(body)
    except (OSError, ValueError, RecursionError):
        return None
    return library if library.version == version else None


def keep_library(folder: Path, library: Library) -> None:
    """Leave a library that was checked to the next start; where that cannot be done, it costs time and nothing else."""
    if not folder.is_dir():
        return
    body = adapter(Library).dump_json(library)
    scratch = folder / f"{NAME}.{os.getpid()}.tmp"
    with contextlib.suppress(OSError):
        scratch.unlink(missing_ok=True)
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_head(library.version, body) + b"\n" + body)
        scratch.replace(folder / NAME)


def _read(path: Path) -> bytes:
    """The content of a file that only we can have written; raises OSError for any other."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        own = os.fstat(file.fileno())
        if not stat.S_ISREG(own.st_mode) or own.st_size > LARGEST or not _ours(own) or not _ours(path.parent.stat()):
            raise PermissionError(f"{path} is not only ours")
        return file.read(LARGEST)


def _ours(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & _OTHERS


def _head(version: str, body: bytes) -> bytes:
    """What the first line must be: a hash of the content, of the program that reads it, and of the body."""
    digest = hashlib.sha256(f"{sys.version} {pydantic.VERSION} {version}\n".encode())
    for folder in PROGRAM:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return hashlib.sha256(digest.digest() + body).hexdigest().encode()
