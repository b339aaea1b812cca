"""Posters: one A4 page in every language, the words and the deep link on it, right to left where it is written so."""

import asyncio
import io
import os
import re
from dataclasses import replace

import pikepdf
import pytest

from bot.channels.deep_link import linked_place
from bot.channels.paper import fonts
from bot.channels.paper.poster import has_poster, link, order
from bot.channels.paper.printer import Printer, pressed
from bot.model.place import Place, read_place
from bot.model.screen import NOBODY
from bot.screens.answer import Answers, rules
from tests.conftest import TODAY

pytestmark = pytest.mark.skipif(
    not fonts.files("hi") and not os.environ.get("CI"), reason="needs fonts (apt-get install fonts-noto-core)"
)
SITE, BOT = "https://fair.example.org", "FairPassageBot"


def longest(answers: Answers, language: str) -> Place:
    """The corridor and occupation with the longest names in a language."""
    names, library = answers.languages[language], answers.library
    home = max((one.code for one in library.with_role("home")), key=lambda code: len(names.country(code)))
    there = max((one.code for one in library.with_role("destination")), key=lambda code: len(names.country(code)))
    work = max(library.offered, key=lambda one: len(names.words(one.name)))
    return Place(language, home=home, destination=there, occupation=work.code)


async def test_every_language_fits_one_page_in_its_own_font(answers: Answers) -> None:
    for code in answers.languages:
        place = longest(answers, code)
        assert has_poster(answers, place)
        made = await pressed(order(answers, place, SITE, BOT, TODAY))
        with pikepdf.open(io.BytesIO(made)) as document:
            assert len(document.pages) == 1, code
            assert str(document.Root.Lang) == code
            width, height = (float(side) for side in document.pages[0].mediabox[2:])
            assert (round(width), round(height)) == (595, 842), "A4"
            names = [str(one.get("/BaseFont")) for one in document.objects if isinstance(one, pikepdf.Dictionary)]
            assert any(fonts.families(code)[0].replace(" ", "") in name for name in names), code
            assert str(document.docinfo.get("/Title"))


def test_the_code_leads_to_the_corridor_in_the_language(answers: Answers) -> None:
    address = link(read_place("fr/PH-GB-2221"), SITE, BOT)
    found = re.fullmatch(r"https://t\.me/FairPassageBot\?start=([A-Za-z0-9_-]{1,64})", address)
    assert found is not None
    place = linked_place(found[1], "en", set(answers.languages), set(rules()))
    assert place == read_place("fr/PH-GB-2221/kit")
    bare = link(read_place("ar"), SITE, BOT)
    assert linked_place(bare.split("=")[1], "en", set(answers.languages), set(rules())) == read_place("ar")


def test_without_a_bot_it_leads_to_the_page(answers: Answers) -> None:
    assert link(read_place("fr/PH-GB"), SITE, "") == "https://fair.example.org/fr/PH-GB/kit"
    assert link(read_place("fr"), SITE, "") == "https://fair.example.org/fr/start"
    assert answers.turn(read_place("fr/PH-GB/kit"), NOBODY, TODAY).screen.found


def test_a_script_without_a_font_is_not_offered(answers: Answers) -> None:
    poor = Answers(answers.library, answers.languages, unprintable=frozenset({"ar"}))
    assert not has_poster(poor, read_place("ar/KE-SA"))
    assert has_poster(poor, read_place("fr/KE-SA"))


async def test_a_poster_is_made_once_and_anew_when_the_bot_has_a_name(answers: Answers) -> None:
    name = ""
    printer = Printer(lambda: answers, SITE, lambda: TODAY, bot_name=lambda: name)
    place = read_place("en/PH-GB")
    first, second = await asyncio.gather(printer.poster(place), printer.poster(place))
    assert first is not None
    assert first is second
    name = BOT
    third = await printer.poster(place)
    assert third is not None
    assert third.tag != first.tag
    assert await printer.poster(replace(place, home="XX")) is None
