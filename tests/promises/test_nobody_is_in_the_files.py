"""Promise: nobody is in the files: a marked person does everything, and no file has a trace of her.

Before she asks to be forgotten only her subscription and her settings are there, under a key; afterwards nothing.
"""

import logging
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.actions.export import export
from bot.actions.releases import list_releases
from bot.model.counted import Breach, Counted, Helpful, Intent, Interest, Report, Use
from bot.monitoring.cells import moved
from bot.monitoring.formats_found import formats
from bot.screens.answer import Answers
from bot.screens.plans import Plans
from tests.conftest import SECRET, running_bot
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.files import holding
from tests.processes import command, running, select_pause
from tests.tallied import HALF, MONTH, NURSE, QUARTER, Tallied, shipped

CHAT = 880_012_345_678
WORDS = "canarywordthatnobodytypes"
NAME = "Qanaryname"
TRACES = (
    str(CHAT).encode(),
    CHAT.to_bytes(8, "big"),
    CHAT.to_bytes(8, "little"),
    WORDS.encode(),
    NAME.encode(),
    NAME.lower().encode(),
)
EVERYTHING = (
    "fr/speak",
    "en/speak",
    "en/counting/off",
    "en/counting/on",
    "en/PH-GB-2221/kit/fees",
    "en/PH-GB-2221/rights/passport",
    "en/PH-GB-2221/helpful/y/rights/passport",
    "en/interest/my-rep/permanent",
    "en/PH-GB/wrong/y/sent/1",
    "en/PH-GB/help",
)


def canary(telegram: TelegramDouble) -> Person:
    person = Person(telegram, CHAT)
    person.user |= {"first_name": NAME, "last_name": NAME, "username": NAME}
    return person


async def does_everything(person: Person) -> None:
    """Everything that can be kept or counted, and words of her own."""
    await person.says("/start PH-GB-2221-kit-decide")
    for said in (WORDS, f"my name is {NAME} and {WORDS}", "/subscribe"):
        await person.says(said)
    await person.taps("Yes, tell me")
    await person.says("/menu")
    for place in (*EVERYTHING, f"en/PH-GB-2221/tell/sent/{Plans(stage=1, reason=2, returning=1).item}"):
        await person.presses(place)
        await person.says("/menu")


async def tells(person: Person) -> None:
    await person.says("/menu")
    await person.goes(f"en/PH-GB-2221/tell/sent/{Plans(stage=1).item}")


async def test_of_all_that_she_does_no_file_has_a_trace(
    answers: Answers,
    database: AsyncEngine,
    telegram: TelegramDouble,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    one = Tallied(database, tmp_path)
    key = visitor_key(SECRET, "telegram", str(CHAT))
    report = Report(breach=Breach.FEE, destination="GB")
    use = Use(topic="rights/passport", language="en", channel="telegram")
    others = (
        NURSE,
        report,
        use,
        Helpful(topic="rights/passport", helpful=True),
        Interest(programme="my-rep", mode="x"),
    )
    async with running_bot("polling", answers, database, telegram, one.counting):
        nurse = canary(telegram)
        await does_everything(nurse)
        for told in others:  # she is counted among others
            one.tell(told, range(11))
        await one.counting.flush()
        assert await one.tallies(QUARTER, "people") == {"": 12}
        assert await one.tallies(HALF, "breach") == {"illegal-fee": 12}
        assert await one.tallies(MONTH, "helpful") == {"rights/passport|yes": 12}
        assert not await holding(request, database, tmp_path, TRACES)
        assert not [path for path in tmp_path.rglob("guard*") if key in path.read_bytes()]
        await nurse.goes("en/forget/now")
    if database.dialect.name == "sqlite":  # what PostgreSQL removes stays in its files until they are vacuumed
        assert not await holding(request, database, tmp_path, [*TRACES, key])
    one.after(HALF)
    await one.close()
    for made in await list_releases(database):
        for name in formats():
            file = await export(database, answers.library, answers.languages, made.period, name, group=made.group)
            assert not [trace for trace in (*TRACES, key) if trace in file.body], (made, name)
    assert not await holding(request, database, tmp_path, TRACES)
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "storage")))
    assert not [trace for trace in (str(CHAT), WORDS, NAME) if trace in said]


async def test_the_running_program_writes_nothing_of_her(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as program:
        nurse = canary(telegram)
        await does_everything(nurse)
        for number in range(20, 31):
            await tells(Person(telegram, number))
        assert 10 <= counted(tmp_path) <= 12, "as many as waited when they were mixed"
        status, metrics = program.get("/metrics")
        assert status == 200
        assert not [trace for trace in (str(CHAT), WORDS, NAME, "PH", "2221", "passport") if trace in metrics]
        await nurse.goes("en/forget/now")
        key = visitor_key((tmp_path / "secret.key").read_text().strip().encode(), "telegram", str(CHAT))
        assert not traces(tmp_path, [*TRACES, key])
    assert not traces(tmp_path, [*TRACES, key]), "nor when it has stopped"
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.glob("*.key")} == {"0o600"}


def test_a_data_folder_that_the_program_makes_is_nobody_elses(tmp_path: Path) -> None:
    """SQLite's files are made readable for everybody; who shares the machine does not get to them."""
    folder = tmp_path / "data"
    made = command("organisations", "list", data=tmp_path, DATA_DIR=str(folder))
    assert made.returncode == 0, made.stderr
    assert (folder / "fairpassage.sqlite3").exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_below_ten_people_nothing_goes_down_when_it_stops(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url):
        for number in range(20, 29):
            await tells(Person(telegram, number))
    assert counted(tmp_path, looks=1) == 0
    assert not (tmp_path / "guard.sqlite3").exists() or b"intent" not in (tmp_path / "guard.sqlite3").read_bytes()


def counted(folder: Path, looks: int = 3000) -> int:
    """How many people's plans are counted, once any are; looked at so many times at most."""
    for _ in range(looks):
        with closing(sqlite3.connect(folder / "fairpassage.sqlite3")) as connection:
            found = connection.execute("SELECT n FROM tallies WHERE table_name = 'people'").fetchone()
        if found:
            return int(found[0])
        select_pause()
    return 0


def traces(folder: Path, wanted: list[bytes]) -> list[str]:
    bodies = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [name for name, body in bodies.items() if any(one in body for one in wanted)]


def test_what_is_counted_has_no_place_for_a_person() -> None:
    """No field takes free text: what is on no closed list moves nothing."""
    plan, lists = shipped()
    told: list[Counted] = [
        Intent(home=NAME, destination=NAME, occupation=WORDS),
        Use(topic=WORDS, language=NAME, channel=NAME),
        Interest(programme=NAME, mode=WORDS),
        Helpful(topic=WORDS, helpful=True),
        Report(breach=Breach.FEE, home=NAME, destination=NAME, instruments=(WORDS,)),
    ]
    for group in plan.groups:
        for table in group.tables:
            kinds = {"intent": Intent, "use": Use, "interest": Interest, "helpful": Helpful, "report": Report}
            mine: list[Counted] = [each for each in told if type(each) is kinds[table.of]]
            for key in moved(table, mine, lists.known, lists.main):
                assert not {NAME, WORDS} & set(key)
