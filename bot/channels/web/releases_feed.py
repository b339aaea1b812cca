"""New releases of the observatory as an Atom feed, one for each language."""

from datetime import UTC, datetime

from bot.channels.web.atom import Element, add, begun, moment, written
from bot.language.language import Language
from bot.model.place import Place
from bot.model.release import Header
from bot.monitoring.explained import LICENCE, LICENCE_ADDRESS, release_name, synthetic
from bot.screens.answer import Answers
from bot.screens.observatory import PAGE

MOST = 100
"""Releases in the feed, the newest first."""


def releases_feed(answers: Answers, public_url: str, language: str) -> bytes | None:
    """The feed of a language; None where the language is not offered."""
    if language not in answers.languages:
        return None
    reader, headers = answers.languages[language], answers.published.headers[:MOST]
    title = f"{reader.say('Fair Passage')}: {reader.say('Observatory')}"
    root = begun(public_url, Place(language, PAGE), title, max(map(_made, headers), default=0))
    add(root, "rights", f"{LICENCE} {LICENCE_ADDRESS}")
    for one in headers:
        _entry(root, one, reader, public_url)
    return written(root)


def _entry(root: Element, one: Header, reader: Language, public_url: str) -> None:
    """A release: what it is about and where it stands; it never changes."""
    address = f"{public_url}/{Place(reader.code, PAGE, (one.group, one.period.lower()))}"
    entry = add(root, "entry")
    add(entry, "id", address)
    add(entry, "title", release_name(reader, one))
    add(entry, "published", moment(_made(one)))
    add(entry, "updated", moment(_made(one)))
    add(add(entry, "author"), "name", reader.say("Fair Passage"))
    add(entry, "link", rel="alternate", type="text/html", href=address)
    add(entry, "category", term=one.group)
    said = reader.say(
        "Closed on {closed}, published on {made}.", closed=reader.day(one.closed), made=reader.day(one.made)
    )
    if one.synthetic:
        said = f"{synthetic(reader)} {said}"
    add(entry, "summary", said)


def _made(one: Header) -> int:
    """The beginning of the day of a release, seconds UTC."""
    return int(datetime.fromisoformat(one.made).replace(tzinfo=UTC).timestamp())
