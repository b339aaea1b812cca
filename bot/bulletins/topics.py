"""What a bulletin can be about: the topics of rights and the questions of the kit, each with the pages on it."""

from bot.library.library import Library
from bot.model.message import Message

PROGRAMMES = "return"
"""The topic of the return programmes."""


def topics_of(library: Library) -> tuple[str, ...]:
    """Every topic, in the library's order; a right and a question of the same name are one topic."""
    return tuple(dict.fromkeys((*library.kit, *library.rights)))


def topic_name(library: Library, topic: str) -> tuple[Message, str]:
    """What a topic is called, and its icon."""
    page = library.rights.get(topic) or library.kit[topic]
    return page.title, page.icon
