"""The library that a start leaves to the next one: the same as the content, or passed over."""

import os
from pathlib import Path

import pytest

from bot.library import kept
from bot.library.kept import NAME, keep_library, kept_library
from bot.library.load import load_library
from bot.settings import HERE

CONTENT = [HERE / "content"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in which an earlier start left the library."""
    tmp_path.chmod(0o755)
    keep_library(tmp_path, load_library(CONTENT))
    return tmp_path


def test_it_is_the_library_to_the_last_value(folder: Path) -> None:
    assert kept_library(folder, CONTENT) == load_library(CONTENT)
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b.replace(b"Philippines", b"Philippine5", 1), lambda _: b""]
)
def test_a_damaged_one_is_passed_over(folder: Path, damage: object) -> None:
    assert callable(damage)
    (folder / NAME).write_bytes(damage((folder / NAME).read_bytes()))
    assert kept_library(folder, CONTENT) is None


def test_one_of_other_content_is_passed_over(folder: Path, tmp_path: Path) -> None:
    more = tmp_path / "more"
    (more / "pages").mkdir(parents=True)
    assert kept_library(folder, [*CONTENT, more]) is not None, "an empty folder changes nothing"
    (more / "pages" / "x.md").write_text("---\ntitle: X\n---\nY\n")
    assert kept_library(folder, [*CONTENT, more]) is None


def test_one_of_another_program_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PROGRAM", kept.PROGRAM[:1])
    assert kept_library(folder, CONTENT) is None


@pytest.mark.parametrize(("name", "mode"), [(NAME, 0o620), (NAME, 0o602), (".", 0o775), (".", 0o757)])
def test_what_others_can_write_is_passed_over(folder: Path, name: str, mode: int) -> None:
    (folder / name).chmod(mode)
    assert kept_library(folder, CONTENT) is None


def test_what_belongs_to_somebody_else_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert kept_library(folder, CONTENT) is None


def test_a_link_or_a_pipe_is_passed_over(folder: Path) -> None:
    (folder / NAME).rename(folder / "elsewhere")
    (folder / NAME).symlink_to(folder / "elsewhere")
    assert kept_library(folder, CONTENT) is None
    (folder / NAME).unlink()
    os.mkfifo(folder / NAME)
    assert kept_library(folder, CONTENT) is None


def test_where_it_cannot_be_kept_nothing_happens(tmp_path: Path) -> None:
    keep_library(tmp_path / "nowhere", load_library(CONTENT))
    assert not (tmp_path / "nowhere").exists()
    assert kept_library(tmp_path / "nowhere", CONTENT) is None
