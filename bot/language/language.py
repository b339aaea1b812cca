"""One language as screens use it: words of the interface, paragraphs of the library, formatted values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.lists import format_list

from bot.language import formats
from bot.language.bidi import direction, isolate, isolated
from bot.language.catalogue import ENGLISH, Catalogue, NoLanguages, languages_in, load_catalogue
from bot.language.numbers import COMMON, Spoken, Unread, read_number, spoken
from bot.language.prose import filled, parsed
from bot.model.message import Message, Sentence, filled_in
from bot.model.screen import Line
from bot.model.value import Value


@dataclass(frozen=True)
class Language:
    """A language of the bot. `draft` tells that no qualified reader has checked its words.

    `stopwords` are the words that say nothing in a search, `keywords` the everyday words for each place, `spoken` the
    words that people type beside a number.
    """

    code: str
    catalogue: Catalogue
    draft: bool = True
    stopwords: tuple[str, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spoken: Spoken = COMMON

    @cached_property
    def locale(self) -> Locale:
        """Babel's data for this language; English writes day before month, as its readers here do."""
        return Locale.parse("en_001" if self.code == ENGLISH else self.code)

    def share(self, messages: Collection[Message], interface: Collection[str]) -> float:
        """How much of these paragraphs and words of the interface is translated, from 0 to 1."""
        if self.code == ENGLISH:
            return 1.0
        done = sum(self.translation(message) is not None for message in messages)
        done += len(self.catalogue.words.intersection(interface))
        return done / max(1, len(messages) + len(interface))

    @cached_property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return direction(self.code)

    @cached_property
    def name(self) -> str:
        """The language's own name for itself."""
        name = str(self.locale.languages.get(self.code, self.code))
        return name[:1].upper() + name[1:]

    def say(self, text: str, **values: object) -> str:
        """A sentence of the interface, with its placeholders filled."""
        said = filled_in(str(self.catalogue.interface.get(text) or self.catalogue.desk.get(text, text)), values)
        return isolated(said) if self.direction == "rtl" else said

    def tell(self, sentence: str) -> str:
        """A sentence that was made where nobody knew the language; what is none of ours stays as it is."""
        if not isinstance(sentence, Sentence):
            return self.say(sentence)
        values = {
            name: self.tell(value) if isinstance(value, Sentence) else value for name, value in sentence.values.items()
        }
        return self.say(sentence.pattern, **values)

    def say_count(self, one: str, many: str, number: int, **values: object) -> str:
        """A sentence of the interface that depends on a number, which stands in it as {number}."""
        said = self.catalogue.plurals.chosen(one, many, number)
        said = filled_in(said, {"number": formats.counted(number, self.locale), **values})
        return isolated(said) if self.direction == "rtl" else said

    def translation(self, message: Message) -> str | None:
        """A paragraph's translation, None where there is none in force; English is always itself."""
        if self.code == ENGLISH:
            return message.text
        return self.catalogue.content.get(f"{message.context}\x04{message.text}")

    def line(self, message: Message, values: Mapping[str, Value] | None = None) -> tuple[Line, str]:
        """A paragraph ready to be shown and the language that it stands in: this one, or English."""
        text = self.translation(message)
        if text is None:
            english = Locale.parse("en_001")
            return self._filled(message.text, values or {}, english), ENGLISH
        line = self._filled(text, values or {}, self.locale)
        if self.direction == "rtl":
            line = tuple(replace(span, text=isolated(span.text)) for span in line)
        return line, self.code

    def words(self, message: Message, values: Mapping[str, Value] | None = None) -> str:
        """A paragraph without style: for titles and labels."""
        return "".join(span.text for span in self.line(message, values)[0])

    def _filled(self, text: str, values: Mapping[str, Value], locale: Locale) -> Line:
        def value_of(name: str) -> str:
            if name not in values:
                return f"{{{name}}}"
            text = formats.formatted(values[name], locale)
            return isolate(text) if direction(str(locale.language)) == "rtl" else text

        return filled(parsed(text), value_of)

    def as_is(self, name: str) -> str:
        """A proper name that is not translated, isolated where the language runs the other way."""
        return isolate(name) if self.direction == "rtl" else name

    def number(self, number: int) -> str:
        """A whole number."""
        return formats.counted(number, self.locale)

    def value(self, value: Value) -> str:
        """A value of a fact, or an amount that was worked out."""
        text = formats.formatted(value, self.locale)
        return isolate(text) if self.direction == "rtl" else text

    def typed_number(self, text: str, *, fine: bool = False) -> Decimal | Unread:
        """The number that somebody typed; `fine` for a rate."""
        return read_number(text, self.locale, self.spoken, fine=fine)

    def country(self, code: str) -> str:
        """A country's name."""
        return formats.country(code, self.locale)

    def tongue(self, code: str) -> str:
        """A language's name."""
        return formats.tongue(code, self.locale)

    def day(self, text: str) -> str:
        """A date as far as it is known."""
        said = formats.day(text, self.locale)
        return isolated(said) if self.direction == "rtl" else said

    def all_of(self, things: Iterable[str]) -> str:
        """A list in words: a, b and c."""
        return str(format_list(list(things), locale=self.locale))


COMPLETE = 0.95
"""The share of translated messages below which a language is not offered unless somebody insists."""


def complete_enough(languages: Mapping[str, Language], messages: Collection[Message]) -> dict[str, Language]:
    """The languages that can be offered; what any of them has translated counts as the words of the interface."""
    words = frozenset[str]().union(*(one.catalogue.words for one in languages.values()))
    return {code: one for code, one in languages.items() if one.share(messages, words) >= COMPLETE}


def load_languages(folder: Path, wanted: Collection[str] = (), added: Sequence[Path] = ()) -> dict[str, Language]:
    """The languages of a folder by code, English first; only the wanted ones where any are named.

    `added` are folders of content that may bring translations of their own.
    """
    found = languages_in(folder)
    for code in wanted:
        if code not in found:
            raise NoLanguages(f"FAIRPASSAGE_LANGUAGES names {code!r}, which has no folder in {folder}.")
    codes = [code for code in found if not wanted or code in wanted or code == ENGLISH]
    return {code: _language(folder, code, added) for code in codes}


def _language(folder: Path, code: str, added: Sequence[Path]) -> Language:
    stopwords = folder / code / "stopwords.txt"
    try:
        words = tuple(stopwords.read_text(encoding="utf-8").split()) if stopwords.exists() else ()
    except (OSError, UnicodeDecodeError) as error:
        raise NoLanguages(f"{stopwords} cannot be read; save it as UTF-8 text.") from error
    catalogue, keywords = load_catalogue(folder, code, added), _lists(folder / code / "keywords.yaml")
    return Language(code, catalogue, _is_draft(folder, code), words, keywords, _spoken(folder / code / "numbers.yaml"))


def _spoken(path: Path) -> Spoken:
    """The words that people type beside a number."""
    try:
        return spoken(_lists(path))
    except ValueError as error:
        raise NoLanguages(f"{path} has a key that is no whole number and not 'minus'.") from error


def _lists(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Lists of words by key: the everyday words for each place, the words beside numbers."""
    if not path.exists():
        return {}
    try:
        listed: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  # text only
        return {str(place): tuple(map(str, words)) for place, words in listed.items()}
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise NoLanguages(f"{path} is not lists of words, each under a key; see the README on languages.") from error


def _is_draft(folder: Path, code: str) -> bool:
    """Whether nobody qualified has checked the language: `checked_by` in its language.yaml is empty."""
    path = folder / code / "language.yaml"
    try:
        about: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return not about["checked_by"]
    except (OSError, UnicodeDecodeError, KeyError, TypeError, yaml.YAMLError) as error:
        raise NoLanguages(f"{path} is missing or does not say 'checked_by'; see the README on languages.") from error
