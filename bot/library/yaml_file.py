"""YAML as authors write it: strict, with the line of every key, and without YAML's surprises.

`NO` is Norway and not false, a number or a date stays text until its field says otherwise, and a key that stands twice
is a fault.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import yaml

from bot.library.faults import Fault, FaultyContent, shown

Path_ = tuple[str | int, ...]

_NOTHING = ("", "~", "null")


class _AsWritten(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # in C where that is built
    """Every scalar is text: no guess at numbers, dates and truth values, which takes a third of the time."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


@dataclass(slots=True)
class Sheet:
    """A file's data and the line (from 1) of everything in it, by its path of keys and indexes."""

    file: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path_, text: str) -> Fault:
        """A fault at a path of this file."""
        return Fault(self.file, self.line(path), text)


def parse_yaml(text: str, file: str, first_line: int = 1) -> Sheet:
    """Parse one YAML document; raises FaultyContent with every duplicate key or the first syntax error."""
    try:
        node = yaml.compose(text, Loader=_AsWritten)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise FaultyContent([Fault(file, line, f"This is not YAML: {error.problem or 'unreadable'}.")]) from error
    except yaml.YAMLError as error:
        raise FaultyContent([Fault(file, first_line, "This is not YAML: it holds a forbidden character.")]) from error
    sheet = Sheet(file, None)
    faults: list[Fault] = []
    sheet.data = None if node is None else _build(node, (), sheet, faults, first_line)
    if faults:
        raise FaultyContent(faults)
    return sheet


def read_yaml(path: Path) -> Sheet:
    """Read a YAML file of the content."""
    return parse_yaml(read_text(path), shown(path))


def read_text(path: Path) -> str:
    """A content file's text; a file that is not UTF-8 or cannot be read is a fault, not a traceback."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FaultyContent([Fault(shown(path), 1, "This file is not UTF-8 text; save it as UTF-8.")]) from error
    except OSError as error:
        raise FaultyContent([Fault(shown(path), 1, f"This file cannot be read ({error.strerror}).")]) from error


def _build(
    node: yaml.Node,
    path: Path_,
    sheet: Sheet,
    faults: list[Fault],
    first_line: int,
    around: frozenset[int] = frozenset(),
) -> Any:
    line = node.start_mark.line + first_line
    sheet.lines[path] = line
    if id(node) in around:
        faults.append(Fault(sheet.file, line, "This repeats itself inside itself; write it out."))
        return None
    around |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            key_line = key_node.start_mark.line + first_line
            if key in mapping:
                faults.append(Fault(sheet.file, key_line, f"The key {key!r} stands twice; keep one."))
            mapping[key] = _build(value_node, (*path, key), sheet, faults, first_line, around)
            sheet.lines[(*path, key)] = key_line
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), sheet, faults, first_line, around) for i, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    """Text, or None where nothing is written; a field's type says later whether the text is a number or a date."""
    text = str(node.value)
    plain = getattr(node, "style", None) in (None, "")
    return None if plain and text in _NOTHING else text
