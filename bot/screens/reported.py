"""What she reports as one item of a place, and the Report that it makes: the breach, the step, the corridor."""

from dataclasses import dataclass, replace

from bot.library.library import Library
from bot.model.content import InForce
from bot.model.counted import Breach, Report, Step
from bot.model.packed import packed, unpacked
from bot.model.place import Place
from bot.screens.plans import chosen, with_role

HOME, DESTINATION = 1, 2
"""What of the corridor is left out, as bits of `hidden`."""
BOTH = HOME | DESTINATION
_LIMITS = (len(Breach), len(Step), BOTH)
_BASE = max(_LIMITS) + 1
MOST = 3
"""Of each kind: standards, codes, agreements that are named and counted with a report."""

RIGHTS = {
    Breach.FEE: "fees",
    Breach.PASSPORT: "passport",
    Breach.CONTRACT: "contract",
    Breach.WAGES: "wages",
    Breach.CLAWBACK: "clawback",
    Breach.THREATS: "deportation",
    Breach.VIOLENCE: "violence",
    Breach.FALSE_OFFER: "contract",
    Breach.HOURS: "hours",
    Breach.HOUSING: "housing",
    Breach.DISCRIMINATION: "discrimination",
    Breach.UNION: "union",
}
"""The rights topic that says what the standard is, what to keep as evidence and whom to turn to."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What she told so far: positions in the lists of bot/model/counted.py, 0 where nothing is told."""

    breach: int = 0
    step: int = 0
    hidden: int = 0

    @property
    def item(self) -> str:
        """As an item of a place: at most three letters."""
        return packed((self.breach, self.step, self.hidden), _BASE)

    @property
    def what(self) -> Breach | None:
        """What went wrong."""
        return chosen(tuple(Breach), self.breach)

    @property
    def at(self) -> Step | None:
        """At which step."""
        return chosen(tuple(Step), self.step)

    def but(self, **changes: int) -> "Reported":
        """The same but for some."""
        return replace(self, **changes)


def read_reported(item: str) -> Reported | None:
    """What an item says; None for anything that is not written by `Reported.item`."""
    values = unpacked(item, _BASE, len(_LIMITS))
    if values is None or any(value > limit for value, limit in zip(values, _LIMITS, strict=True)):
        return None
    return Reported(*values)


def ends_of(reported: Reported, place: Place, library: Library) -> tuple[str, str]:
    """Home and destination as far as she tells them."""
    home = with_role(library, place.home, "home")
    there = with_role(library, place.destination, "destination")
    return "" if reported.hidden & HOME else home, "" if reported.hidden & DESTINATION else there


def standards_of(breach: Breach, library: Library) -> tuple[str, ...]:
    """The treaties and conventions that the rights topic rests on, in its order."""
    right = library.rights.get(RIGHTS[breach])
    named = dict.fromkeys(one.instrument for one in right.standards) if right else {}
    return tuple(one for one in named if one in library.instruments)[:MOST]


def codes_of(breach: Breach, home: str, destination: str, library: Library) -> tuple[str, ...]:
    """The codes for recruiters that speak of it and hold in the corridor, those made for it first."""
    topic = RIGHTS[breach]
    fitting = [
        one
        for one in library.codes_of(home, destination)
        if topic in one.rights
        and one.in_force is not InForce.NO
        and not (one.homes and not home)
        and not (one.destinations and not destination)
    ]
    return tuple(one.id for one in sorted(fitting, key=lambda one: not one.homes and not one.destinations))[:MOST]


def agreements_of(home: str, destination: str, library: Library) -> tuple[str, ...]:
    """The agreements between both ends that are not known to have ended, the newest first."""
    own = [one for one in library.agreements_of(home, destination) if one.in_force is not InForce.NO]
    return tuple(one.id for one in sorted(own, key=lambda one: (-(one.year or 0), one.id)))[:MOST]


def report_of(reported: Reported, place: Place, library: Library) -> Report | None:
    """What is counted if she says yes; None before she told what went wrong."""
    if (breach := reported.what) is None:
        return None
    home, there = ends_of(reported, place, library)
    return Report(
        breach=breach,
        step=reported.at,
        home=home,
        destination=there,
        instruments=concerned(breach, home, there, library),
    )


def concerned(breach: Breach, home: str, there: str, library: Library) -> tuple[str, ...]:
    """Everything that a breach concerns, what is made for the corridor first: of one report the first few count."""
    return (
        *agreements_of(home, there, library),
        *codes_of(breach, home, there, library),
        *standards_of(breach, library),
    )
