"""The command `fairpassage`. Exit status: 0 done, 1 the work failed, 2 wrong usage; errors are one sentence."""

import asyncio
import contextlib
import gc
import io
import locale
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot.heap import share_heap
from bot.model.staff import StaffRole
from bot.open_files import let_open_many

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.settings import Settings

app = typer.Typer(
    name="fairpassage",
    help="Sourced answers for health workers who think of working abroad.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

SWITCH = 0.0005
"""Seconds for which an answer may wait for a thread that reckons, the search index above all; Python's own are ten
times as long, and an answer from the database waits for several of them."""


class Role(StrEnum):
    """What a process does; bot.house has the same, and is loaded only when it is needed."""

    ALL = "all"
    SERVE = "serve"
    DELIVER = "deliver"


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
        share_heap()
        let_open_many()
        gc.disable()  # until everything is made: what is read at the start stays, and is looked through for nothing
        sys.setswitchinterval(SWITCH)
        import uvloop

        from bot.app import run as run_app
        from bot.house import Role as HouseRole
        from bot.log import start_logging
        from bot.settings import read_settings

        start_logging()
        uvloop.run(run_app(read_settings(), HouseRole(role.value)))

    _told(work)


@app.command()
def talk(language: Annotated[str, typer.Option(help="The language to begin in, for example fr.")] = "") -> None:
    """Try the bot in this terminal."""

    def work() -> None:
        from rich.console import Console

        from bot.channels.terminal.channel import TerminalChannel
        from bot.house import today
        from bot.loading import load_answers, standing
        from bot.settings import read_settings

        settings = read_settings()
        answers = asyncio.run(standing(settings, load_answers(settings)))
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
    rates: Annotated[
        Path | None, typer.Option("--rates", help="Take exchange rates over from a file of the European Central Bank.")
    ] = None,
) -> None:
    """Check the library and the translations: every fault with file and line, exit 1 if there is any."""

    def work() -> None:
        from bot import checks
        from bot.house import today
        from bot.settings import read_settings

        settings = read_settings()
        if rates is not None:
            checks.take_rates(settings, today(), rates)
        elif by_page:
            checks.tell_translations(as_json)
        elif overdue:
            checks.tell_stale(settings, today(), as_json)
        elif checks.tell_faults(settings, today(), as_json):
            raise typer.Exit(1)

    _told(work)


@app.command()
def demo(
    folder: Annotated[
        Path | None, typer.Argument(help="An empty folder for it; a new one where none is named.")
    ] = None,
    serve: Annotated[bool, typer.Option("--serve/--fill", help="Serve it too, or only fill it.")] = True,
) -> None:
    """Fill a throw-away instance with made-up people, bulletins and two years of closed periods, and serve it."""

    def work() -> None:
        from bot.demo import demo as make_demo
        from bot.log import start_logging
        from bot.settings import read_settings

        start_logging()
        make_demo(read_settings(), folder, serve=serve)

    _told(work)


@app.command()
def export(
    period: Annotated[str, typer.Argument(help="A closed period: 2026-Q4, 2026-11 or 2026-H2.")],
    way: Annotated[str, typer.Option("--format", help="csv, xlsx, json, parquet, sdmx-csv or dhis2.")] = "csv",
    output: Annotated[Path | None, typer.Option(help="A file or folder; - for standard output.")] = None,
    group: Annotated[str, typer.Option(help="intent, usage or breach, where a period has several releases.")] = "",
    language: Annotated[str, typer.Option(help="The language of labels and sentences.")] = "en",
) -> None:
    """Write the released figures of a period: made once, and the same in every format and through every door."""

    async def work(engine: "AsyncEngine", settings: "Settings") -> None:
        from bot import exports

        exports.check_format(way)
        told = await exports.written(engine, settings, period, way, group, language, output)
        if told:
            typer.echo(told)

    _at_the_desk(work)


@app.command()
def push(
    period: Annotated[str, typer.Argument(help="A closed period: 2026-Q4, 2026-11 or 2026-H2.")],
    to: Annotated[str, typer.Option(help="The https address of a DHIS2, without /api.")],
    group: Annotated[str, typer.Option(help="intent, usage or breach, where a period has several releases.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Send it after a dry run without a fault, unasked.")] = False,
) -> None:
    """Send released figures to a DHIS2: a dry run first, and what it would do. The token is DHIS2_TOKEN, or asked."""

    async def work(engine: "AsyncEngine", settings: "Settings") -> None:
        from bot import exports

        token = os.environ.get("DHIS2_TOKEN") or typer.prompt("Personal access token of DHIS2", hide_input=True)
        await exports.pushed(engine, settings, period, group, to, token, None if yes else typer.confirm)

    _at_the_desk(work)


organisations_app = typer.Typer(help="The unions and other bodies whose staff use the desk.", no_args_is_help=True)
app.add_typer(organisations_app, name="organisations")
staff_app = typer.Typer(help="Who signs in on the desk.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")


def _at_the_desk(work: Callable[["AsyncEngine", "Settings"], Awaitable[None]]) -> None:
    """Do something with the database of the settings, told like all work."""

    def told() -> None:
        from bot.app import with_database
        from bot.settings import read_settings

        asyncio.run(with_database(read_settings(), work))

    _told(told)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


Slug = Annotated[str, typer.Option("--organisation", help="The short name of the organisation.")]
Bounds = Annotated[str, typer.Option(help="With commas between them; all where none is named.")]


@organisations_app.command("add")
def add_organisation(
    slug: Annotated[str, typer.Argument(help="A short name, for example nurses-ke.")],
    name: Annotated[str, typer.Argument(help="The name under which its bulletins arrive.")],
    countries: Bounds = "",
    languages: Bounds = "",
    topics: Bounds = "",
) -> None:
    """Add an organisation; the bounds are those of what its staff may send."""

    async def work(engine: "AsyncEngine", settings: "Settings") -> None:
        from bot.actions.organisations import add_organisation as add
        from bot.bulletins.known import known_of
        from bot.loading import load_answers
        from bot.model.staff import Organisation

        answers = load_answers(settings)
        bounds = {"countries": _listed(countries), "languages": _listed(languages), "topics": _listed(topics)}
        wanted = Organisation(id=0, slug=slug, name=name, **bounds)
        kept = await add(engine, known_of(answers.library, answers.languages), wanted, int(time.time()))
        typer.echo(f"{kept.slug}: {kept.name}")

    _at_the_desk(work)


@organisations_app.command("list")
def list_organisations() -> None:
    """Every organisation with its bounds."""

    async def work(engine: "AsyncEngine", _: "Settings") -> None:
        from bot.actions.organisations import all_organisations

        for one in await all_organisations(engine):
            bounds = [", ".join(values) or "all" for values in (one.countries, one.languages, one.topics)]
            typer.echo(f"{one.slug}: {one.name}; countries {bounds[0]}; languages {bounds[1]}; topics {bounds[2]}")

    _at_the_desk(work)


@staff_app.command("invite")
def invite_staff(
    login: Annotated[str, typer.Argument(help="What she signs in with, for example her e-mail address.")],
    organisation: Slug,
    name: Annotated[str, typer.Option(help="Her name; the login where none is given.")] = "",
    role: Annotated[StaffRole, typer.Option(help="What she may do.")] = StaffRole.OFFICER,
) -> None:
    """Invite somebody: prints the address at which she sets what she signs in with, once and within seven days."""

    async def work(engine: "AsyncEngine", settings: "Settings") -> None:
        from bot.actions.invite import invite
        from bot.actions.organisations import operator, organisation_named

        by = operator(await organisation_named(engine, organisation))
        token = await invite(engine, by, login, name or login, role, int(time.time()), secrets.randbelow)
        typer.echo(f"{settings.site}/desk/invitation/{token}")

    _at_the_desk(work)


@staff_app.command("add")
def add_staff(
    login: Annotated[str, typer.Argument(help="What she signs in with, for example her e-mail address.")],
    organisation: Slug,
    name: Annotated[str, typer.Option(help="Her name; the login where none is given.")] = "",
    role: Annotated[StaffRole, typer.Option(help="What she may do.")] = StaffRole.OFFICER,
) -> None:
    """Add somebody who sits here: asks for a passphrase and the authenticator's code, prints her recovery codes."""

    async def work(engine: "AsyncEngine", settings: "Settings") -> None:
        from bot.actions import authenticator
        from bot.actions.invite import accept, invite
        from bot.actions.organisations import operator, organisation_named
        from bot.settings import secret_of

        by, secret = operator(await organisation_named(engine, organisation)), secret_of(settings)
        token = await invite(engine, by, login, name or login, role, int(time.time()), secrets.randbelow)
        passphrase = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
        key = authenticator.secret_of_invitation(secret, token)
        typer.echo(f"Add this to an authenticator: {key}\n{authenticator.address(key, login, settings.site)}")
        code = typer.prompt("The code that it shows")
        now = int(time.time())
        joined = await accept(engine, secret, token, passphrase, code, "en", now, secrets.randbelow)
        typer.echo("Recovery codes, shown this once:\n" + "\n".join(joined.recovery))

    _at_the_desk(work)


@staff_app.command("list")
def list_staff() -> None:
    """Everybody who signs in, by organisation."""

    async def work(engine: "AsyncEngine", _: "Settings") -> None:
        from bot.actions.staff import everybody

        for one in await everybody(engine):
            who = one.member
            state = " (disabled)" if one.disabled else ""
            typer.echo(f"{who.organisation.slug}: {who.login}, {who.name}, {who.role.value}{state}")

    _at_the_desk(work)


@staff_app.command("disable")
def disable_staff(login: Annotated[str, typer.Argument(help="What she signs in with.")], organisation: Slug) -> None:
    """Let somebody sign in no more; her sessions, tokens and linked chat end at once."""

    async def work(engine: "AsyncEngine", _: "Settings") -> None:
        from bot.actions.organisations import operator, organisation_named
        from bot.actions.staff import disable

        await disable(engine, operator(await organisation_named(engine, organisation)), login, int(time.time()))
        typer.echo(f"{login} is disabled.")

    _at_the_desk(work)


@app.command()
def backup(target: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write.")]) -> None:
    """Write everything that is kept to a file, while the program runs; never the keys."""

    def work() -> None:
        from bot.actions.backup import back_up
        from bot.settings import read_settings

        with _progress("Backup") as told:
            size = back_up(read_settings().database, target, told)
        typer.echo(f"{target}: {size} bytes. Keep FAIRPASSAGE_SECRET_KEY apart; without it addresses stay closed.")

    _told(work)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="PATH", help="A file that backup wrote.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Put it in the place of what is there.")] = False,
) -> None:
    """Put a backup in the database's place, while the program does not run."""

    def work() -> None:
        from bot.actions.restore import restore as put_back
        from bot.settings import read_settings

        with _progress("Restore") as told:
            held = asyncio.run(put_back(read_settings().database, source, told, overwrite=overwrite))
        typer.echo(f"{source} is in place. Everybody is signed out; what was revoked since the backup stands again.")
        if held:
            typer.echo(f"Held, because copies may have arrived since: {', '.join(held)}. Resume or release them.")

    _told(work)


@contextlib.contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A line on standard error that moves while something long goes on; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total or None)


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
