"""Reading each format back with other people's programs, to one shape: (table, codes) -> (value, status, noise)."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from bot.model.release import Release
from bot.monitoring.columns import column
from bot.monitoring.publication import Publication
from bot.monitoring.sdmx import AGENCY, STATUS, code_of, flow_of, name_of

Figures = Mapping[tuple[str, tuple[str, ...]], tuple[int | None, str, tuple[float, ...]]]
"""Noise is margin, scale, sensitivity, threshold and epsilon."""
NOISE = ("margin", "scale", "sensitivity", "threshold", "epsilon")


def _noise(numbers: Iterable[Any]) -> tuple[float, ...]:
    """As many digits as a spreadsheet keeps."""
    return tuple(round(float(one), 9) for one in numbers)


def _any(thing: Any) -> Any:
    """What another program gives, whose types say less than it has."""
    return thing


def figures_of(release: Release) -> Figures:
    """What every format must say."""
    return {
        (table.name, cell.key): (
            cell.value,
            "withheld" if cell.value is None else "printed",
            _noise((table.margin, table.scale, table.sensitivity, table.threshold, table.epsilon)),
        )
        for table in release.tables
        for cell in table.cells
    }


def from_csv(body: bytes, told: Publication, folder: Path) -> Figures:
    """With Frictionless, which validates the package against its description first."""
    from frictionless import Package

    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        pack.extractall(folder)
    package = Package(folder / "datapackage.json")
    report = package.validate()
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])
    return _long([row.to_dict() for row in _any(package.get_resource("figures")).read_rows()], told)


def from_parquet(body: bytes, told: Publication, folder: Path) -> Figures:
    """With pyarrow."""
    from pyarrow import parquet

    return _long(parquet.read_table(io.BytesIO(body)).to_pylist(), told)


def from_xlsx(body: bytes, told: Publication, folder: Path) -> Figures:
    """With openpyxl."""
    book = _any(openpyxl.load_workbook(io.BytesIO(body)))
    found = {}
    heads, *rows = book["Tables"].iter_rows(values_only=True)
    about = [dict(zip(heads, cells, strict=True)) for cells in rows]
    for table, said in zip(told.release.tables, about, strict=True):
        assert (said["printed"], said["withheld"]) == (table.printed, table.withheld)
        heads, *rows = book[said["sheet"]].iter_rows(values_only=True)
        for cells in rows:
            row = dict(zip(heads, cells, strict=True))
            key = tuple(str(row[column(one)]) for one in table.dimensions)
            value = None if row["value"] == "withheld" else row["value"]
            assert row["margin"] == said["margin"]
            found[table.name, key] = (value, row["status"], _noise(said[name] for name in NOISE))
    return found


def from_json(body: bytes, told: Publication, folder: Path) -> Figures:
    """With the standard library."""
    return {
        (table["name"], tuple(one["key"])): (one["value"], one["status"], _noise(table[name] for name in NOISE))
        for table in json.loads(body)["tables"]
        for one in table["figures"]
    }


def from_sdmx_csv(body: bytes, told: Publication, folder: Path) -> Figures:
    """With sdmx1: the structure first, and by it each table's data."""
    import sdmx

    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        pack.extractall(folder)
    with (folder / "structure.xml").open("rb") as file:
        message = _any(sdmx.read_sdmx(file))
    statuses = {code: name for name, code in STATUS.items()}
    found = {}
    for table in told.release.tables:
        name = flow_of(told, table)
        own = {tuple(map(code_of, cell.key)): cell.key for cell in table.cells}
        with (folder / f"{name}.csv").open("rb") as file:
            data = _any(sdmx.read_sdmx(file, "CSV", structure=message.structure[name]))
        assert message.dataflow[name].structure.id == name
        for one in (observation for group in data.data for observation in group.obs):
            codes = tuple(str(one.dimension[name_of(each.value)].value) for each in table.dimensions)
            said = {key: attribute.value for key, attribute in one.attached_attribute.items()}
            noise = ("MARGIN", "NOISE_SCALE", "SENSITIVITY", "THRESHOLD", "EPSILON")
            value = None if one.value in ("", None) else int(one.value)
            found[table.name, own[codes]] = (
                value,
                statuses[said["OBS_STATUS"]],
                _noise(said[each] for each in noise),
            )
        _every_code_is_listed(message, told, table)
    assert {one.maintainer.id for one in message.dataflow.values()} == {AGENCY}
    return found


def _every_code_is_listed(message: Any, told: Publication, table: Any) -> None:
    for place, one in enumerate(table.dimensions):
        listed = message.structure[flow_of(told, table)].dimensions.get(name_of(one.value))
        codes = listed.local_representation.enumerated
        assert {code_of(cell.key[place]) for cell in table.cells} <= set(codes.items)


def _long(rows: list[dict[str, Any]], told: Publication) -> Figures:
    dimensions = {table.name: table.dimensions for table in told.release.tables}
    return {
        (row["table"], tuple(str(row[column(one)]) for one in dimensions[row["table"]])): (
            row["value"],
            row["status"],
            _noise(row[name] for name in NOISE),
        )
        for row in rows
    }


READERS: Mapping[str, Callable[[bytes, Publication, Path], Figures]] = {
    "csv": from_csv,
    "parquet": from_parquet,
    "xlsx": from_xlsx,
    "json": from_json,
    "sdmx-csv": from_sdmx_csv,
}
