"""What somebody told moves the cells that it should, and no others."""

import pytest

from bot.model.counted import Breach, Counted, Helpful, Intent, Interest, Report, Return, Stage, Use
from bot.monitoring.cells import moved, subject_of
from bot.monitoring.slots import token
from tests.tallied import shipped

PLAN, LISTS = shipped()
TABLES = {table.name: table for group in PLAN.groups for table in group.tables}


def cells(name: str, *told: Counted) -> dict[tuple[str, ...], int]:
    return dict(moved(TABLES[name], told, LISTS.known, LISTS.main))


NURSE = Intent(home="PH", destination="GB", occupation="3221", stage=Stage.ABROAD, returning=Return.VIRTUAL)


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("people", NURSE, {(): 1}),
        ("people", Intent(), {(): 1}),
        ("home", NURSE, {("PH",): 1}),
        ("home", Intent(), {}),
        ("home", Intent(home="XX"), {}),
        ("home", Intent(home="GB"), {}),
        ("occupation", NURSE, {("2221",): 1}),
        ("corridor", NURSE, {("PH", "GB"): 1}),
        ("corridor", Intent(home="PH"), {}),
        ("home-return", NURSE, {("PH", "virtual"): 1}),
        ("home-diaspora", NURSE, {("PH", "virtual"): 1}),
        ("home-diaspora", Intent(home="PH", stage=Stage.THINKING, returning=Return.NO), {}),
        ("corridor-occupation", NURSE, {("PH", "GB", "2221"): 1}),
        ("diaspora-occupation", NURSE, {("PH", "2221", "virtual"): 1}),
        ("stage", NURSE, {("abroad",): 1}),
        ("horizon-permanence", NURSE, {}),
        ("topic-language", Use(topic="kit/fees", language="fr", channel="web"), {("kit/fees", "fr"): 1}),
        ("topic-language", Use(topic="kit/maria", language="fr", channel="web"), {}),
        ("topic-language", Use(topic="kit/fees", language="xx", channel="web"), {}),
        ("channel", Use(topic="kit/fees", language="fr", channel="web"), {("web",): 1}),
        ("channel", Use(topic="kit/fees", language="fr", channel="+44 700"), {}),
        ("helpful", Helpful(topic="kit/fees", helpful=False), {("kit/fees", "no"): 1}),
        ("programme-interest", Interest(programme="my-rep", mode="permanent"), {("my-rep", "permanent"): 1}),
        ("programme-interest", Interest(programme="my-rep", mode="Maria"), {}),
        ("breach", Report(breach=Breach.FEE), {("illegal-fee",): 1}),
        ("breach-region", Report(breach=Breach.FEE, destination="SA"), {("illegal-fee", "145"): 1}),
        ("breach-region", Report(breach=Breach.FEE), {}),
        (
            "instrument",
            Report(
                breach=Breach.FEE, instruments=("nobody", "gb-ph-2021", "gb-ph-2021", "who-code-2010", "icn-position")
            ),
            {("gb-ph-2021",): 1, ("who-code-2010",): 1},
        ),
    ],
)
def test_one_statement(name: str, told: Counted, expected: dict[tuple[str, ...], int]) -> None:
    assert cells(name, told) == expected


def test_no_statement_moves_more_than_the_noise_hides() -> None:
    told: dict[str, Counted] = {
        "intent": NURSE,
        "report": Report(breach=Breach.FEE, destination="SA", instruments=tuple(LISTS.codes["instrument"])),  # type: ignore[index]
        "use": Use(topic="kit/fees", language="fr", channel="web"),
        "helpful": Helpful(topic="kit/fees", helpful=True),
        "interest": Interest(programme="my-rep", mode="permanent"),
    }
    for table in TABLES.values():
        assert sum(cells(table.name, told[table.of]).values()) <= table.moves


def test_many_are_added_up() -> None:
    assert cells("home", NURSE, NURSE, Intent(home="GH"), Intent()) == {("PH",): 2, ("GH",): 1}
    assert cells("people") == {}


def test_what_is_told_about_leads_to_a_slot_that_is_hers_alone() -> None:
    """The same subject always to the same slot; another to any of them, so that a slot does not tell the subject."""
    topics = [f"kit/{number}" for number in range(60)]
    slots = {
        visitor: [token(b"key", visitor, "use/3", topic, 3) for topic in topics] for visitor in (b"one", b"two", b"six")
    }
    for visitor, tokens in slots.items():
        assert len(set(tokens)) == 3
        assert tokens == [token(b"key", visitor, "use/3", topic, 3) for topic in topics]
        assert all(10 <= tokens.count(one) <= 30 for one in set(tokens))
        assert all(len(one) == 16 for one in tokens)
    assert len({one for tokens in slots.values() for one in tokens}) == 9
    shared = sum(
        slots[b"one"].index(a) == slots[b"two"].index(b) for a, b in zip(slots[b"one"], slots[b"two"], strict=True)
    )
    assert shared < 60, "another person's slots are laid out otherwise"
    assert token(b"other", b"one", "use/3", "kit/1", 3) not in slots[b"one"]
    assert subject_of(NURSE) == ""
    assert token(b"key", b"one", "intent/1", "", 1) == token(b"key", b"one", "intent/1", "anything", 1)
