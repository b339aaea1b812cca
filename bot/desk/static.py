"""The desk's own style and script; their addresses change with their content."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

HERE = Path(__file__).parent
FILES = (*sorted((HERE / "static").iterdir()), HERE.parent / "channels" / "web" / "static" / "icon.svg")
"""Everything that a page asks for beside itself; the sign is the one of the visitors' pages."""
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
YEAR = 365 * 86_400


def _addresses() -> tuple[Mapping[str, str], Mapping[str, tuple[bytes, str]]]:
    """The files' addresses by name, and their content and type by the last part of the address."""
    addresses: dict[str, str] = {}
    files: dict[str, tuple[bytes, str]] = {}
    for path in FILES:
        body = path.read_bytes()
        name = f"{path.stem}-{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
        addresses[path.name] = f"/desk/static/{name}"
        files[name] = (body, _TYPES[path.suffix])
    return addresses, files


ADDRESSES, _FILES = _addresses()


def static_file(name: str) -> web.Response | None:
    """A file as a response; None where there is none of that name."""
    if name not in _FILES:
        return None
    body, kind = _FILES[name]
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)
