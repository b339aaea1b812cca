"""Commands that may be typed on any channel: `/help`, `/start PH-GB-2221`, `/language`."""

from bot.channels.deep_link import linked_place
from bot.model.place import MENU, Place
from bot.screens.answer import Answers, rules

COMMANDS = (
    "start",
    "help",
    "menu",
    "kit",
    "rights",
    "programmes",
    "offer",
    "sums",
    "compare",
    "steps",
    "bulletins",
    "subscribe",
    "stop",
    "language",
    "settings",
    "privacy",
    "forget",
    "hide",
)
"""The commands, each the name of a page; `stop` stops the bulletins."""


def commanded(name: str, argument: str, language: str, answers: Answers) -> Place:
    """The place that a command stands for; an unknown one is a place that does not exist."""
    if name == "start" and argument:
        linked = linked_place(argument, language, set(answers.languages), set(rules()))
        return linked or Place(language, "start")
    if name == MENU:
        return Place(language, MENU)
    if name == "stop":
        return Place(language, "subscribe", ("stop",))
    return Place(language, name if name in COMMANDS else "unknown")
