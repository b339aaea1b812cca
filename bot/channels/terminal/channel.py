"""A conversation in a terminal: a screen, numbered choices, a number or words typed back."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from bot.channels.commands import commanded
from bot.channels.paper.printer import Busy, Printer
from bot.language.language import Language
from bot.model.place import Place
from bot.model.screen import Block, Choice, Format, HandOver, Kind, Line, Screen, Visitor
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

    def __init__(
        self, answers: Answers, today: Callable[[], date], console: Console, site: str = "", folder: Path | None = None
    ) -> None:
        self._answers = answers
        self._site = site
        self._folder = folder or Path.cwd()
        self._printer = Printer(lambda: answers, site, today)
        self._today = today
        self._console = console

    def talk(self, language: str) -> None:
        """Begin at the start screen and follow her choices; an empty line, `q` or the end of input leaves."""
        place, typed = Place(language, "start"), ""
        while True:
            turn = self._answers.turn(place, Visitor("terminal", typed=typed), self._today())
            screen = turn.screen
            shown = self._answers.languages[screen.place.language]
            part = min(place.part, screen.count)
            choices = choices_of(screen, part, shown)
            self._show(screen, part, choices, shown)
            for effect in turn.effects:
                if isinstance(effect, HandOver):
                    self._write(screen.place, effect.format, shown)
            told = self._asked(choices, shown, screen)
            if told is None:
                return
            place, typed = told

    def _write(self, place: Place, form: Format, language: Language) -> None:
        """Put a file into the folder in which the program was started, and say what it is called."""
        try:
            file = asyncio.run(self._printer.file(place, form))
            if file is None:
                return
            (self._folder / file.name).write_bytes(file.body)
        except (Busy, OSError):
            self._console.print(Text(language.say("The file could not be made just now. Try again in a minute.")))
        else:
            self._console.print(Text(language.say("The file is here: {name}", name=language.as_is(file.name))))

    def _asked(self, choices: list[Choice], language: Language, screen: Screen) -> tuple[Place, str] | None:
        """Where to go next and what was typed; None to leave. Where a number is asked for, choices have a # before."""
        here = screen.place
        while True:
            try:
                said = self._console.input("> ").strip()
            except (EOFError, KeyboardInterrupt):
                return None
            if not said or said.lower() in QUIT:
                return None
            if screen.listens and not said.startswith(("#", "/")):
                return here, said
            said = said.removeprefix("#").strip()
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
        if screen.shares and self._site:
            print_(Text(f"{self._site}/{screen.shares}"))
            print_()
        for number, choice in enumerate(choices, 1):
            label = f"{choice.icon} {choice.label}" if choice.icon else choice.label
            target = f"  {choice.url}" if choice.url else ""
            mark = f"#{number}" if screen.listens else str(number)
            print_(Padding(Text.assemble((f"{mark:>2} ", "bold cyan"), label, (target, "dim")), (0, 0, 0, 1)))
        if screen.listens:
            print_(Text(screen.asks, style="bold"))
            print_(Text(language.say("The number, or # and a choice, or q to leave."), style="dim"))
        else:
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
