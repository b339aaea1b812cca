"""What the README does not name does not exist: settings, commands, targets, dependencies, rooms."""

import re
import tomllib

import pytest
import typer

from bot.__main__ import app
from bot.settings import PREFIX, Settings
from tests.processes import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in README


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(r"FAIRPASSAGE_[A-Z_]+", README)) <= known


def test_every_command_is_documented() -> None:
    group = typer.main.get_command(app)
    names = set(getattr(group, "commands", {}))
    assert names
    for name in names:
        assert f"fairpassage {name}" in README, name


def test_every_dependency_has_its_reason() -> None:
    table = README.split("## The libraries, and why")[1].split("\n## ")[0].lower()
    extras = PROJECT["project"]["optional-dependencies"]
    names = [re.split(r"[\[<>=]", one)[0] for one in (*PROJECT["project"]["dependencies"], *extras["dev"])]
    for name in names:
        assert name.removeprefix("types-") in table, name


def test_every_target_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for target in targets:
        assert f"make {target}" in README or target in ("setup", "clean"), target


def test_every_room_is_on_the_map() -> None:
    house = README.split("## The map of the house")[1].split("\n## ")[0]
    for room in sorted(path.name for path in (ROOT / "bot").iterdir() if path.is_dir() and path.name != "__pycache__"):
        assert f"bot/{room}/" in house, room


def test_the_top_level_holds_what_was_agreed() -> None:
    import subprocess

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    folders = {name.split("/")[0] for name in tracked if "/" in name}
    assert folders == {"bot", "content", "locales", "storage", "tests", ".ci", "deploy"}
