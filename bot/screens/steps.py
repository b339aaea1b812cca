"""My steps: a checklist for a corridor and an occupation, ticked by tapping. The ticks live in the place.

PH-GB-2221/steps                    nothing ticked yet
PH-GB-2221/steps/1a2b               the lists, with what is ticked
PH-GB-2221/steps/1a2b/papers        one list; .../law what we know on it in her corridor
PH-GB-2221/steps/1a2b/all           every list on one page, to be printed
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.language.language import Language
from bot.library.library import Library
from bot.model.content import Fact, Step, StepList
from bot.model.place import Place
from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor, corridor_name
from bot.screens.missing import missing
from bot.screens.ticks import read_ticks, ticked

PAGE = "steps"
ALL, LAW = "all", "law"

HOME_TOPICS: Mapping[StepList, Sequence[str]] = {
    StepList.PAPERS: ("regulator",),
    StepList.COSTS: ("recruitment-fees",),
    StepList.PAYING: ("licensing", "recruitment-fees"),
    StepList.FLYING: ("exit", "agencies"),
    StepList.RETURN: ("return", "absence"),
}
"""Topics of the facts of her home that belong to a list."""
THERE_TOPICS: Mapping[StepList, Sequence[str]] = {
    StepList.PAPERS: ("documents",),
    StepList.EXAMS: ("recognition", "exam", "language"),
    StepList.COSTS: ("recruitment-fees",),
    StepList.CLAUSES: ("repayment-clause", "job-change"),
    StepList.PAYING: ("recruitment-fees",),
    StepList.ARRIVAL: ("unions", "living"),
    StepList.RETURN: ("absence",),
}
"""Topics of the facts of her destination that belong to a list."""

_ICONS = {
    StepList.PAPERS: "🗂️",
    StepList.EXAMS: "🎓",
    StepList.COSTS: "💰",
    StepList.CLAUSES: "📝",
    StepList.PAYING: "✋",
    StepList.FLYING: "✈️",
    StepList.ARRIVAL: "🛬",
    StepList.RETURN: "🔄",
}


def screen(ask: Ask) -> Turn:
    """The page of the checklist that the items name."""
    item, *rest = ask.place.items or ("0",)
    done = read_ticks(item)
    if done is None:
        return missing(ask)
    match rest:
        case []:
            return _lists(ask, done)
        case ["all"]:
            return _all(ask, done)
        case [name] if name in set(StepList):
            return _list(ask, done, StepList(name))
        case [name, "law"] if name in set(StepList):
            return _law(ask, done, StepList(name))
        case _:
            return missing(ask)


def walked(place: Place, _library: Library) -> bool:
    """What a walk over every screen looks at: nothing ticked with everything, the first step with its lists."""
    done = read_ticks(place.item) if place.items else frozenset()
    return not done or (done == {1} and place.items[1:] in ((), (StepList.PAPERS.value,), (ALL,)))


def list_names(language: Language) -> Mapping[StepList, str]:
    """What each list is called."""
    say = language.say
    return {
        StepList.PAPERS: say("Papers"),
        StepList.EXAMS: say("Recognition, exams, language"),
        StepList.COSTS: say("Costs to ask about"),
        StepList.CLAUSES: say("What the contract should say"),
        StepList.PAYING: say("Before you pay anything"),
        StepList.FLYING: say("Before you travel"),
        StepList.ARRIVAL: say("The first month there"),
        StepList.RETURN: say("Before you return"),
    }


def _at(ask: Ask, done: frozenset[int], *items: str) -> Place:
    return ask.place.to(PAGE, ticked(done), *items)


def _lists(ask: Ask, done: frozenset[int]) -> Turn:
    say, place, language = ask.language.say, ask.place, ask.language
    whole = place.home and place.destination and place.occupation
    draft = Draft(ask, say("My steps"), icon="☑️", back=place.to("kit" if whole else "menu"))
    if place.items:
        draft.of_hers(done)
    _corridor(draft)
    draft.say(say("Tap what you have done, in any order. It commits you to nothing."))
    draft.say(_where_it_stands(ask))
    names = list_names(language)
    for which in StepList:
        if own := ask.library.steps_of(which):
            count = _count(language, own, done)
            draft.row(Choice(f"{names[which]} ({count})", _at(ask, done, which.value), icon=_ICONS[which]))
    _print(draft, done)
    if done:
        draft.row(Choice(say("Take all ticks away"), place.to(PAGE), icon="🧹"))
    if not whole:
        draft.row(draft.choice(say("Choose your countries and your work"), "kit", icon="✈️"))
    return draft.turn()


def _count(language: Language, steps: Sequence[Step], done: frozenset[int]) -> str:
    own = sum(step.number in done for step in steps)
    return language.as_is(f"{language.number(own)}/{language.number(len(steps))}")


def _corridor(draft: Draft) -> None:
    """For which countries and which work, as far as she chose them."""
    place, language = draft.ask.place, draft.language
    work = draft.ask.library.occupation(place.occupation)
    told = [one for one in (corridor_name(draft.ask), language.words(work.name) if work else "") if one]
    if told:
        named = " · ".join(told)
        draft.say(named)


def _where_it_stands(ask: Ask) -> str:
    """Where her ticks are kept: nowhere with us."""
    if ask.visitor.channel == "web":
        return ask.language.say(
            "We keep nothing. Your ticks stand in the address of the page: keep it as a bookmark. Whoever sees your "
            "browser's history can see them."
        )
    return ask.language.say("We keep nothing. Your ticks stand in the buttons of this message and go with it.")


def _list(ask: Ask, done: frozenset[int], which: StepList) -> Turn:
    """One list: what and why in the text, a button for each step."""
    say, language = ask.language.say, ask.language
    draft = Draft(ask, list_names(language)[which], icon=_ICONS[which], back=_at(ask, done))
    draft.of_hers(done)
    draft.unfolded = True
    _text(draft, which, done)
    for step in ask.library.steps_of(which):
        draft.row(_tick(draft, step, done, which))
    if _facts(ask, which):
        draft.row(Choice(say("What we know on this, there and at home"), _at(ask, done, which.value, LAW), icon="📜"))
    if following := _next(ask, which):
        label = say("Next: {title}", title=list_names(language)[following])
        draft.row(Choice(label, _at(ask, done, following.value), icon="⏭️"))
    return _staying(draft.turn(), which)


def _staying(turn: Turn, which: StepList) -> Turn:
    """A tick on a later portion of a long list shows that portion again."""

    def stays(choice: Choice, part: int) -> Choice:
        place = choice.place
        ticks = place is not None and place.page == PAGE and place.items[1:] == (which.value,)
        return replace(choice, place=replace(place, part=part)) if place and ticks else choice

    portions = enumerate(turn.screen.choice_parts, 1)
    parts = tuple(tuple(tuple(stays(one, part) for one in row) for row in rows) for part, rows in portions)
    return replace(turn, screen=replace(turn.screen, choice_parts=parts))


def _tick(draft: Draft, step: Step, done: frozenset[int], which: StepList) -> Choice:
    """A step to tap; that it is done is said in words, because a picture may not be read out."""
    words, is_done = draft.words(step.text, step.values), step.number in done
    label = draft.language.say("Done: {step}", step=words) if is_done else words
    return Choice(label, _at(draft.ask, done ^ {step.number}, which.value), icon="✅" if is_done else "⬜")


def _text(draft: Draft, which: StepList, done: frozenset[int]) -> None:
    """The steps of a list with their reasons, and one small print where they rest on the same."""
    own = draft.ask.library.steps_of(which)
    for step in own:
        box = "☑" if step.number in done else "☐"
        if step.why is None:
            draft.prose(step.text, step.values, label=box)
        else:
            draft.prose(step.why, step.values, label=f"{box} {draft.words(step.text, step.values)}.")
        draft.cite(step.evidence)
    if own:
        draft.evidence(own[-1].evidence)


def _next(ask: Ask, which: StepList) -> StepList | None:
    filled = [one for one in StepList if ask.library.steps_of(one)]
    following = filled.index(which) + 1 if which in filled else len(filled)
    return filled[following] if following < len(filled) else None


def _facts(ask: Ask, which: StepList) -> list[tuple[str, tuple[Fact, ...]]]:
    """What we know on a list, by country: there, then at home."""
    place = ask.place
    ends = ((place.destination, THERE_TOPICS), (place.home, HOME_TOPICS))
    found = [(code, ask.library.facts(code, topics.get(which, ()), **corridor(place))) for code, topics in ends if code]
    return [(code, facts) for code, facts in found if facts]


def _law(ask: Ask, done: frozenset[int], which: StepList) -> Turn:
    back = _at(ask, done, which.value)
    draft = Draft(ask, list_names(ask.language)[which], icon="📜", back=back)
    draft.of_hers(done)
    draft.is_answer = draft.unfolded = True
    _corridor(draft)
    found = _facts(ask, which)
    for code, facts in found:
        draft.heading(ask.language.country(code))
        for fact in facts:
            draft.fact(fact)
    if not found:
        draft.say(ask.language.say("We have no checked statement on this. Ask a trade union or the regulator there."))
    return draft.turn()


def _all(ask: Ask, done: frozenset[int]) -> Turn:
    """Every list on one page: on paper, a box for each step."""
    say = ask.language.say
    draft = Draft(ask, say("My steps"), icon="☑️", back=_at(ask, done))
    draft.of_hers(done)
    draft.unfolded = True
    _corridor(draft)
    if ask.visitor.channel == "web":
        draft.say(say("Print this page from the menu of your browser. Only the list is printed."))
    names = list_names(ask.language)
    for which in StepList:
        if ask.library.steps_of(which):
            draft.heading(names[which])
            _text(draft, which, done)
    return draft.turn()


def _print(draft: Draft, done: frozenset[int]) -> None:
    """The page to be printed: here on the web, behind an address elsewhere, where there is one."""
    ask, say = draft.ask, draft.language.say
    draft.row(Choice(say("All steps on one page"), _at(ask, done, ALL), icon="📄"))
    if ask.visitor.channel != "web" and (address := ask.on_the_web(str(_at(ask, done, ALL)))):
        draft.row(Choice(say("Print my steps"), url=address, icon="🖨️"))
