"""The web channel: an aiohttp application that answers every request with a page, and never with a fault of ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from aiohttp import web
from aiohttp.typedefs import Handler
from multidict import CIMultiDict

from bot.channels.paper.printer import Busy, Printer, Taken
from bot.channels.searchable import until_searchable
from bot.channels.web.accepted import accepted_language, takes_gzip
from bot.channels.web.attachment import Attachments, FileOf, none_of
from bot.channels.web.browser import (
    Reader,
    declines,
    from_our_page,
    is_counted,
    is_person,
    path_of,
    reader_of,
    tag_of,
    visitor_of,
)
from bot.channels.web.headers import dress
from bot.channels.web.known import Known, Ready, mark_of
from bot.channels.web.limits import Limits
from bot.channels.web.network import Origin
from bot.channels.web.pages import File, Page, Pages
from bot.channels.web.returning import done_at, leading_back
from bot.channels.web.wired import head_of, wired
from bot.model.counted import Counted, Intent, Report, Use
from bot.model.place import MENU, Place, UnreadablePlace, read_place
from bot.model.screen import Format, NotFound, Record, Turn
from bot.monitoring.codes import topic_of
from bot.screens.answer import Answers
from bot.screens.reminder import calendar_file, can_remind, reminder_day
from bot.screens.uncounted import DECLINED, ELSEWHERE, LATER
from bot.screens.uncounted import PAGE as UNCOUNTED

if TYPE_CHECKING:
    from bot.actions.apply import Counts
    from bot.channels.web.observatory import Observatory

log = logging.getLogger(__name__)

LONGEST_QUERY = 200
"""Characters of a search that are read."""
POSTER = "/poster.pdf"
"""How the address of a corridor's poster ends."""
LONGEST_FORM = 4096
"""Bytes of a form that are read."""
LONGEST = 120.0
"""Seconds in which a request must be answered, with the time that its body takes to come."""
_DAY = 86_400
HTML = "text/html; charset=utf-8"
_FILES = {f"kit.{form}": form for form in Format}


class WebChannel:
    """Serves the pages. `ready` tells `/readyz` whether everything that answers needs is there, `file_of` brings the
    pictures and files of bulletins.

    `counting` counts what people read and tell, None while it is not there; `secret` makes the codes by which they
    count once. `origin` tells from which network a request came, to hold each to its bounds too. `observatory` has the
    releases, None while the database is not there.
    """

    def __init__(
        self,
        answers: Callable[[], Answers],
        public_url: str,
        today: Callable[[], date],
        ready: Callable[[], Awaitable[bool]],
        printer: Printer | None = None,
        file_of: FileOf = none_of,
        counting: "Callable[[], Counts | None]" = lambda: None,
        secret: bytes = b"",
        observatory: "Callable[[], Observatory | None]" = lambda: None,
        origin: Origin | None = None,
    ) -> None:
        self._answers = answers
        self._counting, self._secret, self._origin = counting, secret, origin or Origin()
        self._limits = Limits(self._origin.of)
        self._observatory = observatory
        self._pages = Pages(answers, public_url, today)
        self._known = Known()
        self._printer = printer or Printer(answers, public_url, today)
        self._attachments = Attachments(lambda: answers().board, file_of)
        self._ready = ready
        self._today = today
        self._site = public_url.rstrip("/")
        self._https = public_url.startswith("https://")

    def application(self) -> web.Application:
        """The application with all routes of the visitors' pages."""
        application = web.Application(middlewares=[self._guarded], client_max_size=1 << 20)
        application.router.add_get("/", self._start)
        application.router.add_get("/healthz", self._alive)
        application.router.add_get("/readyz", self._readiness)
        application.router.add_get("/robots.txt", self._robots)
        application.router.add_get("/sw.js", self._worker)
        application.router.add_get("/static/{name}", self._file)
        application.router.add_get("/{language}/bulletins.atom", self._feed)
        application.router.add_get("/{language}/bulletins/{topic}.atom", self._feed)
        application.router.add_get("/bulletins/{name}", self._attachments.answer)
        application.router.add_get("/{language}/observatory.atom", self._releases)
        application.router.add_get("/{language}/observatory/{group}/{period}", self._release)
        application.router.add_get("/{language}/observatory/{group}/{period}/files/{format}", self._download)
        application.router.add_get("/{language}/observatory/{group}/{period}/{kind}.{form:svg|png}", self._chart)
        application.router.add_get("/{path:.*}", self._place)
        application.router.add_post("/{path:.*}", self._posted)
        return application

    def reader(self, request: web.Request) -> Reader | None:
        """Who asks for a page that is ready; None where something else is asked for."""
        if request.method != "GET" or self._ready_at(path_of(request)) is None:
            return None
        return reader_of(request, self._origin.of(request), self._secret)

    def at_once(self, reader: Reader, path: bytes, tag: bytes) -> bytes | None:
        """The whole answer with a page that is ready under this address; None where it has to go the ordinary way.

        It goes no way through routes and guards that it does not need: they would cost more than everything else.
        `tag` is what her browser says that it has.
        """
        ready = self._ready_at(path)
        if ready is None or not self._limits.lets("page", reader.network):
            return None
        if ready.use is not None and reader.visitor is not None and (counting := self._counting()) is not None:
            counting.note(ready.use, reader.visitor)
        if ready.mark in tag:
            return wired(self._head(ready, 304, reader.packed), None)
        return wired(self._head(ready, 200, reader.packed), ready.page.compressed if reader.packed else ready.page.body)

    def _ready_at(self, path: bytes) -> Ready | None:
        return self._known.page(path, self._answers(), self._today())

    def _head(self, ready: Ready, status: int, packed: bool) -> bytes:
        """The head of an answer with a page, as it was first made."""
        if (head := ready.heads.get((status, packed))) is None:
            headers = _headers(ready.page) | (_about(HTML, packed=packed) if status == 200 else {})
            dressed = CIMultiDict(headers)
            dress(dressed, https=self._https)
            head = ready.heads[status, packed] = head_of(status, dressed)
        return head

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(LONGEST):
                response = self._limits.refused(request) or await handler(request)
        except web.HTTPException as error:
            response = error
        except TimeoutError:
            response = web.Response(status=408, text="This took too long. Try again.\n")
            response.force_close()
        except Exception as error:
            log.error("A page could not be made: %s", type(error).__name__)
            response = web.Response(status=503, text="This page cannot be shown just now. Try again in a minute.\n")
        dress(response.headers, https=self._https)
        if isinstance(response, web.HTTPException):
            raise response
        return response

    async def _start(self, request: web.Request) -> web.StreamResponse:
        return self._sent_by_browser(request, "start")

    async def _place(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path.endswith(POSTER):
            return await self._poster(request)
        return await self._place_at(request, path, keep=True)

    async def _place_at(self, request: web.Request, path: str, *, keep: bool = False) -> web.StreamResponse:
        """The page of a place; `keep` says that its address always leads here, so that it may be answered at once."""
        typed = request.query.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip()
        try:
            place = read_place(path)
        except UnreadablePlace:
            return self._sent_by_browser(request, "unknown")
        if place.language not in self._answers().languages:
            return self._sent_by_browser(request, "unknown")
        if place.page == "programme" and len(place.items) > 1:
            return self._reminder(request, place)
        if (form := _FILES.get(place.page)) is not None and not place.items:
            return await self._taken(request, place, form)
        typed = typed if place.page == "search" else ""
        if typed:
            await until_searchable(self._answers())
        page = self._pages.page(place, typed)
        if page.status == 200:
            use = self._use(place)
            self._count(request, use)
            if keep and "?" not in request.raw_path and not page.personal and page.place is None:
                self._known.keep(path_of(request), page, use)
        if typed:
            self._missed(request, place, typed)
        return self._sent(request, page)

    async def _releases(self, request: web.Request) -> web.StreamResponse:
        page = self._pages.releases_feed(request.match_info["language"])
        if page is None:
            return self._sent_by_browser(request, "unknown")
        return self._sent(request, page, "application/atom+xml; charset=utf-8")

    def _released(self, request: web.Request) -> Place | None:
        """The place of a release that an address names, None where there is no such release."""
        named = request.match_info
        try:
            place = read_place(f"{named['language']}/observatory/{named['group']}/{named['period']}")
        except UnreadablePlace:
            return None
        known = place.language in self._answers().languages and place.page == "observatory" and place.part == 1
        return place if known and len(place.items) == 2 and self._pages.turn(place).screen.found else None

    async def _release(self, request: web.Request) -> web.StreamResponse:
        """A release with its charts and tables; while the database is not there, the words alone."""
        place, observatory = self._released(request), self._observatory()
        if place is None or observatory is None:
            return await self._place_at(request, request.path.strip("/"))
        page = self._pages.known_release(place)
        if page is None:
            page = self._pages.release(place, await observatory.told(place))
        self._count(request, self._use(place))
        return self._sent(request, page)

    async def _chart(self, request: web.Request) -> web.StreamResponse:
        """A chart of a release, or a sentence why there is none."""
        place, observatory = self._released(request), self._observatory()
        if place is None:
            return self._sent_by_browser(request, "unknown")
        if observatory is None:
            return _later()
        return await observatory.chart_response(request, place)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A release as a file."""
        place, observatory = self._released(request), self._observatory()
        if place is None:
            return self._sent_by_browser(request, "unknown")
        if observatory is None:
            return _later()
        return await observatory.file_response(request, place)

    def _use(self, place: Place) -> Use | None:
        """What is counted where a page is read; None where nothing is."""
        topic = topic_of(self._answers().library, place.page, place.item)
        return Use(topic=topic, language=place.language, channel="web") if topic else None

    def _count(self, request: web.Request, use: Use | None) -> None:
        """Count that a page was read, where a person reads it who does not decline."""
        if use is not None and (counting := self._counting_of(request)) is not None:
            counting.note(use, self._visitor(request))

    def _missed(self, request: web.Request, place: Place, typed: str) -> None:
        """Note the ordinary words of a search that found nothing, as of whoever reads."""
        if (counting := self._counting_of(request)) is not None:
            for effect in self._pages.turn(place, typed).effects:
                if isinstance(effect, NotFound):
                    counting.miss(effect.language, effect.words, self._visitor(request))

    def _counting_of(self, request: web.Request) -> "Counts | None":
        """What counts this request as read; None where no person reads it, or one who declines."""
        return self._counting() if request.method == "GET" and is_counted(request) else None

    def _visitor(self, request: web.Request) -> bytes:
        """Who counts once."""
        return visitor_of(request, self._origin.of(request), self._secret)

    async def _posted(self, request: web.Request) -> web.StreamResponse:
        """A form of ours: a tap that does something, or a number that a page asked for."""
        try:
            place = read_place(request.match_info["path"])
        except UnreadablePlace:
            raise web.HTTPMethodNotAllowed("POST", ["GET", "HEAD"]) from None
        if place.language in self._answers().languages:
            turn = self._pages.turn(place)
            if turn.screen.before is not None:
                return await self._deed(request, turn)
            if turn.screen.listens:
                return await self._typed(request, place)
        raise web.HTTPMethodNotAllowed("POST", ["GET", "HEAD"])

    async def _deed(self, request: web.Request, turn: Turn) -> web.StreamResponse:
        """A tap that does something: only what she told is counted here, and only from a page of ours."""
        told = [effect.counted for effect in turn.effects if isinstance(effect, Record)]
        if not told:
            raise web.HTTPMethodNotAllowed("POST", ["GET", "HEAD"])
        screen, there = turn.screen, done_at(turn.screen, await _field(request, "from"))
        if reason := self._uncounted(request, told):
            screen = self._pages.turn(Place(screen.place.language, UNCOUNTED, (reason,))).screen
        if there is not None and (reason or there != turn.screen.before):
            screen = leading_back(screen, there)
        page = self._pages.shown(screen)
        headers = {"Cache-Control": "no-store", "Content-Language": page.language, "Vary": "Accept-Encoding"}
        return _response(request, page, "text/html; charset=utf-8", headers, 403 if reason == ELSEWHERE else 200)

    def _uncounted(self, request: web.Request, told: Sequence[Counted]) -> str:
        """Count what she told; why it is not counted, "" where it is.

        A yes of hers is stronger than what her browser asks for everything that she reads.
        """
        if not from_our_page(request, self._site):
            return ELSEWHERE
        if declines(request) and not any(isinstance(one, Intent | Report) for one in told):
            return DECLINED
        if (counting := self._counting()) is None:
            return LATER
        if is_person(request):
            for one in told:
                counting.note(one, self._visitor(request))
        return ""

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        page = self._pages.feed(request.match_info["language"], request.match_info.get("topic", ""))
        if page is None:
            return self._sent_by_browser(request, "unknown")
        return self._sent(request, page, "application/atom+xml; charset=utf-8")

    async def _poster(self, request: web.Request) -> web.StreamResponse:
        """The poster of a place's corridor; where there is none, the page that says so."""
        try:
            place = read_place(request.match_info["path"].removesuffix(POSTER))
        except UnreadablePlace:
            return self._sent_by_browser(request, "unknown")
        if place != place.to(MENU):
            return self._sent_by_browser(request, "unknown")
        try:
            file = await self._printer.poster(place)
        except Busy:
            return web.Response(status=503, headers={"Retry-After": "60"}, text="Try again in a minute.\n")
        if file is None:
            return self._sent_by_browser(request, "unknown")
        return _given(request, file, place.language, "inline")

    def _reminder(self, request: web.Request, place: Place) -> web.StreamResponse:
        """A calendar file beside a programme; its name tells nothing to whoever sees it among the downloads."""
        answers, day = self._answers(), reminder_day(place)
        one = answers.library.programmes.get(place.item)
        if one is None or day is None or not can_remind(one):
            return self._sent_by_browser(request, "unknown")
        body = calendar_file(one, day, answers.languages[place.language], self._today(), self._site)
        headers = {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": f'attachment; filename="reminder-{day.isoformat()}.ics"',
            "Cache-Control": "no-cache",
            "X-Robots-Tag": "noindex",
        }
        return web.Response(body=body, headers=headers)

    async def _typed(self, request: web.Request, place: Place) -> web.StreamResponse:
        """A number that a page asked for: on to the page that has it in its address, or the question again."""
        if not (typed := await _field(request, "q")):
            raise web.HTTPSeeOther(f"/{place}")
        page = self._pages.page(place, typed)
        if page.place is not None:
            raise web.HTTPSeeOther(f"/{page.place}")
        return self._sent(request, page)

    async def _taken(self, request: web.Request, place: Place, form: Format) -> web.StreamResponse:
        """The kit as a file; where there is none, or not now, a page that says so."""
        try:
            file = await self._printer.file(place, form)
        except Busy:
            page = self._pages.page(place.to("take", form.value, "later"))
            return _response(request, page, HTML, {"Retry-After": "60", "Vary": "Accept-Encoding"}, 503)
        if file is None:
            return self._sent(request, self._pages.page(place.to("unknown")))
        return _given(request, file, place.language, "attachment")

    def _sent_by_browser(self, request: web.Request, page: str) -> web.StreamResponse:
        """A page in the language that the browser's setting asks for."""
        response = self._sent(request, self._pages.page(Place(self._language(request), page)))
        response.headers["Vary"] = "Accept-Encoding, Accept-Language"
        return response

    def _sent(self, request: web.Request, page: Page, kind: str = HTML) -> web.Response:
        if page.status == 200 and _has(request, page):
            return web.Response(status=304, headers=_headers(page))
        return _response(request, page, kind, _headers(page), page.status)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._pages.files.get(request.path)
        if file is None:
            return web.Response(status=404, text="Not here.\n")
        headers = {"Cache-Control": f"public, max-age={365 * _DAY}, immutable", "Vary": "Accept-Encoding"}
        return _response(request, file, file.kind, headers)

    async def _worker(self, request: web.Request) -> web.StreamResponse:
        """The service worker; it stands at the root, because it may only keep what lies beneath it."""
        worker = self._pages.worker
        return _response(request, worker, worker.kind, {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"})

    async def _robots(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="User-agent: *\nDisallow: /telegram/\nDisallow: /desk/\n")

    async def _alive(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="alive\n")

    async def _readiness(self, _: web.Request) -> web.StreamResponse:
        if await self._ready():
            return web.Response(text="ready\n")
        said = "Not everything is open yet, or the database does not answer; pages are answered all the same.\n"
        return web.Response(status=503, text=said)

    def _language(self, request: web.Request) -> str:
        return accepted_language(request.headers.get("Accept-Language", ""), self._answers().languages)


def _headers(page: Page) -> dict[str, str]:
    return {
        "ETag": page.tag,
        "Vary": "Accept-Encoding",
        "Cache-Control": "no-store" if page.personal else "no-cache",
        "Content-Language": page.language,
    }


def _about(kind: str, *, packed: bool) -> dict[str, str]:
    """What is said of a body."""
    return {"Content-Type": kind} | ({"Content-Encoding": "gzip"} if packed else {})


def _has(request: web.Request, page: Page) -> bool:
    """Whether the browser has this very page."""
    return mark_of(page) in tag_of(request)


async def _field(request: web.Request, name: str) -> str:
    """What stands in a field of a form of ours, "" for anything else."""
    if request.content_type != "application/x-www-form-urlencoded" or (request.content_length or 0) > LONGEST_FORM:
        return ""
    try:
        body = await request.content.read(LONGEST_FORM)
        fields = parse_qs(body.decode("ascii"), max_num_fields=5)
    except ValueError:
        return ""
    return fields.get(name, [""])[0][:LONGEST_QUERY].replace("\0", "").strip()


def _given(request: web.Request, file: Taken, language: str, shown: str) -> web.StreamResponse:
    """A file, to be opened at once (`inline`) or saved (`attachment`)."""
    headers = {
        "ETag": file.tag,
        "Vary": "Accept-Encoding",
        "Cache-Control": "no-cache",
        "Content-Language": language,
    }
    if file.tag.removeprefix("W/") in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    headers["Content-Disposition"] = f'{shown}; filename="{file.name}"'
    return _response(request, file, file.kind, headers)


def _later() -> web.Response:
    """The database is not there yet."""
    headers = {"Retry-After": "5"}
    return web.Response(status=503, text="The releases are not ready yet; try again in a moment.\n", headers=headers)


def _response(
    request: web.Request, content: Page | File | Taken, kind: str, headers: dict[str, str], status: int = 200
) -> web.Response:
    packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    body = content.compressed if packed else content.body
    return web.Response(status=status, body=body, headers=headers | _about(kind, packed=packed))
