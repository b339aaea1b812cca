"""Translations as a spreadsheet, for translators who have no tool of their own: out and in again.

One language, one file: a sheet for the interface, one for the content, a row for each message (and plural form). What
does not match the English is refused with its row; all else is taken.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from babel.messages.catalog import Catalog, Message
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from bot.library.faults import Fault, shown
from bot.library.messages import CHECKED, read_catalogue, strings_of, translated, write_catalogue
from bot.library.translations import DOMAINS, mismatches
from bot.model.trouble import Trouble

COLUMNS = ("Where", "Form", "English", "Translation", "State", "Checked by")
MOST_PARTS, LARGEST = 200, 100_000_000
"""Files within a spreadsheet, and bytes that they unpack to; ours have 15 and a few million."""
_WIDTHS = (36, 6, 70, 70, 14, 26)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WHERE, _FORM, _ENGLISH, _TRANSLATION, _STATE, _CHECKED_BY = range(len(COLUMNS))


class NoWorkbook(Trouble):
    """The spreadsheet cannot be read or is not one of ours."""


def export_language(locales: Path, language: str, target: Path) -> int:
    """Write a language's messages to a spreadsheet; tells how many rows it has."""
    if not (locales / language / "LC_MESSAGES").is_dir():
        raise NoWorkbook(f"There is no language {language!r} in {shown(locales)}.")
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    book.properties.title = f"Fair Passage: {language}"
    book.properties.language = language
    rows = 0
    for domain in DOMAINS:
        sheet = book.create_sheet(domain)
        sheet.append(list(COLUMNS))
        messages = [one for one in read_catalogue(_file(locales, language, domain), language) if one.id]
        lines = [row for message in messages for row in _rows(message)]
        for number, row in enumerate(lines, start=2):
            _write(sheet, number, row)
        rows += len(lines)
        _dress(sheet)
    book.save(target)
    return rows


def _rows(message: Message) -> Iterator[tuple[str, ...]]:
    """A message's rows: one, or one for each plural form of the language."""
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = list(strings_of(message)) or [""]
    state = "out of date" if message.fuzzy else "translated" if translated(message) else "missing"
    for form, string in enumerate(strings):
        original = originals[min(form, len(originals) - 1)]
        yield message.context or "", str(form) if len(originals) > 1 else "", original, string, state, _checked(message)


def _write(sheet: Any, line: int, row: tuple[str, ...]) -> None:
    """A row of text: nothing in it is a formula, whatever it begins with."""
    for column, text in enumerate(row, start=1):
        cell = sheet.cell(line, column, text)
        cell.data_type = "s"
        cell.alignment = _WRAPPED


def _dress(sheet: Any) -> None:
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEF"[number]].width = width
        sheet.cell(1, number + 1).font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _refuse_bomb(path: Path) -> None:
    """Raises NoWorkbook where a spreadsheet would unpack to more than any of ours."""
    with ZipFile(path) as packed:
        parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise NoWorkbook(f"{path} unpacks to more than a spreadsheet of ours ever has; ask who sent it.")


def import_language(locales: Path, path: Path) -> tuple[str, int, list[Fault]]:
    """Take a spreadsheet's translations over; tells the language, how many messages changed, and what was refused."""
    try:
        _refuse_bomb(path)
        book = load_workbook(path, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise NoWorkbook(
            f"{path} cannot be read as a spreadsheet ({type(error).__name__}); save it as .xlsx."
        ) from error
    language = str(book.properties.language or "")
    if not language or not (locales / language / "LC_MESSAGES").is_dir():
        raise NoWorkbook(f"{path} does not say which language it is; begin from 'fairpassage messages export'.")
    changed, faults = 0, []
    for domain in DOMAINS:
        if domain in book.sheetnames:
            file = _file(locales, language, domain)
            catalogue = read_catalogue(file, language)
            count, refused = _take(catalogue, book[domain], shown(path))
            faults += refused
            changed += count
            if count:
                write_catalogue(catalogue, file)
    return language, changed, faults


def _take(catalogue: Catalog, sheet: Any, name: str) -> tuple[int, list[Fault]]:
    """Put a sheet's translations into a catalogue, message by message."""
    known = {_key(message): message for message in catalogue if message.id}
    given: dict[tuple[str, str], dict[int, tuple[int, str, str]]] = {}
    faults = []
    for line, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
        cells = ["" if cell is None else str(cell) for cell in (*row, *[None] * len(COLUMNS))][: len(COLUMNS)]
        form = int(cells[_FORM]) if cells[_FORM].isdigit() else 0
        if not cells[_TRANSLATION].strip():
            continue
        key = _found(known, cells[_WHERE], cells[_ENGLISH])
        if key is None:
            faults.append(
                Fault(name, line, f"{sheet.title}: this English is not in use (any more): {cells[_ENGLISH][:60]!r}.")
            )
            continue
        given.setdefault(key, {})[form] = line, cells[_TRANSLATION].strip(), cells[_CHECKED_BY].strip()
    changed = 0
    for key, forms in given.items():
        message = known[key]
        strings = list(strings_of(message)) or [""]
        for form, (_, text, _) in forms.items():
            if form < len(strings):
                strings[form] = text
        line = min(line for line, _, _ in forms.values())
        checked = next((who for _, _, who in forms.values() if who), "")
        if _untouched(message, strings, checked):
            continue
        if wrong := list(mismatches(message, strings)):
            faults += [Fault(name, line, f"{sheet.title}: {text}") for text in wrong]
            continue
        _put(message, strings, checked)
        changed += 1
    return changed, faults


def _untouched(message: Message, strings: list[str], checked: str) -> bool:
    """Whether a row came back as it went out: then what was out of date stays so."""
    return strings == (list(strings_of(message)) or [""]) and checked == _checked(message)


def _checked(message: Message) -> str:
    """Who checked a message and when, "" where nobody did."""
    return next((one.removeprefix(CHECKED).strip() for one in message.user_comments if one.startswith(CHECKED)), "")


def _put(message: Message, strings: list[str], checked: str) -> None:
    """Set a message's translation, which is then no longer out of date."""
    comments = [one for one in message.user_comments if not one.startswith(CHECKED)]
    message.user_comments = [*comments, *([f"{CHECKED} {checked}"] if checked else [])]
    message.string = strings[0] if isinstance(message.id, str) else tuple(strings)
    message.flags.discard("fuzzy")
    message.previous_id = []


def _found(known: dict[tuple[str, str], Message], where: str, english: str) -> tuple[str, str] | None:
    """The key of a row's message; a plural form's English may be the second of its message."""
    if (where, english) in known:
        return where, english
    for key, message in known.items():
        if key[0] == where and isinstance(message.id, tuple) and english in message.id:
            return key
    return None


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _file(locales: Path, language: str, domain: str) -> Path:
    return locales / language / "LC_MESSAGES" / f"{domain}.po"
