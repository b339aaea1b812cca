"""What editors and translators ask of the command: the state of the translations, what to check first, spreadsheets."""

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.processes import ROOT, command

LANGUAGES = {"ar", "es", "fil", "fr", "hi", "ro", "sw"}


def test_translations_are_told_by_language_and_page(tmp_path: Path) -> None:
    told = json.loads(command("check", "--translations", "--json", data=tmp_path).stdout)
    assert set(told) == LANGUAGES
    for pages in told.values():
        assert {"interface", "rights/passport", "countries/GB/facts", "figures"} <= set(pages)
        for state in (state for page, state in pages.items() if page != "desk"):
            assert state["translated"] == state["draft"] + state["checked"]
            assert state["messages"] == state["translated"], "every page is complete"
    lines = command("check", "--translations", data=tmp_path).stdout.splitlines()
    assert lines[0].split() == ["language", "and", "page", "complete", "outdated", "draft", "checked"]
    assert any(line.startswith("sw rights/passport") and "100 %" in line for line in lines)


def test_what_to_check_first_is_told_with_the_most_seen_on_top(tmp_path: Path) -> None:
    told = json.loads(command("check", "--stale", "--json", data=tmp_path).stdout)
    assert told
    assert [one["seen"] for one in told] == sorted((one["seen"] for one in told), reverse=True)
    assert {one["why"] for one in told} <= {"review overdue", "not checked", "review overdue, not checked"}


def test_a_language_goes_out_as_a_spreadsheet_and_comes_back_unchanged(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (ROOT / "locales").rglob("*.po")}
    told = command("messages", "export", "sw", "sw.xlsx", data=tmp_path)
    assert told.returncode == 0, told.stderr
    assert load_workbook(tmp_path / "sw.xlsx").sheetnames == ["interface", "content", "desk"]
    back = command("messages", "import", "sw.xlsx", data=tmp_path)
    assert back.stdout.strip() == "sw: 0 messages changed, 0 refused."
    assert {path: path.read_bytes() for path in (ROOT / "locales").rglob("*.po")} == before


def test_a_language_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    told = command("messages", "export", "xx", "xx.xlsx", data=tmp_path)
    assert told.returncode == 1
    assert told.stderr.strip() == "fairpassage: There is no language 'xx' in " + str(ROOT / "locales") + "."
