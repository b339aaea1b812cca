"""The rules that no type can hold: each one fires where it should, with file and line, and nowhere else."""

from datetime import date
from pathlib import Path

import pytest

from bot.library.check import LONGEST_TEXT, check_library, dialable, messages_of, notices
from bot.library.faults import Fault, FaultyContent
from bot.library.load import load_library
from bot.model.message import Message
from tests.library.test_load import SHIPPED, changed, line_of, written

EVIDENCE = "  source: editors\n  checked: stored-copy\n  confidence: high\n"
SOURCES = "sources:\n  editors: {title: Words of the editors, publisher: Fair Passage}\n"
PAGE_EVIDENCE = f"{SOURCES}checked: stored-copy\nconfidence: high\n"

CONTENT = {
    "occupations.yaml": 'entries:\n- {id: nurse, code: "2221", name: Nurse}\n',
    "glossary.yaml": f"""\
{SOURCES}entries:
- id: apostille
  term: Apostille
  plain: An official stamp on a public paper.
  see_also: [legalisation]
{EVIDENCE}- id: legalisation
  term: Legalisation
  plain: A chain of stamps.
{EVIDENCE}""",
    "instruments/treaty.yaml": f"""\
title: Treaty on papers
short: TP
name: The treaty on papers
body: UN
binding: true
gives: Your papers are yours.
{PAGE_EVIDENCE}""",
    "codes/code.yaml": f"""\
name: The code
title: Code for recruiters
body: The ministry
binding: false
in_force: unknown
bound: Recruiters.
{PAGE_EVIDENCE}""",
    "rights/passport.md": f"""\
---
title: Your passport
order: 1
contacts: [union]
standards:
- instrument: treaty
  says: Nobody keeps it.
- instrument: code
  says: Nobody asks for it.
- name: An old law
  says: Nobody takes it.
{PAGE_EVIDENCE}---

Ask for it back.
""",
    "kit/papers.md": f"""\
---
title: Papers
order: 1
question: Which papers?
destination_topics: [papers]
rights: [passport]
{PAGE_EVIDENCE}---

Collect **them** early.

## Checklist

- Wait a while.
""",
    "programmes/return.yaml": f"""\
name: Return
title: A programme for return
operator: The ministry
modes: [temporary]
status: unknown
offers: [It pays the flight.]
keeps_residence: unknown
apply: Ask the ministry.
occupations: [nurse]
{PAGE_EVIDENCE}""",
    "countries/GB/country.yaml": "roles: [destination]\ncurrency: GBP\n",
    "countries/GB/facts.yaml": f"""\
{SOURCES}facts:
- id: gb-first
  topic: papers
  text: Something else.
{EVIDENCE}- id: gb-fee
  topic: papers
  text: The stamp costs {{fee}} in {{where}}.
  values:
    fee: {{amount: 30, currency: GBP}}
    where: {{countries: [GB]}}
  occupations: [nurse]
  rights: [passport]
  first: [gb-union]
{EVIDENCE}""",
    "countries/GB/help.yaml": f"""\
{SOURCES}contacts:
- id: gb-union
  kind: union
  name: Union
  text: It helps.
  phones: ["020 7946 0958"]
  url: https://union.example.org/help?x=1
  emails: [help@union.example.org]
{EVIDENCE}- id: gb-labour
  kind: labour-authority
  name: Inspectors
  text: They inspect.
  risk: They may ask for your permit.
  first: [gb-union]
{EVIDENCE}- id: gb-embassy
  kind: embassy
  name: Your embassy
  text: It helps its nationals.
{EVIDENCE}- id: gb-emergency
  kind: emergency
  name: Emergency
  text: Call in danger.
  phones: ["999", "112"]
  source: editors
  checked: general-knowledge
  confidence: high
""",
}
"""A folder with one of everything and no fault."""

FACTS, HELP, KIT = "countries/GB/facts.yaml", "countries/GB/help.yaml", "kit/papers.md"
FEE, UNION, LABOUR = "- id: gb-fee", "- id: gb-union", "- id: gb-labour"
TEXT = "The stamp costs {fee} in {where}."

FIRES = {
    "placeholder without value": (
        FACTS,
        TEXT,
        "It costs {sum}, {fee} in {where}.",
        FEE,
        "{sum} has no value under 'values'.",
    ),
    "odd placeholder": (FACTS, TEXT, "It costs {fee} in {where} {Fee 1}.", FEE, "{Fee 1} is not a placeholder"),
    "brace alone": (FACTS, TEXT, "It costs {fee} in {where}}.", FEE, "a brace stands alone"),
    "unused value": (FACTS, TEXT, "It costs {fee}.", FEE, "the value 'where' is used nowhere"),
    "figure": (FACTS, TEXT, "It costs {fee} in {where}, not 1,200 more.", FEE, "the figure '1,200' stands in a text"),
    "per cent": (KIT, "Wait a while.", "Pay 5 % first.", "title", "the figure '5 %' stands in a text"),
    "currency sign": (KIT, "Wait a while.", "Pay £5 first.", "title", "the figure '£5' stands in a text"),
    "web address": (FACTS, "Something else.", "See https://example.org.", "- id: gb-first", "an address, link or tag"),
    "host": (FACTS, "Something else.", "See www.example.org.", "- id: gb-first", "an address, link or tag"),
    "mail address": (HELP, "It helps.", "Write to help@union.example.org.", UNION, "an address, link or tag"),
    "link": (KIT, "Wait a while.", "See [the law](x).", "title", "an address, link or tag"),
    "picture": (KIT, "Wait a while.", "![A stamp](x.png)", "title", "an address, link or tag"),
    "tag": (KIT, "Wait a while.", "Wait <b>here</b>.", "title", "an address, link or tag"),
    "too long": (
        FACTS,
        "Something else.",
        "x" * (LONGEST_TEXT + 1),
        "- id: gb-first",
        f"a paragraph has {LONGEST_TEXT + 1} characters; at most {LONGEST_TEXT}.",
    ),
    "open bold": (KIT, "**them**", "**them", "title", "'**' is opened and not closed."),
    "currency": (FACTS, "currency: GBP}", "currency: pounds}", FEE, "'pounds' is not a currency code."),
    "country": (FACTS, "countries: [GB]", "countries: [England]", FEE, "countries are two capital letters."),
    "occupation": (FACTS, "occupations: [nurse]", "occupations: [nurse, baker]", FEE, "the occupation 'baker'"),
    "occupation of a programme": ("programmes/return.yaml", "[nurse]", "[baker]", "name", "the occupation 'baker'"),
    "right of a fact": (FACTS, "rights: [passport]", "rights: [passports]", FEE, "the rights topic 'passports'"),
    "right of a page": (
        KIT,
        "rights: [passport]",
        "rights: [sleep]",
        "title",
        "the rights topic 'sleep' does not exist.",
    ),
    "contact": (
        FACTS,
        "first: [gb-union]",
        "first: [gb-unions]",
        FEE,
        "'first' names 'gb-unions', which is no contact.",
    ),
    "term": (
        "glossary.yaml",
        "[legalisation]",
        "[seal]",
        "- id: apostille",
        "'see_also' names 'seal', which is no term.",
    ),
    "topic": (
        FACTS,
        "papers\n  text: Something",
        "paper\n  text: Something",
        "- id: gb-first",
        "no page of the kit shows the topic 'paper'",
    ),
    "instrument": (
        "rights/passport.md",
        "instrument: treaty",
        "instrument: treatise",
        "title",
        "'treatise' does not exist.",
    ),
    "standard of nothing": (
        "rights/passport.md",
        "- name: An old law\n  says",
        "- says",
        "title",
        "either an 'instrument' of the library or a 'name'",
    ),
    "standard of two": (
        "rights/passport.md",
        "- name: An old law\n",
        "- name: An old law\n  instrument: treaty\n",
        "title",
        "either an 'instrument' of the library or a 'name'",
    ),
    "risk": (HELP, "  risk: They may ask for your permit.\n", "", LABOUR, "an authority needs its 'risk'"),
    "first contact": (
        HELP,
        "permit.\n  first: [gb-union]\n",
        "permit.\n",
        LABOUR,
        "an authority needs 'first': whom to ask before it.",
    ),
    "unseen phone": (
        HELP,
        "[help@union.example.org]\n  source: editors\n  checked: stored-copy",
        "[help@union.example.org]\n  source: editors\n  checked: general-knowledge",
        UNION,
        "a phone number that nobody saw in a text is not shown",
    ),
    "impossible phone": (
        HELP,
        "020 7946 0958",
        "020 7946 0958 1234 56",
        UNION,
        "'020 7946 0958 1234 56' is not a phone number of GB.",
    ),
    "bad url": (HELP, "https://union", "union", UNION, "'union.example.org/help?x=1' is not a web address."),
    "bad e-mail": (HELP, "help@union", "help at union", UNION, "is not an e-mail address."),
}
"""Each rule by name: in which file, which passage becomes which, the entry's line, and what the fault says."""

SILENT = {
    "a placeholder with its value": (FACTS, TEXT, "It costs {fee}, again {fee}, in {where}."),
    "a placeholder in another field": (FACTS, TEXT, "It costs {fee}.\n  conditions: Only in {where}."),
    "a single digit": (KIT, "Wait a while.", "Bring 2 copies."),
    "a name with digits": (KIT, "Wait a while.", "Level B2, form I-864, C190 and 2G."),
    "words like an address": (KIT, "Wait a while.", "Look at (it) [once], 5 < 6 (or more)."),
    "the longest text": (FACTS, "Something else.", "x" * LONGEST_TEXT),
    "two bold words": (KIT, "**them**", "**them** and **those**"),
    "emphasis": (KIT, "**them**", "*them*"),
    "another currency": (FACTS, "currency: GBP}", "currency: XOF}"),
    "several countries": (FACTS, "countries: [GB]", "countries: [GB, ZZ]"),
    "no occupation": (FACTS, "  occupations: [nurse]\n", ""),
    "no right": (KIT, "rights: [passport]", "rights: []"),
    "another contact": (FACTS, "first: [gb-union]", "first: [gb-union, gb-embassy]"),
    "no other term": ("glossary.yaml", "  see_also: [legalisation]\n", ""),
    "a topic of the home country": (KIT, "destination_topics", "home_topics"),
    "an instrument or code": ("rights/passport.md", "instrument: treaty", "instrument: code"),
    "a law by its name": ("rights/passport.md", "instrument: treaty", "name: Another law"),
    "an embassy without risk or first contact": (HELP, "text: It helps its nationals.", "text: It helps."),
    "a union without risk or first contact": (HELP, "name: Union", "name: Another union"),
    "an emergency number that nobody saw": (HELP, '["999", "112"]', '["911"]'),
    "an unseen body without a phone": (
        HELP,
        '  phones: ["020 7946 0958"]\n',
        "",
    ),
    "a number with its country": (HELP, "020 7946 0958", "+44 20 7946 0958"),
    "a number of another country": (HELP, "020 7946 0958", "+63 2 8722 1144"),
    "a plain web address": (HELP, "https://union.example.org/help?x=1", "http://union.example.org"),
    "a long e-mail address": (HELP, "help@union.example.org", "mwo.london-desk+help@dmw.gov.ph"),
}
"""What comes near to each rule and keeps to it."""


def faults_of(folder: Path, files: dict[str, str]) -> list[Fault]:
    """The faults of content that can be read."""
    written(folder, files)
    return check_library(load_library([folder]), [folder])


def test_content_that_keeps_every_rule_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, CONTENT) == []


@pytest.mark.parametrize(("name", "old", "new", "at", "words"), FIRES.values(), ids=FIRES)
def test_a_broken_rule_is_told_with_file_and_line(
    tmp_path: Path, name: str, old: str, new: str, at: str, words: str
) -> None:
    files = changed(CONTENT, name, old, new)
    (fault,) = faults_of(tmp_path, files)
    assert words in fault.text
    assert (fault.file, fault.line) == (str(tmp_path / name), line_of(files[name], at))


@pytest.mark.parametrize(("name", "old", "new"), SILENT.values(), ids=SILENT)
def test_what_keeps_a_rule_is_no_fault(tmp_path: Path, name: str, old: str, new: str) -> None:
    assert faults_of(tmp_path, changed(CONTENT, name, old, new)) == []


def test_a_fault_names_its_entry(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, changed(CONTENT, FACTS, "first: [gb-union]", "first: [nobody]"))
    assert fault.text.startswith("countries/GB/facts#gb-fee: ")


def test_every_fault_is_told_at_once_and_in_order(tmp_path: Path) -> None:
    files = changed(CONTENT, FACTS, TEXT, "It costs 1,200 at www.example.org, {sum}.")
    files = changed(files, HELP, "020 7946 0958", "1")
    faults = faults_of(tmp_path, files)
    assert len(faults) == 6, "a figure, an address, a placeholder, two unused values, a phone"
    assert faults == sorted(faults)


def test_an_entry_of_a_later_folder_is_named_by_its_own_file(tmp_path: Path) -> None:
    first = written(tmp_path / "first", CONTENT)
    later = written(
        tmp_path / "later",
        {"codes/code.yaml": "overrides: codes/code\n" + CONTENT["codes/code.yaml"].replace("Recruiters.", "See {it}.")},
    )
    (fault,) = check_library(load_library([first, later]), [first, later])
    assert (fault.file, fault.line) == (str(tmp_path / "later" / "codes" / "code.yaml"), 1)


def test_a_single_digit_may_end_a_sentence(tmp_path: Path) -> None:
    assert faults_of(tmp_path, changed(CONTENT, KIT, "Wait a while.", "Bring copies: 2.")) == []


ADDRESSES = {
    "a source": ("glossary.yaml", "publisher: Fair Passage}", "publisher: Fair Passage, url: javascript:alert(1)}"),
    "a body to ask": (
        FACTS,
        "first: [gb-union]\n",
        "first: [gb-union]\n  verify: {name: The ministry, url: javascript:alert(1)}\n",
    ),
    "a programme": ("programmes/return.yaml", "name: Return\n", "name: Return\nurl: javascript:alert(1)\n"),
}


@pytest.mark.parametrize(("name", "old", "new"), ADDRESSES.values(), ids=ADDRESSES)
def test_every_address_that_is_shown_is_a_web_address(tmp_path: Path, name: str, old: str, new: str) -> None:
    assert faults_of(tmp_path, changed(CONTENT, name, old, new))


def test_an_entry_has_the_id_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(FaultyContent, match="The id is the file's name"):
        faults_of(tmp_path, changed(CONTENT, "programmes/return.yaml", "name: Return\n", "name: Return\nid: back\n"))


def test_a_contact_has_an_id_of_its_own_in_all_countries(tmp_path: Path) -> None:
    files = {
        **CONTENT,
        "countries/KE/country.yaml": "roles: [home]\ncurrency: KES\n",
        "countries/KE/help.yaml": CONTENT[HELP].partition("- id: gb-labour")[0].replace("020 7946 0958", "999"),
    }
    assert faults_of(tmp_path, files)


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("999", "GB"),
        ("112", "DE"),
        ("1517", "SA"),
        ("0800 11 11", "GB"),
        ("116 006", "DE"),
        ("08000 121 700", "GB"),
        ("+44 20 7946 0958", "GB"),
        ("+44 (0)20 7946 0958", "GB"),
        ("+63 2 8722-1144", "GB"),
        ("(02) 8722 1144", "PH"),
        ("0302 665 421", "GH"),
    ],
)
def test_what_can_be_dialled(phone: str, country: str) -> None:
    assert dialable(phone, country)


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("", "GB"),
        ("12", "GB"),
        ("ask the union", "GB"),
        ("+44", "GB"),
        ("+112", "GB"),
        ("+999 123456789", "GB"),
        ("020 7946 0958 0958 0958", "GB"),
        ("1234567", "XX"),
    ],
)
def test_what_cannot_be_dialled(phone: str, country: str) -> None:
    assert not dialable(phone, country)


def test_words_around_a_short_code_cannot_be_dialled() -> None:
    assert not dialable("112 or the police", "DE")


def test_paragraphs_are_found_however_deep_they_stand(tmp_path: Path) -> None:
    library = load_library([written(tmp_path, CONTENT)])
    assert {message.text for message in messages_of(library.kit["papers"])} == {
        "Papers",
        "Which papers?",
        "Collect **them** early.",
        "Wait a while.",
    }
    assert list(messages_of((Message("a"), ("b", (Message("c"),)), None, 5))) == [Message("a"), Message("c")]


def test_what_editors_should_look_at_is_counted(tmp_path: Path) -> None:
    files = changed(CONTENT, FACTS, "text: Something else.\n", "text: Something else.\n  review_by: 2026-06-30\n")
    files = changed(files, FACTS, "  first: [gb-union]\n", "  valid_until: 2026-06-30\n  complete: false\n")
    library = load_library([written(tmp_path, files)])
    assert notices(library, date(2026, 6, 30)) == {
        "statements": 13,
        "review overdue": 0,
        "ended": 0,
        "not checked": 1,
        "list not complete": 1,
    }
    later = notices(library, date(2026, 7, 1))
    assert (later["review overdue"], later["ended"]) == (1, 1)


def test_the_shipped_content_keeps_every_rule() -> None:
    library = load_library([SHIPPED])
    assert check_library(library, [SHIPPED]) == []
