"""A wish fits a button, whatever she chooses, and comes back as it was."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.bulletin import Rhythm
from bot.model.place import LONGEST, Place, UnreadablePlace, read_place
from bot.model.screen import Visitor
from bot.model.wish import Wish
from bot.screens.answer import Answers
from bot.screens.subscribe import HOME, NIGHTS, SET, TOPICS, WHERE, WISH, WORK
from bot.screens.walk import parts_of, places_of
from bot.screens.wish_code import Wishes, Wishing
from tests.conftest import TODAY

STEPS = (WISH, SET, TOPICS, WHERE, HOME, WORK, NIGHTS)
NURSE = Visitor("telegram", keeps=True, hides=True, reachable=True)


def chosen(data: st.DataObject, wishes: Wishes) -> Wishing:
    return Wishing(
        data.draw(st.frozensets(st.sampled_from(wishes.topics))),
        data.draw(st.frozensets(st.sampled_from(wishes.destinations))),
        data.draw(st.sampled_from(("", *wishes.countries))),
        data.draw(st.booleans()),
        data.draw(st.booleans()),
    )


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_every_wish_fits_a_button_and_comes_back(answers: Answers, data: st.DataObject) -> None:
    wishes = Wishes(answers.library)
    wishing = chosen(data, wishes)
    word = wishes.word(wishing)
    assert wishes.read(word) == wishing
    place = Place("fil", home="PH", occupation="2221")
    for step in STEPS:
        packed = replace(place.to("subscribe", step, word), part=99).packed()
        assert len(packed.encode()) <= LONGEST
        assert read_place(packed).items == (step, word)


def test_the_fullest_wish_leaves_room_for_more_topics(answers: Answers) -> None:
    wishes = Wishes(answers.library)
    fullest = Wishing(frozenset(wishes.topics), frozenset(wishes.destinations), wishes.countries[-1], True, True)
    place = Place("fil", home="PH", destination="GB", occupation="2221").to("subscribe", TOPICS, wishes.word(fullest))
    assert len(str(place)) <= LONGEST - 8


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_every_tap_on_every_screen_of_a_wish_leads_somewhere(answers: Answers, data: st.DataObject) -> None:
    wishes = Wishes(answers.library)
    word = wishes.word(chosen(data, wishes))
    language = data.draw(st.sampled_from(sorted(answers.languages)))
    here = Place(language, home=data.draw(st.sampled_from(["", "PH"])), occupation="2221")
    for step in STEPS:
        screen = answers.turn(here.to("subscribe", step, word), NURSE, TODAY).screen
        assert screen.found
        for place in (*parts_of(screen), *places_of(screen)):
            assert read_place(place.packed()) == place


@given(st.text(alphabet="0123456789abcdefghijklmnopqrstuvwxyz.-", max_size=40))
def test_a_word_that_is_none_is_read_as_none_or_as_a_wish(answers: Answers, word: str) -> None:
    wishes = Wishes(answers.library)
    for text in (word, wishes.word(Wishing())[:2] + word):
        wishing = wishes.read(text)
        assert wishing is None or wishes.read(wishes.word(wishing)) == wishing


def test_a_word_of_other_lists_begins_anew(answers: Answers) -> None:
    wishes = Wishes(answers.library)
    word = wishes.word(Wishing(weekly=True))
    other = ("0" if word[0] != "0" else "1") + word[1:]
    assert wishes.read(other) is None
    turn = answers.turn(Place("en", "subscribe", (SET, other)), NURSE, TODAY)
    assert [type(effect).__name__ for effect in turn.effects] == ["Recall"]


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_what_was_kept_is_recalled_as_it_was(answers: Answers, data: st.DataObject) -> None:
    wishes = Wishes(answers.library)
    wishing = replace(chosen(data, wishes), kept=True)
    wish = wishes.wish(wishing, Place("en", home="PH"), "2221")
    place = wishes.recalled(wish, Place("fr"))
    assert (place.language, place.home, place.occupation) == ("fr", "PH", "2221")
    again = wishes.read(place.items[1])
    assert again is not None
    assert wishes.wish(again, place, "2221") == replace(wish, language="fr")


def test_a_page_s_topic_is_added_to_what_was_kept_but_narrows_nothing(answers: Answers) -> None:
    wishes = Wishes(answers.library)
    some = wishes.read(wishes.recalled(Wish(topics=("fees",)), Place("en"), "passport").items[1])
    assert some is not None
    assert some.topics == {"fees", "passport"}
    everything = wishes.read(wishes.recalled(Wish(), Place("en", destination="GB"), "passport").items[1])
    assert everything is not None
    assert (everything.topics, everything.destinations) == (frozenset(), frozenset())


def test_a_topic_that_is_gone_is_left_out(answers: Answers) -> None:
    wishes = Wishes(answers.library)
    place = wishes.recalled(Wish(topics=("gone", "fees"), rhythm=Rhythm.WEEKLY), Place("en"))
    wishing = wishes.read(place.items[1])
    assert wishing == Wishing(frozenset({"fees"}), weekly=True, kept=True)


def test_no_place_of_a_wish_is_longer_than_the_channel_allows(answers: Answers) -> None:
    try:
        Place("en", "subscribe", (WISH, "x" * 60)).packed()
    except UnreadablePlace:
        return
    raise AssertionError("a place that does not fit must not be made")
