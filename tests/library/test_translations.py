"""Translations that do not match the English are found, with the file and line of the message."""

from pathlib import Path

import pytest

from bot.library.faults import Fault
from bot.library.translations import check_translations, coverage

LOCALES = Path(__file__).parent.parent.parent / "locales"

HEADER = """\
msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
FIRST = HEADER.count("\n") + 1
"""The line on which the first message stands."""


def catalogue(locales: Path, messages: str, language: str = "fr", domain: str = "interface") -> Path:
    """Write one catalogue."""
    path = locales / language / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + messages, encoding="utf-8")
    return path


def faults_of(locales: Path, messages: str) -> list[Fault]:
    path = catalogue(locales, messages)
    faults = check_translations(locales)
    assert all(fault.file == str(path) for fault in faults)
    return faults


def message(text: str, translation: str, context: str = "") -> str:
    above = f'msgctxt "{context}"\n' if context else ""
    return f'{above}msgid "{text}"\nmsgstr "{translation}"\n'


WRONG = {
    "a placeholder that is missing": (message("Pay {fee} now.", "Payez."), "{fee}"),
    "a placeholder too many": (message("Pay now.", "Payez {fee}."), "{fee}"),
    "a placeholder that is translated": (message("Pay {fee}.", "Payez {frais}."), "{fee}, {frais}"),
    "a placeholder with a blank": (message("Pay {fee}.", "Payez { fee}."), "The placeholders do not match"),
    "bold that is gone": (message("Do **not** pay.", "Ne payez pas."), "'**'"),
    "bold that is open": (message("Do **not** pay.", "Ne **payez pas."), "'**'"),
    "bold that is new": (message("Do not pay.", "Ne **payez** pas."), "'**'"),
    "a figure": (message("Wait.", "Attendez 28 jours.", "kit/fees"), "The figure '28'"),
    "an amount": (message("Pay {fee}.", "Payez {fee}, soit 1.270,50.", "kit/fees"), "The figure '1.270,50"),
    "a figure in Arabic digits": (message("Wait.", "انتظر ٢٨ يومًا", "kit/fees"), "The figure '٢٨'"),
    "a tag": (message("Wait.", "<b>Attendez</b>"), "'<b>'"),
    "a closing tag": (message("Wait.", "Attendez</b>"), "'</b>'"),
    "an address": (message("Wait.", "Attendez : https://example.org"), "'https://'"),
    "a host": (message("Wait.", "Attendez : www.example.org"), "'www.'"),
}


@pytest.mark.parametrize(("messages", "words"), WRONG.values(), ids=WRONG)
def test_what_does_not_match_is_told_with_its_line(tmp_path: Path, messages: str, words: str) -> None:
    (fault,) = faults_of(tmp_path, message("Before.", "Avant.") + "\n# a remark\n" + messages)
    assert words in fault.text
    assert fault.line == FIRST + 4 + messages.startswith("msgctxt"), "msgid, after a message, a blank and a remark"


RIGHT = {
    "the same placeholders in another order": message("{a} to {b}", "{b} depuis {a}"),
    "the same bold elsewhere": message("Do **not** pay.", "**Ne** payez pas."),
    "a single digit": message("Wait.", "Attendez 2 jours.", "kit/fees"),
    "a figure inside a name": message("Form.", "Formulaire I-864 et B2.", "kit/fees"),
    "a figure of the interface": message("About 90 words", "Environ 90 mots"),
    "a less-than sign": message("Less", "5 < 6"),
    "no translation yet": message("Pay {fee}.", ""),
    "a long message": 'msgid ""\n"Pay {fee} "\n"now."\nmsgstr ""\n"Payez {fee} "\n"maintenant."\n',
}


@pytest.mark.parametrize("messages", RIGHT.values(), ids=RIGHT)
def test_what_matches_is_no_fault(tmp_path: Path, messages: str) -> None:
    assert faults_of(tmp_path, messages) == []


def test_what_is_fuzzy_is_not_shown_and_not_looked_at(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "#, fuzzy\n" + message("Pay {fee}.", "Payez.")) == []


def plural(one: str, many: str) -> str:
    return (
        f'msgid "{{number}} programme fits {{who}}."\nmsgid_plural "{{number}} programmes fit {{who}}."\n'
        f'msgstr[0] "{one}"\nmsgstr[1] "{many}"\n'
    )


def test_one_of_several_forms_may_leave_a_placeholder_out(tmp_path: Path) -> None:
    assert faults_of(tmp_path, plural("Un programme vous va.", "{number} programmes vont à {who}.")) == []


@pytest.mark.parametrize("form", ["{nombre} programmes", "{number} **programmes**", "<i>{number}</i>"])
def test_every_form_is_looked_at(tmp_path: Path, form: str) -> None:
    (fault, *_) = faults_of(tmp_path, plural("{number} programme, {who}", form))
    assert fault.line == FIRST


def test_every_fault_of_every_language_is_told(tmp_path: Path) -> None:
    broken = message("Pay {fee}.", "Payez **tout** sur www.example.org.")
    for language, domain in (("fr", "interface"), ("fr", "content"), ("ar", "content")):
        catalogue(tmp_path, broken, language, domain)
    (tmp_path / "en").mkdir()
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    faults = check_translations(tmp_path)
    assert [Path(fault.file).relative_to(tmp_path).as_posix() for fault in faults] == [
        path
        for path in ("ar/LC_MESSAGES/content.po", "fr/LC_MESSAGES/interface.po", "fr/LC_MESSAGES/content.po")
        for _ in range(3)
    ]


TWICE = message("Wait.", "Attendez.") + "\n" + message("Wait.", "Patientez.")


def test_a_message_that_stands_twice_is_told_with_the_line_of_the_second(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, TWICE)
    assert (fault.line, fault.text) == (FIRST + 3, "This message stands twice; keep one.")


def test_the_same_words_in_two_places_are_two_messages(tmp_path: Path) -> None:
    messages = [message("Wait.", "Attendez.", context) for context in ("kit/fees", "rights/fees", "")]
    assert faults_of(tmp_path, "\n".join(messages)) == []


def _stands_twice(text: str) -> set[str]:
    """The messages that stand twice in a catalogue as it is written."""
    seen: set[str] = set()
    twice: set[str] = set()
    for entry in text.split("\n\n"):
        lines = [line for line in entry.splitlines() if not line.startswith("#")]
        key = "\n".join(lines).partition("\nmsgstr")[0]
        if key and key in seen:
            twice.add(key)
        seen.add(key)
    return twice


def test_no_message_of_the_shipped_catalogues_stands_twice() -> None:
    assert _stands_twice(TWICE), "this would see it"
    for path in LOCALES.rglob("*.po"):
        assert not _stands_twice(path.read_text(encoding="utf-8")), path


def test_the_shipped_catalogues_have_no_fault() -> None:
    assert check_translations(LOCALES) == []


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_language_that_is_offered_is_complete(language: str) -> None:
    state = coverage(LOCALES)[language]
    assert state["translated"] == state["messages"], "run `make messages` and translate what is new"


def test_coverage_counts_what_is_translated_and_what_is_out_of_date(tmp_path: Path) -> None:
    entries = [
        message("One.", "Un."),
        message("Two.", ""),
        "#, fuzzy\n" + message("Three.", "Trois ?"),
        plural("{number} programme, {who}", "{number} programmes, {who}"),
        plural("{number} programme, {who}", "").replace("fits", "fitted"),
    ]
    catalogue(tmp_path, "\n".join(entries))
    catalogue(tmp_path, message("Four.", "Quatre.", "kit/fees"), domain="content")
    catalogue(tmp_path, message("One.", ""), "ar")
    assert coverage(tmp_path) == {
        "ar": {"messages": 1, "translated": 0, "out of date": 0},
        "fr": {"messages": 6, "translated": 3, "out of date": 1},
    }


def test_the_shipped_languages_are_counted() -> None:
    counts = coverage(LOCALES)
    assert {"ar", "fr"} <= set(counts)
    for language, state in counts.items():
        assert 0 <= state["translated"] + state["out of date"] <= state["messages"], language
        assert state["messages"] > 1000, language
