"""Parquet: the long form with types; what has to be read with the figures stands in the file's own metadata."""

import io
import json

from bot.model.trouble import Trouble
from bot.monitoring.columns import NUMBERS, long_form
from bot.monitoring.explained import LICENCE, LICENCE_ADDRESS
from bot.monitoring.publication import Publication

NAME, SUFFIX, MEDIA = "parquet", "parquet", "application/vnd.apache.parquet"


class NoParquet(Trouble):
    """The library that writes Parquet is not installed."""


def write(told: Publication) -> bytes:
    """The figures, a row each; raises NoParquet where pyarrow is missing."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise NoParquet("Parquet needs the package pyarrow; install fairpassage[parquet] or choose csv.") from error
    figures = long_form(told)
    types = {"integer": pa.int64(), "number": pa.float64()}
    fields = [pa.field(name, types.get(NUMBERS.get(name, ""), pa.string())) for name in figures.names]
    columns = zip(*figures.rows, strict=True) if figures.rows else ([] for _ in fields)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, fields, strict=True)]
    about = {f"fairpassage.{name}": said for name, said in _about(told).items()}
    made = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields, about)), made, compression="zstd")
    return made.getvalue()


def _about(told: Publication) -> dict[str, str]:
    release = told.release
    return {
        "title": told.title,
        "sentences": json.dumps(told.sentences, ensure_ascii=False),
        "columns": json.dumps(dict(told.columns), ensure_ascii=False),
        "citation": told.citation,
        "licence": f"{LICENCE}, {LICENCE_ADDRESS}",
        "digest": release.digest,
        "plan": release.plan,
        "generations": str(release.generations),
        "synthetic": str(release.synthetic).lower(),
    }
