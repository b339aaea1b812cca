"""CSV in long form (RFC 4180, UTF-8) with its description as a Frictionless data package, in one ZIP file.

Source: Frictionless Data Package and Table Schema, version 1.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.monitoring.archive import archive
from bot.monitoring.columns import NUMBERS, Cell, column, long_form
from bot.monitoring.explained import LICENCE, LICENCE_ADDRESS
from bot.monitoring.inert import inert
from bot.monitoring.publication import Publication

NAME, SUFFIX, MEDIA = "csv", "csv.zip", "application/zip"
_CODES = ("dimension", "code", "label")
_TABLES = ("table", "title", "dimensions", "printed", "withheld")


def write(told: Publication) -> bytes:
    """The figures, the code lists, the list of tables, their description, and what has to be read with them."""
    figures = long_form(told)
    files = {
        "datapackage.json": json.dumps(_package(told, figures.names), ensure_ascii=False, indent=2).encode(),
        "figures.csv": _csv(figures.names, figures.rows),
        "codes.csv": _csv(_CODES, _code_rows(told)),
        "tables.csv": _csv(_TABLES, _table_rows(told)),
        "README.txt": read_me(told).encode(),
    }
    return archive(files, told.release.made)


def read_me(told: Publication) -> str:
    """What has to be read with the figures, as plain text."""
    return "\n\n".join((told.title, *told.sentences, f"{told.citation} {LICENCE}, {LICENCE_ADDRESS}")) + "\n"


def _csv(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(names)
    writer.writerows(rows)
    return made.getvalue().encode()


def _code_rows(told: Publication) -> Iterable[Sequence[Cell]]:
    for dimension, codes in told.codes.items():
        for code, said in codes.items():
            yield column(dimension), inert(code), inert(said)


def _table_rows(told: Publication) -> Iterable[Sequence[Cell]]:
    for table in told.release.tables:
        crossed = " ".join(map(column, table.dimensions))
        yield inert(table.name), inert(told.titles[table.name]), crossed, table.printed, table.withheld


def _package(told: Publication, names: Sequence[str]) -> dict[str, Any]:
    release = told.release
    return {
        "profile": "tabular-data-package",
        "name": f"fairpassage-{release.group}-{release.period}".lower(),
        "title": told.title,
        "description": "\n\n".join(told.sentences),
        "citation": told.citation,
        "version": release.digest or release.period,
        "created": f"{release.made}T00:00:00Z",
        "synthetic": release.synthetic,
        "plan": release.plan,
        "generations": release.generations,
        "licenses": [{"name": "CC-BY-4.0", "title": LICENCE, "path": LICENCE_ADDRESS}],
        "resources": [
            _resource("figures", [_figure_field(told, name) for name in names], _key(told)),
            _resource("codes", [_text_field(name) for name in _CODES], ["dimension", "code"]),
            _resource("tables", [_table_field(name) for name in _TABLES], ["table"]),
        ],
    }


def _resource(name: str, fields: list[Mapping[str, Any]], key: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": key},
    }


def _key(told: Publication) -> list[str]:
    return ["period", "group", "table", *map(column, told.headings)]


def _figure_field(told: Publication, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "type": NUMBERS.get(name, "string")}
    dimension = next((one for one in told.headings if column(one) == name.removesuffix("_label")), None)
    if dimension is not None:
        found["title"] = told.headings[dimension]
    if dimension is not None and not name.endswith("_label"):
        found["constraints"] = {"enum": [inert(code) for code in told.codes[dimension] if code]}
    if name in told.columns:
        found["description"] = told.columns[name]
    if name == "status":
        found["constraints"] = {"required": True, "enum": ["printed", "withheld"]}
    if name == "value":
        found["constraints"] = {"minimum": 1}
    return found


def _text_field(name: str) -> dict[str, Any]:
    return {"name": name, "type": "string"}


def _table_field(name: str) -> dict[str, Any]:
    return {"name": name, "type": "integer" if name in ("printed", "withheld") else "string"}
