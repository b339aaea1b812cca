"""One input of the sums in a line: what it is called, its number, and where that comes from."""

from bot.language.language import Language
from bot.model.content import Fact
from bot.model.evidence import Checked, Standing
from bot.model.screen import Line, Span
from bot.screens.draft import Draft
from bot.screens.inputs import Given, Inputs
from bot.screens.sums_words import shown, title_of


def input_line(draft: Draft, inputs: Inputs, name: str) -> Line:
    """An input's title, its number, and where that comes from."""
    language, say, given = draft.language, draft.language.say, inputs.get(name)
    title = Span(f"{title_of(draft, name)}: ", strong=True)
    if given is None:
        return (title, Span(say("unknown")))
    origin = _origin(draft, given.fact) if given.fact else say("your number")
    return (title, Span(f"{value_of(language, inputs, name, given)} · {origin}"))


def value_of(language: Language, inputs: Inputs, name: str, given: Given) -> str:
    """A number or its range; official pay is before tax."""
    low, high = (shown(language, inputs, name, amount) for amount in (given.low, given.high))
    value = low if low == high else language.say("{low} to {high}", low=low, high=high)
    return language.say("{pay} before tax", pay=value) if name == "pay" and given.fact else value


def _origin(draft: Draft, fact: Fact) -> str:
    """Where a fact's number comes from, with its date, and that it may have changed."""
    say, evidence = draft.language.say, fact.evidence
    draft.cite(evidence)
    publishers = dict.fromkeys(draft.language.as_is(one.publisher) for one in evidence.sources)
    publisher = draft.language.all_of(publishers)
    if evidence.checked is Checked.GENERAL_KNOWLEDGE:
        return say("not yet checked; ask: {publisher}", publisher=publisher)
    day = draft.language.day(evidence.as_of) if evidence.as_of else say("date unknown")
    if evidence.standing(draft.ask.today) is Standing.REVIEW_DUE:
        return say("from {publisher}, {date}; may have changed", publisher=publisher, date=day)
    return say("from {publisher}, {date}", publisher=publisher, date=day)
