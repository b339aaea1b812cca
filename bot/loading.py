"""What answers: the library and the languages as the settings name them, read and checked."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.channels.paper.fonts import unprintable
from bot.language.language import Language, complete_enough, load_languages
from bot.library.check import all_messages, check_whole
from bot.library.faults import FaultyContent
from bot.library.kept import keep_library, kept_library
from bot.library.kept_languages import Offer, keep_offer, kept_offer, source_of
from bot.library.library import Library
from bot.library.load import READ, load_library
from bot.monitoring.plan import Plan, plan_path, read_plan
from bot.screens.answer import Answers
from bot.settings import HERE, Settings, is_synthetic

log = logging.getLogger(__name__)

LOCALES = HERE / "locales"
_ENDINGS = tuple(READ)


def load_answers(settings: Settings) -> Answers:
    """The library and the languages, read and checked; raises FaultyContent or NoLanguages."""
    library = kept_library(settings.data_dir, settings.content_dirs)
    if library is None:
        library = load_library(settings.content_dirs)
        if faults := check_whole(library, settings.content_dirs):
            raise FaultyContent(faults)
        keep_library(settings.data_dir, library)
    languages = _offered(settings, library)
    return Answers(
        library,
        languages,
        site=settings.site,
        unprintable=unprintable(languages),
        synthetic=is_synthetic(settings),
    )


def _offered(settings: Settings, library: Library) -> Mapping[str, Language]:
    """The languages that can be chosen; raises NoLanguages."""
    source = source_of(LOCALES, library.version, settings.languages)
    offer = kept_offer(settings.data_dir, source)
    if offer is None:
        offer = _offer(settings, library)
        if source == source_of(LOCALES, library.version, settings.languages):  # else they changed while they were read
            keep_offer(settings.data_dir, source, offer)
    for code in offer.left_out:
        log.warning("%s is not offered: too little is translated. FAIRPASSAGE_LANGUAGES can insist on it.", code)
    return offer.languages


def _offer(settings: Settings, library: Library) -> Offer:
    languages = load_languages(LOCALES, settings.languages, settings.content_dirs)
    if settings.languages:
        return Offer(languages)
    offered = complete_enough(languages, list(all_messages(library)))
    return Offer(offered, tuple(sorted(languages.keys() - offered.keys())))


async def standing(settings: Settings, answers: Answers) -> Answers:
    """With the bulletins and releases as they stand now, for a program that runs by itself; without a database none."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.actions.load_board import load_board
    from bot.actions.load_published import load_published
    from storage.database import open_database

    engine = open_database(settings.database)
    if engine.dialect.name == "sqlite" and not await asyncio.to_thread(Path(engine.url.database or "").exists):
        return answers
    try:
        answers = answers.with_board(await load_board(engine, int(time.time())))
        return answers.with_published(await load_published(engine, answers.published))
    except (SQLAlchemyError, OSError):
        return answers
    finally:
        await engine.dispose()


def prepared(settings: Settings) -> tuple[Answers, Plan]:
    """The library and the plan of tables as they stand in the folders now, checked and ready."""
    answers = load_answers(settings)
    answers.prepare()
    return answers, read_plan(plan_path(settings.content_dirs))


def stamp_of(folders: Sequence[Path]) -> int:
    """A number that changes with any file of the content: names, sizes and times of change."""
    seen = []
    for at, _, names in (found for folder in folders for found in os.walk(folder)):
        for path in (f"{at}/{name}" for name in names if is_content(name)):
            with contextlib.suppress(FileNotFoundError):  # it went while we looked
                status = os.stat(path)  # this runs every few seconds beside visitors who wait
                seen.append((path, status.st_size, status.st_mtime_ns))
    return hash(tuple(seen))


def is_content(path: str) -> bool:
    """Whether a file is one of those that are read as content."""
    return path.endswith(_ENDINGS)
