"""Send a release to a DHIS2: first as a dry run, whose summary is shown, and then for good.

What DHIS2 answers is read: status 200 alone is no success. Withheld figures are not sent.
Source: DHIS2 Developer guide, data values: /api/dataValueSets, import summaries with status, counts and conflicts.
"""

import io
import json
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.actions.public_address import Allowed, NotPublic, PublicResolver, checked, is_public
from bot.model.message import sayable
from bot.model.staff import Refused
from bot.monitoring.dhis2 import values
from bot.monitoring.publication import Publication

PATIENCE = 120.0
"""Seconds in which DHIS2 has to answer."""
LARGEST = 4 << 20
"""Bytes of an answer that are read."""
SHOWN = 20
"""Conflicts that are told."""
_TOKEN = re.compile(r"[A-Za-z0-9_]{8,200}")
_SCHEMES = {"dataElementIdScheme": "CODE", "orgUnitIdScheme": "CODE", "categoryOptionComboIdScheme": "CODE"}
_COUNTS = ("imported", "updated", "ignored", "deleted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What DHIS2 did, or would do in a dry run, with the values that were sent.

    `conflicts` are its own words on what it refused, the first of them. `withheld` figures were not sent.
    """

    dry: bool
    status: str
    sent: int
    withheld: int
    imported: int = 0
    updated: int = 0
    ignored: int = 0
    deleted: int = 0
    conflicts: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every value was taken, and nothing else happened."""
        taken = self.imported + self.updated
        return (
            self.status in ("SUCCESS", "OK")
            and taken == self.sent
            and not (self.ignored or self.deleted or self.conflicts)
        )


class Dhis2:
    """A DHIS2 at an https address, entered with a personal access token.

    `allowed` tells which numeric addresses may be reached, `trust` whose certificates are believed; both are other
    than usual in tests alone. Raises Refused where the address or the token cannot be right.
    """

    def __init__(
        self, address: str, token: str, allowed: Allowed = is_public, trust: ssl.SSLContext | None = None
    ) -> None:
        self._base = checked(address, allowed)
        if not _TOKEN.fullmatch(token):
            raise Refused("token", "Give a personal access token of DHIS2, as it was shown there once.")
        self._token, self._allowed, self._trust = token, allowed, trust

    async def dry_run(self, told: Publication) -> Summary:
        """What would happen if the release were sent; raises Refused where DHIS2 cannot be asked."""
        return await self._sent(told, dry=True)

    async def push(self, told: Publication) -> Summary:
        """Send the release. A dry run goes before, and where it is not whole nothing is sent: its summary is told."""
        first = await self._sent(told, dry=True)
        return await self._sent(told, dry=False) if first.whole else first

    async def _sent(self, told: Publication, *, dry: bool) -> Summary:
        sent = values(told)
        if not sent:
            raise Refused("", "Every figure of this release is withheld; there is nothing to send.")
        body = json.dumps({"dataValues": sent}, ensure_ascii=False).encode()
        query = _SCHEMES | {"dryRun": str(dry).lower(), "importStrategy": "CREATE_AND_UPDATE"}
        status, answer = await self._posted(f"{self._base}/api/dataValueSets", query, body)
        withheld = sum(table.withheld for table in told.release.tables)
        return summary_of(_read(status, answer), dry=dry, sent=len(sent), withheld=withheld)

    async def _posted(self, address: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and content of the answer; raises Refused."""
        headers = {
            "Authorization": f"ApiToken {self._token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        connector = aiohttp.TCPConnector(
            resolver=PublicResolver(self._allowed), use_dns_cache=False, ssl=self._trust or True
        )
        limit, file = aiohttp.ClientTimeout(total=PATIENCE), io.BytesIO(body)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=limit, trust_env=False) as session,
                session.post(address, params=query, data=file, headers=headers, allow_redirects=False) as response,
            ):
                return response.status, await _content(response)
        except NotPublic as error:
            raise _inside() from error
        except aiohttp.ClientConnectorDNSError as error:
            if isinstance(error.os_error, NotPublic):
                raise _inside() from error
            raise Refused("address", "There is no machine of this name; look at the address again.", 502) from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise Refused("address", "Its certificate is not valid; nothing was sent.", 502) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            said = "DHIS2 did not answer; whether it took anything is not known. Send it again: no value counts twice."
            raise Refused("address", said, 502) from error


def _inside() -> Refused:
    return Refused("address", "This name leads into a network; give an address that is reached from everywhere.")


async def _content(response: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > LARGEST:
            raise Refused("address", "The answer is too long to be that of a DHIS2.", 502)
        parts.append(part)
    return b"".join(parts)


def _read(status: int, content: bytes) -> Mapping[str, Any]:
    """The answer as JSON; raises Refused where it is none of DHIS2's import summaries."""
    if status in (401, 403):
        raise Refused("token", "DHIS2 does not let this token add data values; look at its rights.", 502)
    if 300 <= status < 400:
        raise Refused("address", "This address leads on to another; give that one, as it is after signing in.", 502)
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        said = sayable("There is no DHIS2 at this address (status {status}, and no summary).", status=status)
        raise Refused("address", said, 502)
    found = answer.get("response", answer)
    if not isinstance(found, dict) or not isinstance(found.get("importCount"), dict):
        raise Refused("", _plain(f"DHIS2 refused it as a whole ({status}): {answer.get('message', 'no reason')}"), 502)
    return found


def summary_of(found: Mapping[str, Any], *, dry: bool, sent: int, withheld: int) -> Summary:
    """An import summary as DHIS2 gives it, before and after version 2.38."""
    counts = found["importCount"]
    return Summary(
        dry=dry,
        status=_plain(found.get("status", "")),
        sent=sent,
        withheld=withheld,
        conflicts=tuple(_conflicts(found)),
        **{name: int(counts.get(name, 0) or 0) for name in _COUNTS},
    )


def _conflicts(found: Mapping[str, Any]) -> Iterator[str]:
    listed = found.get("conflicts") or []
    for one in listed[:SHOWN] if isinstance(listed, list) else []:
        if isinstance(one, dict):
            yield _plain(f"{one.get('errorCode', '')} {one.get('object', '')}: {one.get('value', '')}".strip())


def _plain(said: object) -> str:
    """Words of another program, in one line and short."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in str(said)).split())[:300]
