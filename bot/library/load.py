"""Reading content/ into a Library.

Each kind of content has its folder; a new country, page or programme is a new file or folder there and nothing else.
Later folders add to earlier ones and override entries of the same id.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.library.decode import Prose, decode, prose_of, with_sections
from bot.library.faults import Fault, FaultyContent, shown
from bot.library.library import Library
from bot.library.markdown_file import RawSection, read_markdown
from bot.library.yaml_file import Sheet, read_yaml
from bot.model.content import (
    Agreement,
    Code,
    Comparison,
    Contact,
    Country,
    Fact,
    Figure,
    Input,
    Instrument,
    KitPage,
    Occupation,
    Page,
    Practice,
    PriceLevel,
    Programme,
    Rate,
    RedFlag,
    Right,
    Step,
    Term,
)
from bot.model.message import Message

T = TypeVar("T")

MARKDOWN = {"kit": KitPage, "rights": Right, "pages": Page}
"""Folders of pages: one Markdown file each."""
YAML = {
    "programmes": Programme,
    "agreements": Agreement,
    "codes": Code,
    "instruments": Instrument,
    "practices": Practice,
}
"""Folders of entries: one YAML file each."""
LISTS = {
    "occupations": Occupation,
    "glossary": Term,
    "figures": Figure,
    "red_flags": RedFlag,
    "steps": Step,
    "sums": Input,
    "rates": Rate,
    "price_levels": PriceLevel,
    "comparison": Comparison,
}
"""Files that hold a list of entries under `entries`."""
READ = frozenset({".md", ".yaml", ".po"})
"""Endings of the files that a content folder is made of; .po files are its own translations."""
COUNTRY_LISTS = {"facts": Fact, "contacts": Contact}
"""The lists of a country's folder: `facts` in facts.yaml, `contacts` in help.yaml."""
COUNTRY_FILES = {"facts": "facts.yaml", "contacts": "help.yaml"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in a file, before it is decoded."""

    folder: str
    kind: type
    key: str
    raw: Any
    sheet: Sheet
    at: tuple[str | int, ...]
    context: str
    sections: tuple[RawSection, ...] = ()


def load_library(folders: Sequence[Path]) -> Library:
    """Read the content folders; raises FaultyContent with every fault found."""
    library, faults = read_library(folders)
    if faults:
        raise FaultyContent(faults)
    return library


def read_library(folders: Sequence[Path]) -> tuple[Library, list[Fault]]:
    """Read what can be read of the content folders, and every fault of what cannot."""
    faults: list[Fault] = []
    shelves: dict[str, dict[str, Any]] = {name: {} for name in (*MARKDOWN, *YAML, *LISTS, "countries")}
    parts: dict[str, dict[str, dict[str, Any]]] = {}
    earlier: dict[str, str] = {}
    for folder in folders:
        if not folder.is_dir():
            faults.append(Fault(shown(folder), 1, "This content folder does not exist."))
        seen: dict[tuple[str, str], Entry] = {}
        for entry in entries(folder, faults):
            if (twin := seen.setdefault((entry.folder, entry.key), entry)) is not entry:
                faults.append(
                    entry.sheet.fault(
                        entry.at, f"The id {entry.key!r} stands twice, first in {twin.sheet.file}; choose another."
                    )
                )
                continue
            raw = dict(entry.raw) if isinstance(entry.raw, dict) else entry.raw
            faults += _overriding(entry, raw, earlier)
            if not entry.at and entry.folder != "countries" and "id" in (entry.sheet.data or {}):
                faults.append(entry.sheet.fault(("id",), "The id is the file's name; take this line out."))
            if entry.sections and isinstance(raw, dict):
                raw = with_sections(raw, list(entry.sections), entry.context)
            value, found = decode(entry.kind, raw, entry.sheet, entry.at, entry.context)
            faults += found
            if value is None:
                continue
            if entry.folder.startswith("countries/"):
                _, code, name = entry.folder.split("/")
                parts.setdefault(code, {}).setdefault(name, {})[entry.key] = value
            else:
                shelves[entry.folder][entry.key] = value
        earlier |= {entry.context: entry.sheet.file for entry in seen.values()}
    homes = {path.name: path for folder in folders for path in folder.glob("countries/*") if path.is_dir()}
    known = {path.parent.name for folder in folders for path in folder.glob("countries/*/country.yaml")}
    for code in homes.keys() - known:
        missing = shown(homes[code] / "country.yaml")
        faults.append(Fault(missing, 1, "This file is missing; it says the country's roles and currency."))
    for code, country in shelves["countries"].items():
        held = parts.get(code, {})
        shelves["countries"][code] = Country(
            code=country.code,
            roles=country.roles,
            currency=country.currency,
            keywords=country.keywords,
            facts=tuple(held.get("facts", {}).values()),
            contacts=tuple(held.get("contacts", {}).values()),
        )
    for name in ("kit", "rights"):
        shelves[name] = dict(sorted(shelves[name].items(), key=lambda pair: pair[1].order))
    library = Library(version=version_of(folders), terms=shelves.pop("glossary"), **shelves)
    return library, sorted(faults)


def _overriding(entry: Entry, raw: Any, earlier: Mapping[str, str]) -> list[Fault]:
    """Take the line `overrides` out of raw data: what overrides an earlier folder's entry says so, nothing else."""
    said = raw.pop("overrides", None) if isinstance(raw, dict) else None
    there = earlier.get(entry.context)
    if there is not None and said != entry.context:
        text = f"This overrides {there}; say so with 'overrides: {entry.context}', or choose another id."
        return [entry.sheet.fault(entry.at, text)]
    if there is None and said is not None:
        text = f"'overrides' names {said!r}, but no earlier content folder has {entry.context!r}."
        return [entry.sheet.fault((*entry.at, "overrides"), text)]
    return []


def prose(folders: Sequence[Path]) -> Iterator[Prose]:
    """Every translatable paragraph of the content with its file and line."""
    for folder in folders:
        faults: list[Fault] = []
        for entry in entries(folder, faults):
            yield from prose_of(entry.kind, entry.raw, entry.sheet, entry.at, entry.context)
            for section in entry.sections:
                for line, text in (*section.paragraphs, *section.points):
                    yield Prose(entry.sheet.file, line, Message(text, entry.context))
        if faults:
            raise FaultyContent(sorted(faults))


def entries(folder: Path, faults: list[Fault]) -> Iterator[Entry]:
    """Every entry of a content folder in the order of its files; unreadable files go to `faults`."""
    for name, kind in LISTS.items():
        if (path := folder / f"{name}.yaml").exists():
            yield from _list(path, "entries", name, kind, name, faults)
    for name, kind in MARKDOWN.items():
        for path in sorted((folder / name).glob("*.md")):
            if (page := _tried(read_markdown, path, faults)) is not None:
                sheet, sections = page
                raw = _all_sources({"id": path.stem} | sheet.data)
                yield Entry(name, kind, path.stem, raw, sheet, (), f"{name}/{path.stem}", tuple(sections))
    for name, kind in YAML.items():
        for path in sorted((folder / name).glob("*.yaml")):
            if (entry := _tried(read_yaml, path, faults)) is not None:
                raw = _all_sources(_with("id", path.stem, entry.data))
                yield Entry(name, kind, path.stem, raw, entry, (), f"{name}/{path.stem}")
    for home in sorted(path for path in (folder / "countries").glob("*") if path.is_dir()):
        about = home / "country.yaml"
        if about.exists() and (country := _tried(read_yaml, about, faults)) is not None:
            raw = _with("code", home.name, country.data)
            yield Entry("countries", Country, home.name, raw, country, (), f"countries/{home.name}")
        for key, kind in COUNTRY_LISTS.items():
            if (path := home / COUNTRY_FILES[key]).exists():
                context = f"countries/{home.name}/{path.stem}"
                yield from _list(path, key, f"countries/{home.name}/{key}", kind, context, faults)


def _with(key: str, value: str, raw: Any) -> Any:
    """Raw data with what the file's name says, where it is a mapping at all."""
    return {key: value} | raw if isinstance(raw, dict) else raw


def _list(path: Path, key: str, name: str, kind: type, context: str, faults: list[Fault]) -> Iterator[Entry]:
    sheet = _tried(read_yaml, path, faults)
    if sheet is None:
        return
    listed = sheet.data.get(key) if isinstance(sheet.data, dict) else None
    if not isinstance(listed, list):
        faults.append(sheet.fault((), f"This file holds a list under {key!r}."))
        return
    for unknown in sorted(set(sheet.data) - {key, "sources"}):
        faults.append(sheet.fault((unknown,), f"{unknown!r} is not a key that is known here."))
    for index, raw in enumerate(listed):
        at = (key, index)
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            faults.append(sheet.fault(at, "Each entry has an 'id'."))
            continue
        yield Entry(name, kind, raw["id"], raw, sheet, at, f"{context}#{raw['id']}")


def _all_sources(raw: Any) -> Any:
    """A file that is one entry rests on every source that it lists."""
    if isinstance(raw, dict) and isinstance(raw.get("sources"), dict):
        return raw | {"sources": list(raw["sources"])}
    return raw


def _tried(read: Callable[[Path], T], path: Path, faults: list[Fault]) -> T | None:
    try:
        return read(path)
    except FaultyContent as error:
        faults += error.faults
        return None


def version_of(folders: Sequence[Path]) -> str:
    """A short hash of every content file, so that what was made from other content is never served."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in READ and path.is_file()):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
