"""Releases for tests: made by arithmetic, the same each time, with printed and withheld figures."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import product

from bot.library.library import Library
from bot.model.counted import Breach, Horizon, Permanence, Reason, Return, Stage
from bot.model.release import Cell, Dimension, Release, Table

D = Dimension


def codes(library: Library) -> Mapping[Dimension, tuple[str, ...]]:
    """The closed lists, from the library and the program."""
    return {
        D.HOME: tuple(sorted(one.code for one in library.with_role("home"))),
        D.DESTINATION: tuple(sorted(one.code for one in library.with_role("destination"))),
        D.REGION: ("002", "019", "142", "150", "009"),
        D.OCCUPATION: tuple(sorted(one.code for one in library.offered)),
        D.STAGE: tuple(Stage),
        D.HORIZON: tuple(Horizon),
        D.PERMANENCE: tuple(Permanence),
        D.REASON: tuple(Reason),
        D.STAYING: tuple(Reason),
        D.RETURN: tuple(Return),
        D.TOPIC: tuple(sorted([*(f"kit/{one}" for one in library.kit), *(f"rights/{one}" for one in library.rights)])),
        D.LANGUAGE: ("ar", "en", "es", "fil", "fr", "hi", "ro", "sw"),
        D.CHANNEL: ("telegram", "terminal", "web"),
        D.HELPFUL: ("no", "yes"),
        D.BREACH: tuple(Breach),
        D.INSTRUMENT: tuple(sorted([*library.codes, *library.agreements, *library.instruments])),
        D.PROGRAMME: tuple(sorted(library.programmes)),
        D.MODE: ("permanent", "temporary", "virtual"),
    }


def table(
    lists: Mapping[Dimension, Iterable[str]], name: str, *dimensions: Dimension, epsilon: float = 0.25, seed: int = 0
) -> Table:
    """A table over all codes of its dimensions: about half of the figures are printed, some large, none a nought."""
    scale, threshold = 1 / epsilon, 24
    cells = []
    for key in product(*(lists[one] for one in dimensions)):
        roll = int.from_bytes(hashlib.sha256(repr((seed, name, key)).encode()).digest()[:4], "big")
        number = roll % 50 if roll % 7 else roll % 3000
        cells.append(Cell(tuple(map(str, key)), number if number >= threshold else None))
    return Table(
        name=name,
        dimensions=dimensions,
        cells=tuple(cells),
        epsilon=epsilon,
        sensitivity=1,
        scale=scale,
        threshold=threshold,
        margin=12,
    )


def intent(library: Library, period: str = "2026-Q4", *, large: bool = False, **changes: object) -> Release:
    """A quarter of intents; `large` has the largest table of the design too."""
    lists = codes(library)
    crossed: dict[str, tuple[Dimension, ...]] = {
        "people": (),
        "home": (D.HOME,),
        "destination": (D.DESTINATION,),
        "occupation": (D.OCCUPATION,),
        "horizon-permanence": (D.HORIZON, D.PERMANENCE),
        "stage": (D.STAGE,),
        "return-interest": (D.RETURN,),
        "reason": (D.REASON,),
        "staying": (D.STAYING,),
        "home-destination": (D.HOME, D.DESTINATION),
        "home-return-interest": (D.HOME, D.RETURN),
    }
    if large:
        crossed["home-destination-occupation"] = (D.HOME, D.DESTINATION, D.OCCUPATION)
    return release(lists, "intent", period, crossed, **changes)


def usage(library: Library, period: str = "2026-11", **changes: object) -> Release:
    """A month of reading."""
    crossed = {"topic-language": (D.TOPIC, D.LANGUAGE), "channel": (D.CHANNEL,), "helpful": (D.TOPIC, D.HELPFUL)}
    return release(codes(library), "usage", period, crossed, **changes)


def breaches(library: Library, period: str = "2026-H2", **changes: object) -> Release:
    """A half-year of reports."""
    crossed = {"breach": (D.BREACH,), "breach-region": (D.BREACH, D.REGION), "instrument": (D.INSTRUMENT,)}
    return release(codes(library), "breaches", period, crossed, **changes)


def release(
    lists: Mapping[Dimension, Iterable[str]],
    group: str,
    period: str,
    crossed: Mapping[str, tuple[Dimension, ...]],
    **changes: object,
) -> Release:
    """A release of some tables; its digest stands for its content."""
    seed = sum(map(ord, period))
    tables = tuple(table(lists, name, *dimensions, seed=seed) for name, dimensions in crossed.items())
    told: dict[str, object] = {
        "period": period,
        "group": group,
        "closed": "2027-01-01",
        "made": "2027-01-02",
        "plan": "1",
        "generations": 1,
        "synthetic": True,
        "tables": tables,
    }
    told |= changes
    digest = hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()
    return Release(**{"digest": digest, **told})  # type: ignore[arg-type]  # the fields of a release
