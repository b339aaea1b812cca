"""A reminder over real HTTP: a calendar file that a browser downloads, and nothing where there is no such reminder."""

import pytest

from bot.screens.answer import Answers
from tests.channels.web.test_pages import PUBLIC, site
from tests.screens.test_reminder import properties

FILE = "en/programme/ph-balik-scientist/2027-02-23.ics"


async def test_the_file_is_a_calendar_with_a_name_that_tells_nothing(answers: Answers) -> None:
    async with site(answers) as browser:
        answer = await browser.asks(FILE)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="reminder-2027-02-23.ics"'
    assert answer.headers["X-Robots-Tag"] == "noindex"
    told = properties(answer.body)
    assert ("URL", "", f"{PUBLIC}/en/programme/ph-balik-scientist") in told


@pytest.mark.parametrize(
    "path",
    [
        "en/programme/ph-balik-scientist/2027-02-30.ics",
        "en/programme/ph-balik-scientist/more",
        "en/programme/nonsense/2027-02-23.ics",
        "en/programme/mida-ghana-health/2027-02-23.ics",
        "en/programme/ph-balik-scientist/2027-02-23.ics/more",
        "en/rights/passport/2027-02-23.ics",
    ],
)
async def test_what_is_no_reminder_is_not_there(answers: Answers, path: str) -> None:
    async with site(answers) as browser:
        answer = await browser.asks(path)
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_the_page_of_the_programme_links_to_it(answers: Answers) -> None:
    async with site(answers) as browser:
        links = (await browser.asks("ar/PH-GB-2221/programme/ph-balik-scientist")).html.own_links
    assert "/ar/programme/ph-balik-scientist/2027-02-23.ics" in links
