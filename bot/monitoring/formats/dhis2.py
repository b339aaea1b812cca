"""A DHIS2 data value set (JSON) with the metadata that it needs, in one ZIP file. Codes identify everything."""

import json
from typing import Any

from bot.monitoring import dhis2
from bot.monitoring.archive import archive
from bot.monitoring.formats.csv import read_me
from bot.monitoring.publication import Publication

NAME, SUFFIX, MEDIA = "dhis2", "dhis2.zip", "application/zip"
_HOW = (
    "Import metadata.json once, then dataValueSet.json with the identifier scheme CODE for data elements, organisation "
    f"units and category option combinations. Organisation units need ISO 3166-1 codes, and one the code {dhis2.WORLD}."
)


def write(told: Publication) -> bytes:
    """The values that are printed; those that are withheld are not in it, and the README tells how many."""
    files = {
        "dataValueSet.json": _json({"dataValues": dhis2.values(told)}),
        "metadata.json": _json(dhis2.metadata(told)),
        "README.txt": f"{read_me(told)}\n{_HOW}\n".encode(),
    }
    return archive(files, told.release.made)


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
