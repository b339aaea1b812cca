"""Finding a bulletin again: by its words in any language, its code however it is typed, its topic and urgency."""

from dataclasses import replace

import pytest

from bot.bulletins.sought import fits
from bot.model.bulletin import Audience, Bulletin, BulletinState, Sought, Wording

ONE = Bulletin(
    id=1,
    organisation=1,
    code="FP-7K2M-8",
    title="Strike ballot",
    state=BulletinState.RELEASED,
    author=1,
    version=1,
    texts={"en": Wording(text="**Vote** until Friday.", of=1), "ar": Wording(text="صوّتوا قبل الجمعة", of=1)},
    audience=Audience(topics=("fees",)),
    show_until=1,
    urgent=True,
)


@pytest.mark.parametrize(
    "words",
    ["", "strike", "BALLOT strike", "vote until", "الجمعة", "FP-7K2M-8", "fp 7k2m 8", "7k2m"],
)
def test_it_is_found_by_its_words(words: str) -> None:
    assert fits(Sought(words=words), ONE)


@pytest.mark.parametrize("words", ["strike monday", "text", "of", "FP-7K2M-9", "**", "%"])
def test_it_is_not_found_by_what_it_does_not_say(words: str) -> None:
    assert not fits(Sought(words=words), replace(ONE, title="Ballot"))


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(language="ar"), True),
        (Sought(language="fr"), False),
        (Sought(topic="fees"), True),
        (Sought(topic="passport"), False),
        (Sought(urgent=True), True),
        (Sought(urgent=False), False),
        (Sought(urgent=True, language="en", topic="fees", words="vote"), True),
    ],
)
def test_filters_hold_together(sought: Sought, found: bool) -> None:
    assert fits(sought, ONE) is found
