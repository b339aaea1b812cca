"""What the sums reckon with: her own numbers, and until she gives them what facts of the library say.

Unknown stays unknown: what neither she nor a fact gives is None and is never taken as zero without saying so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from bot.model.content import Fact, Prefill
from bot.model.evidence import Evidence, Standing
from bot.model.value import Money
from bot.money.formulas import CHEAPER, DEARER, Case, Loan, monthly_interest
from bot.money.state import COSTS_HOME, COSTS_THERE, DEPOSIT, TOGETHER, Numbers
from bot.screens.ask import Ask
from bot.screens.ends import corridor

COSTS = (*COSTS_THERE, *COSTS_HOME, "other-there", "other-home")
"""Everything that is paid before the first pay, the deposit among it."""
_THERE = frozenset({*COSTS_THERE, "other-there", "pay", "pay-low", "living", "living-high", "first-pay"})
_HOME = frozenset({*COSTS_HOME, "other-home", "home-pay", "home-left", "home-care", "debt"})
_TWELFTH = Decimal(12)


@dataclass(frozen=True, slots=True)
class Given:
    """A number in its low and high case; `fact` says where it comes from, None where she gave it herself."""

    low: Decimal
    high: Decimal
    fact: Fact | None = None

    def times(self, factor: Decimal) -> "Given":
        """Both cases multiplied."""
        return replace(self, low=self.low * factor, high=self.high * factor)


class Inputs:
    """The numbers of one visitor in one corridor on one day."""

    def __init__(self, ask: Ask, numbers: Numbers) -> None:
        self.numbers = numbers
        self._library = ask.library
        self._place = ask.place
        self._today = ask.today
        self.home = ask.library.countries[ask.place.home].currency
        self.there = ask.library.countries[ask.place.destination].currency

    def currency(self, name: str) -> str:
        """The money that an input stands in, "" for months and per cent."""
        return self.there if name in _THERE else self.home if name in _HOME else ""

    def get(self, name: str) -> Given | None:
        """What is known of an input; single costs that were added up are not counted beside their sum."""
        if name in self.numbers:
            return Given(self.numbers[name], self.numbers[name])
        if self.together and name in (*COSTS_THERE, *COSTS_HOME):
            return None
        return self._prefilled.get(name)

    @property
    def together(self) -> bool:
        """Whether the single costs are added up."""
        return TOGETHER in self.numbers

    def costs_of_facts(self) -> Mapping[str, Decimal]:
        """The single costs that facts give and she has not changed, the dear end of each."""
        return {name: one.high for name, one in self._prefilled.items() if name in (*COSTS_THERE, *COSTS_HOME)}

    @cached_property
    def rate(self) -> Decimal | None:
        """Her money for one unit of the money there: typed, the same money, or from the library's rates."""
        if self.home == self.there:
            return Decimal(1)
        return self.numbers.get("rate") or self._between(self.there, self.home)

    @property
    def rate_evidence(self) -> Evidence | None:
        """Where the rate comes from, None where it is hers or not needed."""
        if "rate" in self.numbers or self.home == self.there or self._between(self.there, self.home) is None:
            return None
        return self._library.rates[self.home if self.home != "EUR" else self.there].evidence

    def in_home_money(self, name: str) -> Given | None:
        """An amount in her own money; None where it or the rate is unknown."""
        given = self.get(name)
        if given is None or self.currency(name) != self.there:
            return given
        return None if self.rate is None else given.times(self.rate)

    def _between(self, one: str, other: str) -> Decimal | None:
        """What one unit of a money costs in another, from the library's rates for one euro."""
        if one == other:
            return Decimal(1)
        known = {"EUR": Decimal(1)} | {key: rate.per_euro for key, rate in self._library.rates.items()}
        return known[other] / known[one] if one in known and other in known else None

    @cached_property
    def _prefilled(self) -> Mapping[str, Given]:
        """What facts give; the first one that fits her country and occupation and is in force."""
        found: dict[str, Given] = {}
        for name, one in self._library.sums.items():
            for prefill in one.prefills:
                if name not in found and (given := self._from_fact(prefill, self.currency(name))) is not None:
                    found[name] = given
        return found

    def _from_fact(self, prefill: Prefill, currency: str) -> Given | None:
        country, fact = self._library.fact_by_id[prefill.fact]
        place = self._place
        if country not in (place.home, place.destination):
            return None
        if fact not in self._library.facts(country, [fact.topic], **corridor(place)):
            return None
        if fact.evidence.standing(self._today) not in (Standing.IN_FORCE, Standing.REVIEW_DUE):
            return None
        if not prefill.low:
            return Given(Decimal(0), Decimal(0), fact)
        low = self._sum(fact, prefill.low, prefill, currency)
        high = self._sum(fact, prefill.high or prefill.low, prefill, currency)
        return None if low is None or high is None else Given(low, high, fact)

    def _sum(self, fact: Fact, names: Iterable[str], prefill: Prefill, currency: str) -> Decimal | None:
        """The values of a fact, added up and brought to a month; None where one is in a money without a rate."""
        total = Decimal(0)
        for name in names:
            value = fact.values[name]
            rate = self._between(value.currency, currency) if isinstance(value, Money) else None
            if not isinstance(value, Money) or rate is None:
                return None
            total += value.amount * rate
        match prefill.per:
            case "year":
                return total / _TWELFTH
            case "month":
                return total * prefill.payments / _TWELFTH
            case "once":
                return total

    # What follows from the inputs

    @cached_property
    def net_pay(self) -> Given | None:
        """What is paid out a month there: typed, or the official pay less what she says is taken off it."""
        if "pay" in self.numbers:
            return self.get("pay")
        gross, taken = self.get("pay"), self.get("deducted")
        if gross is None or taken is None:
            return None
        return gross.times(1 - taken.high / 100)

    @cached_property
    def lost_pay(self) -> Decimal | None:
        """Months without pay times the pay at home."""
        months, pay = self.numbers.get("lost-months"), self.numbers.get("home-pay")
        if months == 0:
            return Decimal(0)
        return None if months is None or pay is None else months * pay

    def upfront(self, *, low: bool) -> Decimal | None:
        """The known costs but the deposit, in her own money; dear ones in the low case. None where nothing is known."""
        given = [self.in_home_money(name) for name in COSTS if name != DEPOSIT]
        known = [one.high if low else one.low for one in given if one is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def loan(self) -> Loan | None:
        """The loan; None where there is a debt and nobody knows its interest or months."""
        debt, months = self.numbers.get("debt"), self.numbers.get("loan-months")
        if not debt:
            return Loan()
        interest = self.interest
        if months is None or not months or interest is None:
            return None
        return Loan(debt=debt, interest=interest, months=int(months))

    @property
    def interest(self) -> Decimal | None:
        """The interest a month, as a fraction."""
        if "interest-month" in self.numbers:
            return self.numbers["interest-month"] / 100
        yearly = self.numbers.get("interest-year")
        return None if yearly is None else monthly_interest(yearly / 100)

    @property
    def own_low_case(self) -> bool:
        """Whether she gave a low case of her own."""
        return "pay-low" in self.numbers or "living-high" in self.numbers

    def case(self, *, low: bool) -> Case | None:
        """The low or the high case; None as long as pay, living costs, rate, a cost or the loan's terms are missing."""
        pay, living, rate, loan = self.net_pay, self.get("living"), self.rate, self.loan
        upfront, lost = self.upfront(low=low), self.lost_pay
        if pay is None or living is None or rate is None or loan is None or (upfront is None and lost is None):
            return None
        stressed = low and not self.own_low_case
        first, months = self.numbers.get("first-pay"), self.numbers.get("first-months")
        return Case(
            rate=rate * CHEAPER if stressed and self.home != self.there else rate,
            pay_there=self.numbers.get("pay-low", pay.low) if low else pay.high,
            living_there=self._living(living, low=low, stressed=stressed),
            first_pay_there=first if months else None,
            first_months=int(months or 0),
            upfront=upfront or Decimal(0),
            lost_pay=lost or Decimal(0),
            care=self.numbers.get("home-care", Decimal(0)),
            left_at_home=self.numbers.get("home-left", Decimal(0)),
            loan=loan,
        )

    def _living(self, living: Given, *, low: bool, stressed: bool) -> Decimal:
        if stressed:
            return living.high * DEARER
        return self.numbers.get("living-high", living.high) if low else living.low

    def missing(self) -> Iterator[str]:
        """Inputs without which there is no result, the most important first."""
        if self.net_pay is None:
            yield "deducted" if self.get("pay") is not None else "pay"
        if self.get("living") is None:
            yield "living"
        if self.rate is None:
            yield "rate"
        if not any(self.get(name) for name in COSTS if name != DEPOSIT) and self.lost_pay is None:
            yield "travel"
        if self.loan is None:
            yield from (name for name in ("interest-year", "loan-months") if not self._given(name))

    def _given(self, name: str) -> bool:
        return bool(self.numbers.get(name)) or (name == "interest-year" and self.interest is not None)

    def not_counted(self) -> Iterator[str]:
        """Inputs that the result leaves out because nobody knows them."""
        silent = (*COSTS_THERE, *COSTS_HOME) if self.together else (DEPOSIT,)
        for name in (*COSTS, "home-left", "home-care", "debt"):
            if self.in_home_money(name) is None and name not in (*silent, "other-there", "other-home"):
                yield name
        if self.lost_pay is None:
            yield "home-pay" if "lost-months" in self.numbers else "lost-months"
        first = [name for name in ("first-pay", "first-months") if not self.numbers.get(name)]
        if len(first) == 1:
            yield first[0]
