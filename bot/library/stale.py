"""What editors should check first: statements past their review or never held against a text, by how many see them.

Nobody is counted here. How many visitors see a statement is judged by the pages that show it: a fact of a destination
stands in the corridors from every home, a right in every country.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.library.check import all_entries
from bot.library.library import Library
from bot.model.content import Contact, Fact
from bot.model.evidence import Checked, Evidence, Standing


@dataclass(frozen=True, slots=True)
class Stale:
    """A statement to check again: its key, how many pages show it, since when it is due, and why."""

    key: str
    seen: int
    due: str
    why: str
    source: str


def stale(library: Library, today: date) -> list[Stale]:
    """What should be checked again, the most seen first, the longest overdue first among equals."""
    found = [
        Stale(key, _seen(library, key, entry), str(evidence.review_by or ""), why, _source(evidence))
        for key, entry in all_entries(library)
        if (evidence := getattr(entry, "evidence", None)) is not None and (why := _why(evidence, today))
    ]
    return sorted(found, key=lambda one: (-one.seen, one.due or "9999", one.key))


def _why(evidence: Evidence, today: date) -> str:
    standing = evidence.standing(today)
    reasons = []
    if standing is Standing.ENDED:
        reasons.append("ended")
    if standing is Standing.REVIEW_DUE:
        reasons.append("review overdue")
    if evidence.checked is Checked.GENERAL_KNOWLEDGE:
        reasons.append("not checked")
    return ", ".join(reasons)


def _seen(library: Library, key: str, entry: object) -> int:
    """Pages on which a statement stands, over all corridors and occupations."""
    homes, ends = len(library.with_role("home")), len(library.with_role("destination"))
    if isinstance(entry, Fact):
        country = library.countries[key.split("/")[1]]
        at_home = len(entry.destinations or [0] * ends) if "home" in country.roles else 0
        abroad = len(entry.homes or [0] * homes) if "destination" in country.roles else 0
        works = len(entry.occupations or library.offered)
        pages = sum(entry.topic in (*page.home_topics, *page.destination_topics) for page in library.kit.values())
        return (at_home + abroad) * works * max(1, pages) + len(entry.rights)
    if isinstance(entry, Contact):
        return 1 + sum(entry.kind in right.contacts for right in library.rights.values())
    if key.startswith("kit/"):
        return homes * ends * len(library.offered)
    return len(library.countries) if key.startswith("rights/") else 1


def _source(evidence: Evidence) -> str:
    """Where to check it: the responsible body's address where it is known."""
    addresses: Iterator[str] = (one.url for one in evidence.sources if one.url)
    return (evidence.verify.url if evidence.verify else "") or next(addresses, "")
