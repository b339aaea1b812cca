"""No secret stands in the repository, and no line of a log is given one."""

import ast
import logging
import re
import subprocess

import pytest

from bot.log import Discreet
from tests.doubles.telegram import TOKEN
from tests.processes import ROOT

PATTERNS = {
    "a bot's token": r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a code host": r"\b(?:ghp|gho|ghs|github_pat|glpat)[_-][A-Za-z0-9_]{20,}",
    "a token of an API": r"\bsk-[A-Za-z0-9_-]{24,}|\bxox[abpr]-[A-Za-z0-9-]{10,}|\bAIza[0-9A-Za-z_-]{35}",
    "a token of ours": r"\bfp_[A-Za-z0-9_-]{43}\b",
    "a password in an address": r"[a-z+]+://[^/\s:@{}$<>'\"]+:[^/\s@{}$<>'\"…]{6,}@",
    "a JSON web token": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.",
}
LOCKED_AWAY = ("secret.key", ".env", ".pem", ".key", ".p12", ".sqlite3", ".kdbx")
WORDS = re.compile(r"token|secret|passphrase|password|csrf|totp|address|chat\b|text|login|update\b|body", re.IGNORECASE)
LEVELS = ("debug", "info", "warning", "error", "exception", "critical", "log")


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode().rstrip("\0").split("\0")


@pytest.mark.parametrize("what", PATTERNS)
def test_the_repository_holds_no_secret(what: str) -> None:
    found, pattern = [], re.compile(PATTERNS[what])
    for name in tracked():
        path = ROOT / name
        if path.suffix in (".png", ".jpg", ".lock") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace").replace(TOKEN, "")
        found += [f"{name}: {one.group()[:12]}…" for one in pattern.finditer(text) if not invented(one.group())]
    assert found == [], what


def invented(text: str) -> bool:
    """Whether a match is plainly made up: of one letter, or says itself that it is none."""
    return len(set(text[8:])) < 6 or any(
        word in text.lower() for word in ("example", "test", "canary", "wrong", "very-secret")
    )


def test_no_file_that_holds_secrets_is_tracked() -> None:
    assert not [name for name in tracked() if name.endswith(LOCKED_AWAY)]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8")
    assert ".env" in ignored
    assert "/var/" in ignored


def test_no_line_of_a_log_is_given_what_may_not_stand_there() -> None:
    """What is handed to a logger is looked at by name: no token, text, address, login or update is among it."""
    found = []
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "storage").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in LEVELS and isinstance(node.func.value, ast.Name) and node.func.value.id == "log":
                given = [*node.args[1:], *(word.value for word in node.keywords)]
                names = {name for one in given for name in _names(one)}
                found += [f"{path.relative_to(ROOT)}:{node.lineno} {name}" for name in names if WORDS.search(name)]
                assert not isinstance(node.args[0], ast.JoinedStr), f"{path}:{node.lineno}: a pattern, not a made text"
    assert found == []


def _names(node: ast.AST) -> set[str]:
    """The names in an expression, without those of types that are only named."""
    named = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return named | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


@pytest.mark.parametrize(
    "line",
    [
        f"GET https://api.telegram.org/bot{TOKEN}/getMe",
        f"token {TOKEN}",
        "postgresql+asyncpg://fairpassage:canary-password@database/fairpassage is away",
        "two lines\n2026-11-28 12:00:00 ERROR forged",
    ],
)
def test_the_filter_takes_out_what_comes_all_the_same(line: str) -> None:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "%s", (line,), None)
    Discreet().filter(record)
    said = record.getMessage()
    assert TOKEN not in said
    assert "canary-password" not in said
    assert "\n" not in said, "one event, one line"
