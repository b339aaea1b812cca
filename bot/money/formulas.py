"""The money model: what going costs, brings and leaves. Every formula stands in README.md with its source.

All amounts are in her own money unless a name says `there`; months are counted from the first day of work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

LONGEST = 600
"""Months after which nobody waits any more: fifty years."""
GREEN, RED = Decimal("0.20"), Decimal("0.35")
"""Shares of pay that go to debt: below the first one little, above the second one much. An editorial choice."""
DEARER, CHEAPER = Decimal("1.15"), Decimal("0.90")
"""The low case where she gave none: living costs 15 % more, her money gets 10 % less. An editorial choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A debt at its first repayment: the sum, interest a month as a fraction, and the number of equal repayments."""

    debt: Decimal = Decimal(0)
    interest: Decimal = Decimal(0)
    months: int = 0

    @property
    def repayment(self) -> Decimal:
        """What is paid back each month: PMT."""
        if not self.debt or not self.months:
            return Decimal(0)
        if not self.interest:
            return self.debt / self.months
        return self.debt * self.interest / (1 - (1 + self.interest) ** -self.months)

    @property
    def cost(self) -> Decimal:
        """The interest in all: I."""
        return self.repayment * self.months - self.debt if self.months else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `pay_there`, `first_pay_there` and `living_there` are in the destination's money, a month each."""

    rate: Decimal
    pay_there: Decimal
    living_there: Decimal
    first_pay_there: Decimal | None = None
    first_months: int = 0
    upfront: Decimal = Decimal(0)
    lost_pay: Decimal = Decimal(0)
    care: Decimal = Decimal(0)
    left_at_home: Decimal = Decimal(0)
    loan: Loan = Loan()

    @property
    def left_there(self) -> Decimal:
        """What is left of a normal month there after living costs, in the destination's money: N - E."""
        return self.pay_there - self.living_there

    @property
    def left(self) -> Decimal:
        """What is left of a normal month in her own money after care at home and the loan."""
        return self.left_there * self.rate - self.care - self.loan.repayment

    def gain(self, month: int) -> Decimal:
        """What a month adds compared with staying: G."""
        repaid = self.loan.repayment if month <= self.loan.months else Decimal(0)
        return (self.pay_in(month) - self.living_there) * self.rate - self.care - repaid - self.left_at_home

    def pay_in(self, month: int) -> Decimal:
        """The pay of a month there: N, or the first pay as long as that is what she gets."""
        first = self.first_pay_there if month <= self.first_months else None
        return self.pay_there if first is None else first

    @property
    def settled(self) -> int:
        """The month after which every month is like the one before."""
        return max(self.first_months if self.first_pay_there is not None else 0, self.loan.months)

    @property
    def start(self) -> Decimal:
        """The balance on the first day of work, below zero where she paid from her own pocket: B at 0."""
        own = max(self.upfront - self.loan.debt, Decimal(0))
        return -(own + self.lost_pay)


def monthly_interest(yearly: Decimal) -> Decimal:
    """The interest a month that makes this effective interest a year; both are fractions."""
    return (1 + yearly) ** (Decimal(1) / 12) - 1


def balances(case: Case) -> Iterator[Decimal]:
    """The balance after month 0, 1, 2 ... until every month is like the last."""
    balance = case.start
    yield balance
    for month in range(1, case.settled + 1):
        balance += case.gain(month)
        yield balance


def break_even(case: Case) -> int | None:
    """The month from which on no balance is below zero; None where none comes at these numbers.

    Whoever borrows all the costs begins at zero and may fall below it while she pays back: that is not earned back yet.
    """
    known, gain = list(balances(case)), case.gain(case.settled + 1)
    if gain < 0 or (gain == 0 and known[-1] < 0):
        return None
    if known[-1] < 0:
        month = case.settled + int((-known[-1] / gain).to_integral_value(ROUND_CEILING))
        return month if month <= LONGEST else None
    return max((month + 1 for month, balance in enumerate(known) if balance < 0), default=0)


def deepest(case: Case) -> tuple[int, Decimal] | None:
    """The month in which the balance is lowest, and that balance; None where it falls for ever."""
    if case.gain(case.settled + 1) < 0:
        return None
    found = list(balances(case))
    lowest = min(found)
    return found.index(lowest), lowest


def debt_share(case: Case, month: int) -> Decimal | None:
    """The share of a month's pay that goes to the loan: DS. None where there is no pay."""
    pay = case.pay_in(month) * case.rate
    return case.loan.repayment / pay if pay > 0 else None


def real_ratio(pay_there: Decimal, price_there: Decimal, pay_home: Decimal, price_home: Decimal) -> Decimal:
    """How much more the pay there buys, each spent where it is earned: RW. Prices are PPP factors, all above zero."""
    return (pay_there / price_there) / (pay_home / price_home)


def compared_with_home(case: Case, home_pay: Decimal) -> Decimal | None:
    """What is left of a month, as a multiple of a month's pay at home; None without such pay."""
    return case.left / home_pay if home_pay > 0 else None
