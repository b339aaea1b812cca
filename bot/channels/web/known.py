"""Pages by the very address that was asked for, so that one which is there needs no reading of its address."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date

from bot.channels.web.pages import Page
from bot.model.counted import Use
from bot.screens.answer import Answers

MOST = 3000
"""Addresses that are remembered; their pages are held elsewhere already."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A page that is the same for everybody, with what is counted of it.

    `heads` has the heads of its answers as they were first made, by their status and whether they are compressed;
    `mark` is what a browser says that has this very page.
    """

    page: Page
    use: Use | None
    mark: bytes
    heads: dict[tuple[int, bool], bytes] = field(default_factory=dict)


class Known:
    """What was sent under an address, as long as the same screens answer on the same day."""

    def __init__(self) -> None:
        self._of: tuple[Answers, date] | None = None
        self._pages: OrderedDict[bytes, Ready] = OrderedDict()

    def page(self, path: bytes, answers: Answers, today: date) -> Ready | None:
        """The page of an address as it goes over the line, None where it was not asked for yet."""
        if self._of is None or self._of[0] is not answers or self._of[1] != today:
            self._of = (answers, today)
            self._pages.clear()
            return None
        return self._pages.get(path)

    def keep(self, path: bytes, page: Page, use: Use | None) -> None:
        """Remember a page that is the same for everybody, and what is counted of it."""
        self._pages[path] = Ready(page, use, mark_of(page))
        if len(self._pages) > MOST:
            self._pages.popitem(last=False)


def mark_of(page: Page) -> bytes:
    """The page's tag without its weakness, which browsers and proxies leave out or add as they like."""
    return page.tag.removeprefix("W/").encode()
