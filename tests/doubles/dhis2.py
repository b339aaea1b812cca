"""A DHIS2 over loopback with TLS, that takes data values and refuses what DHIS2 refuses.

Its answers are import summaries as the Developer guide shows them: since 2.38 with status 409 and inside a `response`
where there are conflicts, before that bare and with status 200.
"""

import io
import json
import re
import ssl
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.library.library import Library
from bot.monitoring.formats_found import formats
from bot.monitoring.publication import Publication

TOKEN = "d2pat_a1b2c3d4e5f6g7h8"
MOST = 500
_PERIOD = re.compile(r"[0-9]{4}(?:Q[1-4]|S[12]|0[1-9]|1[0-2])")


class Dhis2Double:
    """The server. What it knows is imported with `know`; `values` are what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.elements: dict[str, dict[str, Any]] = {}
        self.combinations: dict[str, set[str]] = {}
        self.units: set[str] = set()
        self.values: dict[tuple[str, ...], str] = {}
        self.requests: list[tuple[Mapping[str, str], list[dict[str, str]]]] = []
        self.old = False
        self.answer: web.Response | None = None
        """What is answered in place of a summary."""
        self.lies = False
        """Whether the dry run finds everything well, and the import does not."""
        self.before: Callable[[int], Awaitable[None]] | None = None
        """What happens before a request is answered, by its number from 1: it can wait, hang, or end everything."""
        self.url = ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def start(self) -> None:
        """Listen, after a stop on the same port again."""
        application = web.Application(client_max_size=64 << 20)
        application.router.add_post("/dhis/api/dataValueSets", self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        port = int(self.url.rpartition(":")[2].partition("/")[0]) if self.url else 0
        certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if not self.url:
            self._certify()
        certificate.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        await web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=certificate).start()
        self.url = f"https://localhost:{self._runner.addresses[0][1]}/dhis"

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Break off what is asked, and listen no more."""
        await self._runner.cleanup()

    def know_of(self, told: Publication, library: Library) -> None:
        """Import the metadata of a release's file, in a DHIS2 that has the home countries for units."""
        with zipfile.ZipFile(io.BytesIO(formats()["dhis2"].write(told))) as pack:
            known = json.loads(pack.read("metadata.json"))
        self.know(known, {one.code for one in library.with_role("home")} | {"FP_ALL"})

    def know(self, metadata: Mapping[str, Any], units: set[str]) -> None:
        """Import metadata; raises AssertionError where DHIS2 would not take it."""
        everything = [one for listed in metadata.values() for one in listed]
        assert len({one["id"] for one in everything}) == len(everything)
        for one in everything:
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]{10}", one["id"])
            assert len(one.get("code", "")) <= 50
            assert len(one["name"]) <= 230
            assert len(one.get("shortName", "")) <= 50
        combos = {one["id"]: set() for one in metadata.get("categoryCombos", [])}  # type: dict[str, set[str]]
        for one in metadata.get("categoryOptionCombos", []):
            combos[one["categoryCombo"]["id"]].add(one["code"])
        assert all(len(codes) <= MOST for codes in combos.values())
        self.combinations |= combos
        for one in metadata["dataElements"]:
            assert one["domainType"] == "AGGREGATE"
            self.elements[one["code"]] = one
        self.units |= units

    async def _take(self, request: web.Request) -> web.Response:
        sent = json.loads(await request.read())["dataValues"]
        self.requests.append((dict(request.query), sent))
        if self.before is not None:
            await self.before(len(self.requests))
        if request.headers.get("Authorization") != f"ApiToken {TOKEN}":
            told = {"httpStatus": "Unauthorized", "httpStatusCode": 401, "status": "ERROR", "message": "Unauthorized"}
            return web.json_response(told, status=401)
        if self.answer is not None:
            return self.answer
        dry = request.query.get("dryRun") == "true"
        conflicts = [] if self.lies and dry else self._conflicts(request.query, sent)
        if self.lies and not dry:
            conflicts.append(_conflict("E7641", sent[0]["dataElement"], "Data set is locked"))
        return self._summary(sent, conflicts, dry=dry)

    def _conflicts(self, query: Mapping[str, str], sent: list[dict[str, str]]) -> list[dict[str, Any]]:
        found = []
        by_code = all(
            query.get(f"{one}IdScheme") == "CODE" for one in ("dataElement", "orgUnit", "categoryOptionCombo")
        )
        seen = set()
        for one in sent:
            element = self.elements.get(one["dataElement"]) if by_code else None
            combo = (element or {}).get("categoryCombo", {}).get("id")
            if element is None:
                found.append(_conflict("E7610", one["dataElement"], "Data element not found or not accessible"))
            elif one["orgUnit"] not in self.units:
                found.append(_conflict("E7612", one["orgUnit"], "Organisation unit not found or not accessible"))
            elif not _PERIOD.fullmatch(one["period"]):
                found.append(_conflict("E7611", one["period"], "Period not valid"))
            elif one.get("categoryOptionCombo") not in (self.combinations[combo] if combo else {None}):
                found.append(_conflict("E7613", str(one.get("categoryOptionCombo")), "Category option combo not found"))
            elif not re.fullmatch(r"[1-9][0-9]*", one["value"]):
                found.append(_conflict("E7619", one["value"], "Value must match value type INTEGER_POSITIVE"))
            elif _key(one) in seen:
                found.append(_conflict("E7640", one["dataElement"], "Duplicate value"))
            seen.add(_key(one))
        return found

    def _summary(self, sent: list[dict[str, str]], conflicts: list[dict[str, Any]], *, dry: bool) -> web.Response:
        bad = len(conflicts)
        new = sum(_key(one) not in self.values for one in sent)
        if not dry and not bad:
            self.values |= {_key(one): one["value"] for one in sent}
        taken = 0 if bad and not self.old else len(sent) - bad
        summary: dict[str, Any] = {
            "responseType": "ImportSummary",
            "status": "WARNING" if bad else "SUCCESS",
            "description": "Import process completed successfully",
            "importCount": {
                "imported": min(taken, new),
                "updated": max(0, taken - new),
                "ignored": len(sent) - taken,
                "deleted": 0,
            },
            "conflicts": conflicts,
            "dataSetComplete": "false",
        }
        if self.old:
            return web.json_response(summary)
        told = {"httpStatus": "Conflict" if bad else "OK", "httpStatusCode": 409 if bad else 200}
        return web.json_response(
            told | {"status": "WARNING" if bad else "OK", "response": summary}, status=409 if bad else 200
        )

    def _certify(self) -> None:
        """A key and certificate of its own; `trust` believes it."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        encoding, none = serialization.Encoding.PEM, serialization.NoEncryption()
        (self.folder / "cert.pem").write_bytes(made.public_bytes(encoding))
        (self.folder / "key.pem").write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, none))

    @property
    def trust(self) -> ssl.SSLContext:
        """Believes this server's certificate and no other."""
        return ssl.create_default_context(cafile=str(self.folder / "cert.pem"))


def _key(one: Mapping[str, str]) -> tuple[str, ...]:
    return (one["dataElement"], one["period"], one["orgUnit"], one.get("categoryOptionCombo", ""))


def _conflict(code: str, thing: str, said: str) -> dict[str, Any]:
    return {"object": thing, "value": said, "errorCode": code}
