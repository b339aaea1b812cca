"""A synthetic population for demonstrations: nobody of flesh stands behind a single one of its statements.

The weights are invented so that every table shows something to look at; they are no estimate of anything.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from bot.library.library import Library
from bot.model.counted import (
    Breach,
    Helpful,
    Horizon,
    Intent,
    Interest,
    Permanence,
    Reason,
    Report,
    Return,
    Stage,
    Step,
    Use,
)

Dice = Callable[[int], int]
"""A whole number from 0 up to, but not including, the given one."""
Choice = TypeVar("Choice")

HOMES = {"PH": 24, "IN": 18, "NG": 13, "KE": 9, "GH": 7, "ZW": 5, "PK": 4, "EG": 4, "RO": 4, "ID": 3, "NP": 2, "LK": 2}
DESTINATIONS = {
    "PH": {"SA": 26, "GB": 22, "US": 16, "AE": 12, "DE": 8, "QA": 6, "CA": 5, "JP": 3, "AU": 2},
    "IN": {"GB": 30, "SA": 14, "AE": 13, "DE": 12, "AU": 10, "IE": 8, "CA": 7, "US": 6},
    "NG": {"GB": 48, "US": 16, "CA": 14, "SA": 9, "IE": 7, "AU": 6},
    "KE": {"GB": 38, "SA": 20, "DE": 16, "US": 14, "AE": 12},
    "GH": {"GB": 55, "US": 22, "CA": 13, "DE": 10},
    "ZW": {"GB": 60, "AU": 16, "IE": 14, "ZA": 10},
    "RO": {"DE": 40, "IT": 24, "GB": 16, "FR": 12, "ES": 8},
    "EG": {"SA": 46, "KW": 18, "AE": 16, "DE": 12, "GB": 8},
    "ID": {"JP": 42, "SA": 30, "DE": 28},
}
OTHERWISE = {"GB": 30, "SA": 22, "DE": 18, "AE": 12, "US": 10, "AU": 8}
OCCUPATIONS = {"2221": 52, "2222": 9, "2211": 12, "5321": 9, "5322": 5, "2262": 4, "2264": 4, "3212": 4, "2240": 1}
LANGUAGES = {"en": 46, "fil": 18, "hi": 10, "ar": 9, "sw": 6, "fr": 5, "ro": 4, "es": 2}
CHANNELS = {"telegram": 7, "web": 3}
STAGES = {
    Stage.THINKING: 30, Stage.PREPARING: 22, Stage.APPLIED: 12, Stage.OFFER: 6, Stage.LEAVING: 4, Stage.ABROAD: 26,
    Stage.BACK: 4,
}  # fmt: skip
HORIZONS = {Horizon.SOON: 18, Horizon.YEAR: 32, Horizon.LATER: 28, Horizon.OPEN: 22}
PERMANENCES = {Permanence.FOR_A_TIME: 52, Permanence.FOR_GOOD: 22, Permanence.OPEN: 26}
REASONS = {
    Reason.PAY: 34, Reason.WORKLOAD: 15, Reason.CAREER: 13, Reason.TRAINING: 11, Reason.SUPPLIES: 8, Reason.FAMILY: 7,
    Reason.SAFETY: 6, Reason.MANAGEMENT: 4, Reason.OTHER: 2,
}  # fmt: skip
STAYING = {
    Reason.PAY: 38, Reason.WORKLOAD: 20, Reason.SUPPLIES: 12, Reason.TRAINING: 11, Reason.CAREER: 9,
    Reason.MANAGEMENT: 6, Reason.SAFETY: 4,
}  # fmt: skip
RETURNS = {Return.PERMANENT: 24, Return.TEMPORARY: 38, Return.VIRTUAL: 18, Return.NO: 8, Return.OPEN: 12}
BREACHES = {
    Breach.FEE: 28, Breach.CONTRACT: 19, Breach.HOURS: 13, Breach.WAGES: 9, Breach.HOUSING: 8, Breach.CLAWBACK: 8,
    Breach.PASSPORT: 6, Breach.FALSE_OFFER: 4, Breach.DISCRIMINATION: 3, Breach.THREATS: 1, Breach.UNION: 1,
}  # fmt: skip
STEPS = {Step.RECRUITING: 34, Step.WORKING: 38, Step.ARRIVING: 12, Step.DEPARTING: 10, Step.LEAVING: 6}
SKIPPED = 12
"""One answer in so many is left out."""
READ_MOST = (
    "kit/fees",
    "kit/recognition",
    "kit/visa",
    "kit/money",
    "help",
    "rights/contract",
    "rights/passport",
    "kit/recruit",
)
NOT_HELPED = {"kit/recognition": 62, "rights/clawback": 55, "kit/visa": 50}
"""Pages that do not help many, in hundredths; of the others a fifth says no."""


class Weighted(Generic[Choice]):
    """Draws one of several values by its weight."""

    def __init__(self, weights: Mapping[Choice, int]) -> None:
        self._values = list(weights)
        self._sums = list(accumulate(weights.values()))

    def draw(self, dice: Dice) -> Choice:
        """One of the values."""
        return self._values[bisect_right(self._sums, dice(self._sums[-1]))]


class Population:
    """People who were made up. `topics` are the pages that can be counted, the languages those that are offered."""

    def __init__(self, library: Library, topics: Sequence[str], languages: Sequence[str], dice: Dice) -> None:
        self._dice = dice
        homes = {country.code for country in library.with_role("home")}
        ends = {country.code for country in library.with_role("destination")}
        self._homes = Weighted(
            {**dict.fromkeys(sorted(homes), 1), **{code: n for code, n in HOMES.items() if code in homes}}
        )
        self._ends = {
            home: Weighted({code: n for code, n in DESTINATIONS.get(home, OTHERWISE).items() if code in ends})
            for home in homes
        }
        self._topics = Weighted(_read(topics))
        self._languages = Weighted({code: LANGUAGES.get(code, 1) for code in languages})
        self._programmes = [(one.id, mode.value) for one in library.programmes.values() for mode in one.modes]
        self._instruments = [*library.codes, *library.agreements]

    def intents(self, people: int) -> Iterator[Intent]:
        """What so many people plan."""
        for _ in range(people):
            stage = _draw(self._dice, _STAGES)
            home = self._homes.draw(self._dice)
            yield Intent(
                home=home,
                destination=self._ends[home].draw(self._dice),
                occupation=_draw(self._dice, _OCCUPATIONS) or "",
                stage=stage,
                horizon=_draw(self._dice, _HORIZONS) if stage not in (Stage.ABROAD, Stage.BACK) else None,
                permanence=_draw(self._dice, _PERMANENCES),
                reason=_draw(self._dice, _REASONS),
                staying=_draw(self._dice, _STAYING),
                returning=_draw(self._dice, _RETURNS) if stage is Stage.ABROAD or not self._dice(3) else None,
            )

    def reads(self, people: int) -> Iterator[Sequence[Use | Helpful | Interest]]:
        """What so many people read, each up to three pages, and what some of them say about it."""
        for _ in range(people):
            language, channel = self._languages.draw(self._dice), _CHANNELS.draw(self._dice)
            read = dict.fromkeys(self._topics.draw(self._dice) for _ in range(1 + self._dice(3)))
            yield [
                *(Use(topic=topic, language=language, channel=channel) for topic in read),
                *self._said(next(iter(read))),
            ]

    def _said(self, topic: str) -> Iterator[Helpful | Interest]:
        if self._dice(2):
            yield Helpful(topic=topic, helpful=self._dice(100) >= NOT_HELPED.get(topic, 20))
        if self._programmes and not self._dice(6):
            programme, mode = self._programmes[self._few(len(self._programmes), 6)]
            yield Interest(programme=programme, mode=mode)

    def _few(self, number: int, times: int) -> int:
        """One of so many, the first ones more often the more times it is drawn."""
        return min(self._dice(number) for _ in range(times))

    def reports(self, people: int) -> Iterator[Report]:
        """What went wrong for so many people."""
        for _ in range(people):
            home = self._homes.draw(self._dice)
            few = self._few(len(self._instruments), 2)
            yield Report(
                breach=_BREACHES.draw(self._dice),
                step=_draw(self._dice, _STEPS),
                home=home,
                destination=self._ends[home].draw(self._dice),
                instruments=tuple(dict.fromkeys((self._instruments[few], self._instruments[few // 3]))),
            )


def _read(topics: Sequence[str]) -> Mapping[str, int]:
    """How often each page is read: some much, the others a little and less and less."""
    much = {topic: 240 - 20 * rank for rank, topic in enumerate(READ_MOST) if topic in topics}
    return {**{topic: 1 + 60 // (2 + rank) for rank, topic in enumerate(topics)}, **much}


def _draw(dice: Dice, among: Weighted[Choice]) -> Choice | None:
    """One of the values, or None where the answer is left out."""
    return among.draw(dice) if dice(SKIPPED) else None


_STAGES, _HORIZONS, _PERMANENCES = Weighted(STAGES), Weighted(HORIZONS), Weighted(PERMANENCES)
_REASONS, _STAYING, _RETURNS = Weighted(REASONS), Weighted(STAYING), Weighted(RETURNS)
_OCCUPATIONS, _CHANNELS = Weighted(OCCUPATIONS), Weighted(CHANNELS)
_BREACHES, _STEPS = Weighted(BREACHES), Weighted(STEPS)
