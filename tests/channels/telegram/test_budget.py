"""One budget: replies first, what is throttled and nothing else waits, and nobody is written to too fast."""

import pytest

from bot.channels.telegram.budget import BURST, CHAT_BURST, CHATS, DEBT, GROUP_MOST, Budget


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


def let_go(budget: Budget, clock: Hand, seconds: float, step: float = 0.01) -> int:
    """How many bulletins leave within some seconds."""
    sent, end = 0, clock.at + seconds
    while clock.at < end:
        sent += budget.grant(100)[0]
        clock.at += step
    return sent


@pytest.mark.parametrize("rate", [1, 30, 1000])
def test_bulletins_leave_at_the_rate_and_not_faster(clock: Hand, rate: int) -> None:
    budget = Budget(rate, clock)
    sent = let_go(budget, clock, 20)
    assert 0.98 * rate * 20 <= sent <= rate * 20 + max(1, rate * BURST) + 1


def test_replies_go_first_and_bulletins_get_what_is_left(clock: Hand) -> None:
    budget = Budget(30, clock)
    sent = replies = 0
    for turn in range(1000):
        if turn % 10 == 0:
            assert budget.reply(turn) == 0
            replies += 1
        sent += budget.grant(100)[0]
        clock.at += 0.01
    assert replies == 100
    assert 190 <= sent <= 207, "20 of 30 a second"


def test_many_replies_at_once_pass_and_bulletins_wait_for_them(clock: Hand) -> None:
    budget = Budget(30, clock)
    let_go(budget, clock, 1)
    waits = [budget.reply(chat) for chat in range(30)]
    assert waits[: int(30 * DEBT)] == [0] * int(30 * DEBT)
    assert waits[-1] > 0, "beyond what Telegram takes even replies wait"
    assert budget.grant(1)[0] == 0


def test_one_throttled_chat_is_that_chat_alone(clock: Hand) -> None:
    budget = Budget(30, clock)
    budget.throttled(7, 3)
    assert budget.chat_waits(7) == pytest.approx(3)
    assert budget.reply(7) == pytest.approx(3), "exactly what was throttled"
    assert budget.reply(8) == 0
    assert budget.grant(1)[0] == 1
    assert budget.share == 1


def test_several_throttled_chats_mean_the_bot_and_replies_go_on(clock: Hand) -> None:
    budget = Budget(30, clock)
    for chat in range(5):
        budget.throttled(chat, 3)
    number, wait = budget.grant(10)
    assert number == 0
    assert wait == pytest.approx(3)
    assert [budget.reply(chat) for chat in (0, 4, 99)] == [0, 0, 0]
    assert budget.share == pytest.approx(0.7), "slower once, not five times"
    clock.at += 3.1
    assert let_go(budget, clock, 10) < 0.9 * 300
    clock.at += 20
    budget.grant(1)
    assert budget.share == 1, "and it recovers"


def test_two_chats_throttled_at_different_times_are_two_chats(clock: Hand) -> None:
    budget = Budget(30, clock)
    budget.throttled(1, 60)
    clock.at += 1.5
    budget.throttled(2, 60)
    assert budget.grant(1)[0] == 1


def test_a_person_gets_one_bulletin_a_second_and_replies_a_little_faster(clock: Hand) -> None:
    budget = Budget(1000, clock)
    budget.sent_to(5)
    assert budget.chat_waits(5) == pytest.approx(1)
    waits = [budget.reply(5) for _ in range(CHAT_BURST + 2)]
    assert waits[: CHAT_BURST - 1] == [0] * (CHAT_BURST - 1)
    assert waits[-1] > 0
    assert budget.reply(5, changes=True) == 0, "a change is no new message"
    clock.at += 20
    assert budget.chat_waits(5) == 0


def test_a_group_gets_twenty_a_minute_of_all_kinds(clock: Hand) -> None:
    budget = Budget(1000, clock)
    sent: list[float] = []
    while clock.at < 1180:
        if budget.chat_waits(-5) == 0:
            budget.sent_to(-5)
            sent.append(clock.at)
        if len(sent) % 3 == 0 and budget.chat_waits(-5) == 0 and budget.reply(-5, changes=True) == 0:
            sent.append(clock.at)
        clock.at += 0.25
    assert len(sent) > 40
    assert all(later - sooner >= 60 for sooner, later in zip(sent, sent[GROUP_MOST:], strict=False))


def test_places_that_were_not_needed_come_back(clock: Hand) -> None:
    budget = Budget(1000, clock)
    number, _ = budget.grant(50)
    budget.return_unused(number)
    assert budget.grant(100)[0] == 100, f"{number} were given back"


def test_memory_does_not_grow(clock: Hand) -> None:
    budget = Budget(1000, clock)
    for chat in range(1, CHATS + 500):
        budget.sent_to(chat)
        budget.sent_to(-chat)
        budget.throttled(chat, 1)
        clock.at += 1.1
    assert max(len(budget._persons), len(budget._groups), len(budget._closed)) <= CHATS


def test_only_more_than_thirty_a_second_is_paid_for() -> None:
    assert not Budget(30).paid
    assert Budget(31).paid
