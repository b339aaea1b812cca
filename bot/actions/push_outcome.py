"""What became of a push as text, so that any process can tell it in any language."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.actions.push import Summary
from bot.model.message import Sentence, sayable
from bot.model.staff import Refused


def written(outcome: Summary | Refused) -> str:
    """A summary, or why there is none, as JSON."""
    if isinstance(outcome, Refused):
        return json.dumps({"field": outcome.field, "refused": _parts(outcome.sentence)}, ensure_ascii=False)
    return json.dumps(asdict(outcome) | {"trouble": _parts(outcome.trouble)}, ensure_ascii=False)


def read(text: str) -> Summary | Refused | None:
    """What was written; None where nothing was."""
    if not text:
        return None
    found = json.loads(text)
    if "refused" in found:
        return Refused(found["field"], _sentence(found["refused"]))
    kept = {"conflicts": tuple(found["conflicts"]), "trouble": _sentence(found["trouble"])}
    return Summary(**found | kept)


def _parts(sentence: str) -> Mapping[str, Any]:
    if isinstance(sentence, Sentence):
        return {"pattern": sentence.pattern, "values": dict(sentence.values)}
    return {"pattern": sentence, "values": {}}


def _sentence(parts: Mapping[str, Any]) -> str:
    pattern, values = parts["pattern"], parts["values"]
    return sayable(pattern, **values)
