"""YAML is read strictly: no surprises of YAML's own, and every fault with its line."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.library.faults import Fault, FaultyContent
from bot.library.yaml_file import Sheet, parse_yaml, read_yaml


def faults_of(text: str, first_line: int = 1) -> list[Fault]:
    with pytest.raises(FaultyContent) as caught:
        parse_yaml(text, "facts.yaml", first_line)
    return caught.value.faults


@pytest.mark.parametrize("word", ["NO", "no", "yes", "on", "Off", "1_000", "0123", "12:30", "1e3", ".inf"])
def test_words_that_yaml_would_change_stay_words(word: str) -> None:
    assert parse_yaml(f"country: {word}", "f").data == {"country": word}


@pytest.mark.parametrize("text", ["2026-11-23", "2026-11", "2026-11-23T10:00:00Z"])
def test_a_date_stays_text(text: str) -> None:
    assert parse_yaml(f"as_of: {text}", "f").data == {"as_of": text}


@pytest.mark.parametrize("text", ['"2026"', "'true'", "|\n  25", '"null"'])
def test_what_is_quoted_is_text(text: str) -> None:
    data = parse_yaml(f"value: {text}", "f").data
    assert data["value"] == text.strip("\"'|\n ")


def test_lists_and_fields() -> None:
    sheet = parse_yaml("homes: [PH, GH]\nverify:\n  name: Acas\n", "f")
    assert sheet.data == {"homes": ["PH", "GH"], "verify": {"name": "Acas"}}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert parse_yaml(text, "f").data is None


def test_tags_make_no_objects() -> None:
    assert parse_yaml("x: !!python/object/apply:os.getcwd []", "f").data == {"x": []}


@pytest.mark.parametrize("text", ["--5", "1-2", "1.2.3", ".", "٣", pytest.param("1" * 5000, id="5000 ones")])
def test_what_only_looks_like_a_number_is_no_trouble(text: str) -> None:
    assert parse_yaml(f"- {text}", "f").data == [text]


LOADERS = (
    "libyaml's plain words have the style '', which is taken for quoted: with it everything is text, without it not"
)


def test_both_of_yamls_loaders_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "flag: true\nnot: false\nnumber: 25\nless: -3\nhalf: 7.5\nscore: '7.5'\nnobody: null\nempty:\n"
    by_default = parse_yaml(text, "f").data
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert parse_yaml(text, "f").data == by_default


@pytest.mark.parametrize("text", ["--5", pytest.param("1" * 5000, id="5000 ones")])
def test_what_only_looks_like_a_number_is_no_trouble_without_libyaml(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert parse_yaml(f"- {text}", "f").data == [text]


LINED = """\
# a remark
facts:
- id: one
  text: >
    Two lines
    of text.
  rights: [fees,
    debt]

- id: two
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("facts",), 2),
        (("facts", 0), 3),
        (("facts", 0, "id"), 3),
        (("facts", 0, "text"), 4),
        (("facts", 0, "rights"), 7),
        (("facts", 0, "rights", 1), 8),
        (("facts", 1), 10),
        (("facts", 1, "text"), 10),
        (("facts", 1, "values", "fee"), 10),
        (("nothing",), 2),
    ],
)
def test_everything_has_its_line_or_that_of_what_is_around_it(path: tuple[str | int, ...], line: int) -> None:
    sheet = parse_yaml(LINED, "facts.yaml")
    assert sheet.line(path) == line
    assert sheet.fault(path, "Wrong.") == Fault("facts.yaml", line, "Wrong.")


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    assert parse_yaml("title: x\norder: 2\n", "page.md", first_line=2).line(("order",)) == 3
    assert [fault.line for fault in faults_of("title: x\ntitle: y\n", first_line=2)] == [3]


def test_an_empty_sheet_still_has_a_line() -> None:
    assert Sheet("f", None).line(("a", 1)) == 1


def test_every_key_that_stands_twice_is_told_with_its_line() -> None:
    faults = faults_of("a: 1\na: 2\nb:\n- c: 1\n  d: 2\n  c: 3\n")
    assert [(fault.file, fault.line) for fault in faults] == [("facts.yaml", 2), ("facts.yaml", 6)]
    assert "'a' stands twice" in faults[0].text
    assert "'c' stands twice" in faults[1].text


def test_the_same_key_in_two_entries_is_no_duplicate() -> None:
    assert parse_yaml("- id: a\n- id: a\n", "f").data == [{"id": "a"}, {"id": "a"}]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1\nc: 2\n", 3),
        ("a: 1\nb: 'open\n", 3),
        ("a: b: c\n", 1),
        ("a: 1\n\tb: 2\n", 2),
        ("a: *nobody\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(text: str, line: int) -> None:
    (fault,) = faults_of(text)
    assert fault.line == line
    assert fault.text.startswith("This is not YAML")


def test_a_forbidden_character_is_a_fault() -> None:
    (fault,) = faults_of("a: \x00", first_line=2)
    assert (fault.line, fault.text) == (2, "This is not YAML: it holds a forbidden character.")


def test_an_entry_that_holds_itself_is_a_fault() -> None:
    faults_of("a: &a [*a]\n")


def test_a_file_is_named_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("facts: []\n", encoding="utf-8")
    assert read_yaml(path).file == str(path)


def test_a_file_below_where_the_command_runs_is_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "GB").mkdir()
    (tmp_path / "GB" / "facts.yaml").write_text("facts: []\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_yaml(tmp_path / "GB" / "facts.yaml").file == str(Path("GB") / "facts.yaml")


@pytest.mark.parametrize("content", [b"name: caf\xe9\n", "name: x".encode("utf-16")])
def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes(content)
    with pytest.raises(FaultyContent) as caught:
        read_yaml(path)
    assert caught.value.faults == [Fault(str(path), 1, "This file is not UTF-8 text; save it as UTF-8.")]


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, name: str) -> None:
    with pytest.raises(FaultyContent) as caught:
        read_yaml(tmp_path / name)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(tmp_path / name), 1)
    assert "cannot be read" in fault.text
    assert str(caught.value).startswith("1 faults in the content, the first:")


def _parses_or_raises_faults(text: str) -> None:
    try:
        sheet = parse_yaml(text, "f")
    except FaultyContent as error:
        assert error.faults
        breaks = sum(text.count(one) for one in "\n\r\x85\u2028\u2029")
        assert all(1 <= fault.line <= breaks + 2 for fault in error.faults)
    else:
        assert all(line >= 1 for line in sheet.lines.values())


@given(st.text(max_size=300))
def test_any_text_is_read_or_is_a_fault(text: str) -> None:
    _parses_or_raises_faults(text)


@given(st.text("ab: -[]{}&!|>'\"#\n?,0123.%@`~\t", max_size=40))
def test_any_text_made_of_yamls_own_signs_is_read_or_is_a_fault(text: str) -> None:
    _parses_or_raises_faults(text)


@given(
    st.recursive(
        st.text("abcäé 0123NO:-#'\"\n", max_size=12),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_texts_that_were_written_as_yaml_are_read_back(data: object) -> None:
    text = yaml.safe_dump({"data": data}, default_style='"', allow_unicode=True)
    assert parse_yaml(text, "f").data == {"data": data}
