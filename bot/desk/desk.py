"""The desk answers every request under /desk: it finds who asks, holds forms to their word, and sets strict headers."""

import hmac
import logging
from dataclasses import replace
from urllib.parse import quote

from aiohttp import web

from bot.actions.sessions import Session, member_of_session
from bot.actions.token import new_token
from bot.channels.web.accepted import accepted_language
from bot.desk.cookies import BROWSER, SESSION, Cookies
from bot.desk.form import Form, read_form
from bot.desk.rooms import Rooms
from bot.desk.route import Route, routes
from bot.desk.static import static_file
from bot.desk.visit import ROOT, Visit
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.model.message import sayable
from bot.model.staff import Refused

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OLD = sayable("This page was open for too long. Nothing was done; look at it again and send it once more.")

NOT_NOW = sayable("This cannot be done just now; the database may not answer. Go back and send it again in a minute.")


class Desk:
    """All pages of the desk."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._cookies = Cookies(rooms.site)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request under /desk, with a page and never with a fault of ours."""
        path = request.path.removeprefix(ROOT).rstrip("/")
        if path.startswith("/static/") and (file := static_file(path.removeprefix("/static/"))):
            file.headers.update(HEADERS)
            return file
        visit = self._visit(request, None)
        try:
            visit = self._visit(request, await self._session(visit))
            response = await self._routed(visit, path)
        except Refused as error:
            response = visit.refused(error)
        except Exception as error:
            log.error("A page of the desk could not be made: %s", type(error).__name__)
            response = visit.refused(Refused("", NOT_NOW, 503))
        self._dressed(visit, response)
        return response

    async def kept(self) -> None:
        """What goes on behind the requests goes on until this is told to stop."""
        await self._rooms.pushes.kept()

    async def _session(self, visit: Visit) -> Session | None:
        if not visit.token:
            return None
        by_itself = visit.asked("live") == "yes"
        return await member_of_session(self._rooms.engine, visit.token, visit.now, used=not by_itself)

    def _visit(self, request: web.Request, session: Session | None) -> Visit:
        return Visit(
            rooms=self._rooms,
            request=request,
            language=self._language(request, session),
            now=self._rooms.clock(),
            token=self._cookies.read(request, SESSION),
            browser=self._cookies.read(request, BROWSER) or new_token(self._rooms.dice),
            session=session,
        )

    def _language(self, request: web.Request, session: Session | None) -> Language:
        """The member's own language, else the one that her browser likes best."""
        languages = self._rooms.answers().languages
        wish = session.member.language if session else ""
        code = wish if wish in languages else accepted_language(request.headers.get("Accept-Language", ""), languages)
        return languages.get(code) or languages[ENGLISH]

    async def _routed(self, visit: Visit, path: str) -> web.StreamResponse:
        method = "GET" if visit.request.method == "HEAD" else visit.request.method
        fitting = [(route, at) for route in routes() if (at := route.match(path)) is not None]
        for route, at in fitting:
            if route.method == method:
                return await self._let_in(visit, route, dict(at))
        if fitting:
            raise Refused("", "This address is not asked in this way.", 405)
        raise Refused("", "There is no such page on the desk.", 404)

    async def _let_in(self, visit: Visit, route: Route, at: dict[str, str]) -> web.StreamResponse:
        """Call a page where whoever asks may: signed in, and with the word of the form."""
        posted = route.method == "POST"
        if visit.session is None and not route.open:
            if posted:
                raise Refused("", "You are signed out. Sign in in another window, then go back and send it again.", 401)
            return visit.to(f"/sign-in?next={quote(visit.request.path)}")
        form = await read_form(visit.request) if posted else Form()
        stale = posted and not hmac.compare_digest(form.one("word").encode(), visit.word.encode())
        if stale and not route.keeps:
            raise Refused("", OLD, 403)
        return await route.handler(replace(visit, form=form, at=at, stale=stale))

    def _dressed(self, visit: Visit, response: web.StreamResponse) -> None:
        """Headers and cookies that every page of the desk has; none is kept by a browser or on the way."""
        response.headers.update({"Cache-Control": "no-store", **HEADERS})
        if visit.session is None and not self._cookies.read(visit.request, BROWSER):
            self._cookies.give(response, BROWSER, visit.browser)
