"""Check this offer or recruiter: the warning signs as questions with a tap each, and what the answers mean.

offer                     the beginning
offer/7k2...              the questions by group, with the answers so far (answered.py)
offer/7k2.../money        the questions of a group
offer/7k2.../12           one question; .../12/law the rule in her corridor
offer/7k2.../result       the outcome; .../ask, .../sums, .../tell what belongs to it (offer_outcome.py)
offer/7k2.../home         choosing her home country; .../there the destination
"""

from collections.abc import Callable, Mapping

from bot.library.library import Library
from bot.model.content import FlagGroup, RedFlag, Role, Ruling
from bot.model.packed import read
from bot.model.place import Place
from bot.model.screen import Choice, Kind, Span, Turn
from bot.screens.answered import MARK, mark_of, read_answers
from bot.screens.ask import Ask
from bot.screens.asked import (
    HOME,
    LAW,
    LICENSING,
    NEXT,
    OFFER,
    RESULT,
    SUMS,
    TELL,
    THERE,
    Offer,
    answer_names,
    new_offer,
    of_topics,
)
from bot.screens.draft import Draft
from bot.screens.ends import country_choices
from bot.screens.missing import missing
from bot.screens.offer_outcome import next_questions, result, sums, whom_to_tell
from bot.screens.warnings import ICONS, group_names
from bot.screens.weighing import Answer

PAGE = OFFER


def screen(ask: Ask) -> Turn:
    """The page of the check that the items name."""
    if not ask.place.items:
        return _overview(new_offer(ask))
    item, *rest = ask.place.items
    answered = read_answers(tuple(ask.library.red_flags.values()), item)
    if answered is None:
        return _overview(new_offer(ask), outdated=True) if _is_outdated(ask, item) else missing(ask)
    offer = Offer(ask, answered)
    match rest:
        case []:
            return _overview(offer)
        case [name] if name in _PAGES:
            return _PAGES[name](offer)
        case [group] if group in set(FlagGroup) and offer.of(FlagGroup(group)):
            return _group(offer, FlagGroup(group))
        case [number] if flag := _flag(offer, number):
            return _question(offer, flag)
        case [number, "law"] if flag := _flag(offer, number):
            return _law(offer, flag)
        case _:
            return missing(ask)


def walked(place: Place, _library: Library) -> bool:
    """What a walk over every screen looks at: no answer with everything, the first answer with its outcome."""
    if len(place.items) < 1 or (state := read(place.items[0][MARK:])) is None:
        return True
    return state == 0 or (state < len(Answer) and place.items[1:] in ((), (RESULT,), (SUMS,)))


def _is_outdated(ask: Ask, item: str) -> bool:
    """Whether an item holds answers to other questions than today's."""
    other = item[:MARK] != mark_of(tuple(ask.library.red_flags.values()))
    return other and len(item) > MARK and read(item[MARK:]) is not None


def _flag(offer: Offer, number: str) -> RedFlag | None:
    """The question with this number, if it is asked here."""
    flags = offer.answered.flags
    if not number.isdecimal() or str(int(number)) != number or int(number) >= len(flags):
        return None
    return flags[int(number)] if flags[int(number)] in offer.flags else None


def _overview(offer: Offer, *, outdated: bool = False) -> Turn:
    ask, say = offer.ask, offer.ask.language.say
    draft = Draft(ask, say("Check this offer or recruiter"), icon="🔍", back=ask.place.to("warnings"))
    if ask.place.items:
        draft.of_hers(offer.told)
    if outdated:
        draft.say(say("The questions have changed since then. Please begin again."), Kind.WARNING)
    draft.say(say("Answer what you know, in any order. You may stop at any time and see what it means so far."))
    draft.say(say("The result is about your answers. It is no verdict on a person or a firm."))
    draft.say(_where_it_stands(ask))
    if offer.known:
        draft.say(_progress(offer))
    _corridor(draft, offer)
    if following := offer.next_open():
        label = say("Go on with the questions") if offer.known else say("Begin with the questions")
        draft.row(Choice(label, offer.question(following), icon="▶️"))
    if offer.known:
        draft.row(Choice(say("See the result"), offer.at(RESULT), icon="📋"))
    _groups(draft, offer)
    return draft.turn()


def _groups(draft: Draft, offer: Offer) -> None:
    """A tap for each group of questions, with how many of them have an answer."""
    language = draft.language
    names = group_names(language)
    for group in FlagGroup:
        if own := offer.of(group):
            known = sum(offer.answer(one) is not Answer.OPEN for one in own)
            count = language.as_is(f"{language.number(known)}/{language.number(len(own))}")
            draft.row(Choice(f"{names[group]} ({count})", offer.at(group.value), icon=ICONS[group]))


def _progress(offer: Offer) -> str:
    number = offer.ask.language.number
    return offer.ask.language.say(
        "Answered so far: {number} of {all}.", number=number(offer.known), all=number(len(offer.flags))
    )


def _where_it_stands(ask: Ask) -> str:
    """Where her answers are kept: nowhere with us."""
    if ask.visitor.channel == "web":
        return ask.language.say(
            "We keep nothing. Your answers stand in the address of this page; whoever sees your browser's history "
            "can see them."
        )
    return ask.language.say("We keep nothing. Your answers stand in the buttons of this message and go with it.")


def _corridor(draft: Draft, offer: Offer) -> None:
    """Her countries, and how to change them."""
    place, say, country = offer.ask.place, draft.language.say, draft.language.country
    home = country(place.home) if place.home else say("not chosen")
    there = country(place.destination) if place.destination else say("not chosen")
    draft.row(
        Choice(say("Home: {which}", which=home), offer.at(HOME), icon="🔽"),
        Choice(say("Job in: {which}", which=there), offer.at(THERE), icon="🔽"),
    )


def _choose(offer: Offer, which: Role, title: str) -> Turn:
    ask = offer.ask
    draft = Draft(ask, title, icon="🔍", back=offer.at())
    draft.of_hers(offer.told)
    draft.say(ask.language.say("So we can show you the rules of this country beside the questions."))
    draft.rows(country_choices(ask, which, offer.at()), width=2)
    draft.row(Choice(ask.language.say("Another country, or not sure"), offer.at().within(**{which: ""}), icon="✳️"))
    return draft.turn()


def _home(offer: Offer) -> Turn:
    return _choose(offer, "home", offer.ask.language.say("Your home country"))


def _there(offer: Offer) -> Turn:
    return _choose(offer, "destination", offer.ask.language.say("In which country is the job?"))


def _group(offer: Offer, group: FlagGroup) -> Turn:
    language, say = offer.ask.language, offer.ask.language.say
    draft = Draft(offer.ask, group_names(language)[group], icon=ICONS[group], back=offer.at())
    draft.of_hers(offer.told)
    draft.say(say("Choose a question, or change an answer."))
    names = answer_names(language)
    for one in offer.of(group):
        question, given = draft.words(one.question, one.values), offer.answer(one)
        label = (
            question if given is Answer.OPEN else say("{answer}: {question}", answer=names[given], question=question)
        )
        draft.row(Choice(label, offer.question(one), icon="⬜" if given is Answer.OPEN else "☑️"))
        draft.cite(one.evidence)
    draft.row(Choice(say("See the result"), offer.at(RESULT), icon="📋"))
    return draft.turn()


def _question(offer: Offer, flag: RedFlag) -> Turn:
    ask, language, say = offer.ask, offer.ask.language, offer.ask.language.say
    number, all_ = language.number(offer.flags.index(flag) + 1), language.number(len(offer.flags))
    title = say("Question {number} of {all}", number=number, all=all_)
    draft = Draft(ask, title, icon=ICONS[flag.group], back=offer.at())
    draft.of_hers(offer.told)
    draft.is_answer = False  # it asks
    draft.lines([(Span(group_names(language)[flag.group], emphasis=True),)], Kind.TEXT)
    draft.prose(flag.question, flag.values, kind=Kind.QUESTION, tied=True)
    draft.prose(flag.why, flag.values, label=say("Why it matters:"))
    draft.prose(flag.check, flag.values, label=say("How to check:"))
    draft.prose(flag.exception, flag.values, label=say("Exception:"))
    _in_short(draft, offer, flag)
    draft.evidence(flag.evidence)
    _answers(draft, offer, flag)
    if flag.topics and (ask.place.home or ask.place.destination):
        draft.row(Choice(say("The rules there and at home"), offer.question(flag, LAW), icon="📜"))
    draft.row(Choice(say("See the result"), offer.at(RESULT), icon="📋"))
    draft.row(Choice(say("All questions"), offer.at(), icon="🔍"))
    return draft.turn()


def _in_short(draft: Draft, offer: Offer, flag: RedFlag) -> None:
    """In a line each: which country of her corridor bans it, limits it, has a list of licences to look in."""
    say = draft.language.say
    lines = [
        (flag.forbidden, say("A rule against it: {countries}")),
        (flag.allowed, say("Lawful up to a limit: {countries}")),
        (Ruling.LICENCE_LIST if LICENSING in flag.topics else None, say("An official list to look in: {countries}")),
    ]
    for ruling, text in lines:
        if found := offer.rulings(ruling):
            names = draft.language.all_of(draft.language.country(code) for code in found)
            draft.lines([(Span(text.replace("{countries}", names)),)], Kind.TEXT, tied=True)
            for fact in (fact for facts in found.values() for fact in facts):
                draft.cite(fact.evidence)


def _answers(draft: Draft, offer: Offer, flag: RedFlag) -> None:
    """A tap for each answer; the one that she gave is marked, in words too."""
    given = offer.answer(flag)
    names = answer_names(draft.language)

    def tap(answer: Answer) -> Choice:
        mine = answer is given and answer is not Answer.OPEN
        label = draft.language.say("{answer} (your answer)", answer=names[answer]) if mine else names[answer]
        return Choice(label, offer.after(flag, answer), icon="☑️" if mine else "")

    draft.row(tap(Answer.YES), tap(Answer.NO))
    if offer.may_be_lawful(flag):
        draft.row(tap(Answer.WITHIN))
    draft.row(tap(Answer.OPEN), tap(Answer.NOT_MINE))


def _law(offer: Offer, flag: RedFlag) -> Turn:
    """What we know of the rules on a question, there and at home."""
    ask, say, place = offer.ask, offer.ask.language.say, offer.ask.place
    draft = Draft(ask, say("The rules there and at home"), icon="📜", back=offer.question(flag))
    draft.of_hers(offer.told)
    draft.unfolded = True
    draft.prose(flag.question, flag.values, kind=Kind.QUESTION)
    draft.cite(flag.evidence)
    for code in dict.fromkeys(one for one in (place.destination, place.home) if one):
        draft.heading(ask.language.country(code))
        facts = of_topics(ask, code, flag.topics)
        for fact in facts:
            draft.fact(fact)
        if not facts:
            draft.say(say("We have no checked statement on this. Ask a trade union or the regulator there."))
    return draft.turn()


_PAGES: Mapping[str, Callable[[Offer], Turn]] = {
    RESULT: result,
    NEXT: next_questions,
    SUMS: sums,
    TELL: whom_to_tell,
    HOME: _home,
    THERE: _there,
}
