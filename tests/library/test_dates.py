"""Dates of force: they run forwards, and a fact that takes another's place leaves no day with both or with none."""

from pathlib import Path

import pytest

from bot.library.check import check_library
from bot.library.load import load_library
from tests.library.test_load import SMALL, written

OLD = SMALL["countries/GB/facts.yaml"].replace("  valid_until: 2027-03-31\n", "").replace("  rights: [fees]\n", "")


def wrong(tmp_path: Path, ends: str, begins: str, replaces: str = "gb-fee") -> list[str]:
    """What is wrong where the second fact of the small library replaces the first."""
    verify = "  verify: {name: The ministry}\n"
    text = OLD.replace("- id: gb-list\n", f"- id: gb-list\n  replaces: {replaces}\n{begins}")
    text = text.replace("- id: gb-fee\n", f"- id: gb-fee\n{ends}{verify}")
    folder = written(tmp_path, {**SMALL, "countries/GB/facts.yaml": text})
    return [fault.text for fault in check_library(load_library([folder]), [folder])]


def test_the_day_after_the_last_is_right(tmp_path: Path) -> None:
    assert wrong(tmp_path, "  valid_until: 2026-03-31\n", "  valid_from: 2026-04-01\n") == []


@pytest.mark.parametrize(
    ("ends", "begins", "said"),
    [
        ("  valid_until: 2026-03-31\n", "  valid_from: 2026-03-31\n", "their dates overlap"),
        ("  valid_until: 2026-03-31\n", "  valid_from: 2026-01-01\n", "their dates overlap"),
        ("  valid_until: 2026-03-31\n", "  valid_from: 2026-04-02\n", "a hole lies between them"),
        ("", "  valid_from: 2026-04-01\n", "needs 'valid_until'"),
        ("  valid_until: 2026-03-31\n", "", "this one 'valid_from'"),
    ],
)
def test_overlaps_and_holes_are_faults(tmp_path: Path, ends: str, begins: str, said: str) -> None:
    found = wrong(tmp_path, ends, begins)
    assert len(found) == 1
    assert said in found[0]
    assert "gb-fee" in found[0]


def test_what_is_replaced_exists(tmp_path: Path) -> None:
    found = wrong(tmp_path, "", "  valid_from: 2026-04-01\n", replaces="gb-nothing")
    assert found == ["countries/GB/facts#gb-list: 'replaces' names 'gb-nothing', which is no fact of this country."]


def test_an_end_before_the_beginning_is_a_fault(tmp_path: Path) -> None:
    text = OLD.replace("- id: gb-list\n", "- id: gb-list\n  valid_from: 2026-05-01\n  valid_until: 2026-04-01\n")
    folder = written(tmp_path, {**SMALL, "countries/GB/facts.yaml": text})
    found = [fault.text for fault in check_library(load_library([folder]), [folder])]
    assert any("ends on 2026-04-01, before it begins on 2026-05-01" in one for one in found)
