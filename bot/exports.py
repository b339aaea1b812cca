"""What `fairpassage export` and `fairpassage push` do and tell."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.export import export, found_release
from bot.actions.push import Dhis2, Seen, Step, Summary, unseen
from bot.language.catalogue import ENGLISH
from bot.loading import load_answers
from bot.model.trouble import Trouble
from bot.monitoring.formats_found import formats
from bot.monitoring.publication import publication
from bot.settings import Settings

STREAM = "-"
"""The output that is standard output."""


class NotTaken(Trouble):
    """DHIS2 did not take everything, or nothing was sent."""


class NotWritten(Trouble):
    """The file cannot be written."""


def check_format(way: str) -> None:
    """Raises what the command line says of wrong usage."""
    if way not in formats():
        raise typer.BadParameter(f"{way!r} is no format; choose from {', '.join(formats())}.", param_hint="--format")


async def written(
    engine: AsyncEngine,
    settings: Settings,
    period: str,
    way: str,
    group: str,
    language: str,
    output: Path | None,
) -> str:
    """Write a release to a file, whole or not at all; tells which. "" where it went to standard output."""
    await found_release(engine, period, group)  # what cannot be done is told before the library is read
    if output is not None and str(output) != STREAM and not output.parent.is_dir():
        raise NotWritten(f"{output} cannot be written: there is no folder {output.parent}. Make it, or name another.")
    with _progress(f"Writing {period} as {way} ..."):
        answers = load_answers(settings)
        made = await export(engine, answers.library, answers.languages, period, way, group, language)
    if output is not None and str(output) == STREAM:
        sys.stdout.buffer.write(made.body)
        sys.stdout.buffer.flush()
        return ""
    target = _target(output, made.name)
    _replace(target, made.body)
    return f"{target}: {len(made.body):,} bytes."


def _target(output: Path | None, name: str) -> Path:
    if output is None:
        return Path(name)
    return output / name if output.is_dir() else output


def _replace(target: Path, body: bytes) -> None:
    scratch = target.with_name(f".{target.name}.part")
    try:
        scratch.write_bytes(body)
        scratch.replace(target)
    except OSError as error:
        raise NotWritten(f"{target} cannot be written ({error.strerror}); give another file with --output.") from error
    finally:
        with suppress(OSError):
            scratch.unlink()


async def pushed(
    engine: AsyncEngine,
    settings: Settings,
    period: str,
    group: str,
    address: str,
    token: str,
    confirm: Callable[[str], bool] | None,
) -> None:
    """Show a dry run, ask, and send; raises NotTaken where DHIS2 would not take, or did not take, all of it."""
    door = Dhis2(address, token)
    found = await found_release(engine, period, group)
    with _progress(f"Asking {address} what it would do ...") as seen:
        answers = load_answers(settings)
        told = publication(found, answers.languages[ENGLISH], answers.library)
        dry = await door.dry_run(told, seen)
    tell(dry)
    if not dry.whole:
        raise NotTaken("DHIS2 would not take all of it; nothing was sent. Mend what is listed above and try again.")
    if confirm is not None and not confirm(f"Send {dry.sent} figures to {address} now?"):
        raise NotTaken("Nothing was sent.")
    with _progress(f"Sending {dry.sent} figures ...") as seen:
        done = await door.push(told, seen)
    tell(done)
    if done.dry or not done.whole:
        raise NotTaken("DHIS2 did not take all of it; mend what is listed above and send it again.")


def tell(summary: Summary) -> None:
    """An import summary in lines."""
    head = "Dry run, nothing was changed" if summary.dry else "Sent"
    counts = f"{summary.imported} new, {summary.updated} changed, {summary.ignored} ignored, {summary.deleted} deleted"
    typer.echo(f"{head}: {summary.sent} figures; {counts}; {summary.withheld} withheld figures are not sent.")
    if summary.left or summary.unknown:
        typer.echo(f"  Not sent: {summary.left}. Left without an answer: {summary.unknown}. {summary.trouble}".rstrip())
    for one in summary.conflicts:
        typer.echo(f"  {one}")


@contextmanager
def _progress(what: str) -> Iterator[Seen]:
    """Show that something is worked on, and its steps, where somebody looks."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield unseen
        return
    with console.status(what) as shown:
        yield lambda step: shown.update(_step(step))


def _step(step: Step) -> str:
    doing = "Asking what DHIS2 would do" if step.dry else "Sending"
    return f"{doing}: {step.number:,} of {step.all:,} figures ..."
