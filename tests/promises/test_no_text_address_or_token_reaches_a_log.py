"""Promise: secrets, addresses and message texts never reach a log, at any level."""

import logging
from pathlib import Path

import pytest

from bot.log import QUIET, Discreet, start_logging
from tests.doubles.telegram import TOKEN, Person, TelegramDouble
from tests.processes import running

CANARY = "canarywordthatnobodytypes"


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage 200",
        f"token {TOKEN} is wrong",
        "cannot connect to postgresql+asyncpg://union:very-secret@db/fair",
    ],
)
def test_the_filter_takes_secrets_out(line: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "x", 1, line, None, None)
    assert Discreet().filter(record)
    assert TOKEN not in record.getMessage()
    assert "very-secret" not in record.getMessage()


def test_tracebacks_are_reduced_to_their_kind() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x", 1, "went wrong", None, (ValueError, error, error.__traceback__)
        )
    Discreet().filter(record)
    assert CANARY not in logging.Formatter().format(record)
    assert "ValueError" in record.getMessage()


def test_libraries_that_tell_addresses_are_quiet() -> None:
    root, level, handlers = logging.getLogger(), logging.getLogger().level, logging.getLogger().handlers[:]
    try:
        start_logging(logging.DEBUG)
        assert all(logging.getLogger(name).getEffectiveLevel() >= logging.WARNING for name in QUIET)
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


async def test_a_whole_conversation_leaves_no_trace_in_the_log(tmp_path: Path, telegram: TelegramDouble) -> None:
    with running(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as program:
        nurse = Person(telegram, 770012345)
        await nurse.says("/start")
        await nurse.says(f"my {CANARY} passport")
        await nurse.gives(photo=[{"file_id": CANARY}])
        await nurse.says("/menu")
        await nurse.goes("fr/speak/rights")
        nurse.chat.blocked = True
        await nurse.sends(text=f"/rights {CANARY}")
        await telegram.until(lambda: any("blocked" in one for one in telegram.refusals), "the refusal")
        program.get(f"/en/search?q={CANARY}")
    said = (tmp_path / "output.txt").read_text()
    for secret in (CANARY, TOKEN, "770012345", "Canary Visitor"):
        assert secret not in said
