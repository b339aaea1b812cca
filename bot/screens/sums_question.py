"""One number of the sums is asked for, and what she typed is understood or kindly asked again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_name, get_currency_symbol, list_currencies

from bot.language.numbers import Unread
from bot.model.content import Input
from bot.model.screen import Choice, Kind, Turn
from bot.model.value import Number
from bot.money.state import DEPOSIT, FIELDS, Numbers, added_up, packed, with_number
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor
from bot.screens.inputs import COSTS, Inputs
from bot.screens.search import found_for
from bot.screens.sums_line import value_of
from bot.screens.sums_words import (
    ICONS,
    PER_CENT,
    choice_of,
    draft_of,
    group_of,
    place_of,
    rate_shown,
    shown,
    title_of,
)

DOLLAR = "$"
_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₱": "PHP", "₦": "NGN", "₵": "GHS", "₫": "VND", "৳": "BDT"}
_WORLD = ("USD", "EUR", "GBP")
"""Money that is named everywhere, in small letters too."""
_PAIRS = {"interest-year": "interest-month", "interest-month": "interest-year", "pay": "deducted", "deducted": "pay"}
"""Inputs of which one is enough."""


@dataclass(frozen=True, slots=True)
class Again:
    """Why she is asked again, and what she can do instead of typing."""

    why: str
    choices: tuple[Choice, ...] = ()


def understood(ask: Ask, inputs: Inputs, name: str) -> Decimal | Again:
    """The number that she typed for an input, in the input's own money; or why there is none."""
    say, typed = ask.language.say, ask.visitor.typed
    whole, part = (ask.language.value(Number(number=Decimal(one))) for one in ("1200", "12.5"))
    number = ask.language.typed_number(typed, fine=name == "rate")
    match number:
        case Unread.NOTHING:
            return Again(
                say("We look for a number here. Type it in digits, for example {whole}.", whole=whole),
                found_for(ask, 3),
            )
        case Unread.SEVERAL:
            said = say(
                "We cannot tell which number you mean. Type one number, like {whole} or {part}.", whole=whole, part=part
            )
            return Again(said)
        case Unread.NEGATIVE:
            return Again(say("A number below zero does not fit here. Type 0 if there is nothing."))
        case Decimal():
            if name == "rate" and not FIELDS[name].scale.nearest(number) and number < 1:
                return Again(say("A rate is more than zero. Type what you really get for one unit."))
            return _in_its_money(ask, inputs, name, number)


def _in_its_money(ask: Ask, inputs: Inputs, name: str, number: Decimal) -> Decimal | Again:
    """The amount in the input's money, changed where she named the other one and the rate is known."""
    wanted = inputs.currency(name)
    named = _named(ask, inputs, wanted) if wanted else ""
    if named in ("", wanted):
        return number
    if inputs.rate and {named, wanted} == {inputs.home, inputs.there}:
        return number * inputs.rate if wanted == inputs.home else number / inputs.rate
    return Again(ask.language.say("Type this sum in {currency}, please.", currency=_currency(ask, wanted)))


def _named(ask: Ask, inputs: Inputs, wanted: str) -> str:
    """The money that she named by its code, sign or name; "" where she named none, or one that may be the right one."""
    typed, own = ask.visitor.typed, (inputs.there, inputs.home)
    codes = [word.upper() for word in re.findall(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", typed)]
    for code in codes:
        if code in (*own, *_WORLD) or (code in list_currencies() and code in typed):
            return str(code)
    return _by_sign(typed, inputs) or _by_name(ask, (wanted, *own, *_WORLD))


def _by_name(ask: Ask, codes: Sequence[str]) -> str:
    """The first of these moneys whose name in her language has a word that she typed."""
    typed = set(re.findall(r"[^\W\d_]{4,}", ask.visitor.typed.casefold()))
    for code in codes:
        names = (str(get_currency_name(code, count=count, locale=ask.language.locale)) for count in (1, 2, 5))
        if typed & {word for name in names for word in name.casefold().split()}:
            return code
    return ""


def _by_sign(typed: str, inputs: Inputs) -> str:
    """The money of a sign; a dollar is the corridor's, where that has one."""
    for sign, code in _SYMBOLS.items():
        if sign in typed:
            return code
    if DOLLAR not in typed:
        return ""
    dollars = [code for code in (inputs.there, inputs.home) if DOLLAR in get_currency_symbol(code, "en")]
    return "USD" if not dollars else str(dollars[0]) if len(dollars) == 1 else ""


def _currency(ask: Ask, code: str) -> str:
    """A money's name and code."""
    name = str(ask.language.locale.currencies.get(code, code))
    return f"{ask.language.as_is(name)} ({ask.language.as_is(code)})"


def refused(ask: Ask, inputs: Inputs, name: str, number: Decimal) -> Again:
    """Why a number that was understood cannot be kept: too large, or no room beside the others."""
    say, language, scale = ask.language.say, ask.language, FIELDS[name].scale
    changed = with_number(inputs.numbers, name, number)
    if changed is None:
        most = shown(language, inputs, name, scale.largest)
        return Again(say("That is more than we can reckon with; at most {most}. Type it again, please.", most=most))
    if name == DEPOSIT and inputs.together:
        return Again(say("There is no room left for the deposit. It is no cost, so the result stays the same."))
    together = added_up(changed, inputs.costs_of_facts())
    if together is None or packed(together) is None:
        return Again(say("Your numbers are too large to be kept together. Take one away first."))
    choice = Choice(say("Add my costs up"), place_of(ask, together, group_of(name)), icon="➕")
    return Again(say("There is no more room for single costs. Add them up to go on."), (choice,))


def noted(ask: Ask, numbers: Numbers, name: str, typed: Decimal) -> str:
    """What was understood, in a sentence; and that it was rounded where it was."""
    say, language, inputs = ask.language.say, ask.language, Inputs(ask, numbers)
    title = language.words(ask.library.sums[name].title)
    value = shown(language, inputs, name, numbers[name])
    if numbers[name] == typed:
        return say("Noted: {title}: {value}.", title=title, value=value)
    return say("Noted, rounded so that it fits this page: {title}: {value}.", title=title, value=value)


def question(ask: Ask, inputs: Inputs, name: str, again: Again | None = None) -> Turn:
    """The page that asks for one number."""
    one, numbers, say = ask.library.sums[name], inputs.numbers, ask.language.say
    back = place_of(ask, numbers, group_of(name))
    draft = draft_of(ask, ask.language.words(one.title), numbers, icon=ICONS.get(group_of(name), "💱"), back=back)
    draft.asks, draft.listens = _hint(ask, inputs, name), True
    draft.is_answer = False
    draft.noted = again.why if again else ""
    draft.prose(one.question, kind=Kind.QUESTION)
    draft.cite(one.evidence)
    draft.say(draft.asks)
    draft.prose(one.note)
    _now(draft, inputs, name)
    draft.rows(again.choices if again else ())
    _ways_on(draft, inputs, name)
    _helps(draft, inputs, one)
    if one.kit:
        page = ask.library.kit[one.kit]
        draft.row(
            draft.choice(
                say("More: {title}", title=draft.words(page.title, page.values)), "kit", one.kit, icon=page.icon
            )
        )
    return draft.turn()


def _hint(ask: Ask, inputs: Inputs, name: str) -> str:
    """What to type."""
    say = ask.language.say
    if currency := inputs.currency(name):
        return say("Type the amount in {currency}.", currency=_currency(ask, currency))
    if name == "rate":
        there, home = _currency(ask, inputs.there), _currency(ask, inputs.home)
        return say("Type how many {home} you get for 1 {there}.", home=home, there=there)
    if name in PER_CENT:
        return say("Type a number of per cent.")
    return say("Type a number of months.")


def _now(draft: Draft, inputs: Inputs, name: str) -> None:
    """The number that the sums reckon with now, and the fact that it comes from."""
    say, given, language = draft.language.say, inputs.get(name), draft.language
    if name == "rate" and name not in inputs.numbers and inputs.rate is not None:
        draft.say(say("Now: {value}", value=rate_shown(language, inputs, inputs.rate)))
        if inputs.rate_evidence:
            draft.evidence(inputs.rate_evidence)
        return
    if given is None:
        draft.say(say("Now: unknown. Unknown is not zero: until you give a number, the sums leave it out."))
        return
    draft.say(say("Now: {value}", value=value_of(language, inputs, name, given)))
    if given.fact is not None:
        draft.say(say("It comes from this statement:"))
        draft.fact(given.fact)


def _ways_on(draft: Draft, inputs: Inputs, name: str) -> None:
    """What can be tapped instead of typing."""
    ask, say, numbers = draft.ask, draft.language.say, inputs.numbers
    if name in COSTS and (nothing := with_number(numbers, name, Decimal(0))) and packed(nothing):
        draft.row(Choice(say("Somebody else pays it"), place_of(ask, nothing, group_of(name)), icon="0️⃣"))
    if (other := _PAIRS.get(name)) is not None:
        draft.row(choice_of(draft, numbers, other, say("Give this instead: {title}", title=title_of(draft, other))))
    if name in numbers and (without := with_number(numbers, name, None)) is not None:
        draft.row(Choice(say("Take my number away"), place_of(ask, without, group_of(name)), icon="🧹"))


def _helps(draft: Draft, inputs: Inputs, one: Input) -> None:
    """Who should pay it, and facts that help to find it."""
    say, ask, place = draft.language.say, draft.ask, draft.ask.place
    if one.who:
        draft.heading(say("Who should pay it"))
        draft.prose(one.who)
        draft.evidence(one.evidence)
    given = inputs.get(one.id)
    told = [fact for fact in ask.library.facts(place.destination, one.topics, **corridor(place)) if not fact.history]
    told = [fact for fact in told if given is None or fact is not given.fact]
    if told:
        draft.heading(draft.language.country(place.destination))
    for fact in told:
        draft.fact(fact)
