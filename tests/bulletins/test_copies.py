"""When a copy may come, and how its outcome keeps in step with what was decided meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bulletins.copies import due, in_step
from bot.bulletins.quiet import FROM, UNTIL, in_digest, is_zone, next_digest, next_moment, zone_of, zone_of_name
from bot.model.bulletin import Audience, Bulletin, BulletinState, DeliveryState, Task, Wording
from bot.model.delivery import Outcome, Work

NOON = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())
DAY = 86_400
BULLETIN = Bulletin(
    id=1,
    organisation=1,
    code="FP-7K2M-4",
    title="Fees",
    state=BulletinState.RELEASED,
    author=1,
    version=1,
    released_version=1,
    texts={"en": Wording(text="Hello", of=1)},
    audience=Audience(),
    show_until=NOON + 30 * DAY,
)
WORK = Work(1, 1, b"v", "waiting", "", 0, "", "", None, None, 0, 0)
DELIVERED = Outcome(id=1, state=DeliveryState.DELIVERED, version=1, message=b"x")
ZONES = ["Asia/Manila", "Africa/Nairobi", "Europe/London", "America/Bogota", "Pacific/Apia", "Asia/Kathmandu", "UTC"]


def hour(moment: int, zone: str) -> int:
    return datetime.fromtimestamp(moment, zone_of_name(zone)).hour


@given(st.integers(NOON, NOON + 400 * DAY), st.sampled_from(ZONES))
def test_nobodys_phone_rings_at_night(now: int, zone: str) -> None:
    found = next_moment(now, zone)
    assert UNTIL <= hour(found, zone) < FROM
    assert 0 <= found - now <= 12 * 3600
    assert next_moment(now, zone, urgent=True) == now


@given(st.integers(NOON, NOON + 400 * DAY), st.sampled_from(ZONES))
def test_a_digest_comes_within_a_week_on_monday(now: int, zone: str) -> None:
    found = next_digest(now, zone)
    assert 0 < found - now <= 7 * DAY + 3600
    assert in_digest(found, zone)
    assert next_moment(found, zone) == found


@given(st.integers(NOON, NOON + 20 * DAY), st.sampled_from(ZONES), st.sampled_from(["now", "weekly"]))
def test_once_it_is_due_it_goes(now: int, zone: str, rhythm: str) -> None:
    first = due(BULLETIN, rhythm, zone, "", now)
    assert due(BULLETIN, rhythm, zone, "", first) == first


@pytest.mark.parametrize(
    ("country", "zone"),
    [("PH", "Asia/Manila"), ("KE", "Africa/Nairobi"), ("ID", "Asia/Jakarta"), ("", "UTC"), ("XX", "UTC")],
)
def test_a_country_has_a_zone(country: str, zone: str) -> None:
    assert zone_of(country) == zone


def test_a_wrong_zone_is_utc() -> None:
    assert not is_zone("Mars/Base")
    assert hour(NOON, "Mars/Base") == hour(NOON, "../../etc/passwd") == 12


def test_her_own_zone_counts_before_that_of_her_country() -> None:
    assert due(BULLETIN, "now", "Asia/Tokyo", "PH", NOON) > NOON
    assert due(BULLETIN, "now", "", "PH", NOON) == NOON


def test_a_correction_meanwhile_makes_an_edit() -> None:
    corrected = replace(BULLETIN, version=2, released_version=2)
    found = in_step(DELIVERED, WORK, BULLETIN, corrected, NOON)
    assert (found.task, found.due) == ("edit", NOON)
    assert in_step(DELIVERED, WORK, BULLETIN, BULLETIN, NOON) == DELIVERED


def test_a_withdrawal_meanwhile_takes_it_back() -> None:
    gone = replace(BULLETIN, state=BulletinState.WITHDRAWN)
    assert in_step(DELIVERED, WORK, BULLETIN, gone, NOON).task == "withdraw"
    waiting = WORK.left(due=NOON + 5)
    assert in_step(waiting, WORK, BULLETIN, gone, NOON).state is DeliveryState.SKIPPED
    tried = replace(WORK, state="delivered", task=Task.WITHDRAW.value, message=b"x")
    stays = tried.left(task="", reason="out of reach")
    assert in_step(stays, tried, BULLETIN, gone, NOON) == stays, "it is not tried for ever"


def test_after_the_end_nothing_waits() -> None:
    ended = replace(BULLETIN, state=BulletinState.ENDED)
    assert in_step(WORK.left(), WORK, BULLETIN, ended, NOON).reason == "ended"
    assert in_step(DELIVERED, WORK, BULLETIN, ended, NOON) == DELIVERED
