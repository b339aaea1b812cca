"""Counts of answers, told so late and so roughly that no figure moves with one person."""

from bot.monitoring.traffic import HOUR, Did, Told, Traffic

START = 1_795_600_000


def test_nothing_is_told_before_a_whole_hour_is_over() -> None:
    traffic = Traffic(START)
    for _ in range(57):
        traffic.note(Did.PAGE, START + HOUR - 1)
    assert traffic.told(START + HOUR - 1)[Did.PAGE] == Told(0, 0)
    assert traffic.told(START + HOUR)[Did.PAGE] == Told(50, 50)


def test_within_an_hour_no_figure_moves_whatever_happens() -> None:
    traffic = Traffic(START)
    for _ in range(99):
        traffic.note(Did.CHAT, START)
    seen = set()
    for second in range(HOUR, 2 * HOUR, 7):
        traffic.note(Did.CHAT, START + second)
        seen.add(traffic.told(START + second)[Did.CHAT])
    assert seen == {Told(90, 90)}


def test_the_rate_tells_nothing_that_the_totals_do_not() -> None:
    traffic, before = Traffic(START), 0
    for hour in range(1, 40):
        for _ in range(hour * 3):
            traffic.note(Did.DESK, START + hour * HOUR - 5)
        told = traffic.told(START + hour * HOUR)[Did.DESK]
        assert told.hour == told.total - before
        assert told.total % 10 == told.hour % 10 == 0
        before = told.total


def test_an_hour_of_silence_has_no_rate() -> None:
    traffic = Traffic(START)
    for _ in range(25):
        traffic.note(Did.API, START)
    assert traffic.told(START + 5 * HOUR)[Did.API] == Told(20, 0)
    assert traffic.told(START + 6 * HOUR)[Did.API] == Told(20, 0)
