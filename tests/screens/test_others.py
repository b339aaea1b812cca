"""What others say: a figure stands beside its own words, her own home first."""

from dataclasses import replace

from bot.model.place import read_place
from bot.model.screen import Kind, Visitor
from bot.screens.answer import Answers
from tests.conftest import TODAY
from tests.monitoring.published import published

CHAT = Visitor("telegram", counts=True)


def figures(answers: Answers, place: str) -> list[str]:
    """The lines of figures on a page, without the marks of direction."""
    screen = answers.with_published(published(answers.library)).turn(read_place(place), CHAT, TODAY).screen
    blocks = [block for part in screen.parts for block in part if block.kind is Kind.BULLETS]
    return ["".join(span.text for span in line) for block in blocks for line in block.lines]


def test_the_largest_figures_and_those_of_her_home_before_them(answers: Answers) -> None:
    table = published(answers.library).latest["intent"].table("corridor")
    assert table is not None
    country = answers.languages["en"].country
    largest = sorted((one for one in table.cells if one.value), key=lambda one: -(one.value or 0))
    kenya = [one for one in largest if one.key[0] == "KE"]
    assert kenya[0] not in largest[:10], "a home that the largest figures leave out"
    for place, first in (("en/others/corridors", largest[0]), ("en/KE-GB/others/corridors", kenya[0])):
        line = figures(answers, place)[0]
        assert line.startswith(f"{country(first.key[0])} · {country(first.key[1])}: ")
        assert f"{first.value:,}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{table.margin}" in line
    assert len(figures(answers, "en/others/corridors")) == 10


def test_where_everything_is_withheld_no_subject_is_offered(answers: Answers) -> None:
    found = published(answers.library)
    tables = [
        replace(one, cells=tuple(replace(cell, value=None) for cell in one.cells))
        for one in found.latest["intent"].tables
    ]
    intent = replace(found.latest["intent"], tables=tuple(tables))
    held = answers.with_published(replace(found, latest={**found.latest, "intent": intent}))
    screen = held.turn(read_place("en/others"), CHAT, TODAY).screen
    places = [one.place for part in screen.choice_parts for row in part for one in row if one.place]
    pages = {one.item for one in places if one.page == "others"}
    assert "wrong" in pages
    assert not {"going", "corridors", "reasons", "return"} & pages
