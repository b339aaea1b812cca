"""What every answer says to a browser, whoever made it. No answer names the server's software."""

from multidict import CIMultiDict

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "worker-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "",
}
HSTS = "max-age=31536000; includeSubDomains"
"""Behind https: this host is asked by https alone, for a year (RFC 6797)."""


def dress(headers: "CIMultiDict[str]", *, https: bool) -> None:
    """Add what is missing; a page that says something stricter or wider of its own keeps it."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if https:
        headers["Strict-Transport-Security"] = HSTS
