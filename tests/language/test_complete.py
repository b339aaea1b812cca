"""A language is offered when 95 % of its messages are translated, and earlier only where somebody insists."""

from dataclasses import replace

import pytest

from bot.language.language import COMPLETE, complete_enough
from bot.library.check import all_messages
from bot.screens.answer import Answers


@pytest.mark.parametrize(("missing", "offered"), [(0.0, True), (0.04, True), (0.06, False), (1.0, False)])
def test_the_share_decides(answers: Answers, missing: float, offered: bool) -> None:
    messages = list(all_messages(answers.library))
    swahili = answers.languages["sw"]
    content = list(swahili.catalogue.content.items())
    kept = dict(content[round(missing * len(content)) :])
    interface = swahili.catalogue.interface if missing < 1 else {}
    less = replace(swahili, catalogue=replace(swahili.catalogue, content=kept, interface=interface))
    found = complete_enough({**answers.languages, "sw": less}, messages)
    assert ("sw" in found) is offered
    assert set(found) >= set(answers.languages) - {"sw"}
    assert COMPLETE == 0.95
