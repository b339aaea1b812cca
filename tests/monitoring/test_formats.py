"""A contract for whatever format is found: equal bytes, the sentences, withheld never nought, odd releases too."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from bot.model.release import Cell, Dimension, Release
from bot.monitoring import dhis2, formats_found
from bot.monitoring.formats.xlsx import sheet_names
from bot.monitoring.formats_found import UnfinishedFormat, formats
from bot.monitoring.publication import Publication, publication
from bot.monitoring.sdmx import code_of, frequency_of, structure, time_of
from bot.screens.answer import Answers
from tests.monitoring.readers import READERS, figures_of
from tests.monitoring.releases import made
from tests.processes import ROOT


def told_of(answers: Answers, release: Release, language: str = "en") -> Publication:
    """A release with its words."""
    return publication(release, answers.languages[language], answers.library)


def all_bytes(body: bytes) -> bytes:
    """Everything in a file, unpacked where it is packed."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        assert pack.testzip() is None
        return b"\n".join(pack.read(name) for name in pack.namelist())


@pytest.mark.parametrize("way", sorted(formats()))
def test_the_same_release_gives_the_same_bytes(answers: Answers, way: str) -> None:
    first = formats()[way].write(told_of(answers, made(answers.library, "breach")))
    assert formats()[way].write(told_of(answers, made(answers.library, "breach"))) == first


@pytest.mark.parametrize("way", sorted(formats()))
def test_it_is_the_same_in_another_process(answers: Answers, way: str) -> None:
    program = (
        "import hashlib, sys; from bot.loading import load_answers; from bot.settings import Settings;"
        "from tests.monitoring.releases import made; from bot.monitoring.publication import publication;"
        "from bot.monitoring.formats_found import formats;"
        "found = load_answers(Settings.model_construct(languages=('en',)));"
        "told = publication(made(found.library, 'breach'), found.languages['en'], found.library);"
        "print(hashlib.sha256(formats()[sys.argv[1]].write(told)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, way], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    import hashlib

    own = formats()[way].write(told_of(answers, made(answers.library, "breach")))
    assert done.stdout.strip() == hashlib.sha256(own).hexdigest()


@pytest.mark.parametrize("way", sorted(formats()))
def test_the_sentences_go_with_the_figures(answers: Answers, way: str) -> None:
    told = told_of(answers, made(answers.library, "breach", generations=2))
    text = all_bytes(formats()[way].write(told)).decode("utf-8", "replace")
    assert "not a sample; the denominators are people who use the bot" in text.lower()
    assert "Each figure had a small random number of people added or taken away" in text
    assert "synthetic" in text
    assert "up to 2 times" in text
    assert "CC BY 4.0" in text
    table = told.release.tables[0]
    printed = sum(one.printed for one in told.release.tables)
    withheld = sum(one.withheld for one in told.release.tables)
    assert f"{printed} figures are printed and {withheld} are withheld" in text
    if way not in ("parquet", "xlsx"):  # their numbers are no text; the readers of the promise look at them
        assert str(table.threshold) in text
        assert str(table.epsilon) in text


@pytest.mark.parametrize("way", sorted(READERS))
@pytest.mark.parametrize("values", [None, 24, 1_000_000])
def test_all_withheld_and_all_printed(answers: Answers, way: str, values: int | None, tmp_path: Path) -> None:
    release = made(answers.library, "breach")
    tables = tuple(
        replace(one, cells=tuple(replace(cell, value=values) for cell in one.cells)) for one in release.tables
    )
    told = told_of(answers, replace(release, tables=tables))
    found = READERS[way](formats()[way].write(told), told, tmp_path)
    assert found == figures_of(told.release)
    assert 0 not in {value for value, _, _ in found.values()}


@pytest.mark.parametrize("way", sorted(READERS))
def test_what_was_not_told_and_what_nobody_knows_any_more(answers: Answers, way: str, tmp_path: Path) -> None:
    release = made(answers.library, "intent", large=False)
    table = release.table("corridor")
    assert table is not None
    cells = (Cell(("XX", "GB"), 50), Cell(("PH", "GB"), None))
    told = told_of(answers, replace(release, tables=(replace(table, cells=cells),)))
    assert READERS[way](formats()[way].write(told), told, tmp_path) == figures_of(told.release)
    assert told.codes[Dimension.HOME]["XX"] == "XX"


@pytest.mark.parametrize("way", sorted(formats()))
def test_a_release_without_a_table(answers: Answers, way: str) -> None:
    told = told_of(answers, made(answers.library, "breach", tables=()))
    assert "0 figures are printed" in all_bytes(formats()[way].write(told)).decode("utf-8", "replace")


def test_dhis2_leaves_withheld_figures_out_and_never_sends_a_nought(answers: Answers) -> None:
    told = told_of(answers, made(answers.library, "intent"))
    with zipfile.ZipFile(io.BytesIO(formats()["dhis2"].write(told))) as pack:
        sent = json.loads(pack.read("dataValueSet.json"))["dataValues"]
        known = json.loads(pack.read("metadata.json"))
    assert len(sent) == sum(one.printed for one in told.release.tables)
    assert all(int(one["value"]) >= 24 for one in sent)
    elements = [one["code"] for one in known["dataElements"]]
    corridors = {one for one in elements if one.startswith("FP_CORRIDOR_OCCUPATION_")}
    assert corridors == {f"FP_CORRIDOR_OCCUPATION_{one.code}" for one in answers.library.with_role("destination")}
    assert max(map(len, elements)) <= 50
    everything = [one["id"] for listed in known.values() for one in listed]
    assert len(everything) == len(set(everything))
    assert all(len(one) == 11 and one.isalnum() and one[0].isalpha() for one in everything)
    assert len(known["categoryOptionCombos"]) <= 500


def test_dhis2_metadata_says_nothing_that_the_next_release_belies(answers: Answers) -> None:
    """It is imported once; what is about one release alone goes with its values."""
    first = made(answers.library, "breach")
    other = replace(first, generations=2, synthetic=False, tables=first.tables[:2])
    known = [dhis2.metadata(told_of(answers, one))["dataElements"] for one in (first, other)]
    assert known[1] == known[0][: len(known[1])]
    assert "not a sample" in known[0][0]["description"].lower()
    for release, status in ((first, "synthetic; printed"), (other, "printed")):
        assert {one["comment"].partition("; +/-")[0] for one in dhis2.values(told_of(answers, release))} == {status}


def test_sheets_have_names_that_excel_takes(answers: Answers) -> None:
    table = made(answers.library, "breach").tables[0]
    names = ["x" * 40, "X" * 40, "x" * 40 + "y", "a/b[c]:d*?", "Read me", "TABLES", "History", "", "'quoted'"]
    found = sheet_names([replace(table, name=name) for name in names])
    assert len({one.lower() for one in found}) == len(names)
    for one in found:
        assert 0 < len(one) <= 31
        assert not set(one) & set("[]:*?/\\'")


@pytest.mark.parametrize(
    ("period", "time", "frequency"),
    [("2026-Q4", "2026-Q4", "Q"), ("2026-11", "2026-11", "M"), ("2026-H2", "2026-S2", "S")],
)
def test_periods_as_sdmx_writes_them(period: str, time: str, frequency: str) -> None:
    assert (time_of(period), frequency_of(period)) == (time, frequency)


def test_codes_as_sdmx_writes_them(answers: Answers) -> None:
    told = told_of(answers, made(answers.library, "usage"))
    for codes in told.codes.values():
        assert len({code_of(one) for one in codes}) == len(codes), "no two codes become one"
    assert code_of("kit/fees") == "kit@fees"
    assert code_of("") == "_U"
    assert code_of("-1") == "_-1"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("group", ["intent", "usage", "breach"])
def test_the_structure_is_what_the_schemas_of_sdmx_ask_for(answers: Answers, group: str, language: str) -> None:
    from pysdmx.io.xml.doc_validation import validate_doc

    told = told_of(answers, made(answers.library, group), language)
    hostile = {code: f"<b>&\"' {code}" for code in told.codes[next(iter(told.codes))]}
    validate_doc(structure(replace(told, codes={**told.codes, next(iter(told.codes)): hostile})).decode())
    assert f'xml:lang="{language}"'.encode() in structure(told)
    assert b'isFinal="true"' not in structure(told), "another release has other codes and another description"


def test_a_workbook_in_arabic_runs_from_right_to_left(answers: Answers) -> None:
    import openpyxl

    for language, expected in (("ar", True), ("en", False)):
        told = told_of(answers, made(answers.library, "breach"), language)
        book = openpyxl.load_workbook(io.BytesIO(formats()["xlsx"].write(told)))
        assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {expected}


def test_a_module_that_is_no_format_stops_the_start() -> None:
    module = ModuleType("bot.monitoring.formats.odd")
    module.__dict__.update(NAME="odd", SUFFIX="odd")
    with pytest.raises(UnfinishedFormat, match=r"formats\.odd"):
        formats_found._format(module)
