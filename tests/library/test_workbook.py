"""The spreadsheet round trip: nothing is lost, nothing runs, nothing that does not match gets in."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.library.messages import read_catalogue
from bot.library.workbook import COLUMNS, NoWorkbook, export_language, import_language
from tests.library.test_translations import catalogue, message

PLURAL = 'msgid "{number} page"\nmsgid_plural "{number} pages"\nmsgstr[0] "{number} page"\nmsgstr[1] "{number} pages"\n'
OUTDATED = '#, fuzzy\n#| msgid "Pay."\nmsgid "Pay {fee}."\nmsgstr "Payez."\n'


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    catalogue(tmp_path, "\n".join([message("=Pay now.", "=Payez."), message("Wait.", ""), PLURAL, OUTDATED]))
    catalogue(tmp_path, message("Ask {whom}.", "Demandez à {whom}.", "kit/fees"), domain="content")
    catalogue(tmp_path, message("=Pay now.", "Paga."), language="es")
    return tmp_path


def rows(path: Path, sheet: str) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in load_workbook(path)[sheet].values]


def edit(path: Path, sheet: str, text: str, **values: str) -> None:
    """Change cells of the row of an English text, as a translator would."""
    book = load_workbook(path)
    for row in book[sheet].iter_rows(min_row=2):
        if row[2].value == text:
            for name, value in values.items():
                row[COLUMNS.index(name.replace("_", " ").capitalize())].value = value
    book.save(path)


def strings(locales: Path, language: str = "fr", domain: str = "interface") -> dict[str, object]:
    path = locales / language / "LC_MESSAGES" / f"{domain}.po"
    return {str(one.id): one.string for one in read_catalogue(path, language) if one.id}


def test_every_message_has_a_row_with_its_state(locales: Path, tmp_path: Path) -> None:
    target = tmp_path / "fr.xlsx"
    assert export_language(locales, "fr", target) == 6
    interface = rows(target, "interface")
    assert interface[0] == list(COLUMNS)
    assert [row[1:5] for row in interface[1:]] == [
        ["", "=Pay now.", "=Payez.", "translated"],
        ["", "Wait.", "", "missing"],
        ["0", "{number} page", "{number} page", "translated"],
        ["1", "{number} pages", "{number} pages", "translated"],
        ["", "Pay {fee}.", "Payez.", "out of date"],
    ]
    assert rows(target, "content")[1][0] == "kit/fees"


def test_no_cell_is_a_formula(locales: Path, tmp_path: Path) -> None:
    export_language(locales, "fr", tmp_path / "fr.xlsx")
    for sheet in load_workbook(tmp_path / "fr.xlsx"):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}, "n is empty"


def test_what_went_out_comes_in_unchanged(locales: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in locales.rglob("*.po")}
    export_language(locales, "fr", tmp_path / "fr.xlsx")
    assert import_language(locales, tmp_path / "fr.xlsx") == ("fr", 0, [])
    assert {path: path.read_bytes() for path in locales.rglob("*.po")} == before


def test_a_translators_work_is_taken_and_other_languages_are_not_touched(locales: Path, tmp_path: Path) -> None:
    spanish = (locales / "es" / "LC_MESSAGES" / "interface.po").read_bytes()
    export_language(locales, "fr", tmp_path / "fr.xlsx")
    edit(tmp_path / "fr.xlsx", "interface", "Wait.", translation="Attendez.")
    edit(tmp_path / "fr.xlsx", "interface", "Pay {fee}.", translation="Payez {fee}.", checked_by="A. Diop, 2026-11-20")
    edit(tmp_path / "fr.xlsx", "interface", "{number} pages", translation="{number} feuilles")
    assert import_language(locales, tmp_path / "fr.xlsx") == ("fr", 3, [])
    found = strings(locales)
    assert found["Wait."] == "Attendez."
    assert found["Pay {fee}."] == "Payez {fee}."
    assert found["('{number} page', '{number} pages')"] == ("{number} page", "{number} feuilles")
    text = (locales / "fr" / "LC_MESSAGES" / "interface.po").read_text(encoding="utf-8")
    assert "# checked: A. Diop, 2026-11-20" in text
    assert "fuzzy" not in text.split("\n\n", 1)[1]
    assert (locales / "es" / "LC_MESSAGES" / "interface.po").read_bytes() == spanish


@pytest.mark.parametrize(
    ("english", "translation", "said"),
    [
        ("Ask {whom}.", "Demandez.", "The placeholders do not match the English: {whom}."),
        ("Ask {whom}.", "**Demandez** à {whom}.", "The '**' of the translation do not match the English."),
        ("Ask {whom}.", "Demandez à {whom} sous 28 jours.", "The figure '28' stands in the translation"),
    ],
)
def test_what_does_not_match_is_refused_with_its_row(
    locales: Path, tmp_path: Path, english: str, translation: str, said: str
) -> None:
    export_language(locales, "fr", tmp_path / "fr.xlsx")
    edit(tmp_path / "fr.xlsx", "content", english, translation=translation)
    edit(tmp_path / "fr.xlsx", "interface", "Wait.", translation="Attendez.")
    language, changed, faults = import_language(locales, tmp_path / "fr.xlsx")
    assert (language, changed) == ("fr", 1), "the sound row is taken all the same"
    assert [(fault.line, said in fault.text) for fault in faults] == [(2, True)]
    assert strings(locales, domain="content")["Ask {whom}."] == "Demandez à {whom}."


def test_english_that_is_not_in_use_is_refused_with_its_row(locales: Path, tmp_path: Path) -> None:
    export_language(locales, "fr", tmp_path / "fr.xlsx")
    edit(tmp_path / "fr.xlsx", "interface", "=Pay now.", english="Pay later.")
    _, changed, [fault] = import_language(locales, tmp_path / "fr.xlsx")
    assert changed == 0
    assert fault.line == 2
    assert "not in use" in fault.text


def test_what_is_no_spreadsheet_of_ours_is_told_in_a_sentence(locales: Path, tmp_path: Path) -> None:
    (tmp_path / "fr.xlsx").write_bytes(b"PK no spreadsheet")
    with pytest.raises(NoWorkbook, match=r"cannot be read as a spreadsheet"):
        import_language(locales, tmp_path / "fr.xlsx")
    with pytest.raises(NoWorkbook, match=r"cannot be read as a spreadsheet"):
        import_language(locales, tmp_path / "gone.xlsx")
    with pytest.raises(NoWorkbook, match=r"no language 'xx'"):
        export_language(locales, "xx", tmp_path / "xx.xlsx")


def test_a_spreadsheet_of_nobodys_language_is_told(locales: Path, tmp_path: Path) -> None:
    export_language(locales, "fr", tmp_path / "fr.xlsx")
    book = load_workbook(tmp_path / "fr.xlsx")
    book.properties.language = "../../etc"
    book.save(tmp_path / "fr.xlsx")
    with pytest.raises(NoWorkbook, match="does not say which language"):
        import_language(locales, tmp_path / "fr.xlsx")
