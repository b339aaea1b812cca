"""/metrics: read by a parser of OpenMetrics, without a label of content, told to this machine alone."""

import re
from collections.abc import Mapping
from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.operations import Watch
from bot.channels.web.network import Origin
from bot.desk.metrics import MEDIA, Metrics, Network, exposition
from bot.house import House
from bot.model.bulletin import BulletinState, DeliveryState
from bot.monitoring.traffic import HOUR, Did, Traffic
from bot.screens.answer import Answers
from bot.settings import Settings, WrongSetting, read_settings
from storage.database import open_database
from storage.tables import subscriptions
from tests.actions.staffed import released, staffed
from tests.desk.driver import NOW, Clock


class Peer:
    """A connection from an address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self.address, 4711) if name == "peername" else default


def asks(peer: str, headers: Mapping[str, str] | None = None) -> web.Request:
    headers = {"Host": "localhost:8080", **(headers or {})}
    return make_mocked_request("GET", "/metrics", headers=headers, transport=Peer(peer))


def metrics_of(engine: AsyncEngine, networks: tuple[Network, ...] = (), origin: Origin | None = None) -> Metrics:
    return Metrics(Watch(engine, Traffic(NOW), lambda: NOW), networks, origin or Origin())


@pytest.mark.parametrize(
    ("peer", "headers", "there"),
    [
        ("127.0.0.1", {}, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8080"}, True),
        ("::1", {"Host": "[::1]:8080"}, True),
        ("::ffff:127.0.0.1", {}, True),
        ("::ffff:192.0.2.7", {}, False),
        ("192.0.2.7", {}, False),
        ("2001:db8::7", {}, False),
        ("", {}, False),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, False),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, False),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7, 127.0.0.1"}, False),
        ("127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, False),
        ("127.0.0.1", {"X-Real-IP": "192.0.2.7"}, False),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, False),
        ("127.0.0.1", {"Via": "1.1 proxy"}, False),
        ("127.0.0.1", {"Host": "fairpassage.example"}, False),
        ("127.0.0.1", {"Host": "localhost.fairpassage.example"}, False),
        ("127.0.0.1", {"Host": "[::1"}, False),
        ("192.0.2.7", {"X-Forwarded-For": "127.0.0.1"}, False),
    ],
)
async def test_only_this_machine_is_answered(
    sqlite: AsyncEngine, peer: str, headers: dict[str, str], there: bool
) -> None:
    response = await metrics_of(sqlite).answer(asks(peer, headers))
    assert response.status == (200 if there else 404)


@pytest.mark.parametrize(
    ("peer", "headers", "there"),
    [
        ("10.1.2.3", {"Host": "fairpassage:8080"}, True),
        ("::ffff:10.1.2.3", {}, True),
        ("127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, True),
        ("127.0.0.1", {"X-Forwarded-For": "10.1.2.3, 192.0.2.7"}, False),
        ("192.0.2.7", {"X-Forwarded-For": "10.1.2.3"}, False),
        ("11.1.2.3", {}, False),
        ("127.0.0.1", {}, True),
    ],
)
async def test_a_setting_names_networks(sqlite: AsyncEngine, peer: str, headers: dict[str, str], there: bool) -> None:
    proxies = Origin([ip_network("127.0.0.0/8")])
    response = await metrics_of(sqlite, (ip_network("10.0.0.0/8"),), proxies).answer(asks(peer, headers))
    assert response.status == (200 if there else 404)


def test_a_network_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRPASSAGE_METRICS_NETWORKS", "10.0.0.0/8, 192.0.2.0/24")
    assert read_settings().metrics_networks == (ip_network("10.0.0.0/8"), ip_network("192.0.2.0/24"))
    monkeypatch.setenv("FAIRPASSAGE_METRICS_NETWORKS", "the office")
    with pytest.raises(WrongSetting, match="FAIRPASSAGE_METRICS_NETWORKS"):
        read_settings()


LABELS = {
    "door": {did.value for did in Did} - {Did.FAULT.value},
    "state": {*(one.value for one in DeliveryState), *(one.value for one in BulletinState)},
}


async def test_no_label_tells_what_anybody_asked(database: AsyncEngine) -> None:
    await staffed(database)
    async with database.begin() as connection:
        for one in range(37):
            await connection.execute(
                subscriptions.insert().values(
                    visitor=f"canary{one}".encode().ljust(16, b"."),
                    address=b"sealed",
                    kind="person",
                    language="fil",
                    rhythm="now",
                    seen="2026-11",
                    home="PH",
                    occupation="2221",
                    destinations=",GB,",
                )
            )
    await released(database, {"en": "Fees are illegal."})
    traffic = Traffic(NOW)
    for _ in range(123):
        traffic.note(Did.CHAT, NOW)
    figures = await Watch(database, traffic, lambda: NOW + HOUR).operations()
    families = list(text_string_to_metric_families(exposition(figures)))  # type: ignore[no-untyped-call]  # it has none
    for family in families:
        for sample in family.samples:
            for label, value in sample.labels.items():
                assert value in LABELS[label], sample
            if family.name not in ("fairpassage_started_seconds", "fairpassage_database_reached"):
                assert sample.value % 10 == 0, sample
    values = {
        (one.name, one.labels.get("state") or one.labels.get("door")): one.value for f in families for one in f.samples
    }
    assert values["fairpassage_answers_total", "telegram"] == 120
    assert values["fairpassage_subscribers", None] == 30
    assert values["fairpassage_copies", "waiting"] == 30
    assert values["fairpassage_bulletins", "released"] == 0
    assert not re.search(r"PH|GB|2221|fil\b|fees|canary", exposition(figures))


async def test_figures_of_the_database_are_asked_for_once_an_hour(sqlite: AsyncEngine) -> None:
    clock = Clock()
    watch = Watch(sqlite, Traffic(NOW), clock)
    assert (await watch.operations()).subscribers == 0
    async with sqlite.begin() as connection:
        rows = [
            {
                "visitor": bytes([one] * 16),
                "address": b"x",
                "kind": "person",
                "language": "en",
                "rhythm": "now",
                "seen": "2026-11",
            }
            for one in range(10)
        ]
        await connection.execute(subscriptions.insert(), rows)
    clock.now += HOUR - 1
    assert (await watch.operations()).subscribers == 0, "the tenth is not seen at the moment at which she comes"
    clock.now += 1
    assert (await watch.operations()).subscribers == 10


async def test_a_database_that_is_gone_is_told_and_the_page_stays() -> None:
    engine = open_database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")  # nothing listens there
    response = await Metrics(Watch(engine, Traffic(NOW), lambda: NOW), (), Origin()).answer(asks("127.0.0.1"))
    assert response.headers["Content-Type"] == MEDIA
    assert isinstance(response.body, bytes)
    assert b"fairpassage_database_reached 0\n" in response.body


async def test_the_house_counts_its_doors_and_not_who_looks_after_it(answers: Answers, tmp_path: object) -> None:
    house = House(Settings(data_dir=tmp_path, _env_file=None))  # type: ignore[call-arg, arg-type]
    for path in (
        "/en",
        "/desk",
        "/api/v1/x",
        "/healthz",
        "/readyz",
        "/metrics",
        "/static/x",
        "/telegram/webhook",
        "/robots.txt",
    ):
        await house._note(make_mocked_request("GET", path), web.Response())
    await house._note(make_mocked_request("GET", "/en/kit"), web.Response(status=503))
    counts = house.traffic._counts
    assert counts == {Did.PAGE: 1, Did.DESK: 1, Did.API: 1, Did.FAULT: 1}
