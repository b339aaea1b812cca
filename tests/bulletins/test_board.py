"""Which bulletins stand on which pages."""

import pytest

from bot.bulletins.board import Board
from bot.model.bulletin import Audience, BulletinState
from tests.bulletins.boards import board, bulletin, posted

PH_GB = Audience(homes=("PH",), destinations=("GB",), topics=("fees",))


@pytest.mark.parametrize(
    ("audience", "topic", "home", "destination", "occupation", "stands"),
    [
        (Audience(), "", "", "", "", True),
        (Audience(), "fees", "PH", "GB", "2221", True),
        (PH_GB, "fees", "PH", "GB", "2221", True),
        (PH_GB, "fees", "PH", "", "", True),
        (PH_GB, "fees", "GH", "GB", "", False),
        (PH_GB, "fees", "PH", "SA", "", False),
        (PH_GB, "passport", "PH", "GB", "", False),
        (PH_GB, "", "PH", "GB", "", True),
        (Audience(occupations=("2222",)), "", "", "", "2221", False),
        (Audience(languages=("ar",)), "", "", "", "", True),
        (Audience(languages=("sw",)), "", "", "", "", True),
    ],
)
def test_a_page_has_what_concerns_it(
    audience: Audience, topic: str, home: str, destination: str, occupation: str, stands: bool
) -> None:
    found = board(posted(bulletin(audience=audience))).concerning(
        "en", topic, home=home, destination=destination, occupation=occupation
    )
    assert bool(found) is stands


def test_readers_of_a_language_that_is_not_meant_do_not_see_it() -> None:
    one = board(posted(bulletin(audience=Audience(languages=("fr",)), texts={"fr": bulletin().texts["fr"]})))
    assert one.concerning("fr")
    assert not one.concerning("ar")
    assert not one.current("ar")


def test_a_withdrawn_one_is_listed_and_stands_on_no_page() -> None:
    one = board(posted(bulletin(state=BulletinState.WITHDRAWN)))
    assert one.current("en")
    assert not one.concerning("en")


def test_the_version_changes_with_everything_that_is_seen() -> None:
    versions = {
        Board().version,
        board().version,
        board(posted()).version,
        board(posted(changed=1)).version,
        board(posted(bulletin(state=BulletinState.WITHDRAWN))).version,
        board(ended=(posted(),)).version,
        board(over=frozenset({"FP-ABCD-R"})).version,
    }
    assert len(versions) >= 6
