"""What is handed on of a place names a page: no answer of hers, no country that the page does not need."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.deep_link import linked_place, payload_of
from bot.model.place import LONGEST, Place
from bot.screens.answer import rules
from bot.screens.share import CORRIDORS, PUBLISHED, shared
from tests.screens.test_walk import LANGUAGES

WORDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
PLACES = st.builds(
    Place,
    language=st.sampled_from(LANGUAGES),
    page=st.sampled_from(sorted(rules())),
    items=st.lists(WORDS, max_size=3).map(tuple),
    home=st.sampled_from(["", "PH", "IN"]),
    destination=st.sampled_from(["", "GB", "SA"]),
    occupation=st.sampled_from(["", "2221"]),
    part=st.integers(1, 99),
)


@given(PLACES)
@example(Place("en", "sources", ("share", "sources", "rights")))
def test_nothing_of_her_is_handed_on(place: Place) -> None:
    link = shared(place)
    assert shared(link) == link
    assert link.language == place.language
    assert link.part == 1
    assert not link.context or link.page in CORRIDORS
    assert not link.items or link.page in PUBLISHED


@given(PLACES, st.booleans())
@example(Place("fil", "practices", ("union", "education"), "PH"), True)
@example(Place("en", "rights", ("passport", "gb")), False)
@example(Place("en", "kit", (), "PH", "GB", "2221"), False)
@example(Place("en", "programme", ("a_b.c-d",)), True)
def test_a_payload_leads_back_to_its_place(place: Place, spoken: bool) -> None:
    pages = set(rules())
    payload = payload_of(place, LANGUAGES, pages, spoken=spoken)
    if payload is not None:
        assert len(payload) <= LONGEST
        assert linked_place(payload, place.language, LANGUAGES, pages) == place.whole


@given(st.from_regex(r"__[A-Za-z0-9_-]{0,62}", fullmatch=True))
@example("__forget__now")
@example("__en__speak")
@example("__language__speak")
@example("__menu_x1")
@example("__subscribe__set__0a1b2c")
@example("__subscribe__stop")
@example("__language__subscribe__set__0a1b2c")
def test_any_written_payload_is_a_place_without_a_deed_or_none(payload: str) -> None:
    place = linked_place(payload, "en", LANGUAGES, set(rules()))
    assert place is None or ("now" not in place.items and place.page != "speak" and "speak" not in place.items)
    assert place is None or "subscribe" not in (place.page, *place.items) or place.items in ((), ("subscribe",))
