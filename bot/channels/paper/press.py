"""The press, a program of its own: what is to be printed as JSON on its input, a PDF on its output.

It runs apart from the service because a page layout takes half a second of work and a hundred megabytes, which go back
to the system with it. It imports nothing of ours. Text comes as data and never becomes code of the layout's language.

Input: {"layout": path, "fonts": [paths], "given": {...}, "day": "2026-11-23", "strict": false} (orders.py).
"""

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with its language, every sign printable."""


def pressed(order: dict[str, Any]) -> bytes:
    """The PDF of an order. A sign that no font has is printed as a box, unless the order is strict."""
    day = datetime.fromisoformat(order["day"]).replace(tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="fairpassage-") as folder:
        for font in order["fonts"]:
            os.symlink(font, Path(folder) / Path(font).name)
        layout = Path(order["layout"]).read_bytes()
        compiler = typst.Compiler(
            root=folder,
            font_paths=typst.Fonts(False, False, [folder]),
            ignore_system_fonts=True,
            sys_inputs={"given": json.dumps(order["given"])},
        )
        try:
            return _one(compiler.compile(layout, format="pdf", pdf_standards=[STANDARD], timestamp=day))
        except typst.TypstError:
            if order.get("strict"):
                raise
            return _one(compiler.compile(layout, format="pdf", timestamp=day))


def _one(made: Any) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(pressed(json.load(sys.stdin)))
