"""What she tells stands in the place: it is read as it was written, fits a button, and only the last yes counts it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.render import render
from bot.library.library import Library
from bot.model.counted import Breach, Intent, Reason, Report, Return, Stage, Step
from bot.model.place import LONGEST, Place, read_place
from bot.model.screen import Record, Visitor
from bot.screens import plans, reported
from bot.screens.answer import Answers
from bot.screens.options import breaches, reasons, returns, stages, steps, whens
from bot.screens.plans import WHENS, Plans, intent_of, read_plans
from bot.screens.reported import Reported, read_reported, report_of
from tests.conftest import TODAY

LONG = Place("fil", home="PH", destination="GB", occupation="2221", part=99)
"""The longest that a place can be before its page."""
CHAT = Visitor("telegram", keeps=True, hides=True, reachable=True, counts=True)
ITEMS = st.text(alphabet="0123456789abcdefghijklmnopqrstuvwxyz.-", max_size=12)

some_plans = st.builds(
    Plans,
    own=st.integers(0, 1),
    hidden=st.integers(0, plans.EVERYTHING),
    stage=st.integers(0, len(Stage)),
    when=st.integers(0, len(WHENS)),
    reason=st.integers(0, len(Reason)),
    staying=st.integers(0, len(Reason)),
    returning=st.integers(0, len(Return)),
)
some_reports = st.builds(
    Reported,
    breach=st.integers(0, len(Breach)),
    step=st.integers(0, len(Step)),
    hidden=st.integers(0, reported.BOTH),
)
TELL_PAGES = [*map(str, range(1, 9)), "end", "sent"]
WRONG_PAGES = ["what", "step", "where", "home", "there", "end", "sent"]


@given(some_plans, some_reports)
def test_what_was_told_is_read_as_it_was_written_and_fits_a_button(told: Plans, report: Reported) -> None:
    assert read_plans(told.item) == told
    assert read_reported(report.item) == report
    pages: list[tuple[str, ...]] = [("tell", page, told.item) for page in TELL_PAGES]
    pages += [("wrong", "y", page, report.item) for page in WRONG_PAGES]
    for items in pages:
        for page in (LONG.to(*items), LONG.to("language", *items), LONG.to("sources", *items)):
            long = replace(page, part=99)
            assert len(long.packed()) <= LONGEST
            assert read_place(long.packed()) == long


@given(ITEMS)
def test_any_item_is_refused_or_read_in_this_way_only(item: str) -> None:
    told, report = read_plans(item), read_reported(item)
    assert told is None or told.item == item
    assert report is None or report.item == item


@given(some_plans, st.sampled_from(["", "PH", "GB", "XX"]), st.sampled_from(["", "GB", "PH"]), st.booleans())
def test_an_intent_holds_closed_codes_and_nothing_that_she_left_out(
    answers: Answers, told: Plans, home: str, there: str, works: bool
) -> None:
    library = answers.library
    place = Place("en", home=home, destination=there, occupation="3221" if works else "")
    intent = intent_of(told, place, library)
    assert intent.home in {"", "PH"}
    assert intent.destination in {"", "GB"}
    assert intent.occupation in {"", "2221"}, "counted under the main code"
    for bit, value in ((plans.HOME, intent.home), (plans.DESTINATION, intent.destination)):
        assert not (told.hidden & bit and value)
    assert (intent.stage is None) == (told.stage == 0)
    assert intent.horizon is None or intent.stage not in plans.LEFT


@settings(max_examples=60, deadline=None)
@given(
    st.data(),
    some_plans,
    some_reports,
    st.sampled_from(["", "PH", "KE-SA", "PH-GB-2221"]),
    st.sampled_from(["en", "ar", "fil", "hi"]),
)
def test_any_state_is_shown_and_only_the_last_yes_counts(
    answers: Answers, data: st.DataObject, told: Plans, report: Reported, context: str, language: str
) -> None:
    items = data.draw(
        st.sampled_from(
            [("tell", page, told.item) for page in (*map(str, range(1, len(told.questions) + 1)), "end", "sent")]
            + [("wrong", consent, page, report.item) for page in WRONG_PAGES for consent in ("y", "n")]
        )
    )
    place = read_place("/".join(filter(None, (language, context, *items))))
    turn = answers.turn(place, CHAT, TODAY)
    screen = turn.screen
    assert screen.found, place
    assert not screen.indexed
    records = [effect for effect in turn.effects if isinstance(effect, Record)]
    assert not records or "sent" in items
    assert not records or items[:2] != ("wrong", "n")
    assert not records or screen.before is not None
    for part in range(1, screen.count + 1):
        assert render(screen, part, answers.languages[language]).html


@pytest.mark.parametrize(
    "place", ["en/tell/1/zzzzzzzz", "en/tell/9/0", "en/tell/7/0", "en/tell/1", "en/wrong/x/what/0"]
)
def test_what_nobody_writes_leads_nowhere(answers: Answers, place: str) -> None:
    assert not answers.turn(read_place(place), CHAT, TODAY).screen.found


def test_where_nothing_can_be_counted_nothing_is_asked(answers: Answers) -> None:
    told = Plans(stage=1).item
    for page in ("tell", "tell/1/0", f"tell/end/{told}", f"tell/sent/{told}", "wrong/y/sent/1", "helpful/y/kit/fees"):
        turn = answers.turn(read_place(f"en/PH-GB-2221/{page}"), Visitor("terminal"), TODAY)
        assert turn.screen.found
        assert not turn.effects, page


def test_nothing_is_counted_where_nothing_was_told(answers: Answers) -> None:
    turn = answers.turn(read_place(f"en/tell/sent/{Plans(own=1).item}"), CHAT, TODAY)
    assert not turn.effects
    assert "nothing to count" in str(turn.screen.parts)
    assert not answers.turn(read_place("en/wrong/y/sent/0"), CHAT, TODAY).effects


def test_the_words_stand_in_the_order_of_the_codes(answers: Answers) -> None:
    english = answers.languages["en"]
    assert list(stages(english)) == list(Stage)
    assert list(whens(english)) == list(WHENS)
    assert list(reasons(english)) == list(Reason)
    assert list(returns(english)) == list(Return)
    assert list(breaches(english)) == list(Breach)
    assert list(steps(english)) == list(Step)


def test_a_report_names_what_it_concerns_and_each_breach_has_a_right(answers: Answers) -> None:
    library = answers.library
    known = {*library.agreements, *library.codes, *library.instruments}
    for number, breach in enumerate(Breach, 1):
        assert reported.RIGHTS[breach] in library.rights
        report = report_of(Reported(breach=number), Place("en", home="PH", destination="GB"), library)
        assert isinstance(report, Report)
        assert report.breach is breach
        assert report.instruments, breach
        assert set(report.instruments) <= known
        assert report.instruments[0] == "gb-ph-2021", "what is made for the corridor comes first"


def test_a_false_offer_concerns_what_forbids_to_deceive(answers: Answers) -> None:
    """Whether or not anything was paid: what forbids fees alone is not concerned."""
    number = list(Breach).index(Breach.FALSE_OFFER) + 1
    report = report_of(Reported(breach=number), Place("en"), answers.library)
    assert report is not None
    assert {"ilo-c181", "un-icrmw"} <= set(report.instruments), "fraud, and the right to know what one goes to"
    assert "ilo-fee-definition-2019" not in report.instruments


def test_before_help_nobody_is_asked_whether_it_helped(answers: Answers) -> None:
    assert not answers.turn(read_place("en/help"), CHAT, TODAY).screen.rating
    turn = answers.turn(read_place("en/helpful/y/help"), CHAT, TODAY)
    assert not turn.effects
    assert not turn.screen.found


@pytest.mark.parametrize("told", ["offer/a230/result", "sums/0/5", "compare/gb-sa", "steps/0/papers", "fit/a/any/may"])
def test_nothing_that_she_told_a_tool_fits_a_button_on_whether_it_helped(answers: Answers, told: str) -> None:
    turn = answers.turn(read_place(f"en/PH-GB-2221/helpful/y/{told}"), CHAT, TODAY)
    assert not turn.effects
    assert not turn.screen.found


def test_an_intent_has_no_field_that_could_hold_words() -> None:
    assert intent_of(Plans(), Place("en"), Library("none")) == Intent()


def test_the_consent_stands_in_one_piece(answers: Answers) -> None:
    for place in ("tell", "wrong"):
        for visitor in (CHAT, Visitor("web", counts=True)):
            screen = answers.turn(read_place(f"en/{place}"), visitor, TODAY).screen
            assert screen.count == 1, place
            assert screen.unfolded
