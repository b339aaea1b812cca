"""JSON: the release with its words, a table in a table, for programs."""

import json
from typing import Any

from bot.model.release import Cell, Table
from bot.monitoring.columns import column
from bot.monitoring.explained import LICENCE, LICENCE_ADDRESS
from bot.monitoring.publication import PRINTED, WITHHELD, Publication

NAME, SUFFIX, MEDIA = "json", "json", "application/json"


def write(told: Publication) -> bytes:
    """The whole release; a figure that is withheld has null as its value."""
    return json.dumps(document(told), ensure_ascii=False, separators=(",", ":")).encode()


def document(told: Publication) -> dict[str, Any]:
    """The release as plain values."""
    release = told.release
    return {
        "period": release.period,
        "group": release.group,
        "title": told.title,
        "language": told.language,
        "closed": release.closed,
        "made": release.made,
        "plan": release.plan,
        "generations": release.generations,
        "synthetic": release.synthetic,
        "digest": release.digest,
        "licence": {"name": LICENCE, "address": LICENCE_ADDRESS},
        "citation": told.citation,
        "sentences": list(told.sentences),
        "columns": dict(told.columns),
        "dimensions": [
            {
                "name": column(one),
                "title": heading,
                "codes": [{"code": code, "label": said} for code, said in told.codes[one].items()],
            }
            for one, heading in told.headings.items()
        ],
        "tables": [_table(told, table) for table in release.tables],
    }


def _table(told: Publication, table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": told.titles[table.name],
        "dimensions": [column(one) for one in table.dimensions],
        "epsilon": table.epsilon,
        "sensitivity": table.sensitivity,
        "scale": table.scale,
        "threshold": table.threshold,
        "margin": table.margin,
        "printed": table.printed,
        "withheld": table.withheld,
        "figures": [_figure(cell) for cell in table.cells],
    }


def _figure(cell: Cell) -> dict[str, Any]:
    return {"key": list(cell.key), "value": cell.value, "status": WITHHELD if cell.value is None else PRINTED}
