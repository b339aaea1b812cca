"""What stands in a chat fits into it, escapes what people wrote, and says what it is."""

from dataclasses import replace

import pytest

from bot.bulletins.draft import CAPTION, next_wordings, to_edit
from bot.bulletins.message import as_test, copy_of, follow_up, withdrawn, words_for
from bot.bulletins.text import LONGEST, units
from bot.model.bulletin import Missing, Wording
from tests.bulletins.test_copies import BULLETIN
from tests.doubles.telegram import _visible
from tests.sending import LANGUAGES

LONG_NAME = "Ü" * 120


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(("text", "most"), [(LONGEST, 4096), (CAPTION, 1024)])
def test_the_longest_text_fits_with_everything_around_it(language: str, text: int, most: int) -> None:
    one = replace(BULLETIN, texts={"de": Wording(text="x" * text, of=1)})
    reader = LANGUAGES[language]
    copy = copy_of(one, LONG_NAME, reader, "de", "2026-11-24", corrected=True)
    whole = as_test(follow_up(copy, reader, one.code), reader)
    assert units(_visible(whole.html, "HTML", most)) <= most


def test_what_people_wrote_is_escaped() -> None:
    one = replace(BULLETIN, texts={"en": Wording(text="<script> & {{ 7*7 }} **<b>**", of=1)})
    copy = copy_of(one, "<Union> & Co", LANGUAGES["en"], "en", "2026-11-24")
    assert "<script>" not in copy.html
    assert "{{ 7*7 }}" in copy.html
    assert "&lt;Union&gt; &amp; Co" in copy.html
    assert "&lt;Union&gt;" in withdrawn(one, "<Union>", LANGUAGES["ar"]).html


def test_buttons_are_places_that_fit() -> None:
    copy = copy_of(BULLETIN, "Union", LANGUAGES["ar"], "en", "2026-11-24")
    assert [place for _, place in copy.buttons] == ["ar/bulletin/fp-7k2m-4", "ar/subscribe/stop"]
    assert copy.in_place


@pytest.mark.parametrize(
    ("wish", "expected"), [(None, (False, True)), (Missing.SKIP, (True, False)), (Missing.OTHER, (False, False))]
)
def test_a_missing_or_outdated_language_is_as_decided(wish: Missing | None, expected: tuple[bool, bool]) -> None:
    texts = {"en": Wording(text="New", of=2), "fr": Wording(text="Vieux", of=1)}
    one = replace(BULLETIN, version=2, texts=texts, missing={"fr": wish, "ar": wish} if wish else {})
    for language in ("fr", "ar"):
        choice = words_for(one, language)
        assert (choice.skipped, choice.held) == expected
        assert choice.language == ("en" if wish is Missing.OTHER else "")
    assert words_for(one, "en").language == "en"


def test_a_translation_that_was_not_touched_is_behind() -> None:
    first = next_wordings({"en": "Old", "fr": "Vieux"}, {}, 1)
    second = next_wordings({"en": "New", "fr": "Vieux"}, first, 2)
    assert (second["en"].of, second["fr"].of) == (2, 1)
    third = next_wordings({"en": "New", "fr": "Nouveau"}, second, 3)
    before, after = replace(BULLETIN, texts=second, version=2), replace(BULLETIN, texts=third, version=3)
    assert to_edit(before, after) == ({"fr"}, True)
    assert to_edit(replace(BULLETIN, texts=first), before) == ({"en"}, True)
    assert to_edit(before, before) == (set(), False)
    other = replace(before, missing={"fr": Missing.OTHER})
    assert to_edit(before, other) == ({"fr"}, False)
