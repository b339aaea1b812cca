"""A page looked at as a browser would take it: what in it would run, and where it leads."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.security.payloads import CANARY, EVIDENCE

_ACTIVE = frozenset({"script", "iframe", "object", "embed", "svg", "base", "animate", "math"})


class Watched(HTMLParser):
    """The elements of a page, its links and the targets of its forms."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def links(self, page: str) -> Sequence[str]:
        """Paths on this site to which the page leads."""
        found = [urljoin(page, own["href"]) for tag, own in self.elements if tag == "a" and "href" in own]
        return [urlsplit(one).path for one in found if urlsplit(one).netloc == urlsplit(page).netloc]


def check(html: str, where: object) -> None:
    """Nothing that was typed runs, and nothing of our inside is told."""
    for evidence in EVIDENCE:
        assert evidence not in html, f"{evidence!r} at {where}"
    for tag, own in Watched(html).elements:
        ours = (
            tag == "script"
            and own.get("src", "").startswith(("/desk/static/", "/static/offline-"))
            and CANARY not in str(own)
        )
        assert ours or tag not in _ACTIVE, f"<{tag} {own}> at {where}"
        for name, value in own.items():
            assert not name.startswith("on"), f"{name} at {where}"
            assert name != "srcdoc", where
            if name in ("href", "src", "action", "formaction"):
                assert not re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE), f"{value} at {where}"
