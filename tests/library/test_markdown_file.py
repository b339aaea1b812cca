"""Pages: front matter, paragraphs and flat lists under known headings; anything else is refused with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.faults import FaultyContent
from bot.library.markdown_file import HEADINGS, RawSection, read_markdown
from bot.library.yaml_file import Sheet

FRONT = "---\ntitle: Wages\norder: 5\n---\n"
"""Four lines: the body begins on the fifth."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a page is written, again and again."""
    return tmp_path_factory.mktemp("content") / "page.md"


def read(page: Path, text: str | bytes) -> tuple[Sheet, list[RawSection]]:
    page.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_markdown(page)


def body(page: Path, text: str) -> list[RawSection]:
    return read(page, FRONT + text)[1]


def faults(page: Path, text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(FaultyContent) as caught:
        read(page, text)
    assert all(fault.file == str(page) for fault in caught.value.faults)
    return [(fault.line, fault.text) for fault in caught.value.faults]


def test_front_matter_and_sections_with_their_lines(page: Path) -> None:
    sheet, sections = read(
        page,
        FRONT
        + "\nWages are yours.\nAll of them.\n\nAsk for a **payslip**.\n\n"
        + "## Warning signs\n\n- Late pay\n- Less pay\n  than agreed\n\n"
        + "## What to do\n\nGo slowly.\n\n1. Ask.\n2. Write.\n",
    )
    assert list(sheet.data) == ["title", "order"]
    assert (sheet.line(("title",)), sheet.line(("order",))) == (2, 3)
    assert sections == [
        RawSection("", [(6, "Wages are yours. All of them."), (9, "Ask for a **payslip**.")]),
        RawSection("signs", [], [(13, "Late pay"), (14, "Less pay than agreed")]),
        RawSection("steps", [(19, "Go slowly.")], [(21, "Ask."), (22, "Write.")], ordered=True),
    ]


@pytest.mark.parametrize(("heading", "name"), HEADINGS.items())
def test_every_heading_of_ours_opens_a_section(page: Path, heading: str, name: str) -> None:
    assert body(page, f"## {heading}\n\nText.\n") == [RawSection(name, [(7, "Text.")])]


def test_another_heading_is_refused(page: Path) -> None:
    ((line, text),) = faults(page, FRONT + "\nText.\n\n## Tips and tricks\n\nMore.\n")
    assert line == 8
    assert "'Tips and tricks' is not a heading of ours" in text
    assert "Warning signs" in text, "the fault names those that are"


def test_a_list_may_stand_without_a_heading(page: Path) -> None:
    assert body(page, "- One\n- Two\n") == [RawSection("", [], [(5, "One"), (6, "Two")])]


def test_a_list_inside_a_list_is_refused(page: Path) -> None:
    found = faults(page, FRONT + "- One\n  - Two\n- Three\n")
    assert (6, "A list inside a list is not possible; make it flat.") in found


def test_a_second_list_in_a_section_is_refused(page: Path) -> None:
    assert faults(page, FRONT + "- One\n- Two\n\n1. Three\n") == [
        (8, "A section has at most one list; use another heading.")
    ]


def test_a_paragraph_after_a_list_is_refused(page: Path) -> None:
    assert faults(page, FRONT + "- One\n\nAfter all.\n") == [
        (7, "A paragraph after a list needs a heading of its own.")
    ]


def test_a_heading_of_its_own_makes_it_possible(page: Path) -> None:
    assert [section.name for section in body(page, "- One\n\n## Keep in mind\n\nAfter all.\n")] == ["", "keep-in-mind"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<div>Text</div>\n", "html_block"),
        ("<!-- a remark -->\n", "html_block"),
        ("    indented\n", "code_block"),
        ("```\ncode\n```\n", "fence"),
        ("> quoted\n", "blockquote_open"),
        ("***\n", "hr"),
    ],
)
def test_what_not_every_channel_can_show_is_refused(page: Path, text: str, what: str) -> None:
    found = faults(page, FRONT + "Text.\n\n" + text)
    assert found[0] == (7, f"A page cannot hold this ({what}); use paragraphs and flat lists.")


def test_every_fault_of_a_page_is_told_at_once(page: Path) -> None:
    assert [line for line, _ in faults(page, FRONT + "<div>x</div>\n\n## Nonsense\n\n- a\n\ntail\n")] == [5, 7, 11]


def test_no_words_vanish(page: Path) -> None:
    faults(page, FRONT + "[the law]: https://example.org/law\n")


def test_no_paragraph_is_empty(page: Path) -> None:
    assert body(page, "Text.\n\n\u00a0\n\nMore.\n") == [RawSection("", [(5, "Text."), (9, "More.")])]


def test_a_point_of_two_paragraphs_is_refused_or_stays_one(page: Path) -> None:
    try:
        sections = body(page, "1. Ask.\n\n   Politely.\n2. Write.\n")
    except FaultyContent:
        return
    assert len(sections[0].points) == 2


@pytest.mark.parametrize(
    "text",
    ["", "Text.\n", "---\ntitle: x\n", "---\ntitle: x\n---", "--- \ntitle: x\n---\nText.\n", "\n---\ntitle: x\n---\n"],
)
def test_a_page_without_front_matter_is_refused(page: Path, text: str) -> None:
    assert faults(page, text) == [(1, "A page begins with front matter between two lines of '---'.")]


@pytest.mark.parametrize("front", ["", "# a remark", "- a", "words"])
def test_front_matter_holds_fields(page: Path, front: str) -> None:
    assert faults(page, f"---\n{front}\n---\nText.\n") == [(1, "The front matter holds no fields.")]


def test_faults_of_the_front_matter_have_the_line_of_the_page(page: Path) -> None:
    assert faults(page, "---\ntitle: x\ntitle: y\n---\n") == [(3, "The key 'title' stands twice; keep one.")]
    ((line, text),) = faults(page, "---\ntitle: x\norder: a: b\n---\n")
    assert line == 3
    assert text.startswith("This is not YAML")


def test_a_file_from_windows_is_read_alike(page: Path) -> None:
    sheet, sections = read(page, b"---\r\ntitle: Wages\r\n---\r\nText\r\nand more.\r\n")
    assert sheet.data == {"title": "Wages"}
    assert sections == [RawSection("", [(4, "Text and more.")])]


def test_a_page_that_is_not_utf8_is_a_fault(page: Path) -> None:
    assert faults(page, b"---\ntitle: caf\xe9\n---\n") == [(1, "This file is not UTF-8 text; save it as UTF-8.")]


def test_a_page_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultyContent, match="cannot be read"):
        read_markdown(tmp_path / "missing.md")


def _read_or_fault(page: Path, text: str) -> None:
    try:
        _, sections = read(page, text)
    except FaultyContent as error:
        assert error.faults
    else:
        lines = text.count("\n") + text.count("\r") + 1
        told = [line for section in sections for line, _ in (*section.paragraphs, *section.points)]
        assert all(1 <= line <= lines for line in told)


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_is_a_fault(page: Path, text: str) -> None:
    _read_or_fault(page, text)


@given(text=st.text(max_size=200))
def test_any_body_is_read_or_is_a_fault(page: Path, text: str) -> None:
    _read_or_fault(page, FRONT + text)


@given(text=st.text("ab #\n-*1.>`[]()<!&_=|~\t:", max_size=60))
def test_any_body_made_of_markdowns_own_signs_is_read_or_is_a_fault(page: Path, text: str) -> None:
    _read_or_fault(page, FRONT + text)
