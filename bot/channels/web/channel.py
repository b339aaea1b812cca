"""The web channel: an aiohttp application that answers every request with a page, and never with a fault of ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.web.accepted import accepted_language, takes_gzip
from bot.channels.web.known import Known
from bot.channels.web.pages import File, Page, Pages
from bot.model.place import MENU, Place, UnreadablePlace, read_place
from bot.screens.answer import Answers

log = logging.getLogger(__name__)

LONGEST_QUERY = 200
"""Characters of a search that are read."""
POSTER = "/poster.pdf"
"""How the address of a corridor's poster ends."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "",
}
_DAY = 86_400


class WebChannel:
    """Serves the pages. `ready` tells `/readyz` whether everything that answers needs is there."""

    def __init__(
        self,
        answers: Callable[[], Answers],
        public_url: str,
        today: Callable[[], date],
        ready: Callable[[], Awaitable[bool]],
        bot_name: Callable[[], str] = str,
    ) -> None:
        self._answers = answers
        self._making_posters = asyncio.Semaphore(1)
        self._pages = Pages(answers, public_url, today, bot_name)
        self._known, self._today = Known(), today
        self._ready = ready
        self._https = public_url.startswith("https://")

    def application(self) -> web.Application:
        """The application with all routes of the visitors' pages."""
        application = web.Application(middlewares=[self._guarded], client_max_size=1 << 20)
        application.router.add_get("/", self._start)
        application.router.add_get("/healthz", self._alive)
        application.router.add_get("/readyz", self._readiness)
        application.router.add_get("/robots.txt", self._robots)
        application.router.add_get("/static/{name}", self._file)
        application.router.add_get("/{language}/bulletins.atom", self._feed)
        application.router.add_get("/{language}/bulletins/{topic}.atom", self._feed)
        application.router.add_get("/{path:.*}", self._place)
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
        path = request.match_info["path"]
        if not request.query_string and (known := self._known.page(path, self._answers(), self._today())) is not None:
            return self._sent(request, known[1])
        if path.endswith(POSTER):
            return await self._poster(request)
        typed = request.query.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip()
        try:
            place = read_place(path)
        except UnreadablePlace:
            return self._sent_by_browser(request, "unknown")
        if place.language not in self._answers().languages:
            return self._sent_by_browser(request, "unknown")
        page = self._pages.page(place, typed if place.page == "search" else "")
        if page.status == 200 and not request.query_string:
            self._known.keep(path, place, page)
        return self._sent(request, page)

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
        posters = self._pages.posters
        if place != place.to(MENU) or not posters.offered(place):
            return self._sent_by_browser(request, "unknown")
        async with self._making_posters:
            body = await asyncio.to_thread(posters.poster, place)
        name = f"fair-passage-{str(place).replace('/', '-')}.pdf"
        headers = {"Cache-Control": "no-cache", "Content-Disposition": f'inline; filename="{name}"'}
        return web.Response(body=body, content_type="application/pdf", headers=headers)

    def _sent_by_browser(self, request: web.Request, page: str) -> web.StreamResponse:
        """A page in the language that the browser's setting asks for."""
        response = self._sent(request, self._pages.page(Place(self._language(request), page)))
        response.headers["Vary"] = "Accept-Encoding, Accept-Language"
        return response

    def _sent(self, request: web.Request, page: Page, kind: str = "text/html; charset=utf-8") -> web.StreamResponse:
        headers = {
            "ETag": page.tag,
            "Vary": "Accept-Encoding",
            "Cache-Control": "no-cache",
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

    async def _robots(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="User-agent: *\nDisallow: /telegram/\nDisallow: /desk/\n")

    async def _alive(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="alive\n")

    async def _readiness(self, _: web.Request) -> web.StreamResponse:
        if await self._ready():
            return web.Response(text="ready\n")
        return web.Response(
            status=503, text="The database does not answer; pages and taps are answered all the same.\n"
        )

    def _language(self, request: web.Request) -> str:
        return accepted_language(request.headers.get("Accept-Language", ""), self._answers().languages)


def _response(
    request: web.Request, content: Page | File, kind: str, headers: dict[str, str], status: int = 200
) -> web.Response:
    headers = headers | {"Content-Type": kind}
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        return web.Response(status=status, body=content.compressed, headers=headers | {"Content-Encoding": "gzip"})
    return web.Response(status=status, body=content.body, headers=headers)
