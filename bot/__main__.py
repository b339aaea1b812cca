"""The command `fairpassage`. Exit status: 0 done, 1 the work failed, 2 wrong usage; errors are one sentence."""

import asyncio
import io
import locale
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(
    name="fairpassage",
    help="Sourced answers for health workers who think of working abroad.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class Role(StrEnum):
    """What a process does."""

    ALL = "all"


def _fail(sentence: object) -> NoReturn:
    """Say what is wrong in one sentence and end with status 1."""
    typer.echo(f"fairpassage: {sentence}", err=True)
    raise typer.Exit(1)


def _told(work: Callable[[], Any]) -> Any:
    """Do the work; what can be expected to go wrong is told in a sentence and never as a traceback."""
    from bot.library.faults import FaultyContent
    from bot.model.trouble import Trouble

    try:
        return work()
    except FaultyContent as error:
        for fault in error.faults[:20]:
            typer.echo(str(fault), err=True)
        count = len(error.faults)
        _fail(f"the content has {count} {'fault' if count == 1 else 'faults'}; mend the lines above and start again.")
    except Trouble as error:
        _fail(error)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads what is still to be said
        raise typer.Exit(0) from None
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _fail(f"{error.strerror or error}{where}; check the disk's free space and permissions.")


@app.command()
def run(role: Annotated[Role, typer.Option(help="What this process does.")] = Role.ALL) -> None:
    """Start the pages and the channels."""

    def work() -> None:
        from bot.app import run as run_app
        from bot.log import start_logging
        from bot.settings import read_settings

        start_logging()
        asyncio.run(run_app(read_settings()))

    _told(work)


@app.command()
def talk(language: Annotated[str, typer.Option(help="The language to begin in, for example fr.")] = "") -> None:
    """Try the bot in this terminal."""

    def work() -> None:
        from rich.console import Console

        from bot.app import load_answers, today
        from bot.channels.terminal.channel import TerminalChannel
        from bot.settings import read_settings

        settings = read_settings()
        answers = load_answers(settings)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows a sign in its place
                stream.reconfigure(errors="replace")
        if language and language not in answers.languages:
            raise typer.BadParameter(f"{language!r} is not offered; choose from {', '.join(answers.languages)}.")
        own = (locale.getlocale()[0] or "")[:2]
        code = language or (own if own in answers.languages else "en")
        TerminalChannel(answers, today, Console(highlight=False), settings.site).talk(code)

    _told(work)


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
    by_page: Annotated[bool, typer.Option("--translations", help="How far each page is translated.")] = False,
    overdue: Annotated[bool, typer.Option("--stale", help="What editors should check first.")] = False,
) -> None:
    """Check the library and the translations: every fault with file and line, exit 1 if there is any."""

    def work() -> None:
        from bot import checks
        from bot.app import today
        from bot.settings import read_settings

        settings = read_settings()
        if by_page:
            checks.tell_translations(as_json)
        elif overdue:
            checks.tell_stale(settings, today(), as_json)
        elif checks.tell_faults(settings, today(), as_json):
            raise typer.Exit(1)

    _told(work)


messages_app = typer.Typer(help="The translations' files.", invoke_without_command=True, no_args_is_help=False)
app.add_typer(messages_app, name="messages")


@messages_app.callback()
def messages(context: typer.Context) -> None:
    """Bring the translations' files up to date with the program and the content; or hand them out as spreadsheets."""
    if context.invoked_subcommand is not None:
        return

    def work() -> None:
        from bot.library.messages import update
        from bot.settings import HERE

        for code, domain, count, done, fuzzy in update(HERE / "locales", HERE / "bot", HERE / "content"):
            typer.echo(f"{code} {domain}: {done} of {count} translated, {fuzzy} out of date.")

    _told(work)


@messages_app.command("export")
def export_messages(
    language: Annotated[str, typer.Argument(help="The language's code, for example sw.")],
    target: Annotated[Path, typer.Argument(help="The spreadsheet to write, for example sw.xlsx.")],
) -> None:
    """Write a language's messages to a spreadsheet for a translator."""

    def work() -> None:
        from bot.library.workbook import export_language
        from bot.settings import HERE

        typer.echo(f"{export_language(HERE / 'locales', language, target)} rows in {target}.")

    _told(work)


@messages_app.command("import")
def import_messages(
    source: Annotated[Path, typer.Argument(help="The spreadsheet that came back.")],
) -> None:
    """Take a translator's spreadsheet over; what does not match the English is refused with its row, exit 1."""

    def work() -> None:
        from bot.library.workbook import import_language
        from bot.settings import HERE

        language, changed, faults = import_language(HERE / "locales", source)
        for fault in faults:
            typer.echo(str(fault), err=True)
        typer.echo(f"{language}: {changed} messages changed, {len(faults)} refused.")
        if faults:
            raise typer.Exit(1)

    _told(work)


def main() -> None:
    """The command's entry."""
    app()


if __name__ == "__main__":
    main()
