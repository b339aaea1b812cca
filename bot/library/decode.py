"""From a file's raw data to the values of bot.model, with every fault named by file and line.

Authors write flat entries: the fields of Evidence stand beside the others, sources are named by their key in the
file's `sources`, and prose is plain text. Here prose gets its context, sources are looked up, and pydantic checks the
result against the model's types.
"""

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from bot.library.faults import Fault
from bot.library.markdown_file import RawSection
from bot.library.yaml_file import Path_, Sheet
from bot.model.evidence import Evidence
from bot.model.message import Message

_EVIDENCE_KEYS = {field.name for field in fields(Evidence)} | {"source"}
_STRICT = with_config(ConfigDict(extra="forbid"))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prose:
    """One paragraph as it stands in a file: for translation and for checks."""

    file: str
    line: int
    message: Message


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What checks and makes a kind of value; keys that it does not know are refused in all its parts."""
    for part in _dataclasses(kind, set()):
        _STRICT(part)
    return TypeAdapter(kind)


def _dataclasses(kind: Any, seen: set[type]) -> Iterator[type]:
    """Every dataclass that a type is made of."""
    if isinstance(kind, type) and is_dataclass(kind):
        if kind in seen:
            return
        seen.add(kind)
        yield kind
        for hint in _hints(kind).values():
            yield from _dataclasses(hint, seen)
    for part in typing.get_args(kind):
        yield from _dataclasses(part, seen)


def decode(kind: type[T], raw: Any, sheet: Sheet, at: Path_, context: str) -> tuple[T | None, list[Fault]]:
    """Make a `kind` from raw data at a path of a sheet, or tell everything that is wrong with it."""
    faults: list[Fault] = []
    sources = sheet.data.get("sources", {}) if isinstance(sheet.data, dict) else {}
    woven = _weave(kind, raw, context, sheet, at, sources if isinstance(sources, dict) else {}, faults)
    if faults:
        return None, faults
    try:
        return adapter(typing.cast(Any, kind)).validate_python(woven), []
    except ValidationError as error:
        return None, [_told(detail, sheet, at) for detail in error.errors(include_url=False)]


def with_sections(raw: dict[str, Any], sections: list[RawSection], context: str) -> dict[str, Any]:
    """Front matter with the page's body as its `sections`."""
    return raw | {
        "sections": [
            {
                "name": section.name,
                "paragraphs": [{"text": text, "context": context} for _, text in section.paragraphs],
                "points": [{"text": text, "context": context} for _, text in section.points],
                "ordered": section.ordered,
            }
            for section in sections
        ]
    }


def prose_of(kind: Any, raw: Any, sheet: Sheet, at: Path_, context: str) -> Iterator[Prose]:
    """Every translatable text in raw data, with its line; raw data that does not fit is passed over."""
    if _not_none(kind) is Message:
        if isinstance(raw, str) and raw.strip():
            yield Prose(sheet.file, sheet.line(at), Message(" ".join(raw.split()), context))
        return
    for part, value, key, label in _children(_not_none(kind), raw):
        yield from prose_of(part, value, sheet, (*at, key), f"{context}{label}")


def _not_none(kind: Any) -> Any:
    """The one type in `kind | None`; any other type as it is."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        plain = [part for part in typing.get_args(kind) if part is not type(None)]
        return plain[0] if len(plain) == 1 else kind
    return kind


def _children(kind: Any, raw: Any) -> Iterator[tuple[Any, Any, str | int, str]]:
    """The typed children of raw data: their type, value, key, and what they add to the context."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and isinstance(raw, list):
        for index, value in enumerate(raw):
            label = f"#{value['id']}" if isinstance(value, dict) and isinstance(value.get("id"), str) else f".{index}"
            yield args[0], value, index, label
    elif isinstance(kind, type) and is_dataclass(kind) and isinstance(raw, dict):
        for name, hint in _hints(kind).items():
            if name in raw:
                yield hint, raw[name], name, f".{name}"


def _weave(
    kind: Any, raw: Any, context: str, sheet: Sheet, at: Path_, sources: dict[str, Any], faults: list[Fault]
) -> Any:
    kind = _not_none(kind)
    if kind is Message:
        return {"text": " ".join(raw.split()), "context": context} if isinstance(raw, str) else raw
    if typing.get_origin(kind) is tuple and isinstance(raw, list):
        return [
            _weave(part, value, f"{context}{label}", sheet, (*at, key), sources, faults)
            for part, value, key, label in _children(kind, raw)
        ]
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(raw, dict):
        hints = _hints(kind)
        if "evidence" in hints:
            raw = _lift_evidence(raw, sheet, at, sources, faults)
        return {
            name: _weave(hints[name], value, f"{context}.{name}", sheet, (*at, name), sources, faults)
            if name in hints and name != "evidence"
            else value
            for name, value in raw.items()
        }
    return raw


def _lift_evidence(
    raw: dict[str, Any], sheet: Sheet, at: Path_, sources: dict[str, Any], faults: list[Fault]
) -> dict[str, Any]:
    """Gather the flat fields of Evidence and look its sources up by key."""
    own = {name: value for name, value in raw.items() if name in _EVIDENCE_KEYS}
    rest = {name: value for name, value in raw.items() if name not in _EVIDENCE_KEYS}
    if not own:
        return rest
    keys = own.pop("sources", None) or ([own.pop("source")] if "source" in own else [])
    found = []
    for key in keys if isinstance(keys, list) else [keys]:
        if not isinstance(key, str) or key not in sources:
            faults.append(sheet.fault(at, f"The source {key!r} does not stand under 'sources' in this file."))
        else:
            found.append(sources[key])
    if not keys:
        faults.append(sheet.fault(at, "This states something without a source."))
    return rest | {"evidence": own | {"sources": found}}


def _told(detail: Any, sheet: Sheet, at: Path_) -> Fault:
    """A fault of pydantic's in an author's words."""
    path = tuple(step for step in detail["loc"] if step != "evidence")
    name = ".".join(str(step) for step in path) or "source"
    match detail["type"]:
        case "missing":
            text = f"{name!r} is missing."
        case "unexpected_keyword_argument" | "extra_forbidden":
            text = f"{name!r} is not a key that is known here."
        case _:
            text = f"{name!r}: {detail['msg'].rstrip('.')}."
    return sheet.fault((*at, *path), text)
