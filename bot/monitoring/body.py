"""A release as the bytes that are kept and never change: canonical JSON (sorted keys, no spaces), and back."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from bot.model.release import Cell, Dimension, Release, Table


def body(release: Release) -> bytes:
    """The bytes of a release; its digest is made from them and does not stand in them."""
    told = {
        "period": release.period,
        "group": release.group,
        "closed": release.closed,
        "made": release.made,
        "plan": release.plan,
        "generations": release.generations,
        "synthetic": release.synthetic,
        "tables": [_table(one) for one in release.tables],
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(kept: bytes) -> str:
    """The SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(kept).hexdigest()


def signed(release: Release) -> Release:
    """The release with its digest."""
    return replace(release, digest=digest(body(release)))


def release_of(kept: bytes) -> Release:
    """The release that a body holds."""
    told = json.loads(kept)
    tables = tuple(_read_table(one) for one in told.pop("tables"))
    return Release(**told, tables=tables, digest=digest(kept))


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "dimensions": list(table.dimensions),
        "cells": [[*cell.key, cell.value] for cell in table.cells],
        "epsilon": table.epsilon,
        "sensitivity": table.sensitivity,
        "scale": table.scale,
        "threshold": table.threshold,
        "margin": table.margin,
    }


def _read_table(told: dict[str, Any]) -> Table:
    dimensions = tuple(Dimension(one) for one in told.pop("dimensions"))
    cells = tuple(Cell(tuple(one[:-1]), one[-1]) for one in told.pop("cells"))
    return Table(**told, dimensions=dimensions, cells=cells)
