"""Exchange rates from a file of the European Central Bank into content/rates.yaml: asked for, told, never silently.

Read are its reference rates as CSV (eurofxref.csv, or eurofxref-hist.csv, of which the newest day counts) and as XML
(eurofxref-daily.xml): what one euro costs in each money.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree import ElementTree

from bot.model.content import Rate
from bot.model.trouble import Trouble

LARGEST = 5_000_000
"""Bytes of a file; the whole history has two million."""
GOOD_FOR = timedelta(days=31)
"""After this time a rate "may have changed"; an editorial choice."""
_SPACE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}"

_FILE = """\
# Exchange rates: what one euro costs. Read from a file of the European Central Bank with
#   fairpassage check --rates eurofxref.csv
# and never changed in any other way. Without a rate visitors type their own.
sources:
  ecb:
    title: Euro foreign exchange reference rates
    publisher: European Central Bank
    url: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
    date: "{day}"
    show: true
    read: "{read}"
entries:
"""
_ENTRY = """\
- id: {code}
  per_euro: "{rate}"
  source: ecb
  checked: live
  confidence: high
  as_of: "{day}"
  review_by: "{review}"
"""


class UnreadableRates(Trouble):
    """The file holds no rates that can be taken; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What one euro cost in each money (ISO 4217) on a day."""

    day: date
    per_euro: Mapping[str, Decimal]


def read_rates(path: Path) -> Rates:
    """The newest rates of a file; raises UnreadableRates."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableRates(
                f"{path} is larger than any file of rates; give eurofxref.csv or eurofxref-daily.xml."
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableRates(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UnreadableRates(f"{path} is not text; if it is a zip file, unpack it first.") from error
    rates = _from_xml(text, path) if text.lstrip().startswith("<") else _from_csv(text, path)
    if not rates.per_euro:
        raise UnreadableRates(f"{path} names no rates.")
    return rates


def _from_csv(text: str, path: Path) -> Rates:
    rows = [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)
    ]
    if len(rows) < 2 or rows[0][0] != "Date":
        raise UnreadableRates(f"{path} does not begin with the line 'Date, USD, JPY ...' of the European Central Bank.")
    days = [(_day(row[0], path), row) for row in rows[1:]]
    day, newest = max(days, key=lambda pair: pair[0])
    return Rates(day, dict(_amounts(zip(rows[0][1:], newest[1:], strict=False), path)))


def _from_xml(text: str, path: Path) -> Rates:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableRates(f"{path} declares entities, which no file of the European Central Bank does.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  # entities, the danger, are refused above
    except ElementTree.ParseError as error:
        raise UnreadableRates(f"{path} is no XML that can be read ({error}).") from error
    cubes = [(_day(str(one.get("time")), path), one) for one in root.iter(f"{_SPACE}Cube") if one.get("time")]
    if not cubes:
        raise UnreadableRates(f"{path} is not the file eurofxref-daily.xml of the European Central Bank.")
    day, newest = max(cubes, key=lambda pair: pair[0])
    named = ((str(one.get("currency")), str(one.get("rate"))) for one in newest)
    return Rates(day, dict(_amounts(named, path)))


def _day(text: str, path: Path) -> date:
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise UnreadableRates(f"{path}: {text[:30]!r} is no date.")


def _amounts(named: Iterator[tuple[str, str]], path: Path) -> Iterator[tuple[str, Decimal]]:
    """The rates that a day has; N/A and empty cells are passed over, anything else that is no rate is refused."""
    for code, text in named:
        if text in ("", "N/A") or not code:
            continue
        try:
            rate = Decimal(text)
        except InvalidOperation:
            rate = Decimal(0)
        if not re.fullmatch(r"[A-Z]{3}", code) or not rate.is_finite() or not 0 < rate < 10**7:
            raise UnreadableRates(f"{path}: {code[:10]!r} {text[:20]!r} is no rate.")
        yield code, rate


def written(rates: Rates, read: date) -> str:
    """The text of content/rates.yaml. `read` is the day on which the file was read."""
    day, review = rates.day.isoformat(), (rates.day + GOOD_FOR).isoformat()
    entries = (_ENTRY.format(code=code, rate=rate, day=day, review=review) for code, rate in rates.per_euro.items())
    return _FILE.format(day=day, read=f"{read:%Y-%m}") + "".join(entries)


def changes(rates: Rates, held: Mapping[str, Rate]) -> Iterator[str]:
    """What taking the rates over changes, a line each; raises UnreadableRates where newer ones are held."""
    newest = max((one.evidence.as_of for one in held.values()), default="")
    if newest > rates.day.isoformat():
        raise UnreadableRates(f"The rates in the file are of {rates.day}, and the library has some of {newest}.")
    for code, rate in rates.per_euro.items():
        before = held[code].per_euro if code in held else None
        if before is None:
            yield f"{code}: new, {rate}"
        elif before != rate:
            yield f"{code}: {before} -> {rate} ({(rate / before - 1) * 100:+.1f} %)"
    for code in held.keys() - rates.per_euro.keys():
        yield f"{code}: gone, it was {held[code].per_euro}"
