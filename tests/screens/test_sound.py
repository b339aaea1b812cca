"""What only a walk can find: entries that nothing leads to, choices that lead nowhere, claims without a source."""

from dataclasses import replace

import pytest

from bot.language.catalogue import ENGLISH
from bot.library.library import Library
from bot.model.evidence import Checked
from bot.model.screen import Turn
from bot.screens import about, answer
from bot.screens.answer import Answers, Rule, rules
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.sound import check_screens
from tests.conftest import TODAY
from tests.library.test_load import SHIPPED


def told(answers: Answers, library: Library) -> list[str]:
    return [str(one) for one in check_screens(library, answers.languages[ENGLISH], [SHIPPED], TODAY)]


def test_the_shipped_screens_hold_together(answers: Answers) -> None:
    assert told(answers, answers.library) == []


def test_a_choice_that_leads_nowhere_is_told(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    def misleading(ask: Ask) -> Turn:
        draft = Draft(ask, "About", back=ask.place.to("settings"))
        draft.row(draft.choice("Nowhere", "glossary", "no-such-word"))
        return draft.turn()

    changed = {**rules(), about.PAGE: Rule(about.PAGE, misleading, False)}
    monkeypatch.setattr(answer, "rules", lambda: changed)
    found = told(answers, answers.library)
    assert any("glossary/no-such-word, which is not there" in one for one in found), found


def test_an_entry_out_of_reach_is_told_with_its_file(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_practices(ask: Ask) -> Turn:
        return Draft(ask, "Practices", back=ask.place.to("menu")).turn()

    changed = {**rules(), "practices": Rule("practices", without_practices, False)}
    monkeypatch.setattr(answer, "rules", lambda: changed)
    lost = next(key for key, one in answers.library.practices.items() if not one.countries)
    found = told(answers, answers.library)
    last = f"practices/{lost}.yaml:1: practices/{lost}: nothing leads to this."
    assert any(one.endswith(last) for one in found), found


def test_a_claim_without_a_source_is_told_with_its_file(answers: Answers) -> None:
    practices = answers.library.practices
    key = next(iter(practices))
    bare = replace(practices[key].evidence, sources=(), checked=Checked.GENERAL_KNOWLEDGE)
    library = replace(answers.library, practices={**practices, key: replace(practices[key], evidence=bare)})
    found = told(answers, library)
    assert any(f"practices/{key}.yaml:1" in one and "without a source" in one for one in found), found
