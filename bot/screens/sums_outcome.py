"""What her numbers give: what is left, when the costs are earned back, what the loan takes; and what is not in it."""

from collections.abc import Iterator
from decimal import Decimal

from bot.model.screen import Kind, Line, Span
from bot.model.value import Number
from bot.money.formulas import (
    CHEAPER,
    DEARER,
    GREEN,
    RED,
    Case,
    break_even,
    compared_with_home,
    debt_share,
    deepest,
    real_ratio,
)
from bot.screens.draft import Draft
from bot.screens.inputs import COSTS, Inputs
from bot.screens.sums_line import input_line
from bot.screens.sums_words import money, per_cent, rate_shown, shown, title_of


def outcome(draft: Draft, inputs: Inputs) -> None:
    """Add the results; as long as something needed is unknown, what that is."""
    say = draft.language.say
    low, high = inputs.case(low=True), inputs.case(low=False)
    if low is None or high is None:
        needed = [title_of(draft, name) if name != "travel" else say("a cost") for name in inputs.missing()]
        if inputs.numbers:
            draft.heading(say("What your numbers give"))
            draft.lines(_known_so_far(draft, inputs))
        draft.say(say("Still needed for a result: {inputs}", inputs=draft.language.all_of(needed)))
        return
    draft.is_answer = True
    draft.heading(say("What your numbers give"))
    _warnings(draft, low)
    draft.lines([*_months(draft, inputs, low, high), *_home_worth(draft, inputs, low, high)])
    draft.lines([input_line(draft, inputs, name) for name in (*COSTS, "pay") if _is_from_a_fact(inputs, name)])
    _left_out(draft, inputs)
    _about_the_cases(draft, inputs)


def _is_from_a_fact(inputs: Inputs, name: str) -> bool:
    """Whether the result rests on a number of the library, which then stands beside it with its source."""
    given = inputs.get(name)
    return given is not None and given.fact is not None


def _line(label: str, text: str) -> Line:
    return (Span(f"{label} ", strong=True), Span(text))


def _both(draft: Draft, low: str, high: str) -> str:
    """A result in its two cases, or once where they agree."""
    say = draft.language.say
    return low if low == high else say("low case {low}, high case {high}", low=low, high=high)


def _known_so_far(draft: Draft, inputs: Inputs) -> Iterator[Line]:
    """What can be said before there is a result."""
    say, language = draft.language.say, draft.language
    if (upfront := inputs.upfront(low=True)) is not None:
        yield _line(say("Costs before you earn, as far as known:"), money(language, upfront, inputs.home))
    pay, living = inputs.net_pay, inputs.get("living")
    if pay is not None and living is not None:
        low_left, high_left = pay.low - living.high, pay.high - living.low
        texts = [money(language, one, inputs.there) for one in (low_left, high_left)]
        yield _line(say("Left each month there, after living costs:"), _both(draft, *texts))
    loan = inputs.loan
    if loan is not None and loan.debt:
        yield _line(say("Loan, each month:"), money(language, loan.repayment, inputs.home))


def _months(draft: Draft, inputs: Inputs, low: Case, high: Case) -> Iterator[Line]:
    """The results month by month."""
    say, language = draft.language.say, draft.language
    costs = [_in_both(draft, inputs, one.upfront + one.lost_pay) for one in (low, high)]
    yield _line(say("Costs before you earn:"), _both(draft, *costs))
    if (deposit := inputs.in_home_money("deposit")) is not None:
        needed = money(language, low.upfront + deposit.high, inputs.home)
        yield _line(say("Money that you need before the first pay, with the deposit:"), needed)
    left = [money(language, one.left_there, inputs.there) for one in (low, high)]
    yield _line(say("Left each month there, after living costs:"), _both(draft, *left))
    after = [_in_both(draft, inputs, one.left) for one in (low, high)]
    yield _line(say("Left each month after loan and care at home:"), _both(draft, *after))
    yield _line(say("Costs earned back:"), _both(draft, _when(draft, low), _when(draft, high)))
    month, balance = deepest(low) or (0, Decimal(0))
    if balance < 0:
        months, amount = shown(language, inputs, "lost-months", Decimal(month)), money(language, balance, inputs.home)
        text = say("{amount}, after {months} (low case)", amount=amount, months=months)
        text = text if month else say("{amount}, at the start (low case)", amount=amount)
        yield _line(say("Furthest below zero:"), text)
    if low.loan.debt:
        yield from _loan(draft, inputs, low, high)


def _in_both(draft: Draft, inputs: Inputs, amount: Decimal) -> str:
    """An amount in her own money and in that of the destination."""
    own = money(draft.language, amount, inputs.home)
    if not inputs.rate or inputs.home == inputs.there:
        return own
    other = money(draft.language, amount / inputs.rate, inputs.there)
    return draft.language.say("{amount} ({other})", amount=own, other=other)


def _when(draft: Draft, case: Case) -> str:
    month = break_even(case)
    if month is None:
        return draft.language.say("never, at these numbers")
    if month == 0:
        return draft.language.say("at once")
    return draft.language.say("month {month}", month=draft.language.number(month))


def _loan(draft: Draft, inputs: Inputs, low: Case, high: Case) -> Iterator[Line]:
    """The loan: each month, in all, and its share of the pay with a colour that words explain."""
    say, language = draft.language.say, draft.language
    monthly, interest = (money(language, one, inputs.home) for one in (low.loan.repayment, low.loan.cost))
    yield _line(say("Loan, each month:"), say("{sum}; interest in all: {interest}", sum=monthly, interest=interest))
    shares = [debt_share(case, 1) for case in (low, high)]
    if None not in shares:
        texts = [_share(draft, one) for one in shares if one is not None]
        yield _line(say("The loan takes this part of your first pay:"), _both(draft, *texts))


def _share(draft: Draft, share: Decimal) -> str:
    say = draft.language.say
    percent = per_cent(draft.language, share)
    if share < GREEN:
        return say("🟢 {share}, little", share=percent)
    return say("🟠 {share}, a lot", share=percent) if share <= RED else say("🔴 {share}, very much", share=percent)


def _home_worth(draft: Draft, inputs: Inputs, low: Case, high: Case) -> Iterator[Line]:
    """What is left, measured in pay at home; and what pay buys, where price levels are known."""
    say, language, home_pay = draft.language.say, draft.language, inputs.numbers.get("home-pay")
    if home_pay:
        ratios = [compared_with_home(case, home_pay) or Decimal(0) for case in (low, high)]
        texts = [_times(draft, one) for one in ratios]
        yield _line(say("What is left, sent home, measured in months of your pay at home:"), _both(draft, *texts))
    levels, place = draft.ask.library.price_levels, draft.ask.place
    there, home = levels.get(place.destination), levels.get(place.home)
    if there and home and home_pay:
        ratio = real_ratio(high.pay_there, there.per_dollar, home_pay, home.per_dollar)
        draft.cite(there.evidence)
        draft.cite(home.evidence)
        year = language.day(str(min(there.year, home.year)))
        text = say("{times} times your pay at home (price levels of {year})", times=_times(draft, ratio), year=year)
        yield _line(say("What your pay buys there:"), text)
    else:
        yield _line(say("What your pay buys there:"), say("unknown; we hold no price levels of these countries"))


def _times(draft: Draft, ratio: Decimal) -> str:
    return draft.language.value(Number(number=ratio.quantize(Decimal("0.1")) + 0))  # + 0: no minus before a zero


def _warnings(draft: Draft, low: Case) -> None:
    say = draft.language.say
    if low.loan.debt and low.loan.repayment > low.left_there * low.rate - low.care:
        draft.say(
            say("In the low case the loan takes more than is left. You would fall behind each month."), Kind.WARNING
        )
    if break_even(low) is None:
        draft.say(
            say("In the low case the costs never come back. Look at each number again before you pay."), Kind.WARNING
        )


def _left_out(draft: Draft, inputs: Inputs) -> None:
    """What nobody knows is not in the result, which is then too good."""
    unknown = [title_of(draft, name) for name in inputs.not_counted()]
    if unknown:
        said = draft.language.say(
            "Not counted, because unknown: {inputs}. With them, the result is worse or the same.",
            inputs=draft.language.all_of(unknown),
        )
        draft.say(said)


def _about_the_cases(draft: Draft, inputs: Inputs) -> None:
    say = draft.language.say
    if inputs.own_low_case:
        draft.say(say("The low case takes your own numbers for a bad month, and the high end of the costs."))
    else:
        draft.say(
            say(
                "You gave no bad month, so we made one: living costs are {dearer} higher, and you get {less} less at "
                "home for the money there. This is our own choice.",
                dearer=per_cent(draft.language, DEARER - 1),
                less=per_cent(draft.language, 1 - CHEAPER),
            )
        )
    if inputs.rate is not None and inputs.home != inputs.there:
        draft.say(say("Exchange rate: {rate}", rate=rate_shown(draft.language, inputs, inputs.rate)))
        if inputs.rate_evidence:
            draft.evidence(inputs.rate_evidence)
    draft.say(say("These are sums, not a promise. They do not say whether going is right for you."))
