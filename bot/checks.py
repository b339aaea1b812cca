"""What `fairpassage check` tells: every fault, the state of the translations, what to check again first."""

import json
from datetime import date

import typer

from bot.language.catalogue import ENGLISH
from bot.language.language import load_languages
from bot.library.check import check_reading, check_whole, notices
from bot.library.load import read_library
from bot.library.stale import stale
from bot.library.translations import State, check_translations, coverage, states
from bot.library.translations import check_reading as check_reading_of_translations
from bot.monitoring.plan import check_plan
from bot.screens.sound import check_screens
from bot.settings import HERE, Settings

LOCALES = HERE / "locales"


def tell_faults(settings: Settings, today: date, as_json: bool) -> bool:
    """Print every fault with file and line, and what is counted; tells whether there is any fault."""
    library, faults = read_library(settings.content_dirs)
    faults += [*check_whole(library, settings.content_dirs), *check_plan(settings.content_dirs)]
    if not faults:  # screens can be walked only where everything else is sound
        english = load_languages(LOCALES, [ENGLISH])[ENGLISH]
        faults += check_screens(library, english, settings.content_dirs, today)
    faults += check_reading(library, settings.content_dirs)
    faults += [*check_translations(LOCALES), *check_reading_of_translations(LOCALES)]
    faults = sorted(set(faults))
    counted, covered = notices(library, today), coverage(LOCALES)
    if as_json:
        listed = [{"file": one.file, "line": one.line, "text": one.text} for one in faults]
        _print_json({"faults": listed, "notices": counted, "languages": covered})
        return bool(faults)
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"{len(faults)} faults. " + ", ".join(f"{number} {name}" for name, number in counted.items()) + ".")
    for code, state in covered.items():
        typer.echo(f"{code}: " + ", ".join(f"{number} {name}" for name, number in state.items()) + ".")
    return bool(faults)


def tell_translations(as_json: bool) -> None:
    """Print for each language and page how much is complete, out of date, draft and checked."""
    found = states(LOCALES)
    if as_json:
        _print_json(
            {
                code: {page: {name: getattr(state, name) for name in State.__slots__} for page, state in pages.items()}
                for code, pages in found.items()
            }
        )
        return
    typer.echo(f"{'language and page':52} {'complete':>9} {'outdated':>9} {'draft':>6} {'checked':>8}")
    for code, pages in found.items():
        whole = State()
        for state in pages.values():
            whole.add(state)
        for page, state in [("all", whole), *pages.items()]:
            share = f"{100 * state.translated / state.messages:.0f} %"
            typer.echo(f"{code + ' ' + page:52} {share:>9} {state.outdated:>9} {state.draft:>6} {state.checked:>8}")


def tell_stale(settings: Settings, today: date, as_json: bool) -> None:
    """Print what editors should check first: the most seen and the longest overdue on top."""
    library, _ = read_library(settings.content_dirs)
    found = stale(library, today)
    if as_json:
        _print_json([{name: getattr(one, name) for name in one.__slots__} for one in found])
        return
    typer.echo(f"{'pages':>6}  {'due':10}  statement")
    for one in found:
        typer.echo(f"{one.seen:>6}  {one.due or '-':10}  {one.key}: {one.why}. {one.source}".rstrip())
    typer.echo(f"{len(found)} statements to check again.")


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False))
