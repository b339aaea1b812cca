"""Questions as people type them find their place: at least 90 % among the first three, in every language.

A third of the questions (`held_out`) was kept out of tuning and is reported apart.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.screens.answer import Answers, rules

FILE = Path(__file__).parent / "questions.yaml"
LANGUAGES = ("en", "fr", "es", "ar", "fil", "hi", "sw", "ro")
WANTED = 0.9


@dataclass(frozen=True)
class Result:
    """How a set of questions fared."""

    asked: int
    first: int
    three: int
    missed: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.asked:3} asked, {self.first / self.asked:4.0%} first, {self.three / self.asked:4.0%} in three"


def questions(language: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))[language]
    return listed


def targets(answers: Answers, language: str, question: str) -> list[str]:
    """The places of the choices that she is shown, in their order."""
    understood, found = answers.find(language, question)
    shown = ["/".join(entry.target) for entry in found]
    return shown or ["kit", *(f"help/{code.lower()}" for code in understood.countries)]


def fits(place: str, accepted: list[str]) -> bool:
    """Help leads to the country that she named, so `help` is also help in a country."""
    if place.startswith("help/"):
        return place in accepted or "help" in accepted
    return place in accepted or (place == "help" and any(one.startswith("help/") for one in accepted))


def result(answers: Answers, language: str, asked: list[dict[str, Any]]) -> Result:
    first = three = 0
    missed = []
    for one in asked:
        hits = [fits(place, one["places"]) for place in targets(answers, language, one["ask"])[:3]]
        first += hits[:1] == [True]
        three += any(hits)
        if not any(hits):
            missed.append(one["ask"])
    return Result(len(asked), first, three, tuple(missed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_are_among_the_first_three(answers: Answers, language: str) -> None:
    every = questions(language)
    assert len(every) >= 40
    whole = result(answers, language, every)
    held = result(answers, language, [one for one in every if one.get("held_out")])
    print(f"{language}: all {whole}; held out {held}; missed: {'; '.join(whole.missed)}")
    assert whole.three / whole.asked >= WANTED, whole.missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_puts_help_first(answers: Answers, language: str) -> None:
    for one in questions(language):
        if one["places"][0] == "help":
            assert fits(targets(answers, language, one["ask"])[0], ["help", *one["places"]]), one["ask"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_understood_whatever_language_was_chosen(answers: Answers, language: str) -> None:
    """Her phone speaks English, she types as she thinks; the answer comes in the language that she chose."""
    every = questions(language)
    whole = result(answers, "en", every)
    print(f"{language}, read in English: {whole}")
    assert whole.three / whole.asked >= WANTED - 0.05, whole.missed


def test_every_place_named_exists() -> None:
    for language in LANGUAGES:
        for one in questions(language):
            assert all(place.split("/")[0] in rules() for place in one["places"])
