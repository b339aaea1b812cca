"""Atom documents (RFC 4287): the head that every feed has, and elements in its namespace."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from bot.model.place import Place

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
LANGUAGE = f"{{{XML}}}lang"
"""The attribute that names the language of words."""

Element = ElementTree.Element
ElementTree.register_namespace("", ATOM)


def begun(public_url: str, place: Place, title: str, changed: int) -> Element:
    """A feed of what the page of a place lists; `changed` is the last change, seconds UTC."""
    root = Element(_name("feed"), {LANGUAGE: place.language})
    address = f"{public_url}/{place}"
    add(root, "id", f"{address}.atom")
    add(root, "title", title)
    add(root, "updated", moment(changed))
    add(root, "link", rel="self", type="application/atom+xml", href=f"{address}.atom")
    add(root, "link", rel="alternate", type="text/html", href=address)
    add(root, "generator", "Fair Passage")
    return root


def add(parent: Element, name: str, words: str = "", /, **attributes: str) -> Element:
    """A new element at the end of another."""
    child = ElementTree.SubElement(parent, _name(name), attributes)
    child.text = str(words) or None
    return child


def written(root: Element) -> bytes:
    """The document."""
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def moment(seconds: int) -> str:
    """A moment as feeds write it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"
