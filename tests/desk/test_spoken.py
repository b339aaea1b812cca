"""What staff are told stands in their language: every sentence of a refusal can be found by those who translate."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bulletins.text import faults
from bot.channels.telegram.post import REASONS
from bot.desk.words import reasons
from bot.language.language import Language
from bot.library.messages import desk_template, interface_template
from bot.model.message import sayable
from bot.model.staff import StaffRole
from bot.screens.answer import Answers
from tests.desk.driver import Office
from tests.processes import ROOT

ENGLISH_ONLY = {"answered_once.py", "organisations.py", "door.py", "reading.py", "problems.py"}
"""What is said to programs and on the command line alone."""


def refusals() -> Iterator[tuple[Path, ast.Call]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                yield path, node


def test_no_refusal_is_put_together_where_nobody_can_translate_it() -> None:
    found = [(path, node.lineno) for path, node in refusals() if isinstance(node.args[1], ast.JoinedStr)]
    assert [(path.name, line) for path, line in found if path.name not in ENGLISH_ONLY] == []


def test_every_sentence_of_a_refusal_is_found() -> None:
    known = {message.id for message in desk_template(ROOT / "bot")}
    plain = [
        (path.name, str(node.args[1].value))
        for path, node in refusals()
        if isinstance(node.args[1], ast.Constant) and path.name not in ENGLISH_ONLY
    ]
    assert len(plain) > 40
    assert [one for one in plain if one[1] not in known] == []
    for pattern in (
        "Give a title of at most {most} characters on one line.",
        "Character {number}: {what}",
        "Links begin with https://.",
        "{union} does not send in the language {language}.",
        "Too many attempts. Wait {seconds} seconds, then try again.",
    ):
        assert pattern in known
        assert pattern not in {message.id for message in interface_template(ROOT / "bot")}, "visitors never see it"


def test_every_reason_has_words() -> None:
    spoken = reasons(_english())
    assert set(REASONS.values()) <= set(spoken)
    source = "".join(
        path.read_text(encoding="utf-8") for folder in ("bot", "storage") for path in (ROOT / folder).rglob("*.py")
    )
    for reason in spoken:
        assert f'"{reason}"' in source


def _english() -> Language:
    from bot.language.catalogue import Catalogue

    return Language("en", Catalogue("en"))


def test_a_sentence_within_a_sentence_is_told_too(answers: Answers) -> None:
    (fault,) = faults("[a](http://b.org)")
    whole = sayable("Character {number}: {what}", number=5, what=fault.said)
    assert whole == "Character 5: Links begin with https://."
    french = answers.languages["fr"]
    assert "https://" in french.tell(whole)
    assert "Links begin" not in french.tell(whole)
    assert "Character" not in french.tell(whole)
    assert answers.languages["en"].tell(whole) == whole
    assert french.tell("Nobody said this.") == "Nobody said this."


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_the_desk_says_what_is_wrong_in_her_language(desk: Office, language: str) -> None:
    amina = await desk.signed_in("amina", StaffRole.ADMINISTRATOR)
    await amina.opens("/desk/account")
    await amina.sends("/account/language", language=language)
    await amina.opens("/desk/bulletins/new")
    page = await amina.sends("/bulletins/new", title="x" * 121, **{"texts.en": "**open"}, do="keep")
    assert page.status == 422
    for english in ("Give a title", "Character", "is opened here", "Choose the last day"):
        assert english not in page.said
    await amina.opens("/desk/security")
    page = await amina.sends("/security/passphrase", **{"change.old": "x", "change.code": "1", "passphrase": "short"})
    assert "characters" not in page.said
