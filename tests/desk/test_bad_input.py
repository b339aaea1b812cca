"""Whatever is typed wrongly gets a sentence at its field, changes nothing, and nothing typed is lost."""

import io
import re

import pytest
from PIL import Image

from tests.desk.driver import Office
from tests.desk.test_journey import WRITTEN, write

CODE = re.compile(r"FP-[0-9A-Z-]+")
"""A bulletin's code, drawn with dice."""
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {% raw %} &amp; \"quotes'"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Give a title"),
        ("title", "x" * 121, "at most 120"),
        ("texts.en", "", "at least one language"),
        ("texts.en", "[here](javascript:alert)", "Links begin with https://"),
        ("texts.en", "[here](https://localhost/x)", "not on the public web"),
        ("texts.en", "[here](https://10.0.0.1/x)", "not on the public web"),
        ("texts.en", "**open", "not closed"),
        ("texts.en", "x" * 4000, "at most 3600 fit"),
        ("show_until", "", "Choose the last day"),
        ("show_until", "nonsense", "Choose the last day"),
        ("show_until", "2026-11-01", "The last day is past"),
        ("show_until", "9999-12-31", "one year at most"),
        ("zone", "Nowhere/City", "not a time zone"),
        ("homes", "ZZ", "not known here"),
        ("topics", "nonsense", "not known here"),
    ],
)
async def test_a_fault_is_said_at_its_field_and_nothing_is_lost(
    desk: Office, field: str, value: str, said: str
) -> None:
    amina = await desk.signed_in("amina")
    page = await write(amina, **{field: value})
    assert page.status == 422
    assert said in page.said
    assert page.said.count(said) >= 2, "in the summary and at the field"
    values = page.form("/bulletins/new").values
    for name, typed in {**WRITTEN, field: value}.items():
        if name != "zone" or field != "show_until":
            assert typed in values.get(name, [""]), name
    assert "There is none." in (await amina.opens("/desk/bulletins")).said


async def test_a_past_time_and_a_missing_time(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    page = await write(amina, when="later", day="2026-11-01", time="09:00")
    assert "This time is past" in page.said
    page = await write(amina, when="later", day="", time="")
    assert "Choose a day and a time" in page.said
    assert page.form("/bulletins/new").values["when"] == ["later"]
    page = await write(amina, when="later", day="2026-12-11", time="09:00")
    assert "after its last day" in page.said


async def test_what_an_officer_writes_is_never_a_template_and_always_escaped(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    page = await write(amina, title=HOSTILE, **{"texts.en": HOSTILE})
    assert "Kept." in page.said
    for path in ("", "/write", "/versions"):
        page = await amina.opens(f"/desk/bulletins/1{path}")
        assert "<script>alert" not in page.text, path
        assert "{{ 7*7 }}" in page.text or "{{ 7*7 }}" in page.said, path
        assert "49" not in CODE.sub("", page.said), path
    page = await amina.opens("/desk/bulletins/1/write")
    assert page.form("/write").values["texts.en"] == [HOSTILE]
    assert "<script>alert" not in (await amina.opens("/desk/bulletins")).text


async def test_a_preview_of_a_wrong_link_has_no_link(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    await amina.opens("/desk/bulletins/new")
    values = amina.page.form("/bulletins/new").values
    for path, more in (("/desk/preview", {}), ("/desk/bulletins/new", {"do": ["preview"]})):
        page = await amina.posts(path, {**values, "texts.en": ["[x](javascript:alert(1))"], **more})
        assert page.status == 200
        assert 'href="javascript' not in page.text
        assert "<mark>" in page.text


async def test_a_text_survives_whatever_was_typed(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    odd = "\n\nbegins with lines\r\n\ttab  and   spaces \u202a"
    page = await write(amina, **{"texts.en": odd})
    assert page.status == 422
    assert page.form("/bulletins/new").values["texts.en"] == [odd.replace("\r\n", "\n")]


def picture(size: tuple[int, int] = (60, 40)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, "JPEG")
    return file.getvalue()


async def test_a_picture_stays_when_something_else_is_wrong(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    await amina.opens("/desk/bulletins/new")
    values = {**amina.page.form("/bulletins/new").values, "title": [""], "texts.en": ["Look."]}
    page = await amina.posts("/desk/bulletins/new", values, ("march.jpg", picture()))
    assert page.status == 422
    assert "A file is added." in page.said
    page = await amina.sends("/bulletins/new", title="March", show_until="2026-12-10")
    assert "march.jpg" in page.said
    page = await amina.opens("/desk/bulletins/1/file")
    assert page.status == 200
    assert page.headers["Content-Type"] == "image/jpeg"
    await amina.opens("/desk/bulletins/1/write")
    page = await amina.sends("/write", remove="yes")
    assert "march.jpg" not in page.said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"MZ this is a program", "neither"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "neither"),
        (b"\xff\xd8\xff\xe0 not a picture", "damaged"),
        (b"%PDF-1.7 not a document", "damaged"),
        (b"", ""),
        (b"\xff\xd8\xff" + b"\0" * (5 * 1024 * 1024), "5 MB"),
    ],
)
async def test_a_disguised_or_large_file_is_refused_and_nothing_is_lost(desk: Office, body: bytes, said: str) -> None:
    amina = await desk.signed_in("amina")
    await amina.opens("/desk/bulletins/new")
    values = {**amina.page.form("/bulletins/new").values, **{name: [value] for name, value in WRITTEN.items()}}
    page = await amina.posts("/desk/bulletins/new", values, ("march.jpg", body))
    assert page.status == 422
    assert (said or "The file is empty") in page.said
    assert page.form("/bulletins/new").values["texts.en"] == [WRITTEN["texts.en"]]


async def test_a_file_of_another_organisation_cannot_be_taken(desk: Office) -> None:
    amina = await desk.signed_in("amina")
    page = await write(amina, attachment="77")
    assert page.status == 422
    assert "not there; add it again" in page.said


async def test_a_released_one_keeps_its_readers_and_its_picture(desk: Office) -> None:
    await desk.subscribers(en=1)
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    await write(amina)
    await brenda.opens("/desk/bulletins/1")
    await brenda.sends("/release")
    await amina.opens("/desk/bulletins/1/write")
    values = amina.page.form("/write").values
    assert "homes" not in values
    page = await amina.posts(
        "/desk/bulletins/1/write", {**values, "homes": ["PH"], "texts.en": ["New."], "title": ["New title"]}
    )
    assert "a correction waits" in page.said
    assert "New title" in page.said
    assert "Home countries All" in page.said


async def test_an_empty_audience_is_refused_at_the_release(desk: Office) -> None:
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    await write(amina)
    await brenda.opens("/desk/bulletins/1")
    page = await brenda.sends("/release")
    assert page.status == 422
    assert "Nobody who subscribed" in page.said


async def test_a_second_release_changes_nothing(desk: Office) -> None:
    await desk.subscribers(en=1)
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    await write(amina)
    page = await brenda.opens("/desk/bulletins/1")
    await brenda.sends("/release")
    brenda.page = page
    page = await brenda.sends("/release")
    assert page.status == 409
    assert "released already" in page.said


@pytest.mark.parametrize("version", ["", "x", "-1", "99", "9" * 30])
async def test_an_odd_version_is_refused(desk: Office, version: str) -> None:
    amina, brenda = await desk.signed_in("amina"), await desk.signed_in("brenda")
    await write(amina)
    await brenda.opens("/desk/bulletins/1")
    assert (await brenda.sends("/release", version=version)).status in (409, 422)


@pytest.mark.parametrize("number", ["9" * 15, "9" * 40, "-1", "٣"])
async def test_numbers_that_no_database_holds(desk: Office, number: str) -> None:
    amina = await desk.signed_in("amina")
    page = await write(amina, attachment=number)
    assert page.status in (200, 422)
    for path in (f"bulletins/{number}", f"bulletins/new?from={number}", f"bulletins?before={number}"):
        assert (await amina.opens(f"/desk/{path}")).status in (200, 404), path


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"word={word}&%00=%00&texts.en=%ff%00%ed%a0%80&title=%F0%9F"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="word"\r\n\r\n{word}\r\n--x--',
        ),
        ("application/x-www-form-urlencoded", b"word={word}" + b"&homes=PH" * 3000),
        ("application/json", b"{}"),
        ("text/plain", b"word={word}"),
    ],
)
async def test_bodies_that_no_browser_sends(desk: Office, kind: str, body: bytes) -> None:
    amina = await desk.signed_in("amina")
    word = amina.page.form("/sign-out").values["word"][0]
    for path in ("/desk/bulletins/new", "/desk/preview", "/desk/account/link"):
        page = await amina.posts_raw(path, kind, body.replace(b"{word}", word.encode()))
        assert page.status < 500, path
        assert "Traceback" not in page.text
