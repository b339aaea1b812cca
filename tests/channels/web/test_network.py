"""The address of a visitor is believed to nobody but a proxy that the operator trusts."""

import ipaddress
import logging

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.channels.web.network import Origin
from bot.settings import Settings, WrongSetting, read_settings

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"), ipaddress.ip_network("127.0.0.1"))


class Transport:
    """A connection from somewhere."""

    def __init__(self, peer: str) -> None:
        self._peer = peer

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self._peer, 4711) if name == "peername" else default


def origin(peer: str, *forwarded: str, trusted: bool = True) -> str:
    headers = CIMultiDict([("X-Forwarded-For", one) for one in forwarded])
    request = make_mocked_request("GET", "/", headers=headers, transport=Transport(peer))
    return Origin(PROXIES if trusted else ()).of(request)


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        ("10.1.2.3", ["198.51.100.1", "203.0.113.7, 10.9.9.9"], "203.0.113.7"),
        ("10.1.2.3", ["10.4.4.4"], "10.4.4.4"),
        ("10.1.2.3", ["203.0.113.7:5555"], "203.0.113.7"),
        ("10.1.2.3", ["[2001:db8:1:2:3::1]:443"], "2001:db8:1:2::/64"),
        ("10.1.2.3", ["::ffff:203.0.113.7"], "203.0.113.7"),
        ("::ffff:10.1.2.3", ["203.0.113.7"], "203.0.113.7"),
        ("10.1.2.3", ["unknown"], "10.1.2.3"),
        ("10.1.2.3", ["203.0.113.7, <script>"], "10.1.2.3"),
        ("fd00::1", ["2001:db8::5"], "2001:db8::/64"),
    ],
)
def test_the_nearest_that_is_no_proxy_counts(peer: str, forwarded: list[str], found: str) -> None:
    assert origin(peer, *forwarded) == found


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.1.2.3", "203.0.113.9"])
def test_by_default_nobody_is_believed(peer: str) -> None:
    assert origin(peer, "198.51.100.1", trusted=False) == origin(peer, trusted=False) != "198.51.100.1"


def test_a_proxy_that_nobody_named_is_told_once_and_without_an_address(caplog: pytest.LogCaptureFixture) -> None:
    request = make_mocked_request(
        "GET", "/", headers={"X-Forwarded-For": "198.51.100.1"}, transport=Transport("127.0.0.1")
    )
    where = Origin()
    with caplog.at_level(logging.WARNING):
        assert [where.of(request) for _ in range(3)] == ["127.0.0.1"] * 3
    assert caplog.text.count("FAIRPASSAGE_TRUSTED_PROXIES") == 1
    assert "198.51" not in caplog.text


def test_the_setting_names_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().trusted_proxies == ()
    monkeypatch.setenv("FAIRPASSAGE_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,fd00::/8")
    assert set(read_settings().trusted_proxies) == set(PROXIES)
    monkeypatch.setenv("FAIRPASSAGE_TRUSTED_PROXIES", "10.0.0.1/8")
    with pytest.raises(WrongSetting, match=r"FAIRPASSAGE_TRUSTED_PROXIES.*10\.0\.0\.0/8"):
        read_settings()
    monkeypatch.setenv("FAIRPASSAGE_TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(WrongSetting, match="FAIRPASSAGE_TRUSTED_PROXIES"):
        read_settings()
