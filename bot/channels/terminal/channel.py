"""A conversation in a terminal: a screen, numbered choices, a number or words typed back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from bot.channels.commands import commanded
from bot.language.language import Language
from bot.model.place import Place
from bot.model.screen import Block, Choice, Kind, Line, Screen, Visitor
from bot.screens.answer import Answers

QUIT = ("q", "quit", "exit")


def choices_of(screen: Screen, part: int, language: Language) -> list[Choice]:
    """Everything that can be chosen on one part of a screen, in the order of its numbers."""
    place, say = screen.place, language.say
    moves = []
    if part < screen.count:
        moves.append(Choice(say("More"), replace(place, part=part + 1)))
    if part > 1:
        moves.append(Choice(say("Previous"), replace(place, part=part - 1)))
    last_or_list = len(screen.choice_parts) > 1 or part in (1, screen.count)
    own = [choice for row in screen.choices(part) for choice in row] if last_or_list else []
    return [*moves, *own, *screen.rating, *screen.exits]


class TerminalChannel:
    """Talks until the visitor leaves. Nothing is kept."""

    def __init__(self, answers: Answers, today: Callable[[], date], console: Console) -> None:
        self._answers = answers
        self._today = today
        self._console = console

    def talk(self, language: str) -> None:
        """Begin at the start screen and follow her choices; an empty line, `q` or the end of input leaves."""
        place, typed = Place(language, "start"), ""
        while True:
            screen = self._answers.turn(place, Visitor("terminal", typed=typed), self._today()).screen
            shown = self._answers.languages[screen.place.language]
            part = min(place.part, screen.count)
            choices = choices_of(screen, part, shown)
            self._show(screen, part, choices, shown)
            told = self._asked(choices, shown, screen.place)
            if told is None:
                return
            place, typed = told

    def _asked(self, choices: list[Choice], language: Language, here: Place) -> tuple[Place, str] | None:
        """Where to go next and what was typed; None to leave."""
        while True:
            try:
                said = self._console.input("> ").strip()
            except (EOFError, KeyboardInterrupt):
                return None
            if not said or said.lower() in QUIT:
                return None
            if said.startswith("/"):
                name, _, argument = said[1:].partition(" ")
                return commanded(name.lower(), argument.strip(), here.language, self._answers), ""
            if not said.isdecimal():
                return here, said
            number = int(said) if len(said) < 10 else 0
            if 1 <= number <= len(choices):
                choice = choices[number - 1]
                if choice.place is not None:
                    return choice.place, ""
                self._console.print(escape(choice.url))
            else:
                self._console.print(language.say("Type one of the numbers, or your question in words."))

    def _show(self, screen: Screen, part: int, choices: list[Choice], language: Language) -> None:
        print_ = self._console.print
        count = f" ({part}/{screen.count})" if screen.count > 1 else ""
        print_()
        print_(Text(f"{screen.icon} {screen.title}{count}".strip(), style="bold"))
        if screen.notice:
            print_(Text(screen.notice, style="italic"))
        print_()
        for block in screen.blocks(part):
            for text in _texts(block):
                print_(text)
        for number, choice in enumerate(choices, 1):
            label = f"{choice.icon} {choice.label}" if choice.icon else choice.label
            target = f"  {choice.url}" if choice.url else ""
            print_(Padding(Text.assemble((f"{number:>2} ", "bold cyan"), label, (target, "dim")), (0, 0, 0, 1)))
        print_(Text(language.say("A number, your question in words, or q to leave."), style="dim"))


def _texts(block: Block) -> Iterator[Text]:
    marks = {Kind.WARNING: "⚠ ", Kind.QUESTION: "? "}
    styles = {Kind.HEADING: "bold", Kind.NOTE: "dim", Kind.WARNING: "red"}
    if block.kind in (Kind.BULLETS, Kind.STEPS):
        for number, line in enumerate(block.lines, block.start):
            yield Text.assemble("• " if block.kind is Kind.BULLETS else f"{number}. ", _line(line))
        yield Text()
        return
    text = Text.assemble(marks.get(block.kind, ""), _line(block.lines[0]))
    text.stylize(styles.get(block.kind, ""))
    yield text
    if block.kind is not Kind.HEADING:
        yield Text()


def _line(line: Line) -> Text:
    text = Text()
    for span in line:
        style = " ".join(name for name, on in (("bold", span.strong), ("italic", span.emphasis)) if on)
        text.append(span.text, style=style or None)
        if span.link.startswith("http"):
            text.append(f" <{span.link}>", style="dim")
    return text
