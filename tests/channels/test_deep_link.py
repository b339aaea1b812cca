"""Deep links: what a union prints on a poster leads to a place, and nothing that is typed there does harm."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.deep_link import DEEDS, linked_place
from bot.channels.telegram.render import render
from bot.model.place import LONGEST, MENU, Place, read_place
from bot.model.screen import Visitor
from bot.screens.answer import Answers, rules
from tests.conftest import TODAY

LANGUAGES = ("en", "fr", "ar")
VISITOR = Visitor("telegram", keeps=True, hides=True)


def linked(payload: str, language: str = "en") -> Place | None:
    return linked_place(payload, language, LANGUAGES, set(rules()))


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ("PH-GB-2221", "en/PH-GB-2221/kit"),
        ("PH-GB", "en/PH-GB/kit"),
        ("PH", "en/PH/kit"),
        ("_-GB", "en/_-GB/kit"),
        ("_-_-2221", "en/_-_-2221/kit"),
        ("PH-2221", "en/PH-_-2221/kit"),
        ("2221", "en/_-_-2221/kit"),
        ("PH-GB-2221-kit-fees", "en/PH-GB-2221/kit/fees"),
        ("kit-fees", "en/kit/fees"),
        ("rights", "en/rights"),
        ("rights-passport", "en/rights/passport"),
        ("rights-passport-gb", "en/rights/passport/gb"),
        ("rights-passport-GB", "en/rights/passport/gb"),
        ("rights-change-employer", "en/rights/change-employer"),
        ("rights-change-employer-sa", "en/rights/change-employer/sa"),
        ("KE-SA-rights-wages", "en/KE-SA/rights/wages"),
        ("Rights-Passport", "en/rights/passport"),
        ("help", "en/help"),
        ("help-GB", "en/help/gb"),
        ("help-gb", "en/help/gb"),
        ("PH-programmes-temporary", "en/PH/programmes/temporary"),
        ("programme-mida-ghana-health", "en/programme/mida-ghana-health"),
        ("code-uk-code-2001", "en/code/uk-code-2001"),
        ("agreement-ae-ph", "en/agreement/ae-ph"),
        ("glossary-apostille", "en/glossary/apostille"),
        ("privacy", "en/privacy"),
        ("start", "en/start"),
        ("menu", "en"),
        ("fr", "fr"),
        ("fr-PH", "fr/PH/kit"),
        ("fr-rights-passport", "fr/rights/passport"),
        ("ar-KE-SA-2221", "ar/KE-SA-2221/kit"),
    ],
)
def test_a_link_leads_to_its_place(answers: Answers, payload: str, place: str) -> None:
    assert linked(payload) == read_place(place)
    assert answers.turn(read_place(place), VISITOR, TODAY).screen.found


def test_without_a_language_the_visitors_own_holds() -> None:
    assert linked("PH-GB-2221", "ar") == read_place("ar/PH-GB-2221/kit")
    assert linked("en-rights", "ar") == read_place("en/rights")


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "help-GB?",
        "kit/fees",
        "rights passport",
        "PH–GB",
        "hello",
        "ref123",
        "de-PH",
        "GB-PH-KE",
        "-",
        "--",
        "-kit",
        "kit--fees",
        "rights-_",
        "x" * 65,
        "rights-" + "x" * 58,
        "مرحبا",
        "٢٢٢١",
        "kit\n",
    ],
)
def test_what_is_no_deep_link_of_ours_leads_to_none(payload: str) -> None:
    assert linked(payload) is None


@pytest.mark.parametrize(
    "payload", ["XX", "PH-XX", "kit-nothing", "rights-nothing", "rights-passport-xx", "FR-PH", "help-xx"]
)
def test_a_link_to_what_is_not_there_gets_a_screen(answers: Answers, payload: str) -> None:
    place = linked(payload)
    assert place is not None
    assert answers.turn(place, VISITOR, TODAY).screen.title


# There and back

COUNTRIES = st.sampled_from(["", "PH", "GH", "KE", "GB", "DE", "SA"])
OCCUPATIONS = st.sampled_from(["", "2221", "2222", "5321"])


@st.composite
def places(draw: st.DrawFn, answers: Answers) -> Place:
    """Places that are worth a link: a page, or something of the library, in any corridor."""
    library = answers.library
    keys = {
        "kit": [*library.kit],
        "rights": [
            *library.rights,
            *(f"{right}/{code.lower()}" for right in library.rights for code in library.countries),
        ],
        "programme": [*library.programmes],
        "agreement": [*library.agreements],
        "code": [*library.codes],
        "instrument": [*library.instruments],
        "glossary": [*library.terms],
        "help": [code.lower() for code in library.countries],
    }
    page = draw(st.sampled_from(sorted(set(rules()) - {MENU, *DEEDS})))
    item = draw(st.sampled_from(["", *keys.get(page, [])]))
    return Place(
        draw(st.sampled_from(LANGUAGES)),
        page,
        tuple(item.split("/")) if item else (),
        home=draw(COUNTRIES),
        destination=draw(COUNTRIES),
        occupation=draw(OCCUPATIONS),
    )


def payload_of(place: Place) -> str:
    """The deep link's payload for a place, as it is printed on a poster."""
    return "-".join(part for part in (place.context, place.page, *place.items) if part)


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_the_link_of_a_place_leads_back_to_it(answers: Answers, data: st.DataObject) -> None:
    place = data.draw(places(answers))
    payload = payload_of(place)
    if len(payload) <= LONGEST:
        assert re.fullmatch(r"[A-Za-z0-9_-]+", payload), "what the Bot API allows"
        assert linked(payload, place.language) == place
        assert linked(f"{place.language}-{payload}", "en") in (place, None), "None where it is too long"
    else:
        assert linked(payload, place.language) is None


def test_the_link_of_the_menu_leads_to_the_menu() -> None:
    assert linked(MENU) == Place("en")


# Whatever is typed


def _is_none_or_a_place(payload: str) -> None:
    place = linked(payload)
    if place is not None:
        assert place.page in rules()
        assert place.language in LANGUAGES
        assert place.part == 1


@given(st.text(max_size=80))
def test_any_text_is_a_place_or_none(payload: str) -> None:
    _is_none_or_a_place(payload)


@given(st.text("AZBGPHaegiklprst019_-", max_size=70))
def test_any_payload_is_a_place_or_none(payload: str) -> None:
    _is_none_or_a_place(payload)


WORDS = st.sampled_from(
    [
        "PH",
        "GB",
        "XX",
        "_",
        "2221",
        "9999",
        "",
        "kit",
        "rights",
        "passport",
        "gb",
        "sources",
        "language",
        "search",
        "ar",
        "now",
    ]
)


@given(payload=st.lists(WORDS, max_size=5).map("-".join))
@settings(max_examples=200, deadline=None)
def test_any_link_of_our_own_words_gets_a_screen(answers: Answers, payload: str) -> None:
    _is_none_or_a_place(payload)
    if (place := linked(payload)) is not None:
        if len(str(place)) <= LONGEST:
            assert read_place(str(place)) == place
        screen = answers.turn(place, VISITOR, TODAY).screen
        assert render(screen, 1, answers.languages[screen.place.language]).html


@pytest.mark.parametrize("payload", ["rights-" + "x" * 57, "kit-" + "x" * 50])
def test_a_link_whose_place_fits_no_button_is_answered(answers: Answers, payload: str) -> None:
    place = linked(payload)
    screen = answers.turn(place or Place("en", "start"), VISITOR, TODAY).screen
    render(screen, 1, answers.languages["en"])


@pytest.mark.parametrize("payload", ["forget-now", "hide-now", "fr-speak"])
def test_a_link_does_nothing_by_itself(answers: Answers, payload: str) -> None:
    place = linked(payload)
    assert place is None or not answers.turn(place, VISITOR, TODAY).effects
