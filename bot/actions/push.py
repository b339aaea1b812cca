"""Send a release to a DHIS2: first as a dry run, whose summary is shown, and then for good.

It goes in parts, so that it can be told how far it is and no request takes long. What DHIS2 answers is read: status 200
alone is no success. Where a part is not taken whole, none after it is sent. Withheld figures are not sent.
Source: DHIS2 Developer guide, data values: /api/dataValueSets, import summaries with status, counts and conflicts.
"""

import io
import json
import re
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from bot.actions.public_address import Allowed, NotPublic, PublicResolver, checked, is_public
from bot.model.message import sayable
from bot.model.staff import Refused
from bot.monitoring.dhis2 import values
from bot.monitoring.publication import Publication

PART = 1000
"""Figures in one request."""
PATIENCE = 120.0
"""Seconds in which DHIS2 has to answer a request."""
LARGEST = 4 << 20
"""Bytes of an answer that are read."""
SHOWN = 20
"""Conflicts that are told."""
NO_ANSWER = sayable(
    "DHIS2 did not answer; whether it took anything is not known. Send it again: no value counts twice."
)
_TOKEN = re.compile(r"[A-Za-z0-9_]{8,200}")
_SCHEMES = {"dataElementIdScheme": "CODE", "orgUnitIdScheme": "CODE", "categoryOptionComboIdScheme": "CODE"}
FINE = ("SUCCESS", "OK")
"""What DHIS2 says where all is well."""


class NotKnown(Refused):
    """DHIS2 was asked, and whether it took anything is not known."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: `number` of `all` figures are asked about, or sent."""

    dry: bool
    number: int
    all: int


Seen = Callable[[Step], None]
"""Is told each step before it is taken."""


def unseen(step: Step) -> None:
    """For whom nobody looks on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What DHIS2 did, or would do in a dry run, with the figures that it answered about: `sent`.

    `conflicts` are its own words on what it refused, the first of them. `withheld` figures are never sent. Of the
    others, `unknown` ones left and no answer came, and `left` ones were not sent; `trouble` tells why it ended there.
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
    unknown: int = 0
    left: int = 0
    trouble: str = ""

    @property
    def fine(self) -> bool:
        """Whether every figure so far was taken, and nothing else happened."""
        taken = self.imported + self.updated
        other = self.ignored or self.deleted or self.conflicts or self.trouble
        return self.status in FINE and taken == self.sent and not other

    @property
    def whole(self) -> bool:
        """Whether every figure was taken, and nothing else happened."""
        return self.fine and not self.left

    def with_part(self, part: "Summary") -> "Summary":
        """This one, and what was answered about the next figures."""
        return replace(
            self,
            status=part.status if self.status in FINE else self.status,
            sent=self.sent + part.sent,
            left=self.left - part.sent,
            conflicts=(*self.conflicts, *part.conflicts)[:SHOWN],
            imported=self.imported + part.imported,
            updated=self.updated + part.updated,
            ignored=self.ignored + part.ignored,
            deleted=self.deleted + part.deleted,
        )

    def broken_off(self, error: Refused, part: int) -> "Summary":
        """This one, where the next `part` figures brought nothing but trouble."""
        unknown = part if isinstance(error, NotKnown) else 0
        return replace(self, unknown=unknown, left=self.left - unknown, trouble=error.sentence)


class Dhis2:
    """A DHIS2 at an https address, entered with a personal access token.

    `allowed` tells which numeric addresses may be reached, `trust` whose certificates are believed; both are other
    than usual in tests alone. Raises Refused where the address or the token cannot be right.
    """

    def __init__(
        self, address: str, token: str, allowed: Allowed = is_public, trust: ssl.SSLContext | None = None
    ) -> None:
        self.address = checked(address, allowed)
        if not _TOKEN.fullmatch(token):
            raise Refused("token", "Give a personal access token of DHIS2, as it was shown there once.")
        self._token, self._allowed, self._trust = token, allowed, trust

    async def dry_run(self, told: Publication, seen: Seen = unseen) -> Summary:
        """What would happen if the release were sent; raises Refused where DHIS2 cannot be asked."""
        return await self._in_parts(told, seen, dry=True)

    async def push(self, told: Publication, seen: Seen = unseen) -> Summary:
        """Send the release. A dry run goes before, and where it is not whole nothing is sent: its summary is told."""
        first = await self.dry_run(told, seen)
        return await self._in_parts(told, seen, dry=False) if first.whole else first

    async def _in_parts(self, told: Publication, seen: Seen, *, dry: bool) -> Summary:
        """Every part is tried, but nothing is sent after a part that was not taken whole; raises Refused if dry."""
        sent = values(told)
        if not sent:
            raise Refused("", "Every figure of this release is withheld; there is nothing to send.")
        withheld = sum(table.withheld for table in told.release.tables)
        whole = Summary(dry=dry, status=FINE[0], sent=0, withheld=withheld, left=len(sent))
        for start in range(0, len(sent), PART):
            part = sent[start : start + PART]
            seen(Step(dry, start, len(sent)))
            whole = await self._with(whole, part)
            if not (dry or whole.fine):
                break
        return whole

    async def _with(self, whole: Summary, part: Sequence[Mapping[str, str]]) -> Summary:
        try:
            return whole.with_part(await self._asked(part, dry=whole.dry))
        except Refused as error:
            if whole.dry:
                raise
            return whole.broken_off(error, len(part))

    async def _asked(self, part: Sequence[Mapping[str, str]], *, dry: bool) -> Summary:
        body = json.dumps({"dataValues": part}, ensure_ascii=False).encode()
        query = _SCHEMES | {"dryRun": str(dry).lower(), "importStrategy": "CREATE_AND_UPDATE"}
        status, answer = await self._posted(f"{self.address}/api/dataValueSets", query, body)
        return summary_of(_read(status, answer), dry=dry, sent=len(part))

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
            raise NotKnown("address", NO_ANSWER, 502) from error


def _inside() -> Refused:
    return Refused("address", "This name leads into a network; give an address that is reached from everywhere.")


async def _content(response: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > LARGEST:
            raise NotKnown("address", "The answer is too long to be that of a DHIS2.", 502)
        parts.append(part)
    return b"".join(parts)


def _read(status: int, content: bytes) -> Mapping[str, Any]:
    """The answer as JSON; raises Refused where it is none of DHIS2's import summaries."""
    if status in (401, 403):
        raise Refused("token", "DHIS2 does not let this token add data values; look at its rights.", 502)
    if 300 <= status < 400:
        raise Refused("address", "This address leads on to another; give that one, as it is after signing in.", 502)
    wrong = Refused if 400 <= status < 500 else NotKnown  # after another status it may have taken something
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        said = sayable("There is no DHIS2 at this address (status {status}, and no summary).", status=status)
        raise wrong("address", said, 502)
    found = answer.get("response", answer)
    if not isinstance(found, dict) or not isinstance(found.get("importCount"), dict):
        reason = _plain(answer.get("message", "-"))
        said = sayable("DHIS2 refused it as a whole ({status}): {reason}", status=status, reason=reason)
        raise wrong("", said, 502)
    return found


def summary_of(answer: Mapping[str, Any], *, dry: bool, sent: int) -> Summary:
    """An import summary as DHIS2 gives it, before and after version 2.38."""
    counts = answer["importCount"]
    return Summary(
        dry=dry,
        status=_plain(answer.get("status", "")),
        sent=sent,
        withheld=0,
        conflicts=tuple(_conflicts(answer)),
        imported=_count(counts, "imported"),
        updated=_count(counts, "updated"),
        ignored=_count(counts, "ignored"),
        deleted=_count(counts, "deleted"),
    )


def _count(counts: Mapping[str, object], name: str) -> int:
    number = counts.get(name)
    return number if isinstance(number, int) else 0


def _conflicts(found: Mapping[str, Any]) -> Iterator[str]:
    listed = found.get("conflicts") or []
    for one in listed[:SHOWN] if isinstance(listed, list) else []:
        if isinstance(one, dict):
            yield _plain(f"{one.get('errorCode', '')} {one.get('object', '')}: {one.get('value', '')}".strip())


def _plain(said: object) -> str:
    """Words of another program, in one line and short."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in str(said)).split())[:300]
