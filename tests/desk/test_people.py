"""A small number of readers cannot be worked out from what an officer is told beside it."""

from bot.bulletins import told
from bot.bulletins.coverage import FEW, Coverage, LanguageCount
from bot.desk import chat_pages
from bot.desk.people import told_sum
from bot.model.bulletin import Missing
from bot.model.place import Place
from bot.model.staff import Member, StaffRole
from bot.screens.answer import Answers
from tests.bulletins import boards
from tests.sending import UNION


def coverage(**readers: int) -> Coverage:
    lines = (LanguageCount(code, people, True, False, Missing.HOLD) for code, people in readers.items())
    return Coverage(tuple(lines))


def test_no_sum_gives_a_small_language_away(answers: Answers) -> None:
    english = answers.languages["en"]
    for many in range(20, 40):
        for sums in (told.total, told.in_their_own):
            found = {told_sum(english, sums(coverage(en=many, fr=few))) for few in range(1, FEW)}
            assert found == {f"at least {many}"}


def test_sums_without_a_small_part_are_told_whole(answers: Answers) -> None:
    english = answers.languages["en"]
    assert told_sum(english, told.total(coverage(en=26, fr=10))) == "36"
    assert told_sum(english, told.total(coverage(en=4, fr=5))) == "fewer than 10"
    assert told_sum(english, told.total(coverage(en=6, fr=5))) == "at least 10"
    assert told_sum(english, told.total(coverage())) == "fewer than 10"


def test_the_chat_tells_them_in_her_language(answers: Answers) -> None:
    french, one = answers.languages["fr"], boards.bulletin()
    member = Member(id=9, organisation=UNION, login="ben", name="Ben", role=StaffRole.OFFICER)
    screen = chat_pages.release(Place("fr", chat_pages.STAFF), french, one, coverage(en=26, fr=4), member)
    said = "\n".join(span.text for part in screen.parts for block in part for line in block.lines for span in line)
    assert french.say("fewer than 10") in said
    assert "fewer" not in said
