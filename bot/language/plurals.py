"""Sentences that depend on a number: a language's rule, and the forms from which it chooses."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

GERMANIC = "n != 1"
"""The rule where a catalogue names none."""


@dataclass(frozen=True)
class Plurals:
    """A rule as gettext writes it, and by the English for one the forms in the order that the rule counts."""

    rule: str = GERMANIC
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _chosen(self) -> Any:
        return gettext.c2py(self.rule)

    def chosen(self, one: str, many: str, number: int) -> str:
        """The form for a number; English where there is none."""
        forms = self.forms.get(one, ())
        index = self._chosen(number) if forms else 0
        return forms[index] if index < len(forms) else one if number == 1 else many


def plurals_of(translations: gettext.GNUTranslations) -> Plurals:
    """Those of a catalogue that gettext has read."""
    table: Mapping[object, str] = getattr(translations, "_catalog", {})
    forms: dict[str, list[str]] = {}
    for key in sorted(key for key in table if isinstance(key, tuple)):
        forms.setdefault(key[0], []).append(table[key])
    rule = translations.info().get("plural-forms", "").partition("plural=")[2].partition(";")[0]
    return Plurals(rule or GERMANIC, {one: tuple(texts) for one, texts in forms.items()})
