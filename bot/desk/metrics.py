"""Figures for the operators' own programs, as OpenMetrics 1.0 text. No label says what anybody asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from aiohttp import web

from bot.actions.operations import Operations, Watch
from bot.desk.network import is_here, read_address, sender
from bot.monitoring.traffic import Did

MEDIA = "application/openmetrics-text; version=1.0.0; charset=utf-8"
Network = IPv4Network | IPv6Network
NAME = "fairpassage"
PROXIED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
"""Headers that a proxy adds."""


class Metrics:
    """Answers /metrics: to this machine, and to the networks that a setting names; to others it is not there."""

    def __init__(self, watch: Watch, networks: Sequence[Network]) -> None:
        self._watch, self._networks = watch, networks

    async def answer(self, request: web.Request) -> web.Response:
        """The figures, or 404."""
        if not self._may(request):
            return web.Response(status=404, text="Not here.\n")
        body = exposition(await self._watch.operations())
        return web.Response(body=body.encode(), headers={"Content-Type": MEDIA, "Cache-Control": "no-store"})

    def _may(self, request: web.Request) -> bool:
        """Whether whoever asks is near enough.

        A proxy on this machine asks for others: a header of such a one, or a public name as the host, is not this
        machine, whatever it says.
        """
        address = sender(request)
        if is_here(address):
            return not any(name in request.headers for name in PROXIED) and _names_this_machine(request.host)
        found = read_address(address)
        return found is not None and any(found in network for network in self._networks)


def _names_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or is_here(name)


def exposition(figures: Operations) -> str:
    """The figures in the text format of OpenMetrics 1.0."""
    return "".join(_lines(figures)) + "# EOF\n"


def _lines(figures: Operations) -> Iterator[str]:
    answers = {did: told for did, told in figures.traffic.items() if did is not Did.FAULT}
    faults = figures.traffic[Did.FAULT]
    yield from _family("started_seconds", "gauge", "When this process began.", [({}, figures.started)], "seconds")
    yield from _family("database_reached", "gauge", "Whether the database answers.", [({}, int(figures.reached))])
    yield from _family(
        "answers",
        "counter",
        "Answers since the start, by door; told once an hour, in tens.",
        [({"door": did.value}, told.total) for did, told in answers.items()],
    )
    yield from _family(
        "answers_last_hour",
        "gauge",
        "Answers in the last whole hour, by door, in tens.",
        [({"door": did.value}, told.hour) for did, told in answers.items()],
    )
    yield from _family("faults", "counter", "Requests that failed by a fault of ours, in tens.", [({}, faults.total)])
    yield from _family("faults_last_hour", "gauge", "The same in the last whole hour, in tens.", [({}, faults.hour)])
    copies = [({"state": state.value}, number) for state, number in figures.copies.items()]
    yield from _family("copies", "gauge", "Copies of bulletins by state, asked once an hour, in tens.", copies)
    written = [({"state": state.value}, number) for state, number in figures.bulletins.items()]
    yield from _family("bulletins", "gauge", "Bulletins by state, asked once an hour, in tens.", written)
    about = "Subscribers, asked once an hour, in tens."
    yield from _family("subscribers", "gauge", about, [({}, figures.subscribers)])


def _family(
    name: str, kind: str, about: str, samples: Iterable[tuple[Mapping[str, str], int]], unit: str = ""
) -> Iterator[str]:
    """One metric with its samples; the values of labels are words of our own and need no escaping."""
    yield f"# TYPE {NAME}_{name} {kind}\n"
    if unit:
        yield f"# UNIT {NAME}_{name} {unit}\n"
    yield f"# HELP {NAME}_{name} {about}\n"
    suffix = "_total" if kind == "counter" else ""
    for labels, value in samples:
        inside = ",".join(f'{label}="{text}"' for label, text in labels.items())
        yield f"{NAME}_{name}{suffix}{'{' + inside + '}' if inside else ''} {value}\n"
