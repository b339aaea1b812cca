"""What editors should do first, by the last release."""

from collections.abc import Mapping

from bot.library.library import Library
from bot.library.stale import Stale
from bot.library.translations import State
from bot.model.content import Fact
from bot.monitoring.codes import topics
from bot.monitoring.work_list import Unhelpful, Untranslated, topics_of, work_list
from bot.screens.answer import Answers
from tests.monitoring.usage import USAGE

SOUND: Mapping[str, Mapping[str, State]] = {}


def stale(key: str) -> Stale:
    return Stale(key, 1, "2026-10-01", "review overdue", "https://source.org")


def fact_on(library: Library, page: str) -> str:
    """The key of a fact that the kit's page shows."""
    shown = library.kit[page]
    code, fact = next(
        (country.code, fact)
        for country in library.countries.values()
        for fact in country.facts
        if fact.topic in shown.home_topics and not fact.rights
    )
    assert isinstance(fact, Fact)
    return f"countries/{code}/facts#{fact.id}"


def test_what_most_people_read_comes_first(answers: Answers) -> None:
    due = [stale("rights/passport"), stale(fact_on(answers.library, "fees")), stale("countries/KE/help#ke-nck")]
    listed = work_list(USAGE, answers.library, due, SOUND)
    assert listed.period == "2026-10"
    assert [(one.topic, one.reads) for one in listed.overdue][:3] == [
        ("kit/fees", 1200),
        ("rights/passport", 910),
        ("help", 500),
    ]


def test_a_withheld_figure_is_not_nought_and_comes_last(answers: Answers) -> None:
    listed = work_list(USAGE, answers.library, [stale("kit/visa"), stale("rights/passport")], SOUND)
    assert [(one.topic, one.reads) for one in listed.overdue] == [("rights/passport", 910), ("kit/visa", None)]


def test_one_no_in_three_is_low(answers: Answers) -> None:
    listed = work_list(USAGE, answers.library, [], SOUND)
    assert listed.unhelpful == (Unhelpful("rights/passport", 50, 45), Unhelpful("help", None, 30))


def test_translations_by_how_often_they_are_read_in_their_language(answers: Answers) -> None:
    states = {
        "fil": {
            "rights/passport": State(10, 8, 1, 8, 0),
            "kit/fees": State(10, 9, 1, 9, 0),
            "kit/visa": State(10, 10, 0, 10, 0),
            "countries/KE/help": State(4, 3, 0, 3, 0),
            "countries/GH/help": State(4, 3, 0, 3, 0),
            "countries/GH/facts": State(40, 3, 0, 3, 0),
            "interface": State(400, 3, 0, 3, 0),
        }
    }
    listed = work_list(USAGE, answers.library, [], states)
    assert listed.untranslated == (
        Untranslated("rights/passport", "fil", 460, 1, 1),
        Untranslated("kit/fees", "fil", 300, 1, 0),
        Untranslated("help", "fil", None, 0, 2),
    )


def test_without_a_release_the_list_is_there_without_figures(answers: Answers) -> None:
    listed = work_list(None, answers.library, [stale("rights/passport")], SOUND)
    assert (listed.period, listed.unhelpful) == ("", ())
    assert [(one.topic, one.reads) for one in listed.overdue] == [("rights/passport", None)]


def test_every_statement_stands_on_pages_that_are_counted_or_on_none(answers: Answers) -> None:
    from bot.library.check import all_entries

    known = topics(answers.library)
    found = [topics_of(answers.library, key) for key, _ in all_entries(answers.library)]
    assert all(set(one) <= known for one in found)
    assert sum(map(bool, found)) / len(found) > 0.9
