"""The money model against worked examples: the kit outline's, which is fictional, and borders that can be reckoned."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money.formulas import (
    LONGEST,
    Case,
    Loan,
    balances,
    break_even,
    compared_with_home,
    debt_share,
    deepest,
    monthly_interest,
    real_ratio,
)


def d(text: str | int) -> Decimal:
    return Decimal(text)


LOAN = Loan(debt=d(250_000), interest=d("0.02"), months=24)
NORMAL = Case(
    rate=d(60),
    pay_there=d(2300),
    living_there=d(1500),
    first_pay_there=d(1900),
    first_months=6,
    upfront=d(300_000),
    lost_pay=d(90_000),
    care=d(5000),
    left_at_home=d(6000),
    loan=LOAN,
)
BAD = replace(NORMAL, pay_there=d(1900), living_there=d(1600))


def test_the_loan_of_the_worked_example() -> None:
    assert round(LOAN.repayment, 2) == d("13217.77")
    assert LOAN.cost == pytest.approx(d("67226.48"), abs=d("0.2")), "the example rounds the repayment first"


def test_the_break_even_months_of_the_worked_example() -> None:
    assert break_even(NORMAL) == 12
    assert break_even(BAD) == 66


def test_the_debt_shares_of_the_worked_example() -> None:
    assert round(debt_share(NORMAL, 1) or 0, 4) == d("0.1159")
    assert round(debt_share(NORMAL, 7) or 0, 4) == d("0.0958")


def test_the_purchasing_power_of_the_worked_example() -> None:
    assert round(real_ratio(d(2300), d("0.8"), d(30_000), d(20)), 3) == d("1.917")


def test_what_is_left_in_the_worked_example() -> None:
    assert NORMAL.left_there == 800
    assert round(NORMAL.left, 2) == d("29782.23")
    assert round(compared_with_home(NORMAL, d(30_000)) or 0, 2) == d("0.99")
    month, balance = deepest(NORMAL) or (0, d(0))
    assert (month, round(balance)) == (6, -141_307)


def test_interest_of_a_year_and_of_a_month() -> None:
    assert round(monthly_interest(d("0.12")), 6) == d("0.009489")
    assert (1 + monthly_interest(d("0.268"))) ** 12 == pytest.approx(d("1.268"))


def test_a_loan_without_interest_is_divided() -> None:
    loan = Loan(debt=d(1200), months=12)
    assert (loan.repayment, loan.cost) == (d(100), d(0))


def test_no_loan_costs_nothing() -> None:
    assert (Loan().repayment, Loan().cost) == (d(0), d(0))
    assert Loan(debt=d(1000)).repayment == 0, "without a number of months nothing is known"


def simple(**changes: Any) -> Case:
    return replace(Case(rate=d(1), pay_there=d(200), living_there=d(100), upfront=d(1000)), **changes)


def test_borders_of_the_break_even_month() -> None:
    assert break_even(simple()) == 10
    assert break_even(simple(upfront=d(1001))) == 11
    assert break_even(simple(upfront=d(0))) == 0
    assert break_even(simple(living_there=d(200))) is None, "nothing is ever left"
    assert break_even(simple(living_there=d(300))) is None, "it only gets worse"
    assert break_even(simple(upfront=d(100 * LONGEST))) == LONGEST
    assert break_even(simple(upfront=d(100 * LONGEST + 1))) is None, "after fifty years nobody waits"


def test_costs_that_are_all_borrowed_are_not_earned_back_at_once() -> None:
    """She begins at nothing, falls behind while she pays back, and is above nothing for good only later."""
    borrowed = simple(upfront=d(2400), loan=Loan(debt=d(2400), months=12))
    assert borrowed.start == 0
    assert deepest(borrowed) == (12, d(-1200))
    assert break_even(borrowed) == 24
    lighter = replace(borrowed, loan=Loan(debt=d(2400), months=48))
    assert break_even(lighter) == 0, "each month pays its part of the loan and leaves something"


def test_what_falls_for_ever_has_no_break_even_and_no_lowest_month() -> None:
    worse = simple(upfront=d(2400), living_there=d(300), loan=Loan(debt=d(2400), months=12))
    assert worse.start == 0
    assert break_even(worse) is None
    assert deepest(worse) is None
    passing = simple(upfront=d(100), living_there=d(300), first_pay_there=d(600), first_months=6)
    assert break_even(passing) is None, "what the first months bring is lost again"


def test_a_loan_larger_than_the_costs_is_no_gift() -> None:
    assert simple(loan=Loan(debt=d(5000), months=10)).start == 0


@given(
    st.integers(0, 10**6), st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 10**6), st.integers(0, 120),
    st.integers(0, 10),
)  # fmt: skip
def test_from_the_break_even_month_on_the_balance_is_not_below_zero(
    upfront: int, pay: int, living: int, debt: int, months: int, interest: int
) -> None:
    loan = Loan(debt=d(debt), interest=d(interest) / 100, months=months)
    case = Case(rate=d(1), pay_there=d(pay), living_there=d(living), upfront=d(upfront), loan=loan)
    month = break_even(case)
    known = list(balances(case))
    while len(known) < LONGEST + 1:
        known.append(known[-1] + case.gain(len(known)))
    near = d("1e-9")
    if month is None:
        assert known[-1] < near
    else:
        assert all(balance >= -near for balance in known[month:])
        assert month == 0 or known[month - 1] < near


def test_no_pay_has_no_share() -> None:
    assert debt_share(simple(pay_there=d(0)), 1) is None
    assert compared_with_home(simple(), d(0)) is None
