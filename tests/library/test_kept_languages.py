"""The languages that a start leaves to the next one: the same as their files say, or passed over."""

import shutil
from pathlib import Path

import msgspec
import pytest

from bot.language.language import load_languages
from bot.library import kept_file
from bot.library.kept_languages import NAME, PROGRAM, Offer, keep_offer, kept_offer, source_of
from bot.settings import HERE

LOCALES = HERE / "locales"
CODES = ("ar", "fr")


@pytest.fixture
def offer() -> Offer:
    return Offer(load_languages(LOCALES, CODES), ("xx",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder of ours."""
    tmp_path.chmod(0o755)
    return tmp_path


def test_they_are_the_same_to_the_last_word(folder: Path, offer: Offer) -> None:
    keep_offer(folder, "s", offer)
    kept = kept_offer(folder, "s")
    assert kept == offer
    assert list(kept.languages) == ["en", *CODES]
    assert kept.languages["ar"].catalogue.plurals.forms
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600


def test_english_stands_once_for_all(folder: Path, offer: Offer) -> None:
    keep_offer(folder, "s", offer)
    kept = kept_offer(folder, "s")
    assert kept is not None
    keys = [{key: id(key) for key in kept.languages[code].catalogue.content} for code in CODES]
    assert keys[0].items() & keys[1].items()


def test_those_made_from_other_files_are_passed_over(folder: Path, offer: Offer) -> None:
    keep_offer(folder, "s", offer)
    assert kept_offer(folder, "t") is None


def test_damaged_ones_are_passed_over(folder: Path, offer: Offer) -> None:
    keep_offer(folder, "s", offer)
    whole = (folder / NAME).read_bytes()
    (folder / NAME).write_bytes(whole.replace(b"French", b"french", 1)[:-1])
    assert kept_offer(folder, "s") is None


@pytest.mark.parametrize("where", [("content", "english"), ("offer", "languages"), ("desk",)])
def test_those_that_do_not_fit_are_passed_over(folder: Path, offer: Offer, where: tuple[str, ...]) -> None:
    keep_offer(folder, "s", offer)
    whole = msgspec.json.decode((folder / NAME).read_bytes().partition(b"\n")[2])
    part = whole
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = ["made up"]
    kept_file.keep(folder / NAME, "s", PROGRAM, msgspec.json.encode(whole))
    assert kept_offer(folder, "s") is None


def test_the_source_is_every_file_of_every_language(tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    shutil.copytree(LOCALES / "sw", locales / "sw", ignore=shutil.ignore_patterns("*.mo"))
    seen = {source_of(locales, "1", ())}
    files = [path for path in locales.rglob("*") if path.is_file()]
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole + b"\n")
        seen.add(source_of(locales, "1", ()))
        path.write_bytes(whole)
    assert len(files) == 7
    assert len(seen) == 1 + len(files)
    seen |= {source_of(locales, "2", ()), source_of(locales, "1", ("sw",))}
    assert len(seen) == 3 + len(files)
    assert source_of(locales, "1", ()) in seen
