"""Content folders become a library, or faults with the file and line where an author can mend them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.library.faults import Fault, FaultyContent
from bot.library.library import Library
from bot.library.load import load_library, prose, read_library
from bot.model.evidence import Checked, Confidence, Source
from bot.model.value import Money

SHIPPED = Path(__file__).parent.parent.parent / "content"

SMALL = {
    "occupations.yaml": """\
entries:
- {id: nurse, code: "2221", name: Nurse}
""",
    "countries/GB/country.yaml": """\
roles: [destination]
currency: GBP
""",
    "countries/GB/facts.yaml": """\
sources:
  regulator:
    title: Fees
    publisher: The regulator
    url: https://example.org/fees
    date: "2026-10"
    show: true
    read: 2026-11
facts:
- id: gb-fee
  topic: fees
  text: The test costs {fee}.
  values:
    fee: {amount: 83.50, currency: GBP}
  rights: [fees]
  source: regulator
  checked: stored-copy
  confidence: high
  as_of: 2026-10
  valid_until: 2027-03-31
- id: gb-list
  topic: fees
  text: Some costs are the employer's.
  complete: false
  source: regulator
  checked: stored-copy
  confidence: medium
  as_of: 2026-10
""",
    "kit/fees.md": """\
---
title: Fees
order: 1
question: What will it cost?
destination_topics: [fees]
sources:
  editors: {title: Words of the editors, publisher: Fair Passage}
checked: general-knowledge
confidence: high
---

Ask first.

## Checklist

- Ask for a receipt.
""",
    "agreements/gb-ph.yaml": """\
title: Agreement on nurses
parties: [GB, PH]
in_force: unknown
status: Ask the ministry.
sources:
  ministry: {title: Agreement, publisher: The ministry}
checked: stored-copy
confidence: high
""",
}
"""A folder with one entry of several kinds and no fault."""


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a content folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def changed(files: Mapping[str, str], name: str, old: str, new: str) -> dict[str, str]:
    """The files with one passage of one file replaced."""
    assert files[name].count(old) == 1, f"{old!r} stands {files[name].count(old)} times in {name}"
    return {**files, name: files[name].replace(old, new)}


def line_of(text: str, passage: str) -> int:
    """The line, from 1, on which a passage begins."""
    return text[: text.index(passage)].count("\n") + 1


def test_a_small_folder_becomes_a_library(tmp_path: Path) -> None:
    library = load_library([written(tmp_path, SMALL)])
    country = library.countries["GB"]
    assert (country.roles, country.currency) == (("destination",), "GBP")
    fact, some = country.facts
    assert fact.text.text == "The test costs {fee}."
    assert fact.text.context == "countries/GB/facts#gb-fee.text"
    assert fact.values == {"fee": Money(amount=Decimal("83.50"), currency="GBP")}
    assert fact.rights == ("fees",)
    assert fact.evidence.valid_until == date(2027, 3, 31)
    assert fact.evidence.sources == (
        Source("Fees", "The regulator", "https://example.org/fees", date="2026-10", show=True, read="2026-11"),
    )
    assert (fact.evidence.checked, fact.evidence.confidence) == (Checked.STORED_COPY, Confidence.HIGH)
    assert fact.evidence.complete
    assert not some.evidence.complete, "a flag is a flag"
    page = library.kit["fees"]
    assert [section.name for section in page.sections] == ["", "checklist"]
    assert [point.text for point in page.sections[1].points] == ["Ask for a receipt."]
    assert page.evidence.sources[0].publisher == "Fair Passage"
    assert library.agreements["gb-ph"].parties == ("GB", "PH")


FAULTY = {
    "an unknown key of a fact": (
        "countries/GB/facts.yaml",
        "  rights: [fees]",
        "  right: [fees]",
        "  right:",
        "'right'",
    ),
    "an unknown key of a page": ("kit/fees.md", "order: 1", "order: 1\ncolour: red", "colour", "'colour'"),
    "an unknown key of an entry": (
        "agreements/gb-ph.yaml",
        "in_force: unknown",
        "in_force: unknown\nseal: red",
        "seal",
        "'seal'",
    ),
    "an unknown key beside a list": ("countries/GB/facts.yaml", "facts:", "notes: none\nfacts:", "notes", "'notes'"),
    "a missing key of a fact": (
        "countries/GB/facts.yaml",
        "- id: gb-list\n  topic: fees\n",
        "- id: gb-list\n",
        "- id: gb-list",
        "'topic' is missing.",
    ),
    "a missing key of a page": ("kit/fees.md", "question: What will it cost?\n", "", "title", "'question' is missing."),
    "a missing key of a country": (
        "countries/GB/country.yaml",
        "currency: GBP\n",
        "",
        "roles",
        "'currency' is missing.",
    ),
    "a missing key of a source": (
        "agreements/gb-ph.yaml",
        "{title: Agreement, publisher: The ministry}",
        "{title: Agreement}",
        "sources:",
        "publisher' is missing.",
    ),
    "an unknown source": (
        "countries/GB/facts.yaml",
        "  source: regulator\n  checked: stored-copy\n  confidence: medium",
        "  source: nobody\n  checked: stored-copy\n  confidence: medium",
        "- id: gb-list",
        "The source 'nobody' does not stand under 'sources'",
    ),
    "a fact without a source": (
        "countries/GB/facts.yaml",
        "  source: regulator\n  checked: stored-copy\n  confidence: medium",
        "  checked: stored-copy\n  confidence: medium",
        "- id: gb-list",
        "without a source",
    ),
    "a page without a source": (
        "kit/fees.md",
        "sources:\n  editors: {title: Words of the editors, publisher: Fair Passage}\n",
        "",
        "title",
        "without a source",
    ),
    "a low confidence": (
        "countries/GB/facts.yaml",
        "confidence: medium",
        "confidence: low",
        "  confidence: low",
        "'confidence': Input should be 'high' or 'medium'",
    ),
    "an unknown way of checking": ("kit/fees.md", "general-knowledge", "hearsay", "checked: hearsay", "'checked'"),
    "a word for a date": (
        "countries/GB/facts.yaml",
        "valid_until: 2027-03-31",
        "valid_until: soon",
        "  valid_until",
        "'valid_until'",
    ),
    "a day that does not exist": (
        "countries/GB/facts.yaml",
        "valid_until: 2027-03-31",
        "valid_until: 2027-02-30",
        "  valid_until",
        "'valid_until'",
    ),
    "a month for a day": (
        "countries/GB/facts.yaml",
        "valid_until: 2027-03-31",
        "valid_until: 2027-03",
        "  valid_until",
        "'valid_until'",
    ),
    "a word for a number": ("kit/fees.md", "order: 1", "order: first", "order", "'order'"),
    "a word for an amount": (
        "countries/GB/facts.yaml",
        "amount: 83.50",
        "amount: much",
        "    fee:",
        "'values.fee",
    ),
    "a word for a list": ("countries/GB/facts.yaml", "  rights: [fees]", "  rights: fees", "  rights", "'rights'"),
    "a list for a word": ("countries/GB/facts.yaml", "  rights: [fees]", "  history: [yes]", "  history", "'history'"),
    "an unknown choice": ("agreements/gb-ph.yaml", "in_force: unknown", "in_force: maybe", "in_force", "'in_force'"),
    "an unknown role": ("countries/GB/country.yaml", "[destination]", "[host]", "roles", "'roles.0'"),
    "an entry without an id": ("countries/GB/facts.yaml", "- id: gb-list\n  topic", "- topic", "- topic", "'id'"),
    "an id that stands twice": (
        "countries/GB/facts.yaml",
        "- id: gb-list",
        "- id: gb-fee",
        "- id: gb-fee\n  topic: fees\n  text: Some",
        "The id 'gb-fee' stands twice",
    ),
    "a file that holds no list": ("occupations.yaml", "entries:\n- {", "nurse: {", "nurse", "a list under 'entries'"),
    "what is not yaml": ("countries/GB/country.yaml", "[destination]", "[destination", "currency", "This is not YAML"),
    "what is no page": ("kit/fees.md", "---\n\nAsk", "\nAsk", "---", "front matter"),
    "an unknown heading": ("kit/fees.md", "## Checklist", "## Tips", "## Tips", "'Tips' is not a heading of ours"),
}


@pytest.mark.parametrize(("name", "old", "new", "at", "words"), FAULTY.values(), ids=FAULTY)
def test_a_fault_has_its_file_and_line(tmp_path: Path, name: str, old: str, new: str, at: str, words: str) -> None:
    files = changed(SMALL, name, old, new)
    _, faults = read_library([written(tmp_path, files)])
    assert any(words in fault.text for fault in faults), faults
    for fault in faults:
        assert (fault.file, fault.line) == (str(tmp_path / name), line_of(files[name], at)), fault


def test_a_fact_says_nothing_about_its_evidence(tmp_path: Path) -> None:
    bare = "facts:\n- id: gb-bare\n  topic: fees\n  text: It is said.\n"
    _, faults = read_library([written(tmp_path, {**SMALL, "countries/GB/facts.yaml": bare})])
    assert [(fault.file, fault.line) for fault in faults] == [(str(tmp_path / "countries/GB/facts.yaml"), 2)]


def test_a_fact_without_any_evidence_is_told_in_words(tmp_path: Path) -> None:
    bare = "facts:\n- id: gb-bare\n  topic: fees\n  text: It is said.\n"
    _, (fault,) = read_library([written(tmp_path, {**SMALL, "countries/GB/facts.yaml": bare})])
    assert "source" in fault.text


def test_every_fault_is_told_at_once_and_in_order(tmp_path: Path) -> None:
    files = changed(SMALL, "kit/fees.md", "order: 1", "order: first")
    files = changed(files, "countries/GB/facts.yaml", "confidence: high", "confidence: low")
    files = changed(files, "countries/GB/facts.yaml", "  complete: false", "  complete: perhaps")
    files["countries/GH/facts.yaml"] = "facts: []\n"
    with pytest.raises(FaultyContent) as caught:
        load_library([written(tmp_path, files)])
    faults = caught.value.faults
    assert [Path(fault.file).name for fault in faults] == ["facts.yaml", "facts.yaml", "country.yaml", "fees.md"]
    assert faults == sorted(faults)
    assert str(faults[0]).startswith(f"{faults[0].file}:{faults[0].line}: ")
    assert str(faults[0]) in str(caught.value)


def test_what_can_be_read_is_read_beside_a_fault(tmp_path: Path) -> None:
    library, faults = read_library([written(tmp_path, changed(SMALL, "kit/fees.md", "order: 1", "order: first"))])
    assert faults
    assert not library.kit
    assert library.countries["GB"].facts


def test_a_folder_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    _, faults = read_library([tmp_path / "nowhere"])
    assert faults == [Fault(str(tmp_path / "nowhere"), 1, "This content folder does not exist.")]


# Several folders


def both(tmp_path: Path, more: Mapping[str, str]) -> Library:
    """The small folder and a later one."""
    return load_library([written(tmp_path / "first", SMALL), written(tmp_path / "later", more)])


def test_a_later_folder_adds_a_country_and_a_page(tmp_path: Path) -> None:
    library = both(
        tmp_path,
        {
            "countries/KE/country.yaml": "roles: [home]\ncurrency: KES\n",
            "kit/before.md": SMALL["kit/fees.md"].replace("order: 1", "order: 0"),
        },
    )
    assert list(library.countries) == ["GB", "KE"]
    assert list(library.kit) == ["before", "fees"], "pages stand in their order, not in that of the folders"


def test_a_later_folder_overrides_an_entry_of_the_same_id(tmp_path: Path) -> None:
    later = {
        "countries/GB/country.yaml": "overrides: countries/GB\nroles: [home, destination]\ncurrency: GBP\n",
        "countries/GB/facts.yaml": SMALL["countries/GB/facts.yaml"]
        .replace("The test costs {fee}.", "The test now costs {fee}.")
        .replace("- id: gb-fee", "- id: gb-fee\n  overrides: countries/GB/facts#gb-fee")
        .replace("- id: gb-list", "- id: gb-more"),
        "agreements/gb-ph.yaml": "overrides: agreements/gb-ph\n"
        + SMALL["agreements/gb-ph.yaml"].replace("unknown", "'no'"),
    }
    library = both(tmp_path, later)
    facts = {fact.id: fact.text.text for fact in library.countries["GB"].facts}
    assert facts == {
        "gb-fee": "The test now costs {fee}.",
        "gb-list": "Some costs are the employer's.",
        "gb-more": "Some costs are the employer's.",
    }
    assert library.countries["GB"].roles == ("home", "destination")
    assert library.agreements["gb-ph"].in_force == "no"


def test_what_overrides_says_what_it_overrides(tmp_path: Path) -> None:
    """A union that reuses one of our ids by chance does not replace our words without knowing it."""
    with pytest.raises(FaultyContent) as refused:
        both(tmp_path, SMALL)
    assert len(refused.value.faults) == 6, "each entry of the small folder"
    agreement = next(one for one in refused.value.faults if "agreements" in one.file)
    first = tmp_path / "first" / "agreements" / "gb-ph.yaml"
    assert agreement == Fault(
        str(tmp_path / "later" / "agreements" / "gb-ph.yaml"),
        1,
        f"This overrides {first}; say so with 'overrides: agreements/gb-ph', or choose another id.",
    )


def test_what_overrides_nothing_is_a_fault(tmp_path: Path) -> None:
    text = "overrides: agreements/new\n" + SMALL["agreements/gb-ph.yaml"]
    with pytest.raises(FaultyContent, match="no earlier content folder has 'agreements/new'"):
        both(tmp_path, {"agreements/new.yaml": text})
    with pytest.raises(FaultyContent, match="say so with 'overrides: agreements/gb-ph'"):
        both(tmp_path / "wrong", {"agreements/gb-ph.yaml": text})


def test_a_later_folder_adds_a_fact_to_a_country(tmp_path: Path) -> None:
    more = SMALL["countries/GB/facts.yaml"].replace("gb-fee", "gb-1").replace("gb-list", "gb-2")
    library = both(tmp_path, {"countries/GB/facts.yaml": more})
    assert [fact.id for fact in library.countries["GB"].facts] == ["gb-fee", "gb-list", "gb-1", "gb-2"]


# The version


def version(folder: Path, files: Mapping[str, str]) -> str:
    """The version of a folder's library."""
    return load_library([written(folder, files)]).version


def test_the_version_is_that_of_the_content_wherever_it_lies(tmp_path: Path) -> None:
    assert version(tmp_path / "a", SMALL) == version(tmp_path / "b", SMALL)


@pytest.mark.parametrize("name", SMALL)
def test_the_version_changes_when_a_file_changes(tmp_path: Path, name: str) -> None:
    before = version(tmp_path, SMALL)
    assert version(tmp_path, {name: SMALL[name] + "\n"}) != before


def test_the_version_changes_when_a_file_comes_or_gets_another_name(tmp_path: Path) -> None:
    text = SMALL["agreements/gb-ph.yaml"]
    versions = {
        version(tmp_path / "small", SMALL),
        version(tmp_path / "more", {**SMALL, "agreements/later.yaml": text}),
        version(tmp_path / "other", {**SMALL, "agreements/last.yaml": text}),
    }
    assert len(versions) == 3


def test_the_version_changes_when_a_folder_is_added(tmp_path: Path) -> None:
    small = written(tmp_path / "first", SMALL)
    more = {"agreements/new.yaml": SMALL["agreements/gb-ph.yaml"]}
    assert both(tmp_path, more).version != load_library([small]).version


def test_a_file_that_is_not_content_changes_no_version(tmp_path: Path) -> None:
    small = written(tmp_path / "first", SMALL)
    assert both(tmp_path, {"readme.txt": "x", ".kit.md.swp": "x"}).version == load_library([small]).version


# Paragraphs for translation


def test_every_paragraph_is_known_by_its_place_and_line(tmp_path: Path) -> None:
    folder = written(tmp_path, SMALL)
    found = {
        (Path(one.file).relative_to(folder).as_posix(), one.line, one.message.text): one.message.context
        for one in prose([folder])
    }
    facts, page = SMALL["countries/GB/facts.yaml"], SMALL["kit/fees.md"]
    assert found == {
        ("occupations.yaml", 2, "Nurse"): "occupations#nurse.name",
        (
            "countries/GB/facts.yaml",
            line_of(facts, "  text: The"),
            "The test costs {fee}.",
        ): "countries/GB/facts#gb-fee.text",
        ("countries/GB/facts.yaml", line_of(facts, "  text: Some"), "Some costs are the employer's."): (
            "countries/GB/facts#gb-list.text"
        ),
        ("kit/fees.md", 2, "Fees"): "kit/fees.title",
        ("kit/fees.md", 4, "What will it cost?"): "kit/fees.question",
        ("kit/fees.md", line_of(page, "Ask first."), "Ask first."): "kit/fees",
        ("kit/fees.md", line_of(page, "- Ask for"), "Ask for a receipt."): "kit/fees",
        ("agreements/gb-ph.yaml", 1, "Agreement on nurses"): "agreements/gb-ph.title",
        ("agreements/gb-ph.yaml", 4, "Ask the ministry."): "agreements/gb-ph.status",
    }


def test_faulty_files_have_no_paragraphs(tmp_path: Path) -> None:
    with pytest.raises(FaultyContent):
        list(prose([written(tmp_path, {"kit/fees.md": "no front matter"})]))


def test_the_shipped_content_loads_without_a_fault() -> None:
    library, faults = read_library([SHIPPED])
    assert faults == []
    shelves = (library.countries, library.occupations, library.kit, library.rights, library.pages, library.programmes)
    assert all((*shelves, library.agreements, library.codes, library.instruments, library.terms))
    assert all(country.facts and country.contacts for country in library.countries.values())
