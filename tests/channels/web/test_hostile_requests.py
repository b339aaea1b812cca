"""Requests that no browser sends: the answer is never a fault of ours, and the next visitor is answered."""

import re
import socket
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.web.channel import LONGEST_QUERY
from tests.channels.web.test_pages import Html
from tests.processes import running

EXAMPLES = 250
PATIENCE = 30.0
SHORT = 0.3
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
_TRACES = (b"Traceback (most recent call last)", b"site-packages", b"/bot/channels/", b"Exception(")
_SECRETS = (b"root:", b"import ", b"FAIRPASSAGE", b"[build-system]")


class Site:
    """A server that can be sent any bytes."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    def sent(self, request: bytes, patience: float = PATIENCE) -> bytes:
        """Everything that comes back until the server hangs up, or falls silent where `patience` is short."""
        answer = b""
        with socket.create_connection(self._address, timeout=patience) as connection:
            try:
                connection.sendall(request)
                while piece := connection.recv(65536):
                    answer += piece
            except ConnectionError:
                pass
            except TimeoutError:
                assert patience < PATIENCE, f"no answer to {request[:300]!r}"
        return answer

    def asked(self, target: bytes, method: bytes = b"GET", headers: tuple[tuple[bytes, bytes], ...] = ()) -> bytes:
        """The answer to one request whose line and headers may hold anything."""
        lines = [method + b" " + target + b" HTTP/1.1", b"Connection: close"]
        if not any(name.lower() == b"host" for name, _ in headers):
            lines.append(b"Host: localhost")
        return self.sent(b"\r\n".join([*lines, *(name + b": " + value for name, value in headers)]) + b"\r\n\r\n")

    def lives(self) -> bool:
        return status(self.asked(b"/healthz")) == 200


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The program as it is started. After the last test it still answers, and it has said nothing of a fault."""
    with running(tmp_path_factory.mktemp("hostile")) as program:
        opened = Site("127.0.0.1", program.port)
        yield opened
        assert opened.lives()
        said = program.output.read_text()
    assert "Traceback" not in said
    assert "could not be made" not in said


def status(answer: bytes) -> int:
    """The status of the first response that is more than an encouragement."""
    found = _STATUS.match(answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"))
    assert found, answer[:200]
    return int(found[1])


def body(answer: bytes) -> str:
    return answer.partition(b"\r\n\r\n")[2].decode()


def check(answer: bytes, request: object) -> None:
    """No fault of ours, and nothing of our inside."""
    assert 200 <= status(answer) < 500, f"{answer[:60]!r} to {request!r}"
    for trace in _TRACES:
        assert trace not in answer, request


# Anything a request line may hold

WORDS = "en ar xx PH PH-GB-2221 _-_-0000 ZZ-ZZ kit rights fees help gb language sources speak forget now hide search"
TRICKS = "static telegram desk unknown .. . ~ ~2 ~99 %2e%2e %2f %5c %00 % %zz %c0%af %ff"
HEADERS = (
    "Accept-Language Accept-Encoding If-None-Match If-Modified-Since Cookie Range Host User-Agent Referer Origin "
    "X-Forwarded-For X-Forwarded-Host Content-Type Authorization"
)
segments = st.one_of(
    st.sampled_from(WORDS.split()),
    st.sampled_from(TRICKS.split()),
    st.text(max_size=12).map(lambda text: quote(text, safe="")),
    st.binary(max_size=8).map(quote_from_bytes),
)
paths = st.lists(segments, max_size=7).map(lambda found: ("/" + "/".join(found)).encode())
queries = st.dictionaries(
    st.sampled_from(["q", "Q", "page", ""]),
    st.one_of(st.text(max_size=40).map(quote), st.binary(max_size=20).map(quote_from_bytes)),
    max_size=3,
).map(lambda found: "&".join(f"{name}={value}" for name, value in found.items()).encode())
printable = st.binary(max_size=40).map(lambda raw: re.sub(rb"[\x00-\x20\x7f]", b"", raw))
"""Bytes that end neither the line nor the word."""
values = st.one_of(
    st.binary(max_size=60).map(lambda raw: re.sub(rb"[\x00-\x08\x0a-\x1f\x7f]", b"", raw)),
    st.sampled_from([b"fr;q=nan", b"fr;q=1e999", b"*", b",;=" * 400, b"q=0;" * 200, b'W/"', b'"' * 99, b"bytes=-1,0-"]),
)
names = st.sampled_from(HEADERS.encode().split())
methods = st.one_of(
    st.sampled_from([b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"PATCH", b"PROPFIND", b"get"]),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~", min_size=1, max_size=20).map(str.encode),
)


@settings(max_examples=EXAMPLES * 2, deadline=None)
@given(path=paths, query=queries)
@example(path=b"//", query=b"")
@example(path=b"/en/" + b"kit/" * 14, query=b"")
@example(path=b"/en/language/language/language/speak", query=b"")
@example(path=b"/en/sources/sources", query=b"q=passport")
@example(path=b"/en/search", query=b"q=%00%00")
@example(path=b"/en/search", query=b"q=%ED%A0%80")
@example(path=b"/en/search", query=b"q=" + b"%F0%9F%A7%AD" * 300)
def test_any_address(site: Site, path: bytes, query: bytes) -> None:
    target = path + (b"?" + query if query else b"")
    answer = site.asked(target)
    check(answer, target)
    if status(answer) == 303:  # the desk asks who is there
        assert target.startswith(b"/desk"), target
        assert b"\r\nLocation: /desk/sign-in?" in answer, target
    else:
        assert status(answer) in (200, 404), target


@settings(max_examples=EXAMPLES, deadline=None)
@given(words=st.one_of(st.text(max_size=60), st.text("'\"<>&;:/=%{}\\`#()[]-!$|*+.,? \t\r\n\x00", max_size=60)))
@example(words="<script>alert(1)</script>")
@example(words='"><img src=x onerror=alert(1)>')
@example(words="' autofocus onfocus='alert(1)")
@example(words="{{ 7 * 7 }}{% include 'page.html' %}")
@example(words="</textarea></title><svg/onload=alert(1)>")
@example(words="x" * 5000)
@example(words="\u202e\u2066\ufeff passport")
def test_any_search_is_shown_as_it_was_typed_and_never_obeyed(site: Site, words: str) -> None:
    for language in ("en", "ar"):
        answer = site.asked(f"/{language}/search?q={quote(words, safe='')}".encode())
        check(answer, words)
        assert status(answer) == 200
        html = Html(body(answer))
        assert html.one("input", name="q")["value"] == words[:LONGEST_QUERY].replace("\0", "").strip()
        assert not {"script", "img", "svg", "iframe", "object", "style"} & {tag for tag, _ in html.elements}
        assert not [name for _, found in html.elements for name in found if name.startswith("on")]


@settings(max_examples=EXAMPLES, deadline=None)
@given(raw=printable)
@example(raw=b"\xff")
@example(raw=b"\xed\xa0\x80")
@example(raw=b"\xc3\xa9")
@example(raw=b"%")
@example(raw=b"#?#")
def test_any_bytes_in_an_address(site: Site, raw: bytes) -> None:
    for target in (b"/" + raw, b"/en/" + raw, b"/en/search?q=" + raw, b"/static/" + raw, b"/?" + raw):
        check(site.asked(target), target)


@settings(max_examples=EXAMPLES, deadline=None)
@given(target=printable)
@example(target=b"*")
@example(target=b"en/menu")
@example(target=b"http://")
@example(target=b"http://[::1")
@example(target=b"http://example.org:99999999/en")
@example(target=b"http://example.org:-1/en")
@example(target=b"http://example.org/en")
@example(target=b"//example.org/en")
@example(target=b"///")
@example(target=b"?")
@example(target=b"#")
def test_any_target_at_all(site: Site, target: bytes) -> None:
    for method in (b"GET", b"OPTIONS"):
        check(site.asked(target or b"/", method), target)


@settings(max_examples=EXAMPLES, deadline=None)
@given(headers=st.lists(st.tuples(names, values), max_size=5))
@example(headers=[(b"Accept-Language", b"fr;q=nan,ar;q=-inf,en;q=1_0")])
@example(headers=[(b"Accept-Language", b"\xff\xfe,fr\xed\xa0\x80;q=\xd9\xa1")])
@example(headers=[(b"If-None-Match", b"\xff"), (b"If-None-Match", b'"')])
@example(headers=[(b"Host", b"[::1"), (b"Host", b"\xff:99999")])
@example(headers=[(b"Host", b"localhost:99999999")])
@example(headers=[(b"Cookie", b'a="\x80\\777;=;;' * 50)])
@example(headers=[(b"Range", b"bytes=0-0,-1,9-1")])
@example(headers=[(b"If-Modified-Since", b"Mon, 99 Nov 99999 99:99:99 GMT")])
@example(headers=[(b"Content-Type", b"multipart/form-data")])
def test_any_headers(site: Site, headers: list[tuple[bytes, bytes]]) -> None:
    for target in (b"/", b"/nowhere", b"/en/search?q=passport"):
        check(site.asked(target, headers=tuple(headers)), headers)


@settings(max_examples=EXAMPLES, deadline=None)
@given(method=methods, path=paths)
@example(method=b"CONNECT", path=b"/en")
@example(method=b"CONNECT", path=b"example.org:443")
@example(method=b"PRI", path=b"*")
def test_any_method(site: Site, method: bytes, path: bytes) -> None:
    answer = site.asked(path, method)
    check(answer, (method, path))
    if method in (b"POST", b"PUT", b"DELETE", b"PATCH", b"TRACE"):
        assert status(answer) in (403, 404, 405), "a page changes nothing"


@pytest.mark.parametrize("name", [b"xn--", b"xn--a\xc3", b"xn--0.example", b"user:word@xn--"])
def test_an_address_with_a_broken_name_is_answered(site: Site, name: bytes) -> None:
    answer = site.sent(b"GET http://" + name + b"/en HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", SHORT)
    assert answer, "neither answered nor hung up: the connection stays open for ever"
    check(answer, name)


# Anything at all

GOOD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@settings(max_examples=EXAMPLES, deadline=None)
@given(raw=st.binary(max_size=200))
@example(raw=b"")
@example(raw=b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
@example(raw=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
@example(raw=b"GET / HTTP/9.9\r\n\r\n")
@example(raw=b"GET /\r\n\r\n")
@example(raw=b"GET / HTTP/1.1\r\n: nameless\r\n\r\n")
@example(raw=b"GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n")
@example(raw=b"GET / HTTP/1.1\nHost: a\n\n")
@example(raw=b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n")
@example(raw=b"GET / HTTP/1.1\r\nHost: a\x00b\r\n\r\n")
def test_any_bytes_down_the_line(site: Site, raw: bytes) -> None:
    answer = site.sent(raw + b"\r\n\r\n" + GOOD)
    check(answer, raw)
    assert site.lives()


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: -1",
        b"Content-Length: 99999999999999999999999999",
        b"Content-Length: +3",
        b"Content-Length: 3\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked, chunked",
        b"Transfer-Encoding: nonsense",
        b"Content-Encoding: gzip\r\nContent-Length: 3",
        b"Content-Encoding: nonsense\r\nContent-Length: 3",
        b"Expect: 100-continue\r\nContent-Length: 3",
        b"Expect: nonsense",
        b"Upgrade: websocket\r\nConnection: Upgrade",
        b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMA",
        b"Connection: keep-alive, close, \xff",
        b"X: " + b"y" * 10_000,
        b"\r\n".join(b"X-%d: y" % number for number in range(2000)),
    ],
)
@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_a_body_that_is_not_what_it_says(site: Site, method: bytes, headers: bytes) -> None:
    request = method + b" /en/menu HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n\r\nzzz\r\n\r\n" + GOOD
    answer = site.sent(request, SHORT)
    if answer:  # where it waits for the rest, it says nothing yet
        check(answer, request)
    assert site.lives()


def test_a_large_body_changes_nothing(site: Site) -> None:
    head = b"POST /en/menu HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3000000\r\n\r\n"
    answer = site.sent(head + b"x" * 3_000_000)
    if answer:
        assert status(answer) in (405, 413)
    assert site.lives()


def test_visitors_who_hang_up_in_the_middle_stop_nobody(site: Site) -> None:
    for cut in (b"", b"G", b"GET /en", b"GET /en HTTP/1.1\r\n", b"GET /en HTTP/1.1\r\nHost: a\r\n\r\n"):
        with socket.create_connection(site._address, timeout=PATIENCE) as connection:
            connection.sendall(cut)
    assert site.lives()


# What has names


@pytest.mark.parametrize(
    "target",
    [
        "/static/../../../../etc/passwd",
        "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/%252e%252e%252fetc%252fpasswd",
        "/static/..%5c..%5cetc%5cpasswd",
        "/static/..\\..\\etc\\passwd",
        "/static/....//....//etc/passwd",
        "/static/%c0%ae%c0%ae/channel.py",
        "/static/../channel.py",
        "/static/%2e%2e%2fchannel.py",
        "/static/style.css",
        "/static/style.css%00.svg",
        "/static/",
        "/static",
        "/static//etc/passwd",
        "/../../../../etc/passwd",
        "/en/../../pyproject.toml",
        "/en/%2e%2e/pyproject.toml",
        "/pyproject.toml",
        "/.git/config",
        "/file:///etc/passwd",
        "/en/rights/..%2f..%2f..%2fpyproject",
        "/var/secret.key",
    ],
)
def test_no_address_leads_out_of_the_pages(site: Site, target: str) -> None:
    answer = site.asked(target.encode())
    check(answer, target)
    assert status(answer) in (400, 404)
    for secret in _SECRETS:
        assert secret not in answer


@pytest.mark.parametrize(
    "target", ["/%00", "/en/%00", "/en/rights/pass%00port", "/en/search?q=%00", "/\x00", "/en/a\x00b"]
)
def test_null_bytes(site: Site, target: str) -> None:
    check(site.asked(target.encode()), target)


@pytest.mark.parametrize("broken", ["%", "%f", "%zz", "%ff", "%c3", "%c3%28", "%ed%a0%80", "%f8%a1%a1%a1%a1", "%u0041"])
def test_broken_escapes(site: Site, broken: str) -> None:
    for target in (f"/{broken}", f"/en/{broken}", f"/en/rights/{broken}"):
        answer = site.asked(target.encode())
        check(answer, target)
        assert status(answer) == 404
    answer = site.asked(f"/en/search?q={broken}".encode())
    check(answer, broken)
    assert status(answer) == 200


def test_long_addresses(site: Site) -> None:
    for target in ("/" + "a" * 10_000, "/en/" + "a/" * 5_000, "/en/search?q=" + "a" * 10_000, "/%61" * 2_500):
        answer = site.asked(target.encode())
        check(answer, target[:40])
        assert status(answer) in (400, 404, 414)
    assert status(site.asked(b"/" + b"a" * 6_000)) == 404
    assert status(site.asked(b"/en/search?q=" + b"a" * 6_000)) == 200


def test_the_name_that_a_visitor_calls_us_by_stands_on_no_page(site: Site) -> None:
    for name in (b"Host", b"X-Forwarded-Host", b"Forwarded", b"X-Original-URL", b"Referer", b"Origin"):
        for target in (b"/", b"/en/menu", b"/nowhere"):
            answer = site.asked(target, headers=((name, b"evil.example"),))
            check(answer, name)
            assert b"evil.example" not in answer


def test_no_answer_can_be_split(site: Site) -> None:
    for target in (b"/%0d%0aSet-Cookie:%20a=b", b"/en/search?q=%0d%0aSet-Cookie:%20a=b", b"/en%0d%0a%0d%0a<script>"):
        answer = site.asked(target)
        check(answer, target)
        assert b"\r\nset-cookie:" not in answer.partition(b"\r\n\r\n")[0].lower()
