"""A booklet as one HTML file that needs nothing else: no script, no other file, no network."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from bot.channels.paper.booklet import Booklet, Chapter
from bot.channels.paper.qr import drawn
from bot.channels.web.markup import blocks_html, line_html

HERE = Path(__file__).parent
_TEMPLATE = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
).get_template("booklet.html")
_STYLE = (HERE / "booklet.css").read_text(encoding="utf-8")
_STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def html(book: Booklet) -> bytes:
    """The file. Its own policy forbids it everything but its own style."""

    def living(address: str) -> Markup:
        link = Markup('<a href="{0}" rel="noopener noreferrer" dir="ltr">{0}</a>').format(address)
        code = Markup(drawn(address).replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  # segno's own drawing
        return Markup('<div class="living">{}<span>{}<br>{}</span></div>').format(code, book.words.living, link)

    def blocks(chapter: Chapter) -> Markup:
        return blocks_html(chapter.blocks, book.place.language, heading="h3")

    return _TEMPLATE.render(
        book=book,
        style=Markup(_STYLE),  # noqa: S704  # our own file
        style_hash=_STYLE_HASH,
        living=living,
        blocks=blocks,
        sources=[line_html(one) for one in book.sources],
    ).encode()
