"""A file in the data folder that spares the next start what this one has worked out.

Nothing in it is believed because it lies there. It must be a plain file of ours in a folder of ours, which nobody else
can write to; its head must name exactly what it was made from, the program that made it, and this body. Whoever asks
for the body checks it against types. Whatever is otherwise is passed over, and the work is done as if there were no
such file.
"""

import contextlib
import hashlib
import mmap
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

LARGEST = 64 << 20
"""Bytes of a file that is read."""
_HEAD = hashlib.sha256().digest_size * 2
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def kept(path: Path, source: str, program: Sequence[Path]) -> memoryview | None:
    """What an earlier start left that was made from this by this program; None where there is none to rely on."""
    try:
        whole = _mapped(path)
    except (OSError, ValueError):  # an empty file cannot be mapped
        return None
    head, body = whole[: _HEAD + 1], whole[_HEAD + 1 :]
    return body if head == _head(source, program, body) + b"\n" else None


def keep(path: Path, source: str, program: Sequence[Path], body: bytes) -> None:
    """Leave something to the next start; where that cannot be done, it costs time and nothing else."""
    if not path.parent.is_dir():
        return
    scratch = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        scratch.unlink(missing_ok=True)
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines((_head(source, program, body), b"\n", body))
        scratch.replace(path)


def _mapped(path: Path) -> memoryview:
    """The content of a file that only we can have written; raises OSError for any other.

    It is mapped and not read: what is read at once makes the allocator keep as much for ever, 8 MB.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        own = os.fstat(file.fileno())
        if not stat.S_ISREG(own.st_mode) or own.st_size > LARGEST or not _ours(own) or not _ours(path.parent.stat()):
            raise PermissionError(f"{path} is not only ours")
        return memoryview(mmap.mmap(file.fileno(), own.st_size, access=mmap.ACCESS_READ))


def _ours(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & _OTHERS


def _head(source: str, program: Sequence[Path], body: bytes | memoryview) -> bytes:
    """What the first line must be: a hash of the source, of the program that reads it, and of the body."""
    digest = hashlib.sha256(f"{sys.version} {source}\n".encode())
    for folder in program:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    whole = hashlib.sha256(digest.digest())
    whole.update(body)
    return whole.hexdigest().encode()
