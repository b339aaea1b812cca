"""Pages from places: rendered once, compressed once, and kept for the version of the content they were made from."""

import gzip
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.core import get_global
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from bot.bulletins.code import read_code
from bot.channels.kept import Kept
from bot.channels.paper.poster import has_poster
from bot.channels.web.attachment import address_of
from bot.channels.web.comparison import Table
from bot.channels.web.feed import feed
from bot.channels.web.markup import blocks_html
from bot.channels.web.register import Register
from bot.channels.web.releases_feed import releases_feed
from bot.channels.web.returning import BACK, named_along
from bot.language.catalogue import ENGLISH
from bot.model.place import MENU, Place
from bot.model.screen import Choice, Screen, Turn, Visitor
from bot.screens.answer import Answers
from bot.screens.bulletin import PAGE as BULLETIN
from bot.screens.bulletins import PAGE as BULLETINS
from bot.screens.compare import PAGE as COMPARE
from bot.screens.draft import ABOUT
from bot.screens.kit import PAGE as KIT
from bot.screens.observatory import PAGE as OBSERVATORY
from bot.screens.register import PAGE as REGISTER
from bot.screens.steps import PAGE as STEPS

if TYPE_CHECKING:
    from bot.channels.web.observatory import Told

HERE = Path(__file__).parent
KEPT = 1500
"""Pages kept in memory, about 3 kB each."""
RELEASES = 64
"""Pages of releases kept in memory, up to 40 kB each."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
VISITOR = Visitor("web", counts=True)
"""Who looks at a page: anybody."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page ready to be sent, compressed, with the tag of its content."""

    compressed: bytes
    tag: str
    status: int
    language: str
    personal: bool = False
    """Whether it shows what somebody typed: nobody keeps it, and a browser only while it is open."""
    place: Place | None = None
    """The place that it shows, where that is another than was asked for: what was typed led there."""

    @property
    def body(self) -> bytes:
        """The page for a browser that takes nothing compressed."""
        return gzip.decompress(self.compressed)


@dataclass(frozen=True, slots=True)
class File:
    """A static file ready to be sent; its address changes with its content."""

    body: bytes
    compressed: bytes
    kind: str


class Pages:
    """Renders places for browsers."""

    def __init__(self, answers: Callable[[], Answers], public_url: str, today: Callable[[], date]) -> None:
        self._answers = answers
        self._public_url = public_url.rstrip("/")
        self._today = today
        self._kept: Kept[Place, Page] = Kept(KEPT)
        self._releases: Kept[Place, Page] = Kept(RELEASES)
        self.files, names = _static_files()
        self.worker = _file(HERE / "worker.js")
        self._names = names
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._template = self._templates.get_template("page.html")

    def page(self, place: Place, typed: str = "") -> Page:
        """The page of a place, for anybody."""
        answers = self._answers()
        if typed:
            return self._made(place, typed, answers)
        ready = self._kept.of((answers.version, self._today()))
        if (kept := ready.get(place.whole)) is None:
            kept = self._made(place, typed, answers)
            if kept.status == 200 and not kept.personal:
                ready.keep(place.whole, kept)
        return kept

    def feed(self, language: str, topic: str = "") -> Page | None:
        """The Atom feed of a language, on a topic where one is given; None where there is none."""
        answers = self._answers()
        place, ready = Place(language, "bulletins.atom", (topic,)), self._kept.of((answers.version, self._today()))
        if (kept := ready.get(place)) is None:
            body = feed(answers, self._public_url, language, topic)
            if body is None:
                return None
            kept = ready.keep(place, _page(body, 200, language))
        return kept

    def releases_feed(self, language: str) -> Page | None:
        """The Atom feed of new releases in a language; None where there is none."""
        answers = self._answers()
        place, ready = Place(language, "observatory.atom"), self._kept.of((answers.version, self._today()))
        if (kept := ready.get(place)) is None:
            body = releases_feed(answers, self._public_url, language)
            if body is None:
                return None
            kept = ready.keep(place, _page(body, 200, language))
        return kept

    def _made(self, place: Place, typed: str, answers: Answers) -> Page:
        """A page to look at: the address of a deed shows the page from which it is done."""
        visitor = replace(VISITOR, typed=typed)
        screen = answers.turn(place, visitor, self._today()).screen
        moved = screen.place if screen.place != place.whole else None
        if screen.before is not None:
            screen = answers.turn(screen.before, visitor, self._today()).screen
        return replace(self.shown(screen, typed, answers), place=moved)

    def release(self, place: Place, told: "Told") -> Page:
        """The page of a release with its charts and tables."""
        answers = self._answers()
        ready = self._releases.of((answers.version, self._today()))
        if (kept := ready.get(place.whole)) is None:
            kept = ready.keep(place.whole, self.shown(self.turn(place).screen, "", answers, told))
        return kept

    def known_release(self, place: Place) -> Page | None:
        """The page of a release where it was made before."""
        return self._releases.of((self._answers().version, self._today())).get(place.whole)

    def turn(self, place: Place, typed: str = "") -> Turn:
        """What happens at a place, or for what was typed there, and what is shown then."""
        return self._answers().turn(place, replace(VISITOR, typed=typed), self._today())

    def shown(
        self, screen: Screen, typed: str = "", answers: Answers | None = None, told: "Told | None" = None
    ) -> Page:
        """A screen as a page; that of a release with everything that it tells."""
        body = self._html(screen, typed, answers or self._answers(), told).encode()
        made = _page(body, 200 if screen.found else 404, screen.place.language)
        return replace(made, personal=screen.personal or bool(typed))

    def _html(self, screen: Screen, typed: str, answers: Answers, told: "Told | None" = None) -> str:
        place, language = screen.place, answers.languages[screen.place.language]
        rest = [block for part in screen.parts[1:] for block in part]
        code = place.language
        named = screen.before or place  # a deed's address shows the page from which it is done
        own, template = self._own(screen, answers)
        return template.render(
            told=told,
            figure=_figure(screen),
            does=_does(screen),
            along=named_along(screen),
            **own,
            screen=screen,
            language=language,
            say=language.say,
            typed=typed,
            first=blocks_html(screen.parts[0], code),
            rest=blocks_html(rest, code) if rest else "",
            rows=list(_links(screen)),
            back=next((choice.place for choice in screen.exits[:1] if _is_back(choice)), None),
            menu=place.to("menu"),
            help=place.to("help"),
            search=place.to("search"),
            settings=place.to("settings"),
            privacy=place.to("privacy"),
            tongues=[(one, other.name, named.within(language=one)) for one, other in answers.languages.items()],
            indexed=screen.found and screen.indexed and not typed and not screen.personal,
            canonical=f"{self._public_url}/{place}",
            alternates=[(one, f"{self._public_url}/{place.within(language=one)}") for one in answers.languages]
            + [("x-default", f"{self._public_url}/{place.within(language=ENGLISH)}")],
            attached=self._attached(screen, answers),
            poster=f"/{place.to(MENU)}/poster.pdf" if _offers_poster(screen, answers) else "",
            feed=f"/{place}.atom" if _has_feed(screen) else "",
            icon=self._names["icon.svg"],
            style=self._names["style.css"],
            script=self._names["offline.js"],
            preview=self._public_url + self._names["preview.png"],
            locale=_locale(code),
            address=f"{self._public_url}/{screen.shares}" if screen.shares else "",
        )

    def _attached(self, screen: Screen, answers: Answers) -> str:
        """The address of the picture or file of the bulletin that a page is about."""
        code = read_code(screen.place.item) if screen.place.page == BULLETIN and screen.found else None
        posted = answers.board.by_code(code) if code else None
        return address_of(posted) if posted else ""

    def _own(self, screen: Screen, answers: Answers) -> tuple[dict[str, Any], Template]:
        """What pages with tables have of their own, and the template of a page."""
        place = screen.place
        if place.page == REGISTER and screen.found:
            return {"register": Register(answers, place, self._today())}, self._templates.get_template("register.html")
        if place.page == COMPARE and screen.found and (table := Table(answers, place, self._today())).codes:
            return {"table": table}, self._templates.get_template("compare.html")
        if place.page == OBSERVATORY:
            return {}, self._templates.get_template("observatory.html")
        return {}, self._template


def _has_feed(screen: Screen) -> bool:
    """Whether there is a feed of what a page lists."""
    place = screen.place
    return screen.found and (place.page == BULLETINS or (place.page == OBSERVATORY and not place.items))


def _does(screen: Screen) -> bool:
    """Whether a page has forms: only then a browser must tell us that they come from here.

    It tells our pages alone which one it was; of a page that holds what she told it tells nobody, but whose it is.
    """
    choices = (choice for part in screen.choice_parts for row in part for choice in row)
    return bool(screen.rating) or any(choice.deed for choice in choices)


def _figure(screen: Screen) -> str:
    """Where the page of a release has the chart that a screen shows, "" where it shows none."""
    one = screen.picture
    return f"/{screen.place.language}/{OBSERVATORY}/{one.group}/{one.period.lower()}" if one else ""


def _page(body: bytes, status: int, language: str) -> Page:
    return Page(gzip.compress(body, 6, mtime=0), f'W/"{hashlib.sha256(body).hexdigest()[:16]}"', status, language)


def _offers_poster(screen: Screen, answers: Answers) -> bool:
    """Whether a page is that of a corridor and occupation, and its language can be printed here."""
    place = screen.place
    corridor = place.page == KIT and not place.items and place.occupation and screen.found
    return bool(corridor) and has_poster(answers, place)


def _is_back(choice: Choice) -> bool:
    return choice.icon == BACK


@dataclass(frozen=True, slots=True)
class _Link:
    href: str
    label: str
    icon: str
    outside: bool
    file: bool
    deed: bool


def _links(screen: Screen) -> Iterator[_Link]:
    """The page's choices, its sources, sharing it; menu, help and language stand in the head of every page."""
    rows = [row for part in screen.choice_parts for row in part]
    rows.append(tuple(choice for choice in screen.exits if choice.place and choice.place.page in ABOUT))
    for choice in (choice for row in rows for choice in row):
        own = choice.file or choice.place
        href = f"/{own}{_stays(screen.place, choice.place)}" if own else choice.url
        yield _Link(href, choice.label, choice.icon, not own, bool(choice.file), choice.deed)


def _stays(here: Place, there: Place | None) -> str:
    """Where a tap only changes what the address holds, as a tick does, the next page opens at its choices again."""
    if there is None:
        return ""
    same = there.page == here.page and len(here.items) > 1 and there.items[1:] == here.items[1:]
    return "#choices" if same and there.items[0] != here.items[0] and there.page == STEPS else ""


def _locale(language: str) -> str:
    """A language with its likeliest country (CLDR), as the Open Graph protocol wants it; English is the world's."""
    likely = str(get_global("likely_subtags").get(language, language)).split("_")
    return "en_GB" if language == ENGLISH else f"{language}_{likely[-1]}" if len(likely) > 1 else language


def _static_files() -> tuple[Mapping[str, File], Mapping[str, str]]:
    """Every static file by its address, and the addresses by name."""
    files: dict[str, File] = {}
    names: dict[str, str] = {}
    for path in sorted((HERE / "static").iterdir()):
        file = _file(path)
        address = f"/static/{path.stem}-{hashlib.sha256(file.body).hexdigest()[:12]}{path.suffix}"
        files[address] = file
        names[path.name] = address
    return files, names


def _file(path: Path) -> File:
    body = path.read_bytes()
    return File(body, gzip.compress(body, 9, mtime=0), _TYPES[path.suffix])
