"""A conversation in a terminal: what is shown, what is typed, where it leads."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.channels.terminal.channel import QUIT, TerminalChannel, choices_of
from bot.model.place import Place, read_place
from bot.model.screen import Choice, Screen, Visitor
from bot.screens.answer import Answers
from tests.conftest import TODAY

LANGUAGES = ("en", "fr", "ar")
WIDTH = 400
"""Wide enough that nothing is broken into lines."""
_NUMBERED = re.compile(r"^ +(\d+) (.+)$", re.MULTILINE)

Says = Callable[["Terminal"], str]


class Terminal(Console):
    """A terminal and who sits at it: she types one thing after another, and then closes it."""

    def __init__(self, *says: str | Says, width: int = WIDTH, closes: type[BaseException] = EOFError) -> None:
        super().__init__(file=io.StringIO(), width=width, color_system=None, highlight=False, force_terminal=False)
        self._says, self._closes = list(says), closes
        self.shown: list[str] = []
        """What was written between one input and the next."""

    def input(self, *_: object, **__: object) -> str:
        self._rest()
        if not self._says:
            raise self._closes
        said = self._says.pop(0)
        return said if isinstance(said, str) else said(self)

    def _rest(self) -> None:
        assert isinstance(self.file, io.StringIO)
        self.shown.append(self.file.getvalue())
        self.file.seek(0)
        self.file.truncate()

    @property
    def left(self) -> list[str | Says]:
        """What she would still have typed."""
        return self._says

    def choices(self, turn: int = -1) -> dict[int, str]:
        """The numbers that stood on a screen, with their labels; on the last one where none is named."""
        return {int(number): label.strip() for number, label in _NUMBERED.findall(self.shown[turn])}


def tap(label: str) -> Says:
    """The number before a label."""

    def number(terminal: Terminal) -> str:
        (found,) = [number for number, shown in terminal.choices().items() if shown.endswith(label)]
        return str(found)

    return number


def talked(answers: Answers, *says: str | Says, language: str = "en", width: int = WIDTH) -> Terminal:
    """The terminal after the conversation."""
    terminal = Terminal(*says, width=width)
    TerminalChannel(answers, lambda: TODAY, terminal).talk(language)
    return terminal


def screen_of(answers: Answers, place: Place, typed: str = "") -> Screen:
    return answers.turn(place, Visitor("terminal", typed=typed), TODAY).screen


def choices_at(answers: Answers, place: Place) -> list[Choice]:
    """Everything that can be chosen at a place."""
    screen = screen_of(answers, place)
    return choices_of(screen, place.part, answers.languages[place.language])


def numbers_of(answers: Answers, way: list[Place]) -> list[str]:
    """What to type to go a way, step by step."""
    return [
        str([choice.place for choice in choices_at(answers, here)].index(there) + 1) for here, there in pairwise(way)
    ]


def heading_of(screen: Screen, part: int) -> str:
    count = f" ({part}/{screen.count})" if screen.count > 1 else ""
    return f"{screen.icon} {screen.title}{count}".strip()


def assert_shown(shown: str, answers: Answers, place: Place, typed: str = "") -> None:
    """What was shown is the screen of a place: its heading, all of its text, all of its choices by number."""
    screen = screen_of(answers, place, typed)
    part = min(place.part, screen.count)
    assert shown.strip().splitlines()[0] == heading_of(screen, part)
    in_a_line = " ".join(shown.split())
    for block in screen.blocks(part):
        for line in block.lines:
            for span in line:
                assert " ".join(span.text.split()) in in_a_line
                assert not span.link.startswith("http") or f"<{span.link}>" in shown, "an address can be read"
    labels = [choice.label for choice in choices_of(screen, part, answers.languages[screen.place.language])]
    numbered = _NUMBERED.findall(shown)
    assert [int(number) for number, _ in numbered] == list(range(1, len(labels) + 1))
    for label, (_, written) in zip(labels, numbered, strict=True):
        assert label in written


def way_to(language: str, *paths: str) -> list[Place]:
    return [read_place(f"{language}/{path}") for path in ("start", "privacy", "menu", *paths)]


WAYS = {
    "menu": way_to("en"),
    "country": way_to("en", "kit", "PH/kit"),
    "facts": way_to(
        "en", "kit", "PH/kit", "PH-GB/kit", "PH-GB-2221/kit", "PH-GB-2221/kit/fees", "PH-GB-2221/kit/fees~2"
    ),
    "right": way_to("en", "rights", "rights/passport", "rights/passport~2"),
    "help": way_to("en", "help"),
    "glossary": way_to("en", "glossary"),
}


# A whole conversation


def test_from_the_start_through_a_topic_to_a_typed_question(answers: Answers) -> None:
    topic = read_place("en/rights/passport")
    parts = screen_of(answers, topic).count
    assert parts > 2
    terminal = talked(
        answers,
        tap("Continue"),
        tap("Go to the menu"),
        tap("Know your rights"),
        tap(screen_of(answers, topic).title),
        *[tap("More")] * (parts - 1),
        "what does the exam cost?",
        tap("Back"),
        "q",
        "this is never read",
    )
    expected = way_to("en", "rights") + [replace(topic, part=part) for part in range(1, parts + 1)]
    for shown, place in zip(terminal.shown, expected, strict=False):
        assert_shown(shown, answers, place)
    assert_shown(terminal.shown[len(expected)], answers, expected[-1], "what does the exam cost?")
    assert "Search" in terminal.shown[len(expected)]
    assert_shown(terminal.shown[len(expected) + 1], answers, Place("en"))
    assert len(terminal.shown) == len(expected) + 2
    assert terminal.left == ["this is never read"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_conversation_in_every_language(answers: Answers, language: str) -> None:
    """By the numbers alone, so that it holds whatever the words become."""
    topic = Place(language, "rights", ("passport",))
    way = way_to(language, "rights")
    way += [replace(topic, part=part) for part in range(1, screen_of(answers, topic).count + 1)]
    numbers = numbers_of(answers, way)
    assert set(numbers[4:]) == {"1"}, "on is always the first"
    terminal = talked(answers, *numbers, "passport", "q", language=language)
    for shown, place in zip(terminal.shown, way, strict=False):
        assert_shown(shown, answers, place)
    assert screen_of(answers, topic, "passport").place.language == language
    assert_shown(terminal.shown[len(way)], answers, topic, "passport")


def test_the_language_can_be_changed_in_the_middle(answers: Answers) -> None:
    own = {code: language.name for code, language in answers.languages.items()}
    right = tap(screen_of(answers, read_place("en/rights/passport")).title)
    terminal = talked(
        answers, tap("Continue"), tap("Go to the menu"), tap("Know your rights"), right, tap("Language"), tap(own["ar"])
    )
    assert_shown(terminal.shown[-1], answers, read_place("ar/rights/passport"))


# Numbers


@pytest.mark.parametrize("name", WAYS)
def test_every_number_leads_where_it_says(answers: Answers, name: str) -> None:
    for language in LANGUAGES:
        way = [replace(place, language=language) for place in WAYS[name]]
        numbers = numbers_of(answers, way)
        choices = choices_at(answers, way[-1])
        assert len(choices) >= 3
        for number, choice in enumerate(choices, 1):
            terminal = talked(answers, *numbers, str(number), language=language)
            assert_shown(terminal.shown[len(numbers)], answers, way[-1])
            assert terminal.choices(len(numbers))[number].endswith(choice.label)
            if choice.place:
                assert_shown(terminal.shown[-1], answers, choice.place)


@pytest.mark.parametrize("wrong", ["0", "99", "0077", "1" * 30, "٩٩", "9" * 5000], ids=range(6))
def test_a_wrong_number_is_asked_again(answers: Answers, wrong: str) -> None:
    terminal = talked(answers, wrong, "1")
    assert_shown(terminal.shown[0], answers, Place("en", "start"))
    assert terminal.shown[1].strip() == "Type one of the numbers, or your question in words."
    assert_shown(terminal.shown[2], answers, Place("en", "privacy"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_types_a_wrong_number_is_told_so_in_her_language(answers: Answers, language: str) -> None:
    terminal = talked(answers, "99", "98", "1", language=language)
    say = answers.languages[language].say
    for again in terminal.shown[1:3]:
        assert again.strip() == say("Type one of the numbers, or your question in words.")
    assert_shown(terminal.shown[3], answers, Place(language, "privacy"))


@pytest.mark.parametrize("one", ["1", " 1 ", "01", "١", "१"])
def test_a_number_may_be_written_in_any_digits(answers: Answers, one: str) -> None:
    assert_shown(talked(answers, one).shown[-1], answers, Place("en", "privacy"))


# Words


@pytest.mark.parametrize(
    "typed", ["passport", "Passport?", "they keep my passport", "1 passport", "²", "½", "-1", "1.5"]
)
def test_words_are_a_question(answers: Answers, typed: str) -> None:
    assert_shown(talked(answers, typed).shown[-1], answers, Place("en", "start"), typed)


def test_what_was_found_can_be_chosen_and_the_next_question_is_a_new_one(answers: Answers) -> None:
    title = screen_of(answers, read_place("en/rights/passport")).title
    terminal = talked(answers, "they keep my passport", tap(title), "fees", "q")
    assert_shown(terminal.shown[2], answers, read_place("en/rights/passport"))
    assert_shown(terminal.shown[3], answers, read_place("en/rights/passport"), "fees")


@pytest.mark.parametrize(
    "typed",
    [
        "[bold red]passport[/]",
        "[/]",
        "[link=https://evil.example]passport[/link]",
        "\\[",
        "{typed}",
        "\x1b[2J",
        "x" * 300,
    ],
)
def test_markup_that_is_typed_is_words(answers: Answers, typed: str) -> None:
    terminal = talked(answers, typed, "q")
    assert len(terminal.shown) == 2
    assert_shown(terminal.shown[1], answers, Place("en", "start"), typed)
    assert "\x1b" not in terminal.shown[1]


# Leaving


@pytest.mark.parametrize("leaves", [*QUIT, "Q", " quit ", "", "   "])
def test_she_leaves_when_she_likes(answers: Answers, leaves: str) -> None:
    assert len(talked(answers, leaves, "1").shown) == 1
    assert len(talked(answers, "1", leaves, "1").shown) == 2


@pytest.mark.parametrize("closes", [EOFError, KeyboardInterrupt])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_end_of_input_leaves(answers: Answers, language: str, closes: type[BaseException]) -> None:
    terminal = Terminal("1", "99", closes=closes)
    TerminalChannel(answers, lambda: TODAY, terminal).talk(language)
    assert len(terminal.shown) == 3
    assert terminal.left == []


def test_real_input_that_ends_leaves(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through rich's own input: what a pipe or a closed window looks like."""
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\npassport\n"))
    written = io.StringIO()
    TerminalChannel(answers, lambda: TODAY, Console(file=written, width=WIDTH, highlight=False)).talk("fr")
    for place, typed in (("start", ""), ("privacy", ""), ("menu", ""), ("menu", "passport")):
        screen = screen_of(answers, Place("fr", place), typed)
        assert heading_of(screen, 1) in written.getvalue()


# How it looks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_narrow_window_loses_nothing(answers: Answers, language: str, width: int) -> None:
    way = way_to(language, "rights", "rights/passport")
    shown = talked(answers, *numbers_of(answers, way), language=language, width=width).shown[-1]
    assert all(cell_len(line) <= width for line in shown.splitlines())
    letters = "".join(shown.split())
    screen = screen_of(answers, way[-1])
    for block in screen.blocks(1):
        for line in block.lines:
            for span in line:
                assert "".join(span.text.split()) in letters
    for choice in choices_at(answers, way[-1]):
        assert "".join(choice.label.split()) in letters


def test_without_colours_nothing_but_words_is_written(answers: Answers) -> None:
    for language in LANGUAGES:
        for shown in talked(answers, *numbers_of(answers, way_to(language, "rights")), language=language).shown:
            assert "\x1b" not in shown
            assert not re.search(r"\[/?(bold|dim|italic|red)", shown)
