"""Posters: one A4 page in every language, the words and the deep link on it, right to left where it is written so."""

import io
import re

import pikepdf
import pytest

from bot.channels.deep_link import linked_place
from bot.channels.web import poster
from bot.channels.web.poster import FONTS, Posters, families, fonts_for
from bot.model.place import Place, read_place
from bot.model.screen import NOBODY
from bot.screens.answer import Answers, rules
from tests.conftest import TODAY


def posters(answers: Answers, name: str = "FairPassageBot") -> Posters:
    return Posters(lambda: answers, "https://fair.example.org", lambda: name)


def longest(answers: Answers, language: str) -> Place:
    """The corridor and occupation with the longest names in a language."""
    names, library = answers.languages[language], answers.library
    home = max((one.code for one in library.with_role("home")), key=lambda code: len(names.country(code)))
    there = max((one.code for one in library.with_role("destination")), key=lambda code: len(names.country(code)))
    work = max(library.offered, key=lambda one: len(names.words(one.name)))
    return Place(language, home=home, destination=there, occupation=work.code)


def test_every_language_that_can_be_printed_fits_one_page(answers: Answers) -> None:
    made = posters(answers)
    offered = [code for code in answers.languages if made.offered(longest(answers, code))]
    assert {"en", "fr"} <= set(offered)
    for code in offered:
        with pikepdf.open(io.BytesIO(made.poster(longest(answers, code)))) as document:
            assert len(document.pages) == 1, code
            width, height = (float(side) for side in document.pages[0].mediabox[2:])
            assert (round(width), round(height)) == (595, 842), "A4"
            fonts = {str(font.get("/BaseFont")) for font in document.objects if isinstance(font, pikepdf.Dictionary)}
            assert any(name != "None" for name in fonts)
            assert str(document.docinfo.get("/Title"))


def test_the_code_leads_to_the_corridor_in_the_language(answers: Answers) -> None:
    made = posters(answers)
    link = made.link(read_place("fr/PH-GB-2221"))
    found = re.fullmatch(r"https://t\.me/FairPassageBot\?start=([A-Za-z0-9_-]{1,64})", link)
    assert found is not None
    place = linked_place(found[1], "en", set(answers.languages), set(rules()))
    assert place == read_place("fr/PH-GB-2221/kit")
    bare = made.link(read_place("ar"))
    assert linked_place(bare.split("=")[1], "en", set(answers.languages), set(rules())) == read_place("ar")


def test_without_a_bot_it_leads_to_the_page(answers: Answers) -> None:
    made = posters(answers, "")
    assert made.link(read_place("fr/PH-GB")) == "https://fair.example.org/fr/PH-GB/kit"
    assert made.link(read_place("fr")) == "https://fair.example.org/fr/start"
    assert answers.turn(read_place("fr/PH-GB/kit"), NOBODY, TODAY).screen.found


def test_a_script_without_a_font_is_not_offered(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts_for("ar", {"Noto Sans"}) == ()
    assert fonts_for("ar", {"Noto Sans", "Noto Naskh Arabic"}) == ("Noto Naskh Arabic", "Noto Sans")
    assert fonts_for("fr", {"Libertinus Serif"}) == ("Libertinus Serif",)
    monkeypatch.setattr(poster, "families", lambda: frozenset({"Libertinus Serif"}))
    made = posters(answers)
    assert not made.offered(read_place("ar/KE-SA"))
    assert not made.offered(read_place("hi"))
    assert made.offered(read_place("fr/KE-SA"))


def test_every_language_with_another_script_has_its_font_named(answers: Answers) -> None:
    for code, language in answers.languages.items():
        latin = language.name.isascii() or not any(ord(letter) > 0x24F for letter in language.name)
        assert latin or code in FONTS, code


@pytest.mark.skipif("Noto Sans Arabic" not in families(), reason="needs fonts-noto-core")
def test_arabic_is_set_in_its_own_font(answers: Answers) -> None:
    with pikepdf.open(io.BytesIO(posters(answers).poster(read_place("ar/KE-SA")))) as document:
        text = str([str(one.get("/BaseFont")) for one in document.objects if isinstance(one, pikepdf.Dictionary)])
    assert "NotoSansArabic" in text


def test_a_poster_is_made_once(answers: Answers) -> None:
    made = posters(answers)
    place = read_place("en/PH-GB")
    assert made.poster(place) is made.poster(place)
