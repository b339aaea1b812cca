"""Bulletins on screens: every choice leads on, the longest fits a message, lists keep their kind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bulletins.text import LONGEST as LONGEST_TEXT
from bot.bulletins.text import faults, passages
from bot.channels.telegram.render import LONGEST, render, visible_length
from bot.model.bulletin import Wording
from bot.model.place import read_place
from bot.model.screen import Kind, Visitor
from bot.screens.answer import Answers
from bot.screens.bulletin import blocks
from bot.screens.walk import parts_of, places_of
from tests.bulletins.boards import board, bulletin, posted
from tests.conftest import TODAY

NURSE = Visitor("telegram", keeps=True, hides=True, reachable=True)
PAGES = ("bulletins", "bulletins/fees", "bulletin/fp-7k2m-8", "authentic", "subscribe", "rights/fees", "menu")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("visitor", [NURSE, Visitor("web"), Visitor("terminal"), Visitor("telegram", hides=True)])
def test_every_choice_leads_on_in_every_language(answers: Answers, page: str, visitor: Visitor) -> None:
    standing = answers.with_board(board(posted(earlier=(bulletin().texts,))))
    for language in answers.languages:
        screen = standing.turn(read_place(f"{language}/{page}"), visitor, TODAY).screen
        assert screen.found
        for place in places_of(screen):
            assert standing.turn(place, visitor, TODAY).screen.found, place


def test_until_the_board_is_read_nothing_is_called_false(answers: Answers) -> None:
    for place, typed in (("en/bulletins", ""), ("en/bulletin/fp-7k2m-8", ""), ("en/search", "FP-7K2M-8")):
        screen = answers.turn(read_place(place), Visitor("telegram", typed=typed), TODAY).screen
        said = "".join(span.text for block in screen.blocks(1) for line in block.lines for span in line)
        assert "Try again in a few minutes" in said
        assert "not from us" not in screen.title


@given(st.text(max_size=LONGEST_TEXT), st.sampled_from(["", "- ", "1. "]), st.integers(1, 3600))
@settings(max_examples=60, deadline=None)
def test_whatever_may_be_written_fits_a_message(answers: Answers, words: str, mark: str, width: int) -> None:
    text = "\n".join(mark + words[start : start + width] for start in range(0, len(words), width))[:LONGEST_TEXT]
    if faults(text):
        text = mark + "A long word " * 280
    one = posted(bulletin(title="T" * 120, texts={"en": Wording(text=text, of=1)}), union="U" * 120)
    screen = answers.with_board(board(one)).turn(read_place("ar/bulletin/fp-7k2m-8"), NURSE, TODAY).screen
    for place in parts_of(screen):
        assert visible_length(screen, place.part) <= LONGEST
        render(screen, place.part, answers.languages["ar"])


def test_points_that_follow_each_other_make_one_list() -> None:
    made = list(blocks(tuple(passages("One\n- a\n- b\n3. c\n4. d\n\nEnd")), "en"))
    assert [(one.kind, len(one.lines), one.start) for one in made] == [
        (Kind.TEXT, 1, 1),
        (Kind.BULLETS, 2, 1),
        (Kind.STEPS, 2, 3),
        (Kind.TEXT, 1, 1),
    ]


def test_two_boards_share_one_index_and_no_turns(answers: Answers) -> None:
    one, other = answers.with_board(board(posted())), answers.with_board(board())
    assert one.version != other.version
    place = read_place("en/rights/fees")
    assert one.turn(place, NURSE, TODAY) != other.turn(place, NURSE, TODAY)
    assert one.find("en", "passport")[1] == other.find("en", "passport")[1]
