"""From an invitation to a bulletin that a second person releases, its correction and its withdrawal."""

import re

from bot.model.staff import StaffRole
from tests.desk.driver import NOW, Office, Officer, Page

WRITTEN = {
    "title": "Strike ballot",
    "main": "en",
    "texts.en": "**Vote** until Friday. [How](https://union.org/vote)",
    "show_until": "2026-12-10",
    "zone": "Africa/Nairobi",
}


async def write(officer: Officer, **values: str | None) -> Page:
    await officer.opens("/desk/bulletins/new")
    return await officer.sends("/bulletins/new", **{**WRITTEN, **values})


async def test_two_people_reach_the_members(desk: Office) -> None:
    await desk.subscribers(en=12, fr=3)
    amina = await desk.signed_in("amina")
    page = await write(amina)
    assert page.status == 200
    assert "Kept." in page.said
    assert "12" in page.said
    assert "fewer than 10" in page.said
    assert "You wrote this version" in page.said
    number = page.path.rsplit("/", 1)[1]

    brenda = await desk.signed_in("brenda")
    page = await brenda.opens(f"/desk/bulletins/{number}")
    assert "<b>Vote</b> until Friday." in page.text
    page = await brenda.sends("/release")
    assert page.path.endswith("/progress")
    assert "Waiting 15" in page.said
    assert page.headers["Refresh"] == "5"

    page = await brenda.sends("/stop")
    assert "Stopped." in page.said
    page = await brenda.sends("/resume")
    assert "It goes on." in page.said

    await amina.opens(f"/desk/bulletins/{number}/write")
    page = await amina.sends("/write", **{"texts.en": "**Vote** until Saturday."})
    assert "a correction waits" in page.said
    await brenda.opens(f"/desk/bulletins/{number}")
    page = await brenda.sends("/release")
    assert "The correction is released" in page.said
    page = await brenda.opens(f"/desk/bulletins/{number}/versions")
    assert "Version 2 · in the chats" in page.said

    await brenda.opens(f"/desk/bulletins/{number}")
    page = await brenda.sends("/withdraw")
    assert "Withdrawn." in page.said


async def test_the_author_cannot_release_and_an_edit_takes_the_approval_away(desk: Office) -> None:
    await desk.subscribers(en=1)
    amina = await desk.signed_in("amina")
    brenda = await desk.signed_in("brenda")
    page = await write(amina)
    number = page.path.rsplit("/", 1)[1]
    assert not [form for form in page.forms if form.action.endswith("/release")]
    word = page.form("/sign-out").values["word"]
    page = await amina.posts(f"/desk/bulletins/{number}/release", {"word": word, "version": ["1"]})
    assert page.status == 403
    assert "A second person releases" in page.said

    await brenda.opens(f"/desk/bulletins/{number}")
    await amina.opens(f"/desk/bulletins/{number}/write")
    await amina.sends("/write", **{"texts.en": "Another text."})
    page = await brenda.sends("/release")
    assert page.status == 409
    assert "changed meanwhile" in page.said


async def test_a_time_can_be_chosen_and_taken_back(desk: Office) -> None:
    await desk.subscribers(en=1)
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    page = await write(amina, when="later", day="2026-12-01", time="09:00")
    number = page.path.rsplit("/", 1)[1]
    assert "1 Dec 2026, 09:00 (Africa/Nairobi)" in page.said
    await brenda.opens(f"/desk/bulletins/{number}")
    page = await brenda.sends("/release")
    assert "it goes out at its time" in page.said
    page = await brenda.sends("/withdraw")
    assert "Where it stands Draft" in page.said


async def test_a_test_goes_to_herself(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    page = await write(amina)
    page = await amina.sends("/test")
    assert "The test is on its way" in page.said
    assert desk.tests_sent == [(1, 1)]


async def test_a_past_one_is_the_beginning_of_a_new_one(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    await write(amina, homes="PH", urgent="yes")
    page = await amina.opens("/desk/bulletins/new?from=1")
    values = page.form("/bulletins/new").values
    assert values["title"] == ["Strike ballot"]
    assert values["texts.en"] == [WRITTEN["texts.en"]]
    assert values["homes"] == ["PH"]
    assert values["show_until"] == [""]


async def test_the_list_is_filtered_and_goes_on(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    for number in range(22):
        await write(amina, title=f"Number {number}.")
    page = await amina.opens("/desk/bulletins")
    assert "Number 21." in page.said
    assert "Number 1." not in page.said
    assert "Number 1." in (await amina.opens("/desk/bulletins?state=draft&before=3")).said
    assert "There is none." in (await amina.opens("/desk/bulletins?state=released")).said
    assert "Number 21." in (await amina.opens("/desk/bulletins?state=nonsense&before=-1")).said


async def test_the_list_is_searched_by_every_filter(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    brenda = await desk.signed_in("brenda")
    await write(amina, title="First", urgent="yes", topics="fees")
    desk.clock.now += 3 * 86_400
    brenda = await desk.signs_in(brenda, "brenda")
    await write(brenda, title="Second", **{"texts.fr": "Votez avant vendredi."})
    code = re.findall(r"FP-[0-9A-Z]{4}-[0-9A-Z]", brenda.page.text)[0]
    found = {
        "urgent=yes": "First",
        "urgent=no": "Second",
        "topic=fees": "First",
        "language=fr": "Second",
        "words=VENDREDI": "Second",
        f"words={code.lower()}": "Second",
        "author=1": "First",
        "author=2": "Second",
        "to=2026-11-25": "First",
        "from=2026-11-26": "Second",
        "from=2026-11-28&to=2026-11-28&state=draft&language=en&urgent=no&words=vote": "Second",
    }
    for query, title in found.items():
        page = await brenda.opens(f"/desk/bulletins?{query}")
        assert (title in page.said, "First" in page.said and "Second" in page.said) == (True, False), query
        name, value = query.split("&")[0].split("=")
        assert page.form("/bulletins").values[name] == [value], "the filter stays as it was chosen"
    for query in ("from=yesterday&to=9999-99-99&author=x&urgent=maybe&state=x", ""):
        page = await brenda.opens(f"/desk/bulletins?{query}")
        assert "First" in page.said
        assert "Second" in page.said
    for query in ("author=99", "words=nothing+of+that", "topic=x", "language=xx"):
        assert "There is none." in (await brenda.opens(f"/desk/bulletins?{query}")).said


async def test_filters_stay_on_the_next_page(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    for number in range(25):
        await write(amina, title=f"Number {number}.", urgent="yes" if number else None)
    page = await amina.opens("/desk/bulletins?urgent=yes")
    more = re.findall(r'href="(/desk/bulletins\?[^"]+)"', page.text)[-1].replace("&amp;", "&")
    page = await amina.opens(more)
    assert "Number 1." in page.said
    assert "Number 0." not in page.said


async def test_a_past_bulletin_is_a_template(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    await write(amina)
    page = await amina.opens("/desk/bulletins")
    assert "Use as a template" in page.said
    page = await amina.opens("/desk/bulletins/new?from=1")
    assert "words and readers are those of FP-" in page.said
    await amina.sends("/bulletins/new", show_until="2026-12-11")
    assert (await amina.opens("/desk/bulletins/2")).status == 200


async def test_versions_tell_who_wrote_and_approved_and_can_be_compared(desk: Office) -> None:
    await desk.subscribers(en=1)
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    await write(amina)
    assert "Compare" not in (await amina.opens("/desk/bulletins/1/versions")).said
    await amina.opens("/desk/bulletins/1/write")
    await amina.sends("/write", **{"texts.en": "**Vote** until <Saturday>.", "texts.fr": "Votez."})
    await brenda.opens("/desk/bulletins/1")
    await brenda.sends("/release")
    page = await brenda.opens("/desk/bulletins/1/versions")
    assert "<del>Friday</del>" in page.text
    assert "<ins>&lt;Saturday&gt;</ins>" in page.text or "<ins>&lt;Saturday&gt;" in page.text
    assert "<ins>Votez.</ins>" in page.text
    assert "Written by Amina" in page.said
    assert "approved by Brenda" in page.said
    page = await brenda.opens("/desk/bulletins/1/versions?old=2&new=1")
    assert "<del>Votez.</del>" in page.text
    for query in ("old=x&new=9", "old=2&new=2", "old=0"):
        assert (await brenda.opens(f"/desk/bulletins/1/versions?{query}")).status == 200


async def test_everything_stands_in_the_record(desk: Office) -> None:
    await desk.subscribers(en=1)
    amina = await desk.signed_in("amina")
    chief = await desk.signed_in("chief", StaffRole.ADMINISTRATOR)
    await write(amina)
    await chief.opens("/desk/bulletins/1")
    await chief.sends("/release")
    page = await chief.opens("/desk/record")
    for action in ("Organisation", "Invite", "Join", "Sign in", "Write", "Release", "Version 1", "Operator"):
        assert action in page.said, action
    assert NOW > 0
    assert (await amina.opens("/desk/record")).status == 403
