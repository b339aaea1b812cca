"""The text of a bulletin: a little markup that every channel can show, and nothing else.

    **bold**  *italics*  [a label](https://example.org)
    - a list     1. a numbered list     an empty line between paragraphs

What is written is never a template and never HTML: it is read into spans and each channel escapes them.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.model.message import Sentence, sayable

LONGEST = 3600
"""UTF-16 units of a text after parsing: Telegram takes 4096, the rest is for the head and the notices."""

_INLINE = re.compile(
    r"\*\*(?P<strong>[^*\n]+)\*\*"
    r"|(?<![\w*])\*(?P<emphasis>[^*\s](?:[^*\n]*[^*\s])?)\*(?!\w)"
    r"|\[(?P<label>[^\[\]\n]*)\]\((?P<link>[^()\s]*)\)"
)
_BULLET = re.compile(r"[-•] +(?P<text>.+)")
_NUMBER = re.compile(r"(?P<number>\d{1,2})\. +(?P<text>.+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9](-?[a-z0-9])*\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE)
_INSIDE = (".local", ".localhost", ".internal", ".home", ".lan", ".test", ".example", ".invalid", ".onion", ".arpa")


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong with a text and where: `at` counts characters from 0."""

    at: int
    said: Sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style; `link` is an https address."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph (no mark), or one point of a list: `mark` is "•" or "1."."""

    pieces: tuple[Piece, ...]
    mark: str = ""


def passages(text: str) -> Iterator[Passage]:
    """The text as paragraphs and points; lines of one paragraph are joined."""
    held: list[str] = []
    for line in [*_lines(text), ""]:
        bullet, number = _BULLET.fullmatch(line), _NUMBER.fullmatch(line)
        if held and (not line or bullet or number):
            yield Passage(tuple(_pieces(" ".join(held))))
            held = []
        if bullet:
            yield Passage(tuple(_pieces(bullet["text"])), "•")
        elif number:
            yield Passage(tuple(_pieces(number["text"])), f"{number['number']}.")
        elif line:
            held.append(line)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _pieces(line: str) -> Iterator[Piece]:
    end = 0
    for found in _INLINE.finditer(line):
        if found.start() > end:
            yield Piece(line[end : found.start()])
        if found["link"] is not None:
            yield Piece(found["label"], link=found["link"])
        else:
            yield Piece(found["strong"] or found["emphasis"], bool(found["strong"]), bool(found["emphasis"]))
        end = found.end()
    if end < len(line):
        yield Piece(line[end:])


def telegram_html(text: str) -> str:
    """The text in Telegram's HTML, lists as lines with their marks."""
    return _joined(text, _telegram_piece)


def plain(text: str) -> str:
    """The words of the text without any style, as a reader sees them."""
    return _joined(text, lambda piece: piece.text)


def _joined(text: str, shown: Callable[[Piece], str]) -> str:
    lines: list[str] = []
    before = ""
    for one in passages(text):
        if lines and not (one.mark and before):
            lines.append("")
        words = "".join(map(shown, one.pieces))
        lines.append(f"{one.mark} {words}" if one.mark else words)
        before = one.mark
    return "\n".join(lines)


def _telegram_piece(piece: Piece) -> str:
    words = str(escape(piece.text)).replace("&#39;", "'").replace("&#34;", "&quot;")
    if piece.strong:
        return f"<b>{words}</b>"
    if piece.emphasis:
        return f"<i>{words}</i>"
    return f'<a href="{escape(piece.link)}">{words}</a>' if piece.link else words


_LISTS = {"ul": Markup("<ul>{}</ul>"), "ol": Markup("<ol>{}</ol>")}


def page_html(text: str) -> Markup:
    """The text as HTML of a page, built from escaped parts only."""
    blocks: list[Markup] = []
    points: list[Markup] = []
    kind = ""
    for one in [*passages(text), Passage(())]:
        this = "ul" if one.mark == "•" else "ol" if one.mark else ""
        if points and this != kind:
            blocks.append(_LISTS[kind].format(Markup("").join(points)))
            points = []
        kind = this
        words = Markup("").join(map(_page_piece, one.pieces))
        if this:
            points.append(Markup("<li>{}</li>").format(words))
        elif one.pieces:
            blocks.append(Markup("<p>{}</p>").format(words))
    return Markup("\n").join(blocks)


def _page_piece(piece: Piece) -> Markup:
    if piece.strong:
        return Markup("<strong>{}</strong>").format(piece.text)
    if piece.emphasis:
        return Markup("<em>{}</em>").format(piece.text)
    if piece.link:
        return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(piece.link, piece.text)
    return escape(piece.text)


def units(text: str) -> int:
    """UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def length(text: str) -> int:
    """UTF-16 units of the text after parsing."""
    return units(plain(text))


def faults(text: str, limit: int = LONGEST) -> Sequence[TextFault]:
    """Everything for which a text is refused, in its order."""
    if not plain(text).strip():
        return [TextFault(0, sayable("Write a text."))]
    found = [*_controls(text), *_links(text), *_open_marks(text)]
    if (count := length(text)) > limit:
        said = sayable("The text has {count} characters; at most {most} fit.", count=count, most=limit)
        found.append(TextFault(_position(text, limit), said))
    return sorted(found, key=lambda one: one.at)


def _controls(text: str) -> Iterator[TextFault]:
    for one in _CONTROL.finditer(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")):
        yield TextFault(one.start(), sayable("An invisible control character stands here; remove it."))


def _links(text: str) -> Iterator[TextFault]:
    for one in _INLINE.finditer(text):
        if one["link"] is None:
            continue
        if not one["label"].strip():
            yield TextFault(one.start(), sayable("This link has no words; write [words](https://...)."))
        if why := unfit_link(one["link"]):
            yield TextFault(one.start("link"), why)


def unfit_link(address: str) -> Sentence | None:
    """Why an address cannot be a link; None where it can: https, and a host that the whole web can reach."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return sayable("This is not a web address.")
    if parts.scheme != "https":
        return sayable("Links begin with https://.")
    if parts.username is not None or parts.password is not None:
        return sayable("A link holds no user name or password.")
    if _is_number(host) or host == "localhost" or host.lower().endswith(_INSIDE):
        return sayable("This address is not on the public web; use the public address of the page.")
    if not _HOST.fullmatch(host) or port not in (None, 443):
        return sayable("This is not a web address that everybody can open.")
    if re.search(r"[\"'<>\\`]", address):
        return sayable("A link holds no quotes or angle brackets.")
    return None


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(re.fullmatch(r"[\d.]+|0x[0-9a-f.x]+", host, re.IGNORECASE))
    return True


def _open_marks(text: str) -> Iterator[TextFault]:
    """Marks that were opened and not closed: she would see stars and brackets instead of style."""
    start = 0
    for line in text.split("\n"):
        rest = _INLINE.sub(lambda found: " " * len(found.group()), line)
        if (at := rest.find("**")) >= 0:
            yield TextFault(start + at, sayable("'**' is opened here and not closed on the same line."))
        if found := re.search(r"\[[^\]\n]*\]\(", rest):
            yield TextFault(start + found.start(), sayable("This link is not complete; write [words](https://...)."))
        start += len(line) + 1


def _position(text: str, limit: int) -> int:
    """Where about the text runs over its limit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        if length(text[:middle]) <= limit:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)
