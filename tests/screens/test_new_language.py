"""A new language is one folder: a made-up one, with accents and 40 % longer, walks through every screen unharmed."""

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.channels.telegram.render import LONGEST, render, visible_length
from bot.channels.terminal.channel import choices_of
from bot.channels.web.pages import Pages
from bot.language.language import complete_enough, load_languages
from bot.library.check import all_messages
from bot.library.messages import content_template, interface_template, write_catalogue
from bot.library.translations import check_translations
from bot.model.place import LONGEST as LONGEST_PLACE
from bot.model.screen import Visitor
from bot.screens.answer import Answers
from bot.screens.walk import every_screen, parts_of, places_of
from tests.conftest import TODAY
from tests.processes import ROOT

MADE_UP = "eo"
"""A language that CLDR knows and nobody translated here."""
_ACCENTS = str.maketrans("aceghijosuACEGHIJOSU", "àĉéĝĥïĵöŝŭÀĈÉĜĤÏĴÖŜŬ")
_KEPT = re.compile(r"(\{[^{}]*\}|\*\*)")


def stretched(text: str) -> str:
    """The text with accents and 40 % more letters; placeholders and marks stay as they are."""
    told = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(text))
    return told + " ŝŝŝŝ" * max(1, round(len(text) * 0.4 / 5))


def translated(template: Catalog) -> Catalog:
    catalogue = Catalog(locale=MADE_UP)
    for message in template:
        if isinstance(message.id, tuple):
            catalogue.add(message.id, tuple(map(stretched, message.id)), context=message.context)
        elif message.id:
            catalogue.add(str(message.id), stretched(str(message.id)), context=message.context)
    return catalogue


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of languages with English and the made-up one."""
    folder = tmp_path_factory.mktemp("locales") / MADE_UP
    shutil.copytree(ROOT / "locales" / "en", folder.parent / "en")
    (folder / "LC_MESSAGES").mkdir(parents=True)
    (folder / "language.yaml").write_text("made: by a rule\nchecked_by: ''\n", encoding="utf-8")
    (folder / "stopwords.txt").write_text("la\n", encoding="utf-8")
    (folder / "keywords.yaml").write_text("rights/passport:\n- pasporto\n", encoding="utf-8")
    write_catalogue(translated(interface_template(ROOT / "bot")), folder / "LC_MESSAGES" / "interface.po")
    write_catalogue(translated(content_template(ROOT / "content")), folder / "LC_MESSAGES" / "content.po")
    return folder.parent


@pytest.fixture(scope="module")
def made_up(answers: Answers, locales: Path) -> Answers:
    languages = load_languages(locales)
    assert set(complete_enough(languages, list(all_messages(answers.library)))) == {"en", MADE_UP}
    return Answers(answers.library, languages)


def test_the_folder_alone_is_a_language(made_up: Answers, locales: Path) -> None:
    assert list(made_up.languages) == ["en", MADE_UP]
    assert check_translations(locales) == []
    assert made_up.find(MADE_UP, "mia pasporto")[1][0].target == ("rights", "passport")


def test_every_screen_stands_in_it_and_nothing_breaks_or_is_cut(made_up: Answers) -> None:
    visitor = Visitor("telegram", keeps=True, hides=True)
    pages = Pages(lambda: made_up, "https://example.org", lambda: TODAY)
    language = made_up.languages[MADE_UP]
    count = 0
    for screen in every_screen(made_up, MADE_UP, TODAY, visitor):
        count += 1
        assert screen.found, screen.place
        assert not screen.notice, f"{screen.place} is not translated"
        assert {block.language for part in screen.parts for block in part} <= {MADE_UP}
        for target in places_of(screen):
            assert len(str(target).encode()) <= LONGEST_PLACE
        for place in parts_of(screen):
            assert visible_length(screen, place.part) <= LONGEST
            message = render(screen, place.part, language)
            assert "…" not in message.html, f"{place} is cut"
            assert choices_of(screen, place.part, language)
            labels = [button.text for row in message.keyboard.inline_keyboard for button in row]
            assert all(label.strip() for label in labels)
        if count % 10 == 0:
            assert pages.page(screen.place).status == 200
    assert count > 1000
