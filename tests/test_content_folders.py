"""A union's own content folder beside ours, and content that changes while the bot runs."""

import time
from pathlib import Path

import pytest

from tests.processes import PATIENCE, ROOT, Running, command, running, select_pause

PAGE = """\
---
title: Our strike fund
icon: ✊
keywords: [strike fund]
sources:
  union: {{title: Rules of the fund, publisher: Our union}}
checked: stored-copy
confidence: high
as_of: 2026-10
---

{text}
"""
CONTACT = """\
sources:
  union: {title: Our office, publisher: Our union}
contacts:
- id: ke-our-union
  kind: union
  name: Our union
  text: Come to our office.
  source: union
  checked: stored-copy
  confidence: high
"""
FRENCH = """\
msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "pages/strike-fund.title"
msgid "Our strike fund"
msgstr "Notre caisse de grève"

msgctxt "pages/strike-fund"
msgid "Ask us first."
msgstr "Demandez-nous d'abord."
"""


@pytest.fixture
def union(tmp_path: Path) -> Path:
    """A content folder of a union: a page with its French, and a contact."""
    folder = tmp_path / "union"
    for name, text in {
        "pages/strike-fund.md": PAGE.format(text="Ask us first."),
        "countries/KE/help.yaml": CONTACT,
        "locales/fr/LC_MESSAGES/content.po": FRENCH,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def folders(union: Path) -> str:
    return f"{ROOT / 'content'},{union}"


def until(program: Running, path: str, words: str) -> str:
    """Wait until a page shows some words; tells the page."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        status, text = program.get(path)
        if status == 200 and words in text:
            return text
        select_pause()
    raise AssertionError(f"{path} never showed {words!r}: {program.output.read_text()}")


def until_said(program: Running, words: str) -> str:
    """Wait until the program says some words; tells all that it said."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if words in (said := program.output.read_text()):
            return said
        select_pause()
    raise AssertionError(f"never said {words!r}: {program.output.read_text()}")


def test_a_unions_page_contact_and_translation_stand_beside_ours(tmp_path: Path, union: Path) -> None:
    with running(tmp_path, CONTENT_DIRS=folders(union)) as program:
        assert "Our strike fund" in program.get("/en")[1]
        assert "Rules of the fund" in program.get("/en/sources/page/strike-fund")[1]
        french = program.get("/fr/page/strike-fund")[1]
        assert "Notre caisse de grève" in french
        assert "Demandez-nous d’abord." in french.replace("&#39;", "’")
        helpers = program.get("/en/help/ke")[1]
        assert "Come to our office." in helpers
        assert "National Nurses Association of Kenya" in helpers, "ours stand there too"
    assert "0 faults" in command("check", data=tmp_path, CONTENT_DIRS=folders(union)).stdout


def test_changed_content_takes_over_without_a_restart(tmp_path: Path, union: Path) -> None:
    with running(tmp_path, CONTENT_DIRS=folders(union)) as program:
        program.until_up("/readyz")
        assert "Ask us first." in program.get("/en/page/strike-fund")[1]
        (union / "pages" / "strike-fund.md").write_text(PAGE.format(text="Ask us soon."), encoding="utf-8")
        assert "Ask us first." not in until(program, "/en/page/strike-fund", "Ask us soon.")


def test_faulty_content_is_refused_and_the_old_one_keeps_answering(tmp_path: Path, union: Path) -> None:
    page = union / "pages" / "strike-fund.md"
    with running(tmp_path, CONTENT_DIRS=folders(union)) as program:
        program.until_up("/readyz")
        page.write_text(PAGE.format(text="Pay 500 euros."), encoding="utf-8")
        said = until_said(program, "The changed content is not taken")
        assert "strike-fund.md:" in said
        assert "the figure '500' stands in a text" in said
        assert "Ask us first." in program.get("/en/page/strike-fund")[1]
        page.write_text(PAGE.format(text="Ask us soon."), encoding="utf-8")
        until(program, "/en/page/strike-fund", "Ask us soon.")


def test_what_overrides_ours_without_saying_so_stops_the_start(tmp_path: Path, union: Path) -> None:
    text = (ROOT / "content" / "rights" / "passport.md").read_text(encoding="utf-8")
    (union / "rights").mkdir()
    (union / "rights" / "passport.md").write_text(text, encoding="utf-8")
    result = command("run", data=tmp_path, CONTENT_DIRS=folders(union))
    assert result.returncode == 1
    assert "say so with 'overrides: rights/passport'" in result.stderr
