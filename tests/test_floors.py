"""The floors of the house: imports point downward only."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = [
    {"bot.app", "bot.__main__"},
    {"bot.channels", "bot.desk"},
    {"bot.actions"},
    {"bot.screens", "bot.money", "bot.bulletins", "bot.monitoring"},
    {"bot.library"},
    {"bot.language"},
    {"bot.model"},
]
"""From the roof to the ground. bot.settings and bot.log are handed in by the roof and belong to it."""
ROOF = {
    f"bot.{name}"
    for name in (
        "__main__",
        "app",
        "checks",
        "chores",
        "demo",
        "exports",
        "house",
        "loading",
        "log",
        "opening",
        "settings",
    )
}

FILES = sorted(path for folder in ("bot", "storage") for path in (ROOT / folder).rglob("*.py"))


def floor_of(module: str) -> int | None:
    if module in ROOF:
        return 0
    for number, rooms in enumerate(FLOORS):
        if any(module == room or module.startswith(room + ".") for room in rooms):
            return number
    return None


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_point_downward(path: Path) -> None:
    module = name_of(path)
    here = floor_of(module)
    for target in imports(path):
        there = floor_of(target)
        if module.startswith("storage"):
            assert there in (None, len(FLOORS) - 1), f"{module} imports {target}; storage knows bot.model alone"
        elif here is not None and there is not None:
            assert there >= here, f"{module} imports {target}, a step upward"
        if target.split(".")[0] == "storage" and module.startswith("bot."):
            assert here is not None, module
            assert module in ROOF or module.startswith("bot.actions"), (
                f"{module} uses storage; only actions and the roof may"
            )


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).startswith("bot.model")], ids=name_of)
def test_the_ground_uses_the_standard_library_alone(path: Path) -> None:
    for target in imports(path):
        top = target.split(".")[0]
        assert top in sys.stdlib_module_names or target.startswith("bot.model"), target


PURE = ("bot.screens", "bot.money", "bot.bulletins", "bot.monitoring", "bot.model")


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).startswith(PURE)], ids=name_of)
def test_rules_have_no_clock_no_dice_and_no_network(path: Path) -> None:
    forbidden = {
        "time",
        "random",
        "secrets",
        "socket",
        "asyncio",
        "aiohttp",
        "sqlalchemy",
        "os",
        "telegram",
    }
    assert not imports(path) & forbidden
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not {call.attr for call in calls if isinstance(call, ast.Attribute)} & {
        "now",
        "today",
        "utcnow",
        "monotonic",
    }
