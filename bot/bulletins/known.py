"""What a bulletin may name: the languages that are offered, and what the library has."""

from collections.abc import Iterable, Mapping

from bot.bulletins.topics import topic_name, topics_of
from bot.language.language import Language
from bot.library.library import Library
from bot.model.bulletin import Known


def known_of(library: Library, languages: Iterable[str]) -> Known:
    """Everything that an audience, a text or an organisation's scope may name."""
    return Known(
        languages=frozenset(languages),
        homes=frozenset(one.code for one in library.with_role("home")),
        destinations=frozenset(one.code for one in library.with_role("destination")),
        occupations=frozenset(one.code for one in library.offered),
        topics=frozenset(topics_of(library)),
    )


def topic_names(library: Library, language: Language) -> Mapping[str, str]:
    """Every topic's name in a language, in the library's order."""
    return {topic: language.words(topic_name(library, topic)[0]) for topic in topics_of(library)}
