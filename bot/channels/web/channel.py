"""The web channel: an aiohttp application that answers every request with a page, and never with a fault of ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.actions.apply import Counts
from bot.channels.web.accepted import accepted_language, takes_gzip
from bot.channels.web.browser import declines, from_our_page, is_person, visitor_of
from bot.channels.web.pages import File, Page, Pages
from bot.model.counted import Counted, Intent, Report, Use
from bot.model.place import MENU, Place, UnreadablePlace, read_place
from bot.model.screen import NotFound, Record
from bot.monitoring.codes import topic_of
from bot.screens.answer import Answers
from bot.screens.uncounted import DECLINED, ELSEWHERE, LATER
from bot.screens.uncounted import PAGE as UNCOUNTED

if TYPE_CHECKING:
    from bot.channels.web.observatory import Observatory

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
    """Serves the pages. `ready` tells `/readyz` whether everything that answers needs is there.

    `counting` counts what people read and tell, None while it is not there; `secret` makes the codes by which they
    count once. `observatory` has the releases, None while the database is not there.
    """

    def __init__(
        self,
        answers: Callable[[], Answers],
        public_url: str,
        today: Callable[[], date],
        ready: Callable[[], Awaitable[bool]],
        bot_name: Callable[[], str] = str,
        counting: Callable[[], Counts | None] = lambda: None,
        secret: bytes = b"",
        observatory: "Callable[[], Observatory | None]" = lambda: None,
    ) -> None:
        self._answers = answers
        self._counting, self._secret, self._site = counting, secret, public_url
        self._observatory = observatory
        self._making_posters = asyncio.Semaphore(1)
        self._pages = Pages(answers, public_url, today, bot_name)
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
        application.router.add_get("/{language}/observatory.atom", self._releases)
        application.router.add_get("/{language}/observatory/{group}/{period}", self._release)
        application.router.add_get("/{language}/observatory/{group}/{period}/files/{format}", self._download)
        application.router.add_get("/{language}/observatory/{group}/{period}/{kind}.{form:svg|png}", self._chart)
        application.router.add_get("/{path:.*}", self._place)
        application.router.add_post("/{path:.*}", self._deed)
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
        return await self._place_at(request, request.match_info["path"])

    async def _place_at(self, request: web.Request, path: str) -> web.StreamResponse:
        typed = request.query.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip()
        try:
            place = read_place(path)
        except UnreadablePlace:
            return self._sent_by_browser(request, "unknown")
        if place.language not in self._answers().languages:
            return self._sent_by_browser(request, "unknown")
        typed = typed if place.page == "search" else ""
        page = self._pages.page(place, typed)
        if page.status == 200:
            self._read(request, place)
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
        self._read(request, place)
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

    def _read(self, request: web.Request, place: Place) -> None:
        """Count that a page was read, where a person reads it who does not decline."""
        topic = topic_of(self._answers().library, place.page, place.item)
        if topic and (counting := self._counting_of(request)) is not None:
            counting.note(Use(topic=topic, language=place.language, channel="web"), visitor_of(request, self._secret))

    def _missed(self, request: web.Request, place: Place, typed: str) -> None:
        """Note the ordinary words of a search that found nothing, as of whoever reads."""
        if (counting := self._counting_of(request)) is not None:
            for effect in self._pages.turn(place, typed).effects:
                if isinstance(effect, NotFound):
                    counting.miss(effect.language, effect.words, visitor_of(request, self._secret))

    def _counting_of(self, request: web.Request) -> Counts | None:
        """What counts this request as read; None where no person reads it, or one who declines."""
        counted = request.method == "GET" and is_person(request) and not declines(request)
        return self._counting() if counted else None

    async def _deed(self, request: web.Request) -> web.StreamResponse:
        """A tap that does something: only what she told is counted here, and only from a page of ours."""
        try:
            turn = self._pages.turn(read_place(request.match_info["path"]))
        except UnreadablePlace:
            raise web.HTTPMethodNotAllowed("POST", ["GET", "HEAD"]) from None
        told = [effect.counted for effect in turn.effects if isinstance(effect, Record)]
        if not told or turn.screen.before is None:
            raise web.HTTPMethodNotAllowed("POST", ["GET", "HEAD"])
        if reason := self._uncounted(request, told):
            turn = self._pages.turn(Place(turn.screen.place.language, UNCOUNTED, (reason,)))
        page = self._pages.shown(turn.screen)
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
                counting.note(one, visitor_of(request, self._secret))
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


def _later() -> web.Response:
    """The database is not there yet."""
    headers = {"Retry-After": "5"}
    return web.Response(status=503, text="The releases are not ready yet; try again in a moment.\n", headers=headers)


def _response(
    request: web.Request, content: Page | File, kind: str, headers: dict[str, str], status: int = 200
) -> web.Response:
    headers = headers | {"Content-Type": kind}
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        return web.Response(status=status, body=content.compressed, headers=headers | {"Content-Encoding": "gzip"})
    return web.Response(status=status, body=content.body, headers=headers)
