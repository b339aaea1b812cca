"""Every sentence of the program reaches the translators: what `say` is given stands in the catalogues."""

import ast
from collections.abc import Iterator

from bot.library.messages import desk_template, interface_template
from tests.processes import ROOT


def said(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The literal sentences that a module says, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "say",
            "say_count",
        ):
            for value in node.args[:2]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value, node.lineno


def test_every_sentence_is_extracted() -> None:
    """Babel's extractor passes over a sentence that stands inside of another one's brackets."""
    known: set[str] = set()
    for message in (*interface_template(ROOT / "bot"), *desk_template(ROOT / "bot")):
        known.update([message.id] if isinstance(message.id, str) else message.id)
    lost = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for text, line in said(ast.parse(path.read_text(encoding="utf-8")))
        if text not in known
    ]
    assert lost == []
