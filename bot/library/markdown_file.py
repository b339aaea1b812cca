"""Markdown with front matter: a title and fields above, prose below.

The prose is paragraphs and flat lists under headings of a closed list. Everything else that Markdown can do (HTML,
images, nested lists, code, tables) is refused, because not every channel can show it.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.library.faults import Fault, FaultyContent, shown
from bot.library.yaml_file import Sheet, parse_yaml, read_text

HEADINGS = {
    "Warning signs": "signs",
    "What to do": "steps",
    "Evidence to keep safely": "evidence",
    "Before you act": "careful",
    "Ask yourself": "ask-yourself",
    "Ask in writing": "ask-in-writing",
    "Keep in mind": "keep-in-mind",
    "Checklist": "checklist",
}
"""The headings that a page may use and the names under which screens find their sections."""

_ALLOWED = {"paragraph_open", "paragraph_close", "inline", "heading_open", "heading_close"} | {
    f"{kind}_{end}" for kind in ("bullet_list", "ordered_list", "list_item") for end in ("open", "close")
}


@dataclass(slots=True)
class RawSection:
    """A section as it stands in the file: texts with their lines."""

    name: str
    paragraphs: list[tuple[int, str]] = field(default_factory=list)
    points: list[tuple[int, str]] = field(default_factory=list)
    ordered: bool = False


def read_markdown(path: Path) -> tuple[Sheet, list[RawSection]]:
    """Read a page: its front matter as a sheet and its sections; raises FaultyContent."""
    text, file = read_text(path), shown(path)
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        raise FaultyContent([Fault(file, 1, "A page begins with front matter between two lines of '---'.")])
    front, body = text[4:].split("\n---\n", 1)
    sheet = parse_yaml(front, file, first_line=2)
    if not isinstance(sheet.data, dict):
        raise FaultyContent([Fault(file, 1, "The front matter holds no fields.")])
    first_line = front.count("\n") + 4
    return sheet, _sections(body, file, first_line)


def _sections(body: str, file: str, first_line: int) -> list[RawSection]:
    environment: dict[str, Any] = {}
    tokens = MarkdownIt("commonmark").parse(body, environment)
    faults = [
        Fault(file, first_line + one["map"][0], "A link's definition cannot be shown; take it out.")
        for one in environment.get("references", {}).values()
    ]
    sections = [RawSection("")]
    depth = 0
    heading = told = False
    for token in tokens:
        line = first_line + (token.map[0] if token.map else 0)
        if token.type not in _ALLOWED:
            faults.append(Fault(file, line, f"A page cannot hold this ({token.type}); use paragraphs and flat lists."))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
            if depth > 1:
                faults.append(Fault(file, line, "A list inside a list is not possible; make it flat."))
            if sections[-1].points:
                faults.append(Fault(file, line, "A section has at most one list; use another heading."))
            sections[-1].ordered = token.type == "ordered_list_open"
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            told = False
        elif token.type == "heading_open":
            heading = True
        elif token.type == "inline":
            if depth and told:
                faults.append(Fault(file, line, "A point has one paragraph; make this a point of its own."))
            told = True
            _inline(token, sections, heading, depth, line, file, faults)
            heading = False
    if faults:
        raise FaultyContent(faults)
    return [section for section in sections if section.paragraphs or section.points]


def _inline(
    token: Token, sections: list[RawSection], heading: bool, depth: int, line: int, file: str, faults: list[Fault]
) -> None:
    text = " ".join(token.content.split())
    if not text:  # a hard space alone
        return
    if heading:
        if text not in HEADINGS:
            faults.append(Fault(file, line, f"{text!r} is not a heading of ours: {', '.join(HEADINGS)}."))
        else:
            sections.append(RawSection(HEADINGS[text]))
    elif depth:
        sections[-1].points.append((line, text))
    elif sections[-1].points:
        faults.append(Fault(file, line, "A paragraph after a list needs a heading of its own."))
    else:
        sections[-1].paragraphs.append((line, text))
