"""The desk's two cookies: the session, and the random word of a browser that has not signed in."""

from aiohttp import web

SESSION, BROWSER = "desk", "desk-browser"


class Cookies:
    """Cookies that scripts cannot read, that no other site can send along, and, behind https, no other host can set."""

    def __init__(self, site: str) -> None:
        self._secure = site.startswith("https://")

    def name(self, cookie: str) -> str:
        """The cookie's name in the browser; `__Host-` binds it to this host (RFC 6265bis, 4.1.3)."""
        return f"__Host-{cookie}" if self._secure else cookie

    def read(self, request: web.Request, cookie: str) -> str:
        """A cookie's value, "" where the browser has none."""
        return request.cookies.get(self.name(cookie), "")[:100]

    def give(self, response: web.StreamResponse, cookie: str, value: str) -> None:
        """Let the browser keep a value until it is closed."""
        response.set_cookie(self.name(cookie), value, path="/", httponly=True, secure=self._secure, samesite="Strict")

    def take(self, response: web.StreamResponse, cookie: str) -> None:
        """Take a cookie away from the browser."""
        response.del_cookie(self.name(cookie), path="/", httponly=True, secure=self._secure, samesite="Strict")
