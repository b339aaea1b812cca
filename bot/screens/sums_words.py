"""What the pages of the sums share: their groups, titles, choices, and a number as a reader writes it."""

from collections.abc import Mapping
from decimal import Decimal

from bot.language.language import Language
from bot.model.place import Place
from bot.model.screen import Choice
from bot.model.value import Money, Number, Percent
from bot.money.state import COSTS_HOME, COSTS_THERE, FIELDS, NOTHING, Numbers, packed
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.inputs import Inputs

SUMS = "sums"
COSTS, THERE, HOME, LOAN, HOW = "1", "2", "3", "4", "5"
"""Groups of inputs and the page on how it is reckoned, as a place names them."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    COSTS: ("exams", "recognition", "language", "documents", "visa", "travel", "deposit", "other-home", "other-there"),
    THERE: ("pay", "deducted", "pay-low", "living", "living-high", "first-pay", "first-months"),
    HOME: ("home-pay", "lost-months", "home-left", "home-care"),
    LOAN: ("debt", "interest-year", "interest-month", "loan-months"),
}
"""The inputs by what they are about; the exchange rate stands alone."""
ICONS = {COSTS: "🧾", THERE: "💶", HOME: "🏠", LOAN: "🏦"}
PER_CENT = ("deducted", "interest-year", "interest-month")
SINGLE_COSTS = (*COSTS_THERE, *COSTS_HOME)


def group_names(language: Language) -> Mapping[str, str]:
    """What each group of inputs is called."""
    say = language.say
    return {
        COSTS: say("Costs before you earn"),
        THERE: say("Each month there"),
        HOME: say("At home"),
        LOAN: say("The loan"),
    }


def group_of(name: str) -> str:
    """The group that an input stands in, "" for the exchange rate."""
    return next((group for group, names in GROUPS.items() if name in names), "")


def place_of(ask: Ask, numbers: Numbers, *then: str) -> Place:
    """The place of numbers that fit, and what of them is shown."""
    return ask.place.to(SUMS, packed(numbers) or NOTHING, *[one for one in then if one])


def draft_of(ask: Ask, title: str, numbers: Numbers, *, icon: str, back: Place) -> Draft:
    """A screen in the making; with numbers of hers it is kept nowhere."""
    draft = Draft(ask, title, icon=icon, back=back)
    if ask.place.items:
        draft.of_hers(numbers)
    draft.unfolded = True
    return draft


def title_of(draft: Draft, name: str) -> str:
    """What an input is called."""
    return draft.words(draft.ask.library.sums[name].title)


def choice_of(draft: Draft, numbers: Numbers, name: str, label: str = "", *, icon: str = "✏️") -> Choice:
    """A choice that asks for one number."""
    place = place_of(draft.ask, numbers, FIELDS[name].letter)
    return Choice(label or title_of(draft, name), place, icon=icon)


def money(language: Language, amount: Decimal, currency: str) -> str:
    """An amount in whole units, small ones with their cents."""
    exact = amount.quantize(Decimal(1) if abs(amount) >= 100 else Decimal("0.01"))
    whole = exact.to_integral_value()
    return language.value(Money(amount=whole if whole == exact else exact, currency=currency))


def per_cent(language: Language, fraction: Decimal) -> str:
    """A fraction in whole per cent."""
    return language.value(Percent(percent=(fraction * 100).quantize(Decimal(1))))


def shown(language: Language, inputs: Inputs, name: str, amount: Decimal) -> str:
    """An input's number as a reader writes it: money, per cent, months or a rate."""
    if currency := inputs.currency(name):
        return money(language, amount, currency)
    if name == "rate":
        return rate_shown(language, inputs, amount)
    if name in PER_CENT:
        return language.value(Percent(percent=amount))
    return language.say_count("{number} month", "{number} months", int(amount))


def rate_shown(language: Language, inputs: Inputs, rate: Decimal) -> str:
    """What one unit of the money there is in hers, to four digits."""
    exact = rate.quantize(Decimal(1).scaleb(rate.adjusted() - 3)) if rate else rate
    number = language.value(Number(number=Decimal(format(exact.normalize(), "f"))))
    return language.say("1 {there} = {number} {home}", there=inputs.there, number=number, home=inputs.home)
