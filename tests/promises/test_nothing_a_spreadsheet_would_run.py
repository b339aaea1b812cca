"""Promise: nothing in an export is something that a spreadsheet would run, whatever the words of the content are."""

import csv
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from bot.model.release import Release
from bot.monitoring.formats_found import formats
from bot.monitoring.inert import inert
from bot.monitoring.publication import Publication, publication
from bot.screens.answer import Answers
from tests.monitoring.releases import made

HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "=1+1",
    "+1-1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "harmless\n=cmd|' /C calc'!A0",
    "harmless;=1+1",
    'quoted" =1+1',
    "https://evil.example/",
    "<b>&\"'",
    "12345",
)
RUNS = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]|[\t\r\n;]\s*[=+\-@]")


@pytest.fixture
def told(answers: Answers) -> Publication:
    """A release whose every word, and whose names of tables, are hostile."""
    release: Release = made(answers.library, "intent", large=False)
    tables = tuple(
        replace(one, name=f"{HOSTILE[number % len(HOSTILE)]}{number}") for number, one in enumerate(release.tables)
    )
    whole = publication(replace(release, tables=tables), answers.languages["en"], answers.library)
    words = iter(HOSTILE * 1000)
    return replace(
        whole,
        title=HOSTILE[0],
        citation=HOSTILE[5],
        sentences=HOSTILE,
        headings={one: next(words) for one in whole.headings},
        codes={one: {code: next(words) for code in codes} for one, codes in whole.codes.items()},
        titles={name: next(words) for name in whole.titles},
        columns={name: next(words) for name in whole.columns},
    )


@pytest.mark.parametrize("said", HOSTILE)
def test_text_is_made_inert_once(said: str) -> None:
    assert not RUNS.search(inert(said))
    assert inert(inert(said)) == inert(said)
    assert inert(said).replace("'", "") == said.replace("'", ""), "nothing is lost"


@pytest.mark.parametrize("said", ["Ghana", "Côte d’Ivoire", "غانا", "घाना", "kit/fees", "2221", "a - b", ""])
def test_ordinary_text_stays(said: str) -> None:
    assert inert(said) == said


@pytest.mark.parametrize("way", ["csv", "sdmx-csv"])
def test_no_cell_of_a_csv_file_runs(told: Publication, way: str) -> None:
    with zipfile.ZipFile(io.BytesIO(formats()[way].write(told))) as pack:
        names = [name for name in pack.namelist() if name.endswith(".csv")]
        assert names
        for name in names:
            for row in csv.reader(io.StringIO(pack.read(name).decode(), newline="")):
                for cell in row:
                    assert not RUNS.search(cell), (name, cell)


def test_no_cell_of_a_workbook_runs(told: Publication) -> None:
    body = formats()["xlsx"].write(told)
    for sheet in openpyxl.load_workbook(io.BytesIO(body)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.value)
                assert cell.hyperlink is None
                if cell.data_type == "s":
                    assert not RUNS.search(str(cell.value)), (sheet.title, cell.value)
    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        assert not [name for name in pack.namelist() if "external" in name.lower() or name.endswith(".bin")]
        for name in pack.namelist():
            assert b"<f>" not in pack.read(name), name
