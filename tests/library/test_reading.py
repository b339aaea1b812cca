"""Plain words: texts above the goal are told, plain ones are not."""

from pathlib import Path

import pytest

from bot.library.reading import too_hard
from bot.library.translations import check_reading
from tests.library.test_translations import catalogue, message

PLAIN = (
    "You keep your passport. Nobody may take it. Ask for it in writing. Name a day. Keep a copy of your letter at home."
)
HARD = (
    "Notwithstanding contractual stipulations governing the repatriation of internationally recruited professionals, "
    "administrative authorities may discretionarily authorise supplementary verification of documentation."
)


def test_plain_english_passes_and_hard_english_is_told() -> None:
    assert too_hard([PLAIN], "en") == ""
    assert "the reading grade is" in too_hard([HARD, HARD], "en")


def test_names_in_brackets_and_values_do_not_make_a_text_hard() -> None:
    named = PLAIN.replace(
        "passport", "passport (Internationally Recognisable Documentation Administration) of {country}"
    )
    assert too_hard([named], "en") == ""


def test_few_words_are_not_judged() -> None:
    assert too_hard(["Interinstitutional administrative verification."], "en") == ""


@pytest.mark.parametrize(
    ("language", "plain", "hard"),
    [
        (
            "fr",
            "Vous gardez votre passeport. Vous le demandez par écrit. Vous dites quel jour. Le syndicat peut vous "
            "aider. Vous gardez une copie chez vous.",
            "L'administration compétente subordonne discrétionnairement l'enregistrement des qualifications "
            "professionnelles internationalement reconnues à une vérification supplémentaire interinstitutionnelle.",
        ),
        (
            "es",
            "Guarda tu pasaporte. Nadie te lo puede quitar. Pide que te lo den. Di en qué día. Ten una copia en tu "
            "casa. El sindicato te ayuda.",
            "La administración correspondiente subordina discrecionalmente el reconocimiento de cualificaciones "
            "profesionales internacionalmente acreditadas a verificaciones interinstitucionales suplementarias.",
        ),
    ],
)
def test_languages_with_a_formula_are_judged_by_the_page(language: str, plain: str, hard: str) -> None:
    assert too_hard([plain], language, page=True) == ""
    assert "the reading ease is" in too_hard([hard, hard], language, page=True)


@pytest.mark.parametrize("stop", [".", "؟", "।"])
def test_elsewhere_the_length_of_sentences_is_judged(stop: str) -> None:
    assert too_hard([f"neno moja mbili tatu{stop} " * 20], "sw") == ""
    assert "a sentence has 45 words" in too_hard(["neno " * 45], "sw")
    assert "sentences have 30 words on average" in too_hard(["neno " * 29 + f"mwisho{stop} "] * 3, "sw", page=True)


def test_a_hard_translation_is_told_with_its_line(tmp_path: Path) -> None:
    path = catalogue(tmp_path, message("Ask.", "neno " * 45, "kit/fees"), "sw", "content")
    found, page = check_reading(tmp_path)
    assert page.text.startswith("kit/fees: a sentence has 45 words")
    assert found.file == str(path)
    assert found.line > 1
    assert found.text.startswith("kit/fees: a sentence has 45 words")
