"""The report says what was measured, of which commit, and what was not."""

from tests.bench.report import PARTS, page

STAMP = {"commit": "0123456789", "machine": "a machine", "date": "2026-11-28 12:00 UTC"}
ROW = ["a tap", "4 ms", "under 10 ms", "a | b"]


def test_a_part_stands_with_its_commit_and_machine() -> None:
    said = page({"bench-compare": {"stamp": STAMP, "rows": [ROW]}})
    assert "| a tap | 4 ms | under 10 ms | a / b |" in said
    assert "`python -m tests.bench compare`, commit 0123456789, 2026-11-28 12:00 UTC, a machine." in said


def test_what_was_not_measured_says_so() -> None:
    assert page({}).count("Not measured yet") == len(PARTS)


def test_what_was_wrong_stands_there() -> None:
    assert "- Wrong: files are left open" in page(
        {"soak": {"stamp": STAMP, "rows": [], "wrong": ["files are left open"]}}
    )
