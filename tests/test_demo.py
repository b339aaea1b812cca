"""`fairpassage demo`: an instance in which everybody is made up, and says so."""

import os
import random
import re
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.demo import periods
from bot.actions.demo.periods import Means, close_all, months
from bot.actions.not_found import missed
from bot.actions.releases import list_releases, release
from bot.app import CannotListen
from bot.demo import NotEmpty, check_port, throw_away, told
from bot.house import House
from bot.model.place import Place
from bot.model.screen import Visitor
from bot.monitoring.codes import lists_of, topics
from bot.monitoring.population import Population
from bot.screens.answer import Answers
from bot.settings import SYNTHETIC, Settings, is_synthetic
from storage.guard import open_guard
from tests.conftest import TODAY
from tests.monitoring.releases import plan
from tests.processes import ROOT


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]


def test_a_folder_with_anything_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(NotEmpty, match="empty or not there yet"):
        throw_away(settings(), tmp_path)
    with pytest.raises(NotEmpty):
        throw_away(settings(), tmp_path / "kept")
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_it_is_an_instance_of_its_own_that_sends_nothing(tmp_path: Path) -> None:
    given = settings(
        telegram_token="1:secret",
        database_url="postgresql+asyncpg://real/data",
        secret_key="s" * 40,
        public_url="https://fairpassage.example",
        host="0.0.0.0",  # noqa: S104  # to see that it is not taken over
        port=8123,
    )
    ours = throw_away(given, tmp_path / "new")
    assert ours.telegram_token == ours.secret_key == ours.database_url == ""
    assert ours.database.endswith("new/fairpassage.sqlite3")
    assert (ours.host, ours.site) == ("127.0.0.1", "http://localhost:8123")
    assert is_synthetic(ours)
    assert not is_synthetic(given)


def test_without_a_folder_it_takes_a_new_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ours = throw_away(settings(), None)
    assert ours.data_dir.parent == tmp_path
    assert (ours.data_dir / SYNTHETIC).exists()


def test_every_screen_of_it_says_so(answers: Answers, tmp_path: Path) -> None:
    ours = throw_away(settings(data_dir=tmp_path), tmp_path / "new")
    house = House(ours)
    assert house.answers.synthetic
    assert house.answers.with_board(answers.board).with_published(answers.published).synthetic
    for channel in ("web", "telegram", "terminal"):
        for page in ("menu", "help", "observatory", "others", "bulletins", "nonsense"):
            screen = house.answers.turn(Place("en", page), Visitor(channel), TODAY).screen
            assert screen.notice.startswith("Demonstration: "), page
            assert not answers.turn(Place("en", page), Visitor(channel), TODAY).screen.notice.startswith("Demo")


def test_the_months_make_two_years_of_whole_periods() -> None:
    found = months(date(2026, 11, 28))
    assert (found[0], found[-1], len(found)) == ("2024-07", "2026-10", 28)
    assert months(date(2026, 7, 1))[-1] == "2026-06"
    assert months(date(2026, 1, 1))[0] == "2024-01"


async def test_periods_are_closed_by_the_code_that_closes_real_ones(
    answers: Answers, sqlite: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("YEARS", 0), ("READERS", 600), ("FIRST_PLANS", 900), ("REPORTERS", 100)):
        monkeypatch.setattr(periods, name, number)
    dice = random.Random(7).randrange  # noqa: S311  # the same at each run
    means = Means(
        engine=sqlite,
        guard=open_guard(sqlite, tmp_path, b"k" * 32),
        plan=plan(),
        lists=lists_of(answers.library, answers.languages),
        population=Population(answers.library, sorted(topics(answers.library)), list(answers.languages), dice),
        dice=dice,
    )
    done: list[str] = []
    await close_all(means, date(2026, 11, 28), done.append)
    assert done == ["2026-07", "2026-08", "2026-09", "2026-10"]
    headers = await list_releases(sqlite)
    assert {(one.group, one.period) for one in headers} == {
        ("intent", "2026-Q3"),
        *(("usage", month) for month in done),
    }, "the half-year is open"
    assert all(one.synthetic for one in headers)
    found = await release(sqlite, "2026-Q3", "intent")
    assert found is not None
    people = found.table("people")
    assert people is not None
    assert abs((people.cells[0].value or 0) - 900) < 4 * people.margin
    searches = await missed(sqlite, date(2026, 11, 28))
    assert {(one.words, one.band) for one in searches} == {
        ("nursing home shifts", "25-99"),
        ("school for children", "25-99"),
        ("car licence", "10-24"),
    }
    assert await means.guard.periods() == [("breach", "2026-H2")], "keys of closed periods are gone"


def test_the_command_refuses_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    command = [sys.executable, "-m", "bot", "demo", str(tmp_path), "--fill"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert re.fullmatch(
        r"fairpassage: .* has something in it; name a folder that is empty or not there yet\.\n", done.stderr
    )


def test_a_taken_port_is_told_before_the_work(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ours = throw_away(settings(port=taken.getsockname()[1]), tmp_path / "new")
        with pytest.raises(CannotListen, match="stop the program that uses it"):
            check_port(ours)
    check_port(ours.model_copy(update={"port": 0}))  # whichever is free


def test_where_to_look_is_printed(tmp_path: Path) -> None:
    said = told(throw_away(settings(port=8123), tmp_path / "new"), [])
    for path in ("/en/observatory", "/ar/observatory", "/desk/releases", "/desk/work-list", "/metrics"):
        assert f"http://localhost:8123{path}" in said
