"""A sentence with a number: the form that a language's rule chooses is the one that gettext itself would choose."""

import gettext
import io

import pytest

from bot.language.catalogue import compiled, languages_in, load_catalogue, source
from bot.language.plurals import Plurals
from bot.settings import HERE

LOCALES = HERE / "locales"


@pytest.mark.parametrize("code", languages_in(LOCALES)[1:])
def test_the_form_is_the_one_that_gettext_chooses(code: str) -> None:
    ours = load_catalogue(LOCALES, code).plurals
    theirs = gettext.GNUTranslations(io.BytesIO(compiled(source(LOCALES, code, "interface"))))
    assert ours.forms
    for one in (*ours.forms, "{number} that nobody translated"):
        for number in (*range(130), 1000, 1_000_000):
            assert ours.chosen(one, "many", number) == theirs.ngettext(one, "many", number)


def test_without_a_form_it_is_english() -> None:
    few = Plurals("n", {"{number} day": ("zero", "one")})
    assert [few.chosen("{number} day", "{number} days", number) for number in (1, 2)] == ["one", "{number} days"]
    assert [Plurals().chosen("a day", "{number} days", number) for number in (1, 2)] == ["a day", "{number} days"]
