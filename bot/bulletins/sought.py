"""Which bulletins somebody looks for: by language, topic, urgency, and words or a code."""

from collections.abc import Iterator

from bot.bulletins import text
from bot.bulletins.authentic import normal
from bot.bulletins.code import read_code
from bot.model.bulletin import Bulletin, Sought


def fits(sought: Sought, one: Bulletin) -> bool:
    """Whether a bulletin is one of those; state, author and days are the database's to look at."""
    return (
        (not sought.language or sought.language in one.texts)
        and (not sought.topic or sought.topic in one.audience.topics)
        and (sought.urgent is None or sought.urgent is one.urgent)
        and _says(one, sought.words)
    )


def _says(one: Bulletin, words: str) -> bool:
    """Whether a bulletin has the code that was typed, or each of the words, however they are written."""
    if read_code(words) == one.code:
        return True
    said = "\n".join(_words(one))
    return all(normal(word) in said for word in words.split())


def _words(one: Bulletin) -> Iterator[str]:
    yield normal(one.title)
    yield normal(one.code)
    for wording in one.texts.values():
        yield normal(text.plain(wording.text))
