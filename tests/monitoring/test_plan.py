"""The plan of tables: the shipped one is sound and is the one that was promised; one that tells too much is refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot import checks
from bot.library.faults import FaultyContent
from bot.monitoring.plan import CEILING, Group, Of, check_plan, in_a_quarter, plan_path, read_group, read_plan, written
from bot.settings import HERE, Settings
from tests.conftest import TODAY
from tests.processes import command
from tests.tallied import shipped

GROUPS = """\
groups:
- {name: intent, period: quarter, epsilon: 1.0}
- {name: usage, period: month, epsilon: 0.3}
tables:
"""
PEOPLE = "- {name: people, of: intent, epsilon: 0.1}\n"


def faults(folder: Path, text: str) -> list[str]:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyContent) as raised:
        read_plan(path)
    return [str(one) for one in raised.value.faults]


def test_the_shipped_plan_is_the_promised_one() -> None:
    plan, _ = shipped()
    spent = {one.name: sum(table.epsilon for table in one.tables) for one in plan.groups}
    assert spent == {"intent": Decimal("1"), "usage": Decimal("0.3"), "breach": Decimal("0.5")}
    assert {one.name: one.period.value for one in plan.groups} == {
        "intent": "quarter",
        "usage": "month",
        "breach": "half-year",
    }
    crossed = {tuple(str(each) for each in one.dimensions): one for group in plan.groups for one in group.tables}
    for dimensions in (
        (),
        ("home",),
        ("destination",),
        ("occupation",),
        ("horizon", "permanence"),
        ("stage",),
        ("return-interest",),
        ("reason",),
        ("home", "destination"),
        ("home", "destination", "occupation"),
        ("home", "return-interest"),
        ("home", "occupation", "return-interest"),
        ("topic", "language"),
        ("channel",),
        ("topic", "helpful"),
        ("programme", "mode"),
        ("breach",),
        ("breach", "destination-region"),
        ("instrument",),
    ):
        assert dimensions in crossed
    assert crossed["home", "destination", "occupation"].over == 20_000
    assert crossed["home", "occupation", "return-interest"].over == 20_000
    assert crossed["home", "occupation", "return-interest"].abroad
    assert in_a_quarter(plan.groups) <= CEILING
    assert all(group.k == 10 for group in plan.groups)


def test_it_is_kept_and_read_again_as_it_was() -> None:
    for group in shipped()[0].groups:
        assert read_group(written(group)) == group
        assert read_group(written(group)).version == group.version


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("{name: x, of: intent, dimensions: [home, destination, occupation, stage], epsilon: 0.1}", "at most 3"),
        ("{name: x, of: intent, dimensions: [home, destination, occupation], epsilon: 0.1}", "only 'over' 20000"),
        ("{name: x, of: intent, dimensions: [home, destination, stage], over: 19999, epsilon: 0.1}", "only 'over'"),
        (
            "{name: x, of: intent, dimensions: [return-interest, destination, occupation], over: 30000, epsilon: 0.1}",
            "never crossed",
        ),
        ("{name: x, of: intent, dimensions: [home, language], epsilon: 0.1}", "never crossed"),
        ("{name: x, of: use, dimensions: [topic, language, home], over: 20000, epsilon: 0.1}", "cannot be broken"),
        ("{name: x, of: use, dimensions: [topic, occupation], epsilon: 0.1}", "cannot be broken down by 'occupation'"),
        ("{name: x, of: intent, dimensions: [home, home], epsilon: 0.1}", "stands twice"),
        ("{name: people, of: intent, dimensions: [home], epsilon: 0.1}", "'people' stands twice"),
        ("{name: x, of: intent, dimensions: [home], epsilon: 0.91}", "its epsilon is 1.0"),
        ("{name: x, of: intent, dimensions: [home], epsilon: 0}", "epsilon is above 0"),
        ("{name: x, of: intent, dimensions: [home], epsilon: -0.1}", "epsilon is above 0"),
        ("{name: x, of: intent, dimensions: [home], epsilon: 0.0000001}", "multiple of"),
        ("{name: x, of: intent, dimensions: [home], epsilon: NaN}", "finite"),
        ("{name: x, of: intent, dimensions: [home], epsilon: 0.1, bound: 2}", "bound is 1"),
        ("{name: x, of: use, dimensions: [topic], epsilon: 0.1, bound: 6}", "bound is from 1"),
        ("{name: x, of: use, dimensions: [topic], epsilon: 0.1, moves: 2}", "moves is from 1 to 1"),
        ("{name: x, of: use, dimensions: [topic], epsilon: 0.1, abroad: true}", "only intents"),
        ("{name: x, of: use, dimensions: [topic], epsilon: 0.1, over: 5}", "needs one without dimensions"),
        ("{name: x, of: report, dimensions: [breach], epsilon: 0.1}", "its group 'breach' is missing"),
        ("{name: x, of: nothing, dimensions: [], epsilon: 0.1}", "tables.1.of"),
        ("{name: x, of: intent, dimensions: [village], epsilon: 0.1}", "dimensions"),
        ("{name: x, of: intent, dimensions: [], epsilon: 0.1, secret: 1}", "not a key that is known"),
        ("{name: 'x; DROP', of: intent, dimensions: [], epsilon: 0.1}", "letters, digits"),
    ],
)
def test_a_table_that_tells_too_much_is_refused_with_its_line(tmp_path: Path, table: str, reason: str) -> None:
    told = faults(tmp_path, f"{GROUPS}{PEOPLE}- {table}\n")
    assert any(reason in one for one in told), told
    assert all(one.rsplit("plan.yaml:", 1)[1].split(":")[0] in "123456" for one in told)


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ("{name: intent, period: quarter, epsilon: 3.01}", "at most 3"),
        ("{name: intent, period: month, epsilon: 1.01}", "in a quarter; the ceiling is 3"),
        ("{name: intent, period: quarter, epsilon: 0}", "above 0"),
        ("{name: intent, period: quarter, epsilon: 1.0, k: 9}", "k is at least 10"),
        ("{name: intent, period: quarter, epsilon: 1.0, alpha: 0.06}", "alpha"),
        ("{name: intent, period: quarter, epsilon: 1.0, g: 0.51}", "g is above 0"),
        ("{name: intent, period: week, epsilon: 1.0}", "period"),
        ("{name: spies, period: month, epsilon: 1.0}", "name"),
        ("{name: intent, period: quarter, epsilon: 1.0, tables: []}", "'tables' is not a key"),
    ],
)
def test_a_group_over_the_ceiling_is_refused(tmp_path: Path, group: str, reason: str) -> None:
    told = faults(tmp_path, f"groups:\n- {group}\ntables:\n{PEOPLE}")
    assert any(reason in one for one in told), told


def test_the_last_content_folder_with_a_plan_has_its_way(tmp_path: Path) -> None:
    assert plan_path([HERE / "content", tmp_path]).is_relative_to(HERE / "content")
    (tmp_path / "monitoring").mkdir()
    (tmp_path / "monitoring" / "plan.yaml").write_text(GROUPS + PEOPLE, encoding="utf-8")
    folders = [HERE / "content", tmp_path]
    assert check_plan(folders) == []
    plan = read_plan(plan_path(folders))
    found = plan.group(Group.INTENT)
    assert found is not None
    assert [one.of for one in found.tables] == [Of.INTENT]
    assert plan.group("breach") is None
    assert plan.version != shipped()[0].version


@pytest.fixture
def union(tmp_path: Path) -> Path:
    """A content folder whose plan tells too much."""
    folder = tmp_path / "union"
    (folder / "monitoring").mkdir(parents=True)
    too_much = "- {name: x, of: intent, dimensions: [language, home], epsilon: 0.1}\n"
    (folder / "monitoring" / "plan.yaml").write_text(GROUPS + PEOPLE + too_much, encoding="utf-8")
    return folder


def test_check_tells_it_with_file_and_line(
    union: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "no languages").mkdir()
    monkeypatch.setattr(checks, "LOCALES", tmp_path / "no languages")
    assert checks.tell_faults(Settings(content_dirs=(union,)), TODAY, as_json=False)
    told = capsys.readouterr().out
    assert "plan.yaml:6: x:" in told
    assert "small community" in told


def test_nothing_starts_with_it(union: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    started = command("run", data=data, CONTENT_DIRS=f"{HERE / 'content'},{union}")
    assert started.returncode == 1
    assert "plan.yaml:6: x:" in started.stderr
