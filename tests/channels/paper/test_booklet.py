"""The booklet says what the bot says: the same screens, whole, with their sources, dates and notices."""

from dataclasses import replace
from datetime import date

import pytest

from bot.channels.paper.booklet import READER, Booklet, booklet, contents, has_booklet, name_of
from bot.channels.paper.page import html
from bot.model.place import read_place
from bot.model.screen import Block, Kind, Span
from bot.screens.answer import Answers
from tests.channels.web.test_pages import Html
from tests.conftest import TODAY

SITE = "https://fairpassage.example"
HOSTILE = [
    '#panic("x")',
    '#import "/etc/passwd": *',
    '#read("/etc/passwd")',
    "= Heading\n- list\n+ enum /term: x",
    "$ x^2 $ `raw` *bold* _emph_ <label> @ref \\ \\u{1F600}",
    '"]) #eval("1") [',
    "</style><script>alert(1)</script>",
    "{{ 7*7 }} {% if %}",
    "\u202eright\u2068 to left",
    "a\u0000b\u0007",
]


def made(answers: Answers, place: str = "en/PH-GB-2221/kit", day: date = TODAY) -> Booklet:
    return booklet(answers, read_place(place), day, SITE)


def words(book: Booklet) -> str:
    return "\n".join(
        "".join(span.text for span in line) for one in book.chapters for block in one.blocks for line in block.lines
    )


def with_words(book: Booklet, text: str) -> Booklet:
    """A booklet in which every field holds some text."""
    line = (Span(text, strong=True, emphasis=True, link=f"https://example.org/{text}"), Span(text))
    blocks = tuple(Block(kind, (line,), "en") for kind in Kind)
    chapter = replace(book.chapters[0], title=text, notice=text, blocks=blocks)
    return replace(book, title=text, corridor=text, about=(text,), warning=text, chapters=(chapter,), sources=(line,))


def test_every_page_of_the_kit_the_signs_and_help_are_in_it(answers: Answers) -> None:
    book = made(answers)
    titles = [one.title for one in book.chapters]
    for key in answers.library.kit:
        assert answers.turn(read_place(f"en/PH-GB-2221/kit/{key}"), READER, TODAY).screen.title in titles
    assert {
        "Is this offer sound? Money",
        "Is this offer sound? The recruiter",
        "Help in: United Kingdom",
        "Help in: Philippines",
    } <= set(titles)
    assert len({one.address for one in book.chapters}) == len(set(titles)) == len(book.chapters)


def test_a_chapter_is_the_whole_screen(answers: Answers) -> None:
    book = made(answers)
    for place, chapter in zip(contents(answers, read_place("en/PH-GB-2221/kit"), TODAY), book.chapters, strict=True):
        screen = answers.turn(place, READER, TODAY).screen
        assert chapter.blocks == tuple(block for part in screen.parts for block in part)
        assert chapter.title.endswith(screen.title)
        assert chapter.notice == screen.notice
        assert chapter.address == f"{SITE}/{place}"


def test_the_sources_of_all_chapters_stand_in_it_once(answers: Answers) -> None:
    book = made(answers)
    screens = [answers.turn(one, READER, TODAY).screen for one in contents(answers, book.place, TODAY)]
    assert len(book.sources) == len({source for screen in screens for source in screen.sources}) > 50


def test_it_says_its_day_its_version_and_that_facts_change(answers: Answers) -> None:
    book = made(answers)
    assert "23 November 2026" in book.made
    assert answers.library.version in book.made
    assert "Facts change" in book.warning
    assert any("No independent reader" in one for one in book.about)


def test_what_may_have_changed_says_so_and_what_ended_shows_no_value(answers: Answers) -> None:
    assert "May have changed: check with" in words(made(answers))
    britain = answers.library.countries["GB"]
    facts = tuple(
        replace(fact, evidence=replace(fact.evidence, valid_until=date(2026, 11, 1))) for fact in britain.facts
    )
    countries = {**answers.library.countries, "GB": replace(britain, facts=facts)}
    later = words(made(Answers(replace(answers.library, countries=countries), answers.languages)))
    assert "This changed or ended on 1 November 2026." in later
    assert not any(fact.text.text in later for fact in facts)


def test_the_day_makes_another_booklet(answers: Answers) -> None:
    assert made(answers).made != made(answers, day=date(2026, 11, 24)).made


@pytest.mark.parametrize(
    "place",
    [
        "en",
        "en/PH/kit",
        "en/PH-GB/kit",
        "en/PH-PH-2221/kit",
        "en/ZZ-GB-2221/kit",
        "en/PH-GB-9999/kit",
        "xx/PH-GB-2221/kit",
    ],
)
def test_half_a_corridor_has_no_booklet(answers: Answers, place: str) -> None:
    assert not has_booklet(answers, read_place(place))


def test_the_name_of_a_file_is_plain() -> None:
    assert name_of(read_place("fil/PH-GB-2221/kit")) == "fair-passage-ph-gb-2221-fil"


# One offline page


@pytest.mark.parametrize("language", ["en", "ar", "hi"])
def test_the_page_needs_nothing_else(answers: Answers, language: str) -> None:
    book = made(answers, f"{language}/PH-GB-2221/kit")
    text = html(book).decode()
    page = Html(text)
    assert page.one("html") == {"lang": language, "dir": book.direction}
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    assert not any(name.startswith("on") or name in ("src", "style") for _, found in page.elements for name in found)
    assert "url(" not in text
    assert "@import" not in text
    assert page.one("meta", **{"http-equiv": "Content-Security-Policy"})["content"].startswith("default-src 'none'; ")
    assert len(page.all("h1")) == 1
    assert len(page.all("svg")) == len(book.chapters) + 1, "a code for the cover and each chapter"
    assert len(text.encode()) < 1_000_000


def test_links_of_the_page_lead_into_it_or_say_nothing_of_where_they_come_from(answers: Answers) -> None:
    page = Html(html(made(answers)).decode())
    ids = {found["id"] for _, found in page.elements if "id" in found}
    for found in page.all("a"):
        if found["href"].startswith("#"):
            assert found["href"][1:] in ids
        else:
            assert "noreferrer" in found["rel"]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_on_the_page_are_words(answers: Answers, text: str) -> None:
    page = Html(html(with_words(made(answers), text)).decode())
    assert not page.all("script")
    assert len(page.all("style")) == 1
