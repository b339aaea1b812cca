"""A contract for whatever chart is found: its data table has every figure, its pictures are sound, in every script."""

import importlib
import io
import re
from dataclasses import replace
from types import ModuleType
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib.text import Text
from PIL import Image

from bot.model.release import Release
from bot.monitoring.chart import Chart, Mark, Material, Reach, chart_of, data_table
from bot.monitoring.charts_found import UnfinishedChart, charts, charts_of
from bot.monitoring.drawing import picture as drawing
from bot.monitoring.drawing.picture import FORMS, WIDTH, NoFont, figure_of, picture
from bot.monitoring.drawing.style import COLOURS, FAMILIES, GROUND, INK, SOFT, in_lines
from bot.screens.answer import Answers
from tests.monitoring.releases import MARGIN, made

PERIODS = {
    "intent": ("2026-Q2", "2026-Q3", "2026-Q4"),
    "usage": ("2026-09", "2026-10", "2026-11"),
    "breach": ("2026-H1", "2026-H2"),
}
REACH = (
    Reach(code="AB12", title="Fees in the Gulf", people=1200, reached=1130),
    Reach(code="AB13", title="A small one", people=9, reached=9),
    Reach(code="AB14", title="Reached few", people=40, reached=4),
)


def materials(answers: Answers, language: str) -> list[Material]:
    """Releases of every group, and bulletins."""
    about = answers.languages[language], answers.library
    found = [
        Material(language=about[0], library=about[1], releases=tuple(made(about[1], group, one) for one in periods))
        for group, periods in PERIODS.items()
    ]
    return [*found, Material(language=about[0], library=about[1], reach=REACH)]


def all_charts(answers: Answers, language: str) -> dict[tuple[str, str], Chart]:
    """Every chart that these give, by group and kind."""
    return {
        (material.last.group if material.last else "", kind): chart
        for material in materials(answers, language)
        for kind, chart in charts_of(material).items()
    }


def test_every_chart_of_the_design_is_there(answers: Answers) -> None:
    found = {kind for _, kind in all_charts(answers, "en")}
    assert found == set(charts())
    assert found >= {
        "corridors",
        "corridors-table",
        "trend",
        "read",
        "reasons",
        "concerned",
        "reach",
        "return",
        "diaspora",
    }


def test_a_data_table_has_every_figure_of_its_table(answers: Answers) -> None:
    english = answers.languages["en"]
    names = {"corridors": "corridor", "corridors-table": "corridor", "return": "home-return", "reasons": "reason"}
    release: Release = made(answers.library, "intent")
    found = charts_of(Material(language=english, library=answers.library, releases=(release,)))
    for kind, name in names.items():
        table = release.table(name)
        assert table is not None
        shown = data_table(english, found[kind])
        assert len(shown.rows) == len(table.cells)
        assert all(len(row) == len(shown.heads) for row in shown.rows)
        place = shown.heads.index("People")
        numbers = sorted(int(row[place].replace(",", "")) for row in shown.rows if row[place] != "withheld")
        assert numbers == sorted(cell.value for cell in table.cells if cell.value is not None)
        assert sum(row[place] == "withheld" for row in shown.rows) == table.withheld
        assert {row[place + 1] for row in shown.rows if row[place] != "withheld"} == {str(MARGIN)}


def test_the_seminars_table_tells_shares(answers: Answers) -> None:
    english = answers.languages["en"]
    release = made(answers.library, "intent")
    chart = charts()["return"](Material(language=english, library=answers.library, releases=(release,)))
    assert chart is not None
    nepal = {one.labels[1]: one for one in chart.marks if one.labels[0] == "Nepal"}
    assert list(nepal)[:3] == ["Return for good", "Return for a time", "Help from where you are"]
    total = sum(one.value or 0 for one in nepal.values())
    assert {one.whole for one in nepal.values() if one.value is not None} == {total}
    rows = {row[1]: row[-1] for row in data_table(english, chart).rows if row[0] == "Nepal"}
    good = nepal["Return for good"]
    assert rows["Return for good"] == f"{100 * (good.value or 0) / total:.0f}%"


def test_small_audiences_are_not_told(answers: Answers) -> None:
    english = answers.languages["en"]
    chart = charts()["reach"](Material(language=english, library=answers.library, reach=REACH))
    assert chart is not None
    assert [(one.labels[0], one.value, one.whole) for one in chart.marks] == [
        ("Fees in the Gulf (AB12)", 1130, 1200),
        ("Reached few (AB14)", None, 40),
    ]


def test_a_withheld_figure_is_a_gap_in_its_line_and_no_nought(answers: Answers) -> None:
    chart = all_charts(answers, "en")["breach", "trend"]
    periods = ("half-year 2 of 2025", "half-year 1 of 2026", "half-year 2 of 2026")

    def drawn(*values: int | None) -> bytes:
        marks = tuple(Mark(("A line", when), value, 12) for when, value in zip(periods, values, strict=True))
        return picture(replace(chart, marks=marks), "svg")

    assert drawn(80, None, 90) not in (drawn(80, 0, 90), drawn(80, 85, 90))


def test_a_trend_needs_two_periods(answers: Answers) -> None:
    english = answers.languages["en"]
    one = made(answers.library, "intent", "2026-Q4")
    assert "trend" not in charts_of(Material(language=english, library=answers.library, releases=(one,)))


def test_nothing_is_drawn_of_nothing(answers: Answers) -> None:
    assert charts_of(Material(language=answers.languages["en"], library=answers.library)) == {}
    empty = made(answers.library, "intent", tables=())
    assert charts_of(Material(language=answers.languages["en"], library=answers.library, releases=(empty,))) == {}


@pytest.mark.parametrize("language", ["en", "ar", "hi"])
def test_every_chart_can_be_drawn_in_every_script(answers: Answers, language: str) -> None:
    for (group, kind), chart in all_charts(answers, language).items():
        assert chart.language == language
        assert chart_of(chart.as_json()) == chart, "it goes to the other process and comes back as it is"
        form = FORMS[len(kind) % 2]
        made = picture(chart, form)
        if form == "png":
            image = Image.open(io.BytesIO(made))
            assert image.width == 1080, (group, kind)
        else:
            root = ElementTree.fromstring(made)  # noqa: S314  # our own
            assert root.tag.endswith("svg")
            assert not re.search(rb"<script|href=\"http|onload", made)


PHONE, LEAST = 390, 9
"""Pixels of a telephone's width, and of the smallest print on it."""


@pytest.mark.parametrize("language", ["en", "ar", "hi", "fil", "sw", "ro", "fr", "es"])
def test_on_a_telephone_it_can_be_read_and_nothing_is_cut(answers: Answers, language: str) -> None:
    for name, chart in all_charts(answers, language).items():
        with mpl.rc_context({"font.family": FAMILIES}):
            figure = figure_of(chart)
            figure.draw_without_rendering()
        written = [one for one in figure.findobj(Text) if one.get_text().strip() and one.get_visible()]
        assert written
        sheet = figure.bbox
        for one in written:
            assert float(one.get_fontsize()) / 72 / WIDTH * PHONE >= LEAST, (name, one.get_text())
            box = one.get_window_extent()
            inside = sheet.x0 <= box.x0 and box.x1 <= sheet.x1 and sheet.y0 <= box.y0 and box.y1 <= sheet.y1
            assert inside, (name, one.get_text())


def test_without_a_font_for_its_script_nothing_is_drawn(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty boxes would be worse than no picture. A sign that is no letter may be missing."""
    monkeypatch.setattr(drawing, "FAMILIES", ["DejaVu Sans"])
    with pytest.raises(NoFont, match="in hi"):
        picture(all_charts(answers, "hi")["breach", "concerned"], "svg")
    chart = all_charts(answers, "en")["", "reach"]
    assert picture(replace(chart, title="Fees \U0001fae8"), "svg")


def test_a_picture_is_the_same_each_time(answers: Answers) -> None:
    chart = all_charts(answers, "en")["breach", "wrong"]
    for form in FORMS:
        assert picture(chart, form) == picture(chart, form)


def test_a_module_that_is_no_chart_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("bot.monitoring.charts.odd")
    monkeypatch.setattr(importlib, "import_module", lambda _: module)
    charts.cache_clear()
    with pytest.raises(UnfinishedChart, match=r"charts\.odd"):
        charts()
    charts.cache_clear()


def _brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [INK, SOFT, *COLOURS])
def test_what_is_written_in_a_chart_stands_out(colour: str) -> None:
    assert (_brightness(GROUND) + 0.05) / (_brightness(colour) + 0.05) >= 4.5


def test_a_long_name_stands_in_two_lines_and_nothing_is_cut() -> None:
    name = "Agreement on recruiting doctors and other health workers between Malaysia and United Arab Emirates"
    assert in_lines(name, 54).replace("\n", " ") == name
    assert in_lines("word " * 40, 54).endswith("…")
