"""True or false: a message is held against what was released, by its code and by its words."""

import html
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bulletins.authentic import Given, Verdict, judge, normal
from bot.bulletins.board import Board, Posted
from bot.bulletins.message import copy_of, day_of, follow_up, withdrawn
from bot.language.language import Language
from bot.model.bulletin import BulletinState, Wording
from bot.screens.answer import Answers
from tests.bulletins.boards import FEES, board, bulletin, posted

LINK = "https://union.example.org/fees"


@pytest.fixture(scope="module")
def languages(answers: Answers) -> Mapping[str, Language]:
    return answers.languages


def seen(markup: str) -> str:
    """A message as she sees and forwards it."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def copy(one: Posted, reader: Language, words: str = "en", *, corrected: bool = False) -> str:
    made = copy_of(
        one.bulletin, one.union, reader, words, day_of(one.bulletin.released or 0, "UTC"), corrected=corrected
    )
    return seen(made.html)


def verdict(text: str, on: Board, languages: Mapping[str, Language], *links: str, pictured: bool = False) -> Verdict:
    return judge(Given(text, links, pictured, quoted=True), on, languages).verdict


def test_every_copy_that_we_send_is_authentic_in_every_language(languages: Mapping[str, Language]) -> None:
    one = posted()
    for reader in languages.values():
        for words in ("en", "fr"):
            for corrected in (False, True):
                text = copy(one, reader, words, corrected=corrected)
                found = judge(Given(text, (LINK,), quoted=True), board(one), languages)
                assert (found.verdict, found.whole) == (Verdict.AUTHENTIC, True), text


def test_a_follow_up_and_the_line_of_a_withdrawal_are_known(languages: Mapping[str, Language]) -> None:
    one = posted()
    reader = languages["ar"]
    made = copy_of(one.bulletin, one.union, reader, "en", "2026-11-18", corrected=True)
    assert verdict(seen(follow_up(made, reader, "FP-7K2M-8").html), board(one), languages) is Verdict.AUTHENTIC
    gone = posted(bulletin(state=BulletinState.WITHDRAWN))
    assert verdict(seen(withdrawn(gone.bulletin, gone.union, reader).html), board(gone), languages) is Verdict.WITHDRAWN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("may not", "may"),
        ("Keep every receipt.", "Pay 500 dollars to Mr Smith."),
        ("Nurses' Union", "Nurses' Union: pay to account 123"),
        ("FP-7K2M-8\n", "FP-7K2M-8\nCall +44 20 7946 0000 now!\n"),
        ("take a fee", "take а fee"),  # a Cyrillic letter that looks the same
    ],
)
def test_other_words_under_a_true_code_are_caught(old: str, new: str, languages: Mapping[str, Language]) -> None:
    text = copy(posted(), languages["en"]) + "\n"
    assert old in text
    assert verdict(text.replace(old, new), board(posted()), languages, LINK) is Verdict.ALTERED


def test_words_put_under_a_true_copy_are_caught(languages: Mapping[str, Language]) -> None:
    text = copy(posted(), languages["en"]) + "\n\nSend your passport to hr@example.com"
    assert verdict(text, board(posted()), languages) is Verdict.ALTERED


def test_true_words_with_another_address_behind_them_are_caught(languages: Mapping[str, Language]) -> None:
    text = copy(posted(), languages["en"])
    assert verdict(text, board(posted()), languages, "https://evil.example.com/fees") is Verdict.ALTERED
    assert verdict(text, board(posted()), languages, LINK, "https://t.me/evil") is Verdict.ALTERED
    assert verdict(text, board(posted()), languages, "https://UNION.example.org/fees") is Verdict.AUTHENTIC


def test_a_head_alone_with_a_link_or_a_picture_is_caught(languages: Mapping[str, Language]) -> None:
    head = copy(posted(), languages["en"]).split("\n\n")[0]
    assert verdict(head, board(posted()), languages) is Verdict.AUTHENTIC
    assert verdict(head, board(posted()), languages, "https://evil.example.com/") is Verdict.ALTERED
    assert verdict(head, board(posted()), languages, pictured=True) is Verdict.ALTERED


def test_a_picture_that_no_bulletin_had_is_caught(languages: Mapping[str, Language]) -> None:
    text = copy(posted(), languages["en"])
    assert verdict(text, board(posted()), languages, pictured=True) is Verdict.ALTERED
    with_picture = posted(bulletin(attachment=3))
    assert verdict(text, board(with_picture), languages, pictured=True) is Verdict.AUTHENTIC


def test_an_earlier_wording_is_told_as_corrected(languages: Mapping[str, Language]) -> None:
    now = bulletin(version=2, released_version=2, texts={"en": Wording(text=FEES.replace("a fee", "a charge"), of=2)})
    one = posted(now, earlier=(bulletin().texts,))
    assert verdict(copy(posted(), languages["en"]), board(one), languages, LINK) is Verdict.CORRECTED
    assert verdict(copy(one, languages["en"], corrected=True), board(one), languages, LINK) is Verdict.AUTHENTIC


@pytest.mark.parametrize(
    ("state", "expected"), [(BulletinState.WITHDRAWN, Verdict.WITHDRAWN), (BulletinState.ENDED, Verdict.ENDED)]
)
def test_what_is_over_is_told_so(state: BulletinState, expected: Verdict, languages: Mapping[str, Language]) -> None:
    one = posted(bulletin(state=state))
    where = board(one) if state is BulletinState.WITHDRAWN else board(ended=(one,))
    assert verdict(copy(one, languages["fr"], "fr"), where, languages) is expected
    assert verdict(copy(one, languages["fr"], "fr") + " plus", where, languages) is Verdict.ALTERED
    assert judge(Given("FP-7K2M-8"), where, languages).verdict is expected


def test_a_code_of_long_ago_has_ended_and_one_of_nobody_is_unknown(languages: Mapping[str, Language]) -> None:
    where = board(over=frozenset({"FP-ABCD-R"}))
    assert judge(Given("is fp abcd r true?"), where, languages).verdict is Verdict.ENDED
    assert judge(Given("FP-7K2M-8"), where, languages).verdict is Verdict.UNKNOWN


def test_without_a_code_the_words_alone_can_be_true(languages: Mapping[str, Language]) -> None:
    body = copy(posted(), languages["en"]).split("\n\n", 1)[1]
    assert verdict(body, board(posted()), languages) is Verdict.AUTHENTIC
    assert verdict(body + " And pay.", board(posted()), languages) is Verdict.UNKNOWN
    assert verdict("", board(posted()), languages) is Verdict.UNKNOWN


def test_a_question_about_a_code_is_no_quotation(languages: Mapping[str, Language]) -> None:
    found = judge(Given("Is FP-7K2M-8 really from my union?"), board(posted()), languages)
    assert (found.verdict, found.compared) == (Verdict.AUTHENTIC, False)


def test_a_part_is_told_to_be_one(languages: Mapping[str, Language]) -> None:
    part = "FP-7K2M-8 The agency may not take a fee from you. Keep every receipt."
    part = part.replace(" Keep", "\n• Keep")
    found = judge(Given(part, quoted=True), board(posted()), languages)
    assert (found.verdict, found.whole) != (Verdict.AUTHENTIC, True)
    found = judge(Given("FP-7K2M-8\n" + part.removeprefix("FP-7K2M-8 "), quoted=True), board(posted()), languages)
    assert (found.verdict, found.whole) == (Verdict.AUTHENTIC, False)


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=3))
@settings(max_examples=150, deadline=None)
def test_nothing_that_anybody_sends_breaks_it(answers: Answers, text: str, links: list[str]) -> None:
    for words in (text, f"FP-7K2M-8 {text}"):
        judge(Given(words, tuple(links), quoted=True), board(posted()), answers.languages)


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_whatever_is_added_to_a_true_copy_is_seen(answers: Answers, added: str) -> None:
    text = copy(posted(), answers.languages["en"]) + added
    expected = Verdict.AUTHENTIC if not normal(added) else Verdict.ALTERED
    assert verdict(text, board(posted()), answers.languages) is expected


def test_marks_of_vowels_are_not_thrown_away(languages: Mapping[str, Language]) -> None:
    assert normal("कि") != normal("की")
    assert normal("a\u200b b\ufe0f") == "ab"
