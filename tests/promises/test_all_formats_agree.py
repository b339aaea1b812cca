"""Promise: all formats agree. Other people's programs read each of them back, and find the same numbers everywhere."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from bot.model.release import Dimension
from bot.monitoring.dhis2 import combination_of, element_of
from bot.monitoring.formats_found import formats
from bot.monitoring.publication import Publication, publication
from bot.screens.answer import Answers
from tests.monitoring.readers import READERS, figures_of
from tests.monitoring.releases import made

GROUPS = ("intent", "usage", "breach")


@pytest.fixture(params=GROUPS)
def told(request: pytest.FixtureRequest, answers: Answers) -> Publication:
    """A release of each group, in English."""
    return publication(made(answers.library, request.param), answers.languages["en"], answers.library)


def test_every_format_has_a_reader_that_is_not_ours() -> None:
    assert set(formats()) == {*READERS, "dhis2"}


@pytest.mark.parametrize("way", sorted(READERS))
def test_what_others_read_is_what_was_released(told: Publication, way: str, tmp_path: Path) -> None:
    found = READERS[way](formats()[way].write(told), told, tmp_path)
    assert found == figures_of(told.release)


def test_dhis2_has_every_printed_figure_and_no_other(told: Publication) -> None:
    with zipfile.ZipFile(io.BytesIO(formats()["dhis2"].write(told))) as pack:
        sent = json.loads(pack.read("dataValueSet.json"))["dataValues"]
        known = json.loads(pack.read("metadata.json"))
    found = {(one["dataElement"], one["orgUnit"], one.get("categoryOptionCombo")): int(one["value"]) for one in sent}
    expected = {}
    for table in told.release.tables:
        for cell in table.cells:
            if cell.value is not None:
                codes = dict(zip(table.dimensions, cell.key, strict=True))
                work = codes.get(Dimension.OCCUPATION)
                home = codes.get(Dimension.HOME, "FP_ALL")
                expected[element_of(table, cell.key), home, work and combination_of(work)] = cell.value
    assert found == expected
    assert {one["dataElement"] for one in sent} <= {one["code"] for one in known["dataElements"]}


@pytest.mark.parametrize("language", ["ar", "fr", "hi"])
@pytest.mark.parametrize("way", sorted(READERS))
def test_numbers_are_the_same_in_every_language(answers: Answers, way: str, language: str, tmp_path: Path) -> None:
    told = publication(made(answers.library, "breach"), answers.languages[language], answers.library)
    assert READERS[way](formats()[way].write(told), told, tmp_path) == figures_of(told.release)
