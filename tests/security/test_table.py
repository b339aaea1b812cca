"""The table of the README is true to the tests: what it names exists, and no chapter is left out."""

import re

import pytest

from tests.processes import ROOT

TABLE = (ROOT / "tests" / "security" / "README.md").read_text(encoding="utf-8")
STATES = ("tested", "so made", "operator", "open", "unsure", "-")


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)*(?:test_\w+|watched)\.py|promises/)`", TABLE))
    assert len(named) > 20
    for name in named - {"test_table.py"}:
        assert (ROOT / "tests" / name).exists(), name


@pytest.mark.parametrize("chapter", range(1, 18))
def test_every_chapter_has_its_part(chapter: int) -> None:
    assert re.search(rf"^## .*\bV{chapter}\b", TABLE, re.MULTILINE)


def test_every_line_has_a_state_and_a_reason() -> None:
    lines = [line for line in TABLE.splitlines() if re.match(r"\| \d", line)]
    assert len(lines) > 90
    for line in lines:
        _, state, reason = (part.strip() for part in line.strip("|").split("|"))
        assert state.startswith(STATES), line
        assert reason, line
        if state == "tested":
            assert "`" in reason, line
