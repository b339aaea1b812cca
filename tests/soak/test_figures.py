"""A soak says what was wrong, and nothing where nothing was."""

from dataclasses import replace

import pytest

from tests.soak.figures import Sample, Seen, grows, leaks, slope, wrong

STEADY = [Sample(at=5.0 * number, memory=240.0 + number % 3, files=30, threads=5, tasks=12) for number in range(60)]


def seen(**more: object) -> Seen:
    found = Seen(samples=list(STEADY), calm=STEADY[:3], back={"a fault": 0.2}, stopped=1.0)
    for name, value in more.items():
        setattr(found, name, value)
    return found


def test_a_good_run_has_nothing_wrong() -> None:
    assert wrong(seen()) == []


def test_memory_that_fills_caches_first_and_stands_then_does_not_grow() -> None:
    filling = [replace(one, memory=min(240.0, 180 + 3 * number)) for number, one in enumerate(STEADY)]
    assert not grows(filling)


def test_memory_that_grows_is_told() -> None:
    growing = [replace(one, memory=one.memory + number * 0.4) for number, one in enumerate(STEADY)]
    assert slope(growing) == pytest.approx(0.4 * 12, rel=0.1)
    assert wrong(seen(samples=growing))


@pytest.mark.parametrize("name", ["files", "threads", "tasks"])
def test_what_is_left_open_is_told(name: str) -> None:
    calm = [replace(STEADY[0], **{name: number}) for number in (30, 31, 32)]
    (said,) = wrong(seen(calm=calm))
    assert said.startswith(name)
    assert not leaks([30, 33, 30])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("doubled", 1),
        ("lost", 1),
        ("books", ["unbalanced"]),
        ("crashes", ["a traceback"]),
        ("unanswered", ["a tap"]),
        ("broken_pages", ["/en: 500"]),
        ("back", {"a fault": 5.1}),
        ("stopped", 10.5),
        ("status", 1),
    ],
)
def test_each_fault_of_the_program_is_told(field: str, value: object) -> None:
    assert len(wrong(seen(**{field: value}))) == 1
