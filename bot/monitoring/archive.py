"""Several files as one, with bytes that depend on nothing but them and the day of the release."""

import io
import zipfile
from collections.abc import Mapping


def archive(files: Mapping[str, bytes], day: str) -> bytes:
    """A ZIP file of the files by name; `day` (YYYY-MM-DD) is what each is dated with."""
    year, month, number = map(int, day.split("-"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        for name, body in files.items():
            about = zipfile.ZipInfo(name, (year, month, number, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            pack.writestr(about, body)
    return made.getvalue()
