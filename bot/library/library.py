"""The library and the questions that screens ask of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.model.content import (
    Agreement,
    Code,
    Comparison,
    Contact,
    Country,
    Fact,
    Figure,
    Input,
    Instrument,
    KitPage,
    Occupation,
    Page,
    Practice,
    PriceLevel,
    Programme,
    Rate,
    RedFlag,
    Right,
    Role,
    Ruling,
    Step,
    StepList,
    Term,
)
from bot.model.evidence import Standing


@dataclass(frozen=True)
class Library:
    """Everything that content/ says, checked, by id. `version` changes whenever anything in it does."""

    version: str
    countries: Mapping[str, Country] = field(default_factory=dict)
    occupations: Mapping[str, Occupation] = field(default_factory=dict)
    kit: Mapping[str, KitPage] = field(default_factory=dict)
    rights: Mapping[str, Right] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    practices: Mapping[str, Practice] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    red_flags: Mapping[str, RedFlag] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    sums: Mapping[str, Input] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
    price_levels: Mapping[str, PriceLevel] = field(default_factory=dict)
    comparison: Mapping[str, Comparison] = field(default_factory=dict)

    def with_role(self, role: Role) -> tuple[Country, ...]:
        """The countries that can be chosen as home or as destination."""
        return tuple(country for country in self.countries.values() if role in country.roles)

    @cached_property
    def offered(self) -> tuple[Occupation, ...]:
        """The occupations that can be chosen."""
        return tuple(occupation for occupation in self.occupations.values() if occupation.offered)

    @cached_property
    def _occupation_by_code(self) -> Mapping[str, Occupation]:
        return {code: one for one in self.occupations.values() for code in (one.code, *one.also)}

    def occupation(self, code: str) -> Occupation | None:
        """The occupation with this ISCO-08 code."""
        return self._occupation_by_code.get(code)

    def facts(
        self, country: str, topics: Iterable[str], *, home: str = "", destination: str = "", occupation: str = ""
    ) -> tuple[Fact, ...]:
        """A country's facts on topics, in their order, for one corridor and occupation ("" where unknown)."""
        fitting = self._fitting(country, home, destination, occupation)
        return tuple(fact for topic in topics for fact in fitting if fact.topic == topic)

    def on_right(
        self, country: str, right: str, *, home: str = "", destination: str = "", occupation: str = ""
    ) -> tuple[Fact, ...]:
        """What a country's law and practice say on a rights topic, for one visitor ("" where unknown)."""
        return tuple(fact for fact in self._fitting(country, home, destination, occupation) if right in fact.rights)

    def _fitting(self, country: str, home: str, destination: str, occupation: str) -> tuple[Fact, ...]:
        """A country's facts that are meant for a visitor; what is unknown of her leaves nothing out."""
        held = self.countries.get(country)
        if held is None:
            return ()
        chosen = self.occupation(occupation)
        return tuple(
            fact
            for fact in held.facts
            if not (fact.homes and home and home not in fact.homes)
            and not (fact.destinations and destination and destination not in fact.destinations)
            and not (fact.occupations and chosen and chosen.id not in fact.occupations)
        )

    def settled(
        self,
        country: str,
        ruling: Ruling,
        today: date,
        *,
        home: str = "",
        destination: str = "",
        occupation: str = "",
    ) -> tuple[Fact, ...]:
        """The facts of a country that are in force on a day and settle a question of the tools for one visitor."""
        outside, work = (Standing.ENDED, Standing.NOT_YET), self.occupation(occupation)
        return tuple(
            fact
            for fact in self._fitting(country, home, destination, occupation)
            if fact.ruling is ruling
            and not fact.history
            and fact.evidence.standing(today) not in outside
            and not (work and work.id in fact.ruling_except)
        )

    def steps_of(self, which: StepList) -> tuple[Step, ...]:
        """The steps of one list of the checklist, in their order."""
        return tuple(step for step in self.steps.values() if step.list is which)

    @cached_property
    def fact_by_id(self) -> Mapping[str, tuple[str, Fact]]:
        """Every fact of every country by its id, with the country's code."""
        return {fact.id: (country.code, fact) for country in self.countries.values() for fact in country.facts}

    def contacts(self, country: str, occupation: str = "") -> tuple[Contact, ...]:
        """The bodies that help in a country, where an occupation is known those that help with it."""
        held, chosen = self.countries.get(country), self.occupation(occupation)
        own = held.contacts if held else ()
        return tuple(one for one in own if not (one.occupations and chosen and chosen.id not in one.occupations))

    @cached_property
    def contact_by_id(self) -> Mapping[str, Contact]:
        """Every contact of every country by its id."""
        return {contact.id: contact for country in self.countries.values() for contact in country.contacts}

    def agreements_of(self, home: str, destination: str) -> tuple[Agreement, ...]:
        """The agreements that bind both ends of a corridor."""
        return tuple(one for one in self.agreements.values() if home in one.parties and destination in one.parties)

    def practices_of(self, country: str) -> tuple[Practice, ...]:
        """What was tried in a country, the newest first."""
        own = [one for one in self.practices.values() if country in one.countries]
        return tuple(sorted(own, key=lambda one: (one.history, -(one.year or 0), one.id)))

    def codes_of(self, home: str, destination: str) -> tuple[Code, ...]:
        """The codes that matter for a corridor ("" where unknown)."""
        return tuple(
            one
            for one in self.codes.values()
            if (not one.homes or not home or home in one.homes)
            and (not one.destinations or not destination or destination in one.destinations)
        )
