"""Charts do not say more than the figures do."""

from itertools import pairwise

import pytest

from bot.model.release import Cell, Dimension, Release, Table
from bot.monitoring.chart import Material
from bot.monitoring.charts_found import charts
from bot.monitoring.drawing.apart import apart
from bot.screens.answer import Answers
from tests.monitoring.releases import made


def with_returns(answers: Answers, figures: dict[tuple[str, ...], int | None]) -> Release:
    table = Table(
        name="home-return",
        dimensions=(Dimension.HOME, Dimension.RETURN),
        cells=tuple(Cell(key, value) for key, value in figures.items()),
        epsilon=0.1,
        sensitivity=1,
        scale=10.0,
        threshold=50,
        margin=30,
    )
    return made(answers.library, "intent", tables=(table,))


def test_a_home_of_which_one_answer_is_printed_has_no_share(answers: Answers) -> None:
    """Otherwise it would read as 100 %."""
    kinds = ("permanent", "temporary", "virtual", "no", "open")
    figures: dict[tuple[str, ...], int | None] = {("ET", kind): None for kind in kinds}
    figures |= {("ET", "virtual"): 85}
    figures |= {("PH", kind): 300 for kind in kinds} | {("PH", "no"): None}
    found = charts()["return"](
        Material(language=answers.languages["en"], library=answers.library, releases=(with_returns(answers, figures),))
    )
    assert found is not None
    wholes = {(one.labels[0], one.value): one.whole for one in found.marks}
    assert wholes["Ethiopia", 85] is None
    assert wholes["Philippines", 300] == 1200, "what is withheld is at most 50 of 1,200"
    assert wholes["Philippines", None] is None


@pytest.mark.parametrize(
    "middles", [[0.5], [0.1, 0.11, 0.12], [0.97, 0.98, 0.99, 1.0], [0.0, 0.0, 0.0, 0.9, 0.95, 0.95, 0.99], []]
)
def test_names_stand_apart_and_inside(middles: list[float]) -> None:
    found = apart(middles, [0.05] * len(middles))
    assert len(found) == len(middles)
    assert all(later - former >= 0.0499 for former, later in pairwise(found))
    assert all(0.0249 <= one <= 0.9751 for one in found)


def test_a_name_in_two_lines_has_more_room() -> None:
    assert apart([0.5, 0.51, 0.52], [0.05, 0.1, 0.05]) == pytest.approx([0.5, 0.575, 0.65])
