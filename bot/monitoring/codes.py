"""The closed code list of each dimension, from the library and the enums: what is not on it is never counted.

ISO 3166-1 alpha-2 for countries, UN M49 for regions, ISCO-08 for occupations, BCP 47 for languages; ids of the library
for its entries.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.library.library import Library
from bot.model.content import Mode
from bot.model.counted import Breach, Horizon, Permanence, Reason, Return, Stage, Step
from bot.model.release import Dimension
from bot.monitoring.regions import region_of

CHANNELS = ("telegram", "web")
"""Doors at which visitors are counted."""
NO, YES = "no", "yes"
TOOLS = ("compare", "fit", "offer", "steps", "sums")
"""Pages whose items hold what she tells: answers, numbers, ticks, countries."""
WHOLE_PAGES = (
    *TOOLS,
    "agreement",
    "agreements",
    "authentic",
    "bulletin",
    "bulletins",
    "code",
    "figures",
    "glossary",
    "help",
    "instrument",
    "kit",
    "others",
    "practice",
    "practices",
    "programme",
    "programmes",
    "register",
    "rights",
    "warnings",
)
"""Pages that are counted without their item: an agreement, a programme or help in a country would name a country of
hers beside her language, and a tool's item is hers alone.
"""

_ENUMS: Mapping[Dimension, type[StrEnum]] = {
    Dimension.STAGE: Stage,
    Dimension.HORIZON: Horizon,
    Dimension.PERMANENCE: Permanence,
    Dimension.REASON: Reason,
    Dimension.STAYING: Reason,
    Dimension.RETURN: Return,
    Dimension.BREACH: Breach,
    Dimension.STEP: Step,
    Dimension.MODE: Mode,
}


def codes(library: Library, dimension: Dimension, languages: Collection[str] = ()) -> tuple[str, ...]:
    """Every code of a dimension, sorted. `languages` are those that are offered, for that dimension."""
    if (kind := _ENUMS.get(dimension)) is not None:
        return tuple(sorted(one.value for one in kind))
    match dimension:
        case Dimension.HOME:
            found: Collection[str] = [one.code for one in library.with_role("home")]
        case Dimension.DESTINATION:
            found = [one.code for one in library.with_role("destination")]
        case Dimension.REGION:
            found = {region_of(one.code) for one in library.with_role("destination")} - {""}
        case Dimension.OCCUPATION:
            found = [one.code for one in library.occupations.values()]
        case Dimension.TOPIC:
            found = topics(library)
        case Dimension.LANGUAGE:
            found = languages
        case Dimension.CHANNEL:
            found = CHANNELS
        case Dimension.HELPFUL:
            found = (NO, YES)
        case Dimension.PROGRAMME:
            found = library.programmes.keys()
        case Dimension.INSTRUMENT:
            found = [*library.agreements, *library.codes, *library.instruments]
        case _:
            raise AssertionError(dimension)
    return tuple(sorted(found))


def topics(library: Library) -> frozenset[str]:
    """Every page that is counted: one with each of its subjects where no subject names a country."""
    return frozenset(
        {
            *WHOLE_PAGES,
            *(f"kit/{one}" for one in library.kit),
            *(f"rights/{one}" for one in library.rights),
            *(f"page/{one}" for one in library.pages),
        }
    )


def topic_of(library: Library, page: str, item: str = "") -> str:
    """The topic of a place's page and first item; "" where reading it is not counted."""
    shelf: Mapping[str, object] = {"kit": library.kit, "rights": library.rights, "page": library.pages}.get(page, {})
    if item in shelf:
        return f"{page}/{item}"
    return page if page in WHOLE_PAGES else ""


def main_codes(library: Library) -> Mapping[str, str]:
    """The occupation under which another ISCO-08 code is counted: the library's entry for both."""
    return {other: one.code for one in library.occupations.values() for other in (one.code, *one.also)}


@dataclass(frozen=True)
class Lists:
    """All code lists of a library: in order, to make cells of; as sets, to know codes by; the main ISCO-08 codes."""

    codes: Mapping[Dimension, tuple[str, ...]]
    known: Mapping[Dimension, frozenset[str]]
    main: Mapping[str, str]


def lists_of(library: Library, languages: Collection[str]) -> Lists:
    """The code lists that are in force with a library and the languages that are offered."""
    found = {dimension: codes(library, dimension, languages) for dimension in Dimension}
    return Lists(found, {one: frozenset(values) for one, values in found.items()}, main_codes(library))
