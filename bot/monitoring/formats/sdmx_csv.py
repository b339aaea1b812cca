"""SDMX-CSV 2.0, a file for each table, with the structure as SDMX-ML 2.1, in one ZIP file.

The structure is written by pysdmx. Its writer of SDMX-CSV needs pandas, which is larger than all of ours: the rows are
few lines with the standard library, and the tests read them back with sdmx1. Source: SDMX-CSV 2.0 field guide.
"""

import csv
import io

from bot.model.release import Table
from bot.monitoring import sdmx
from bot.monitoring.archive import archive
from bot.monitoring.formats.csv import read_me
from bot.monitoring.publication import PRINTED, WITHHELD, Publication

NAME, SUFFIX, MEDIA = "sdmx-csv", "sdmx-csv.zip", "application/zip"


def write(told: Publication) -> bytes:
    """The structure, one CSV file a table, and what has to be read with them."""
    files = {"structure.xml": sdmx.structure(told)}
    files |= {f"{sdmx.flow_of(told, table)}.csv": _data(told, table) for table in told.release.tables}
    return archive(files | {"README.txt": read_me(told).encode()}, told.release.made)


def _data(told: Publication, table: Table) -> bytes:
    """A table's observations; a withheld one has no value and the status of a suppressed one."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    names = [sdmx.name_of(one.value) for one in table.dimensions]
    writer.writerow(
        ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", *names, "TIME_PERIOD", "OBS_VALUE", *sdmx.ATTRIBUTES]
    )
    period = told.release.period
    flow = f"{sdmx.AGENCY}:{sdmx.flow_of(told, table)}({sdmx.VERSION})"
    first = ("dataflow", flow, "I", sdmx.frequency_of(period))
    rest = (table.margin, table.scale, table.sensitivity, table.threshold, table.epsilon)
    for cell in table.cells:
        status = sdmx.STATUS[WITHHELD if cell.value is None else PRINTED]
        keys = map(sdmx.code_of, cell.key)
        writer.writerow([*first, *keys, sdmx.time_of(period), "" if cell.value is None else cell.value, status, *rest])
    return made.getvalue().encode()
