"""The bulletins as Atom feeds (RFC 4287), one for each language and for each topic in it."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from markupsafe import Markup

from bot.bulletins import text
from bot.bulletins.board import Posted
from bot.bulletins.topics import topic_name, topics_of
from bot.language.language import Language
from bot.model.place import Place
from bot.screens.answer import Answers

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MOST = 100
"""Bulletins in a feed, the newest first."""

Element = ElementTree.Element
ElementTree.register_namespace("", ATOM)


def feed(answers: Answers, public_url: str, language: str, topic: str = "") -> bytes | None:
    """The feed of a language, on a topic where one is given; None where there is no such language or topic."""
    if language not in answers.languages or (topic and topic not in topics_of(answers.library)):
        return None
    reader = answers.languages[language]
    place = Place(language, "bulletins", (topic,) if topic else ())
    found = answers.board.current(language, topic)[:MOST]
    root = Element(_name("feed"), {f"{{{XML}}}lang": language})
    title = reader.say("Bulletins of trade unions")
    if topic:
        title = f"{title}: {reader.words(topic_name(answers.library, topic)[0])}"
    _add(root, "id", f"{public_url}/{place}.atom")
    _add(root, "title", title)
    _add(root, "updated", _moment(max((one.changed for one in found), default=0)))
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{public_url}/{place}.atom")
    _add(root, "link", rel="alternate", type="text/html", href=f"{public_url}/{place}")
    _add(root, "generator", "Fair Passage")
    for one in found:
        _entry(root, one, reader, f"{public_url}/{Place(language, 'bulletin', (one.bulletin.code.lower(),))}")
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: Element, one: Posted, reader: Language, address: str) -> None:
    """A bulletin; of one that was withdrawn only that it was."""
    bulletin, say = one.bulletin, reader.say
    entry = _add(root, "entry")
    title = bulletin.title
    if one.withdrawn:
        title = say("Withdrawn: {title}", title=title)
    elif one.corrected:
        title = say("Corrected: {title}", title=title)
    _add(entry, "id", address)
    _add(entry, "title", title)
    _add(entry, "published", _moment(bulletin.released or 0))
    _add(entry, "updated", _moment(one.changed))
    _add(_add(entry, "author"), "name", one.union)
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    for topic in bulletin.audience.topics:
        _add(entry, "category", term=topic)
    words, language = _content(one, reader)
    _add(entry, "content", words, **{"type": "html", f"{{{XML}}}lang": language})


def _content(one: Posted, reader: Language) -> tuple[str, str]:
    """What an entry says, as HTML, and in which language."""
    if one.withdrawn:
        said = reader.say("This bulletin was withdrawn. Please do not rely on it and do not pass it on.")
        return Markup("<p>{}</p>").format(said), reader.code
    bulletin = one.bulletin
    language = reader.code if reader.code in bulletin.texts else bulletin.main
    code = Markup("<p>{}</p>").format(bulletin.code)
    return text.page_html(bulletin.texts[language].text) + code, language


def _add(parent: Element, name: str, words: str = "", /, **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, _name(name), attributes)
    child.text = str(words) or None
    return child


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
