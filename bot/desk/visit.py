"""One request to the desk: who asks, in which language, what was typed, and how it is answered."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.actions.sessions import Session
from bot.desk.form import Form
from bot.desk.rooms import Rooms
from bot.desk.static import ADDRESSES
from bot.desk.times import moment
from bot.language.language import Language
from bot.model.staff import Member, Refused, StaffRole

ROOT = "/desk"
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`token` is the browser's session token, `browser` the random word of a browser that has not signed in; `at` what
    stands in the address's braces; `stale` that the form did not carry this session's word.
    """

    rooms: Rooms
    request: web.Request
    language: Language
    now: int
    token: str = ""
    browser: str = ""
    session: Session | None = None
    form: Form = field(default_factory=Form)
    at: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False

    @property
    def member(self) -> Member:
        """Who is signed in; pages that are open to everybody do not ask."""
        if self.session is None:
            raise Refused("", "Sign in first.", 401)
        return self.session.member

    @property
    def number(self) -> int:
        """The number in the address."""
        return int(self.at["number"])

    @property
    def word(self) -> str:
        """The word that every form of this browser carries."""
        if self.session is not None:
            return self.session.csrf
        made = hmac.new(self.rooms.secret, f"form\0{self.browser}".encode("utf-8", "replace"), hashlib.sha256)
        return made.hexdigest()

    @property
    def origin(self) -> str:
        """From which network she comes, to slow down guessing."""
        return self.rooms.origin.of(self.request)

    def asked(self, name: str) -> str:
        """A value of the address's query."""
        return self.request.query.get(name, "")

    def tell(self, said: Refused | str) -> str:
        """A refusal, or a sentence that was made elsewhere, in the language of the desk."""
        return self.language.tell(said.sentence if isinstance(said, Refused) else said)

    def page(self, template: str, *, status: int = 200, **values: Any) -> web.Response:
        """A page from a template."""
        html = _TEMPLATES.get_template(template).render(
            say=self.language.say,
            say_count=self.language.say_count,
            language=self.language,
            languages=self.rooms.answers().languages,
            member=self.session.member if self.session else None,
            administrator=self.session is not None and self.member.may(StaffRole.ADMINISTRATOR),
            word=self.word,
            path=self.request.path,
            style=ADDRESSES["desk.css"],
            script=ADDRESSES["preview.js"],
            icon=ADDRESSES["icon.svg"],
            moment=partial(moment, self.language),
            **{"faults": {}, "notice": "", "told": "", **values},
        )
        return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")

    def part(self, template: str, **values: Any) -> web.Response:
        """A piece of a page, to be put into one that is open."""
        html = _TEMPLATES.get_template(template).render(say=self.language.say, language=self.language, **values)
        return web.Response(text=html, content_type="text/html", charset="utf-8")

    def refused(self, error: Refused) -> web.Response:
        """A page that says why something is not done."""
        return self.page("refused.html", status=error.status, told=self.tell(error))

    def to(self, path: str) -> web.Response:
        """Go on to another page of the desk."""
        return web.Response(status=303, headers={"Location": ROOT + path})
