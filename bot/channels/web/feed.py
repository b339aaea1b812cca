"""The bulletins as Atom feeds (RFC 4287), one for each language and for each topic in it."""

from markupsafe import Markup

from bot.bulletins import text
from bot.bulletins.board import Posted
from bot.bulletins.topics import topic_name, topics_of
from bot.channels.web.atom import LANGUAGE, Element, add, begun, moment, written
from bot.language.language import Language
from bot.model.place import Place
from bot.screens.answer import Answers

MOST = 100
"""Bulletins in a feed, the newest first."""


def feed(answers: Answers, public_url: str, language: str, topic: str = "") -> bytes | None:
    """The feed of a language, on a topic where one is given; None where there is no such language or topic."""
    if language not in answers.languages or (topic and topic not in topics_of(answers.library)):
        return None
    reader = answers.languages[language]
    place = Place(language, "bulletins", (topic,) if topic else ())
    found = answers.board.current(language, topic)[:MOST]
    title = reader.say("Bulletins of trade unions")
    if topic:
        title = f"{title}: {reader.words(topic_name(answers.library, topic)[0])}"
    root = begun(public_url, place, title, max((one.changed for one in found), default=0))
    for one in found:
        _entry(root, one, reader, f"{public_url}/{Place(language, 'bulletin', (one.bulletin.code.lower(),))}")
    return written(root)


def _entry(root: Element, one: Posted, reader: Language, address: str) -> None:
    """A bulletin; of one that was withdrawn only that it was."""
    bulletin, say = one.bulletin, reader.say
    entry = add(root, "entry")
    title = bulletin.title
    if one.withdrawn:
        title = say("Withdrawn: {title}", title=title)
    elif one.corrected:
        title = say("Corrected: {title}", title=title)
    add(entry, "id", address)
    add(entry, "title", title)
    add(entry, "published", moment(bulletin.released or 0))
    add(entry, "updated", moment(one.changed))
    add(add(entry, "author"), "name", one.union)
    add(entry, "link", rel="alternate", type="text/html", href=address)
    for topic in bulletin.audience.topics:
        add(entry, "category", term=topic)
    words, language = _content(one, reader)
    add(entry, "content", words, **{"type": "html", LANGUAGE: language})


def _content(one: Posted, reader: Language) -> tuple[str, str]:
    """What an entry says, as HTML, and in which language."""
    if one.withdrawn:
        said = reader.say("This bulletin was withdrawn. Please do not rely on it and do not pass it on.")
        return Markup("<p>{}</p>").format(said), reader.code
    bulletin = one.bulletin
    language = reader.code if reader.code in bulletin.texts else bulletin.main
    code = Markup("<p>{}</p>").format(bulletin.code)
    return text.page_html(bulletin.texts[language].text) + code, language
