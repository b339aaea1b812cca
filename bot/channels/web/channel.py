"""The web channel: an aiohttp application that answers every request with a page, and never with a fault of ours."""

import logging
from collections.abc import Awaitable, Callable
from datetime import date
from urllib.parse import parse_qs

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.paper.printer import Busy, Printer, Taken
from bot.channels.web.accepted import accepted_language, takes_gzip
from bot.channels.web.attachment import Attachments, FileOf, none_of
from bot.channels.web.pages import File, Page, Pages
from bot.model.place import MENU, Place, UnreadablePlace, read_place
from bot.model.screen import Format
from bot.screens.answer import Answers
from bot.screens.reminder import calendar_file, can_remind, reminder_day

log = logging.getLogger(__name__)

LONGEST_QUERY = 200
"""Characters of a search that are read."""
POSTER = "/poster.pdf"
"""How the address of a corridor's poster ends."""
LONGEST_FORM = 4096
"""Bytes of a form that are read."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "worker-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "",
}
_DAY = 86_400
HTML = "text/html; charset=utf-8"
_FILES = {f"kit.{form}": form for form in Format}


class WebChannel:
    """Serves the pages. `ready` tells `/readyz` whether everything that answers needs is there, `file_of` brings the
    pictures and files of bulletins.
    """

    def __init__(
        self,
        answers: Callable[[], Answers],
        public_url: str,
        today: Callable[[], date],
        ready: Callable[[], Awaitable[bool]],
        printer: Printer | None = None,
        file_of: FileOf = none_of,
    ) -> None:
        self._answers = answers
        self._pages = Pages(answers, public_url, today)
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
        application.router.add_get("/{path:.*}", self._place)
        application.router.add_post("/{path:.*}", self._typed)
        return application

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            response = error
        except Exception as error:
            log.error("A page could not be made: %s", type(error).__name__)
            response = web.Response(status=503, text="This page cannot be shown just now. Try again in a minute.\n")
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)  # the desk has a script of its own and says so
        if self._https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if isinstance(response, web.HTTPException):
            raise response
        return response

    async def _start(self, request: web.Request) -> web.StreamResponse:
        return self._sent_by_browser(request, "start")

    async def _place(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["path"].endswith(POSTER):
            return await self._poster(request)
        typed = request.query.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip()
        try:
            place = read_place(request.match_info["path"])
        except UnreadablePlace:
            return self._sent_by_browser(request, "unknown")
        if place.language not in self._answers().languages:
            return self._sent_by_browser(request, "unknown")
        if place.page == "programme" and len(place.items) > 1:
            return self._reminder(request, place)
        if (form := _FILES.get(place.page)) is not None and not place.items:
            return await self._taken(request, place, form)
        return self._sent(request, self._pages.page(place, typed if place.page == "search" else ""))

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

    async def _typed(self, request: web.Request) -> web.StreamResponse:
        """A number that a page asked for: on to the page that has it in its address, or the question again."""
        try:
            place = read_place(request.match_info["path"])
        except UnreadablePlace:
            raise web.HTTPMethodNotAllowed("POST", ["GET", "HEAD"]) from None
        if place.language not in self._answers().languages or not self._pages.listens(place):
            raise web.HTTPMethodNotAllowed("POST", ["GET", "HEAD"])
        if not (typed := await _field(request)):
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

    def _sent(self, request: web.Request, page: Page, kind: str = HTML) -> web.StreamResponse:
        headers = {
            "ETag": page.tag,
            "Vary": "Accept-Encoding",
            "Cache-Control": "no-store" if page.personal else "no-cache",
            "Content-Language": page.language,
        }
        if page.status == 200 and page.tag.removeprefix("W/") in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return _response(request, page, kind, headers, page.status)

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


async def _field(request: web.Request) -> str:
    """What was typed into the one field of a form of ours, "" for anything else."""
    if request.content_type != "application/x-www-form-urlencoded" or (request.content_length or 0) > LONGEST_FORM:
        return ""
    try:
        body = await request.content.read(LONGEST_FORM)
        fields = parse_qs(body.decode("ascii"), max_num_fields=5)
    except ValueError:
        return ""
    return fields.get("q", [""])[0][:LONGEST_QUERY].replace("\0", "").strip()


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


def _response(
    request: web.Request, content: Page | File | Taken, kind: str, headers: dict[str, str], status: int = 200
) -> web.Response:
    headers = headers | {"Content-Type": kind}
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        return web.Response(status=status, body=content.compressed, headers=headers | {"Content-Encoding": "gzip"})
    return web.Response(status=status, body=content.body, headers=headers)
