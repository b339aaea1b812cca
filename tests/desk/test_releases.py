"""Releases, plan, work list and pushes on the desk: who sees them, and that nothing of an open period is there."""

import asyncio
import re
from collections.abc import Callable
from typing import ClassVar

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import pushing
from bot.actions.export import export
from bot.actions.organisations import add_organisation
from bot.actions.push import Dhis2, Seen, Step, Summary, unseen
from bot.desk.words import formats
from bot.model.release import Release
from bot.model.staff import Organisation, StaffRole
from bot.monitoring.formats_found import formats as all_formats
from bot.monitoring.plan import Group, written
from bot.monitoring.publication import Publication
from bot.screens.answer import Answers
from storage import plans, tallies
from storage.database import writing
from storage.tables import audit
from tests.desk.driver import NOW, Office, Officer, Page, office
from tests.desk.frozen import freeze
from tests.monitoring.releases import plan

PLANS, READS, WRONG = ("intent", "2026-Q3"), ("usage", "2026-10"), ("breach", "2026-H1")
PAGES = (
    "/desk/releases",
    "/desk/releases/2026-Q3/intent",
    "/desk/releases/2026-Q3/intent/tables/corridor",
    "/desk/releases/2026-Q3/intent/files/csv",
    "/desk/releases/2026-Q3/intent/charts/corridors.svg",
    "/desk/plan",
    "/desk/push",
)


async def released(desk: Office, *groups: tuple[str, str]) -> list[Release]:
    library = desk.rooms.answers().library
    closed = {"intent": "2026-10-01", "usage": "2026-11-01", "breach": "2026-07-01"}
    return [
        await freeze(desk.engine, library, group, period, closed=closed[group], made=closed[group])
        for group, period in groups or (PLANS,)
    ]


# Who sees what


@pytest.mark.parametrize("role", [StaffRole.OFFICER, StaffRole.EDITOR])
async def test_only_administrators_see_releases(desk: Office, role: StaffRole) -> None:
    await released(desk)
    amina = await desk.signed_in("amina", role)
    assert "/desk/releases" not in amina.page.text
    assert "Privacy budget" not in amina.page.said
    word = amina.page.form("/sign-out").values["word"]
    for path in PAGES:
        page = await amina.opens(path)
        assert page.status == 403, path
        assert "Only administrators" in page.said
    assert (await amina.posts("/desk/push", {"word": word, "deed": ["try"]})).status == 403


async def test_the_work_list_is_for_editors_and_administrators(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    assert "/desk/work-list" not in amina.page.text
    assert (await amina.opens("/desk/work-list")).status == 403
    for role in (StaffRole.EDITOR, StaffRole.ADMINISTRATOR):
        somebody = await desk.signed_in(role.value, role)
        assert "/desk/work-list" in somebody.page.text
        assert (await somebody.opens("/desk/work-list")).status == 200


async def test_reach_is_told_of_ones_own_bulletins_alone(desk: Office) -> None:
    from tests.desk.test_journey import write

    await desk.subscribers(en=12)
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    await write(amina)
    await brenda.opens("/desk/bulletins/1")
    await brenda.sends("/release")
    assert "Strike ballot" in (await amina.opens("/desk/reach")).said
    union = Organisation(id=0, slug="doctors-ph", name="Doctors")
    others = await add_organisation(desk.engine, desk.rooms.known(), union, NOW)
    stranger = await desk.signed_in("stranger", StaffRole.ADMINISTRATOR, others)
    assert "Strike ballot" not in (await stranger.opens("/desk/reach")).said
    assert (await stranger.opens("/desk/reach/charts/reach.svg")).status == 404


# A release


async def test_a_release_is_told_with_all_that_belongs_to_it(desk: Office) -> None:
    (release,) = await released(desk)
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    assert "Plans and reasons" not in (await chief.opens("/desk/releases")).said.split("Next closing")[0]
    assert "quarter 3 of 2026" in chief.page.said
    page = await chief.opens("/desk/releases/2026-Q3/intent")
    assert "Each figure had a small random number of people added or taken away, once" in page.said
    assert "small figures are not printed. The +/- column tells how large that random part can be." in page.said
    assert "Not a sample" in page.said
    assert "Withheld does not mean nought" in page.said
    assert release.digest in page.said
    for table in release.tables:
        assert f"/tables/{table.name}" in page.text


async def test_every_chart_has_a_table_and_a_download(desk: Office) -> None:
    await released(desk, PLANS, WRONG)
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    page = await chief.opens("/desk/releases/2026-Q3/intent")
    charts = re.findall(r'<img src="(/desk/releases/[^"]+/charts/([a-z_-]+)\.svg)" alt="([^"]+)"', page.text)
    assert len(charts) >= 5
    for figure in re.findall(r"<figure.*?</figure>", page.text, re.DOTALL):
        assert figure.count("keep=yes") == 2
        assert figure.count("<tbody>") == 1
        assert figure.count("<tr>") > 3
    response = await chief.opens(charts[0][0])
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    assert "<script" not in response.text
    kept = await chief.opens(charts[0][0].replace(".svg", ".png?keep=yes"))
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert (await chief.opens("/desk/releases/2026-Q3/intent/charts/wrong.svg")).status == 404
    assert (await chief.opens("/desk/releases/2026-Q3/intent/charts/corridors.pdf")).status == 404


@pytest.mark.parametrize("name", sorted(all_formats()))
async def test_downloads_are_those_of_every_door(desk: Office, name: str) -> None:
    await released(desk)
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    page = await chief.opens("/desk/releases/2026-Q3/intent")
    assert f"/files/{name}" in page.text
    assert formats(desk.rooms.answers().languages["en"])[name] in page.said
    answers = desk.rooms.answers()
    file = await export(desk.engine, answers.library, answers.languages, "2026-Q3", name, "intent")
    async with chief._client.get(f"/desk/releases/2026-Q3/intent/files/{name}") as response:
        assert await response.read() == file.body
        assert file.name in response.headers["Content-Disposition"]
        assert response.headers["Cache-Control"] == "no-store"


async def test_what_is_withheld_is_named_and_is_not_nought(desk: Office) -> None:
    (release,) = await released(desk)
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    for table in release.tables:
        page = await chief.opens(f"/desk/releases/2026-Q3/intent/tables/{table.name}")
        assert page.status == 200
        rows = re.findall(r'<td class="number">(.*?)</td>', page.text)
        assert "0" not in rows, table.name
        shown = sum(bool(re.fullmatch(r"[\d,]+", one)) for one in rows)
        assert shown == 2 * table.printed, "each printed figure once, with its +/-"
    page = await chief.opens("/desk/releases/2026-Q3/intent/tables/corridor")
    withheld = page.text.split("<h2>Withheld</h2>")[1]
    named = sum(len(re.split(", | and ", one)) for one in re.findall(r"<dd>(.*?)</dd>", withheld))
    corridor = release.table("corridor")
    assert corridor is not None
    assert named == corridor.withheld


async def test_what_is_not_there_is_a_page(desk: Office) -> None:
    await released(desk)
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    for path in (
        "/desk/releases/2026-Q2/intent",
        "/desk/releases/2026-Q3/nonsense",
        "/desk/releases/nonsense/intent",
        "/desk/releases/2026-Q3/intent/tables/nonsense",
        "/desk/releases/2026-Q3/intent/files/nonsense",
        "/desk/releases/2026-Q3/intent/charts/nonsense.svg",
        "/desk/releases//intent",
    ):
        page = await chief.opens(path)
        assert page.status == 404, path


# Nothing of an open period


async def test_nothing_of_an_open_period_is_shown(desk: Office) -> None:
    """Marked counts of 7,777 people in every open period, and a closed one that they must not change."""
    await released(desk, PLANS, READS, WRONG)
    opened = {Group.INTENT: "2026-Q4", Group.USAGE: "2026-11", Group.BREACH: "2026-H2"}
    async with writing(desk.engine) as connection:
        for group, period in opened.items():
            declared = plan().group(group)
            assert declared is not None
            new = plans.Declared(group, period, declared.version, 300_000, written(declared))
            await plans.declare(connection, new)
            first = declared.tables[0].name
            await tallies.add(connection, period, [(first, "kit/fees|en" if group is Group.USAGE else "", 7777)])
            await tallies.add(connection, period, [(one.name, "x", 7777) for one in declared.tables[1:]])
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    seen = [chief.page.text]
    for group, period in opened.items():
        base = f"/desk/releases/{period}/{group}"
        for path in (
            base,
            f"{base}/tables/people",
            f"{base}/files/csv",
            f"{base}/files/dhis2",
            f"{base}/charts/trend.svg",
        ):
            page = await chief.opens(path)
            assert page.status == 404, path
            seen.append(page.text)
    for path in ("/desk", *PAGES[:3], "/desk/releases/2026-10/usage", "/desk/releases/2026-H1/breach", *PAGES[5:]):
        seen.append((await chief.opens(path)).text)
    seen.append((await chief.opens("/desk/work-list")).text)
    for text in seen:
        assert "7,777" not in text
        assert "7777" not in text
    assert "November 2026 is open and is closed on 1 December 2026" in seen[0].replace("\n", " ")
    page = await chief.posts("/desk/push", {**chief_word(chief.page), "release": ["intent/2026-Q4"], "deed": ["try"]})
    assert page.status == 422
    assert "Choose one of the releases" in page.said


def chief_word(page: object) -> dict[str, list[str]]:
    return {"word": page.form("/sign-out").values["word"]}  # type: ignore[attr-defined]


# The plan, the front page, the work list


async def test_the_plan_of_tables_is_shown(desk: Office) -> None:
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    page = await chief.opens("/desk/plan")
    for group in plan().groups:
        for table in group.tables:
            assert table.name in page.said
    assert "Language × Home country" in page.said or "Home country × Language" in page.said
    assert plan().version in page.said


async def test_the_front_page_tells_operations_without_content(desk: Office) -> None:
    await released(desk, PLANS, READS, WRONG)
    await desk.subscribers(fil=27)
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    page = await chief.opens("/desk")
    operations = page.said.split("Operations")[1]
    assert "Subscribers 20" in operations
    library, english = desk.rooms.answers().library, desk.rooms.answers().languages["en"]
    for country in library.countries:
        assert english.country(country) not in operations
    for code in desk.rooms.answers().languages:
        assert english.tongue(code) not in operations
    assert "quarter 3 of 2026" in page.said.split("Privacy budget")[1]


async def test_the_work_list_is_from_the_last_release(desk: Office) -> None:
    chief = await desk.signed_in("chief", StaffRole.EDITOR)
    assert "No month has been closed yet" in (await chief.opens("/desk/work-list")).said
    await released(desk, READS)
    page = await chief.opens("/desk/work-list")
    assert "By what was read in October 2026" in page.said
    assert "Filipino" in page.said.split("Translations that are out of date")[1]


# DHIS2


class Pretended(Dhis2):
    """A DHIS2 that takes everything, or refuses one figure, when its gate is open."""

    asked: ClassVar[list[tuple[str, bool]]] = []
    refuses: ClassVar[bool] = False
    gate: ClassVar[asyncio.Event] = asyncio.Event()

    async def dry_run(self, told: Publication, seen: Seen = unseen) -> Summary:
        return await self._answer(told, seen, dry=True)

    async def push(self, told: Publication, seen: Seen = unseen) -> Summary:
        return await self._answer(told, seen, dry=False)

    async def _answer(self, told: Publication, seen: Seen, *, dry: bool) -> Summary:
        self.asked.append((self.address, dry))
        printed = sum(one.printed for one in told.release.tables)
        seen(Step(dry, printed // 2, printed))
        await self.gate.wait()
        conflicts = ("E7612 FP_HOME: no such data element",) if self.refuses else ()
        return Summary(
            dry=dry,
            status="WARNING" if self.refuses else "SUCCESS",
            sent=printed,
            withheld=0,
            imported=printed - len(conflicts),
            ignored=len(conflicts),
            conflicts=conflicts,
        )


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> type[Pretended]:
    """A DHIS2 with its gate open that takes everything."""
    gate = asyncio.Event()
    gate.set()
    for name, value in {"asked": [], "refuses": False, "gate": gate}.items():
        monkeypatch.setattr(Pretended, name, value)
    monkeypatch.setattr(pushing, "BEAT", 0.05)
    return Pretended


async def until(chief: Officer, holds: Callable[[Page], bool]) -> Page:
    """Look again, as the page does by itself, until it is so."""
    path = chief.page.path
    async with asyncio.timeout(60):
        while True:
            if holds(page := await chief.opens(f"{path}?live=yes")):
                return page
            await asyncio.sleep(0.02)


async def ended(chief: Officer) -> Page:
    """The page of a push when it has come to its end."""
    return await until(chief, lambda page: "Refresh" not in page.headers)


FORM = {"release": "intent/2026-Q3", "address": "https://dhis2.health.org", "token": "d2pat_abcdefgh12345678"}


async def test_a_dry_run_is_shown_before_anything_is_sent(
    answers: Answers, database: AsyncEngine, pretended: type[Pretended]
) -> None:
    async with office(answers, database, dhis2=pretended) as desk:
        await released(desk, PLANS, READS)
        chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
        page = await chief.opens("/desk/push?release=intent/2026-Q3")
        assert "Send it for good" not in page.said
        page = await chief.sends("/push", **FORM, deed="send")
        assert page.status == 409
        assert not pretended.asked
        await chief.sends("/push", **FORM, deed="try")
        page = await ended(chief)
        assert "Dry run: nothing was kept" in page.said
        assert "Send it for good" in page.said
        assert FORM["token"] not in page.text
        assert page.form("/push").values["address"] == [FORM["address"]]
        shown = page
        for other in ({"address": "https://another.health.org"}, {"release": "usage/2026-10"}):
            page = await chief.sends("/push", **{**FORM, **other}, deed="send")
            assert page.status == 409, other
            chief.page = shown
        await chief.sends("/push", **FORM, deed="send")
        page = await ended(chief)
        assert "Sent" in page.said
        assert pretended.asked == [(FORM["address"], True), (FORM["address"], False)]
        async with desk.engine.connect() as connection:
            kept = (await connection.execute(select(audit).where(audit.c.action.startswith("push")))).all()
        assert [one.action for one in kept] == ["push", "pushed"]
        assert FORM["token"] not in str(kept)
        assert "dhis2.health.org" in str(kept)


async def test_how_far_it_is_is_shown_without_scripts(
    answers: Answers, database: AsyncEngine, pretended: type[Pretended]
) -> None:
    pretended.gate.clear()
    async with office(answers, database, dhis2=pretended) as desk:
        await released(desk)
        chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
        await chief.opens("/desk/push")
        page = await chief.sends("/push", **FORM, deed="try")
        going = page.path
        page = await until(chief, lambda page: "Asking what DHIS2 would do" in page.said)
        assert page.headers["Refresh"] == "2"
        assert FORM["address"] in page.said
        assert not [form for form in page.forms if form.action == "/desk/push"]
        assert "Refresh" not in (await chief.opens(going)).headers
        assert "On its way" in (await chief.opens("/desk/push")).said
        again = await chief.sends("/push", **FORM, deed="try")
        assert again.path == going
        assert len(pretended.asked) == 1
        pretended.gate.set()
        assert "Send it for good" in (await ended(chief)).said
        officer = await desk.signed_in("amina")
        assert (await officer.opens(going)).status == 403
        assert (await chief.opens("/desk/push/99")).status == 404


async def test_one_that_is_broken_off_is_told(
    answers: Answers, database: AsyncEngine, pretended: type[Pretended]
) -> None:
    pretended.gate.clear()
    async with office(answers, database, dhis2=pretended) as desk:
        await released(desk)
        chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
        await chief.opens("/desk/push")
        await chief.sends("/push", **FORM, deed="try")
        desk.kept.cancel()
        page = await ended(chief)
        assert "broken off before anything was sent" in page.said
        assert "Failed" in page.said


async def test_what_dhis2_refuses_is_shown_and_cannot_be_sent(
    answers: Answers, database: AsyncEngine, pretended: type[Pretended]
) -> None:
    pretended.refuses = True
    async with office(answers, database, dhis2=pretended) as desk:
        await released(desk)
        chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
        await chief.opens("/desk/push")
        await chief.sends("/push", **FORM, deed="try")
        page = await ended(chief)
        assert "E7612" in page.said
        assert "Send it for good" not in page.said
        assert (await chief.sends("/push", **FORM, deed="send")).status == 409
        for wrong in ({"address": "http://dhis2.health.org"}, {"address": "https://127.0.0.1"}, {"token": "a b"}):
            page = await chief.sends("/push", **{**FORM, **wrong}, deed="try")
            assert page.status == 422, wrong
