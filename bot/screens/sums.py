"""Do the sums: costs, pay, loan and what is left, from her own numbers and the facts, in a low and a high case.

`sums` is where she begins, `sums/STATE` what her numbers give, `sums/STATE/1` to `4` the groups of inputs, `5` how it
is reckoned, and `sums/STATE/x` with an input's letter asks for one number. Her numbers stand in STATE and nowhere else
(bot/money/state.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.library.library import Library
from bot.model.place import Place
from bot.model.screen import Choice, Turn
from bot.model.value import Duration
from bot.money.formulas import CHEAPER, DEARER, GREEN, LONGEST, RED
from bot.money.state import (
    BY_LETTER,
    DEPOSIT,
    FIELDS,
    NOTHING,
    TOGETHER,
    Numbers,
    Unreadable,
    added_up,
    packed,
    unpacked,
    with_number,
)
from bot.screens import sums_words
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor_name, ends_asked, known_ends
from bot.screens.inputs import Inputs
from bot.screens.missing import missing
from bot.screens.sums_line import input_line
from bot.screens.sums_outcome import outcome
from bot.screens.sums_question import Again, noted, question, refused, understood
from bot.screens.sums_words import (
    COSTS,
    GROUPS,
    HOW,
    ICONS,
    LOAN,
    SINGLE_COSTS,
    choice_of,
    draft_of,
    group_names,
    group_of,
    per_cent,
    place_of,
    title_of,
)

PAGE = sums_words.SUMS
LISTENS = True


def walked(place: Place, _library: Library) -> bool:
    """What a walk over every screen looks at: nothing given, and each number given alone."""
    try:
        return len(unpacked(place.item or NOTHING)) <= 1
    except Unreadable:
        return True  # a fault that the walk should find


def screen(ask: Ask) -> Turn:
    """The sums of a corridor and an occupation; where these are missing they are asked first."""
    if not known_ends(ask) or not FIELDS.keys() <= ask.library.sums.keys():
        return missing(ask)
    if asked := ends_asked(ask, ask.language.say("Do the sums"), icon="🧮"):
        return asked
    try:
        numbers = unpacked(ask.place.item or NOTHING)
    except Unreadable:
        return missing(ask)
    return _shown(ask, numbers, ask.place.items[1:])


def _shown(ask: Ask, numbers: Numbers, then: tuple[str, ...]) -> Turn:
    match then:
        case (letter,) if letter in BY_LETTER:
            return _asked(ask, numbers, BY_LETTER[letter].name)
        case _ if ask.visitor.typed:
            return ask.answer(replace(ask, place=ask.place.to("search")))
        case ():
            return _overview(ask, numbers)
        case (group,) if group in GROUPS:
            return _group(ask, numbers, group)
        case ("5",):
            return _reckoned(ask, numbers)
        case _:
            return missing(ask)


def _asked(ask: Ask, numbers: Numbers, name: str) -> Turn:
    """The question; with something typed, what follows from the number, or the question again."""
    inputs = Inputs(ask, numbers)
    if not ask.visitor.typed:
        return question(ask, inputs, name)
    number = understood(ask, inputs, name)
    if isinstance(number, Again):
        return question(ask, inputs, name, number)
    changed = with_number(numbers, name, number)
    if changed is None or packed(changed) is None:
        return question(ask, inputs, name, refused(ask, inputs, name, number))
    said = noted(ask, changed, name, number)
    place = place_of(ask, changed, group_of(name))
    there = replace(ask, place=place, visitor=replace(ask.visitor, typed=""))
    return _group(there, changed, group_of(name), said) if group_of(name) else _overview(there, changed, said)


def _overview(ask: Ask, numbers: Numbers, said: str = "") -> Turn:
    say, state = ask.language.say, packed(numbers) or NOTHING
    draft = draft_of(ask, say("Do the sums"), numbers, icon="🧮", back=ask.place.to("kit"))
    draft.noted = said
    inputs = Inputs(ask, numbers)
    if not numbers:
        draft.say(corridor_name(ask))
        draft.say(say("What does going cost, what does it bring, and when have you earned back the costs?"))
        draft.say(
            say(
                "Give one number after another. We keep none of them: they stand in the buttons, "
                "and on the web in the address."
            )
        )
    outcome(draft, inputs)
    if numbers:  # beneath what the numbers give, which a small screen shows first
        draft.say(corridor_name(ask))
    draft.row(_next(draft, inputs))
    draft.rows(
        [draft.choice(name, PAGE, state, group, icon=ICONS[group]) for group, name in group_names(ask.language).items()]
    )
    if inputs.home != inputs.there:
        draft.row(choice_of(draft, numbers, "rate", icon="💱"))
    draft.row(draft.choice(say("How we reckon"), PAGE, state, HOW, icon="📐"))
    draft.row(draft.choice(say("Compare destinations"), "compare", icon="🗺️"))
    draft.row(draft.choice(say("Start again without numbers"), PAGE, icon="🧹") if numbers else None)
    return draft.turn()


def _next(draft: Draft, inputs: Inputs) -> Choice | None:
    """The most important number that is missing; a cost is chosen among the costs."""
    following = next(inputs.missing(), "")
    if not following:
        return None
    say = draft.language.say
    if group_of(following) == COSTS:
        label = say("Next: {title}", title=group_names(draft.language)[COSTS])
        return Choice(label, place_of(draft.ask, inputs.numbers, COSTS), icon="⏭️")
    label = say("Next: {title}", title=title_of(draft, following))
    return choice_of(draft, inputs.numbers, following, label, icon="⏭️")


def _group(ask: Ask, numbers: Numbers, group: str, said: str = "") -> Turn:
    """A group of inputs with what each of them is now."""
    say, title = ask.language.say, group_names(ask.language)[group]
    draft = draft_of(ask, title, numbers, icon=ICONS[group], back=place_of(ask, numbers))
    draft.noted = said
    inputs = Inputs(ask, numbers)
    names = list(_offered(group, inputs))
    draft.lines([input_line(draft, inputs, name) for name in names])
    if group == COSTS:
        draft.say(say("The deposit comes back to you, so the sums do not count it as a cost."))
    if group == COSTS and inputs.together:
        draft.say(say("Your costs are added up in these sums; no single cost is counted beside them."))
    draft.row(Choice(say("See what your numbers give"), place_of(ask, numbers), icon="🧮"))
    draft.row(_next(draft, inputs))
    draft.rows([choice_of(draft, numbers, name) for name in names])
    if group == COSTS:
        draft.row(_together(draft, inputs))
        draft.row(draft.choice(say("Fees and licences"), "kit", "fees", icon="🪪"))
    if group == LOAN:
        draft.row(draft.choice(_right(draft, "debt"), "rights", "debt", icon="⛓️"))
    return draft.turn()


def _together(draft: Draft, inputs: Inputs) -> Choice | None:
    """Add the single costs up, or take the sums away again."""
    say, numbers = draft.language.say, inputs.numbers
    if inputs.together:
        single = {name: value for name, value in numbers.items() if name not in (TOGETHER, "other-home", "other-there")}
        return Choice(say("Give the costs one by one again"), place_of(draft.ask, single, COSTS), icon="📋")
    together = added_up(numbers, inputs.costs_of_facts())
    if together is None or packed(together) is None:
        return None
    return Choice(say("Add my costs up"), place_of(draft.ask, together, COSTS), icon="➕")


def _right(draft: Draft, name: str) -> str:
    """The title of a rights topic."""
    right = draft.ask.library.rights[name]
    return draft.words(right.title, right.values)


def _offered(group: str, inputs: Inputs) -> Iterator[str]:
    """The inputs of a group; of two that say the same, the one that she gave or the more usual one."""
    for name in GROUPS[group]:
        if name == "interest-month" and name not in inputs.numbers:
            continue
        if name == "interest-year" and "interest-month" in inputs.numbers:
            continue
        if inputs.together and name in SINGLE_COSTS and name != DEPOSIT:
            continue
        if name == "deducted" and ("pay" in inputs.numbers or inputs.get("pay") is None):
            continue
        yield name


def _reckoned(ask: Ask, numbers: Numbers) -> Turn:
    """How it is reckoned, and what of it is nobody's standard but our choice."""
    say = ask.language.say
    draft = draft_of(ask, say("How we reckon"), numbers, icon="📐", back=place_of(ask, numbers))
    draft.is_answer = True
    green, red, dearer, less = (per_cent(ask.language, one) for one in (GREEN, RED, DEARER - 1, 1 - CHEAPER))
    years = ask.language.value(Duration(count=Decimal(LONGEST // 12), unit="year"))
    draft.points(
        [
            say("Left each month = (pay - living costs) × rate - care at home - loan."),
            say("What a month adds = what is left that month - what you would have saved at home."),
            say("Balance at the start = -(costs that you pay from your own pocket + pay that you lose)."),
            say("Costs earned back = the first month in which start and months together are not below zero."),
            say("The part of the costs that you borrow counts through the loan's monthly parts, not twice."),
            say("Money that you send home is a use of what is left. It is not a cost."),
        ]
    )
    draft.heading(say("Our own choices"))
    draft.say(say("These are no standards. Somebody else may choose differently."))
    draft.points(
        [
            say("Loan and pay: below {green} is little, above {red} is very much.", green=green, red=red),
            say(
                "Without a bad month of yours: living costs {dearer} higher, your money {less} less.",
                dearer=dearer,
                less=less,
            ),
            say("Later than after {time} is called never.", time=years),
        ]
    )
    draft.cite(ask.library.sums["pay"].evidence)
    return draft.turn()
