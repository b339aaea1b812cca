"""The one way by which numbers leave: equal bytes for everybody who asks, and sentences where there is nothing."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import export as door
from bot.actions.charts import Charts
from bot.actions.export import Exported, NoExport, export
from bot.monitoring.chart import data_table
from bot.monitoring.formats_found import formats
from bot.screens.answer import Answers
from tests.monitoring.releases import keep, made


@pytest.fixture
async def filled(database: AsyncEngine, answers: Answers) -> AsyncEngine:
    """Two quarters, a month, a half-year."""
    library = answers.library
    await keep(
        database,
        made(library, "intent", "2026-Q3", large=False, closed="2026-10-01", made="2026-10-02"),
        made(library, "intent", "2026-Q4", large=False),
        made(library, "usage"),
        made(library, "breach"),
    )
    return database


async def exported(engine: AsyncEngine, answers: Answers, period: str, way: str, **more: str) -> Exported:
    """As a door asks for it."""
    return await export(engine, answers.library, answers.languages, period, way, **more)


@pytest.mark.parametrize("way", sorted(formats()))
async def test_eight_at_once_and_one_without_memory_get_the_same_bytes(
    filled: AsyncEngine, answers: Answers, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await asyncio.gather(*(exported(filled, answers, "2026-H2", way) for _ in range(8)))
    assert len({one.body for one in found}) == 1
    monkeypatch.setattr(door, "_WRITTEN", door._Written())
    assert await exported(filled, answers, "2026-H2", way) == found[0]
    assert found[0].name == f"fairpassage-breach-2026-h2.{formats()[way].suffix}"


async def test_languages_have_files_of_their_own(filled: AsyncEngine, answers: Answers) -> None:
    english = await exported(filled, answers, "2026-H2", "json")
    french = await exported(filled, answers, "2026-H2", "json", language="fr")
    assert english.body != french.body
    assert await exported(filled, answers, "2026-H2", "json") == english


@pytest.mark.parametrize(
    ("period", "way", "more", "words"),
    [
        ("2027-Q1", "csv", {}, "is not released"),
        ("2026", "csv", {}, "no period"),
        ("2026-Q4'--", "csv", {}, "no period"),
        ("2026-Q4", "pdf", {}, "csv"),
        ("2026-Q4", "csv", {"group": "usage"}, "it has intent"),
        ("2026-Q4", "csv", {"language": "xx"}, "not offered"),
    ],
)
async def test_what_is_not_there(
    filled: AsyncEngine, answers: Answers, period: str, way: str, more: dict[str, str], words: str
) -> None:
    with pytest.raises(NoExport) as refused:
        await exported(filled, answers, period, way, **more)
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


async def test_nothing_was_released_yet(sqlite: AsyncEngine, answers: Answers) -> None:
    with pytest.raises(NoExport, match="nothing was released yet"):
        await exported(sqlite, answers, "2026-Q4", "csv")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "KEPT", 100)
    kept = door._Written()
    for number in range(10):
        kept.keep((str(number),), Exported("x", "y", b"z" * 40))
    assert [kept.get((str(number),)) is not None for number in range(10)] == [False] * 8 + [True] * 2


async def test_charts_of_a_release_and_its_trend(filled: AsyncEngine, answers: Answers) -> None:
    english = answers.languages["en"]
    charts = Charts(filled)
    found = await charts.of_release(answers.library, english, "2026-Q4")
    assert {"corridors", "corridors-table", "reasons", "return", "diaspora", "trend"} <= set(found)
    rows = data_table(english, found["trend"]).rows
    assert [row[1] for row in rows] == ["quarter 3 of 2026", "quarter 4 of 2026"]
    earlier = await charts.of_release(answers.library, english, "2026-Q3")
    assert "trend" not in earlier, "an earlier release knows nothing of a later one"
    with pytest.raises(NoExport):
        await charts.of_release(answers.library, english, "2027-Q1")
