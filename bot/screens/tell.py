"""Tell us, anonymously: consent once, then six to eight questions with a tap each, and only a last yes counts them.

tell                consent in plain words; no is the default
tell/3/2k7          the third question, with the answers so far (plans.py)
tell/end/2k7        everything that would be counted, in words
tell/sent/2k7       the deed: it is counted
"""

from collections.abc import Callable, Iterable, Mapping

from bot.language.language import Language
from bot.model.counted import Horizon, Intent
from bot.model.place import Place
from bot.model.screen import Choice, Kind, Record, Span, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.kit import corridor_name
from bot.screens.missing import missing
from bot.screens.options import reasons, returns, stages, stays, whens
from bot.screens.plans import (
    CORRIDOR,
    ENDS,
    EVERYTHING,
    REASON,
    RETURNING,
    STAGE,
    STAYING,
    WHEN,
    WHENS,
    Plans,
    begun,
    intent_of,
    read_plans,
)

PAGE = "tell"
END, SENT = "end", "sent"


def screen(ask: Ask) -> Turn:
    """The page that the items name; where the channel cannot count, that it cannot."""
    if not ask.place.items:
        return _consent(ask)
    if len(ask.place.items) != 2 or (plans := read_plans(ask.place.items[1])) is None:
        return missing(ask)
    if not ask.visitor.counts:
        return _consent(ask)
    match ask.place.item:
        case "end":
            return _end(ask, plans)
        case "sent":
            return _sent(ask, plans)
        case number if number in {str(one) for one in range(1, len(plans.questions) + 1)}:
            return _question(ask, plans, int(number))
        case _:
            return missing(ask)


def walked(place: Place) -> bool:
    """What a walk over every screen looks at: the questions with nothing answered, in both orders."""
    return len(place.items) < 2 or place.items[1] in {Plans().item, Plans(own=1).item}


def _leave(ask: Ask) -> Place:
    """Where she goes on without this: the kit of her corridor, or the menu."""
    return ask.place.to("kit" if ask.place.home and ask.place.destination and ask.place.occupation else "menu")


def _consent(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Tell us, anonymously"), icon="🗳️", back=_leave(ask))
    if not ask.visitor.counts:
        draft.say(say("On this channel nothing is counted, so there is nothing to ask you."))
        draft.row(draft.choice(say("What others say"), "others", icon="📊"))
        return draft.turn()
    draft.unfolded = True
    draft.say(say("May we ask a few questions about your plans? A tap each, and you may skip any of them."))
    told = (
        say("Say no, and nothing changes: the help is the same."),
        say("Only sums over many people are published, after the quarter has ended."),
        say("No name, number or words of yours are kept, and no answers of one person together."),
        say("So that nobody counts twice, a code says that you took part, never what you told."),
        say("Its key dies with the quarter."),
        say("What was counted cannot be taken back."),
        _where_it_stands(ask),
    )
    draft.lines([(Span(one),) for one in told], tied=True)  # a yes is given to all of it, so it stands in one piece
    draft.row(Choice(say("No, thank you"), _leave(ask), icon="✖️"))
    draft.row(Choice(say("Yes, ask me"), _at(ask, "1", begun(ask.place, ask.library)), icon="▶️"))
    return draft.turn()


def _where_it_stands(ask: Ask) -> str:
    """Where her answers are until she says yes."""
    if ask.visitor.channel == "web":
        return ask.language.say(
            "Until your last yes, your answers stand only in the page's address; your browser's history shows them."
        )
    return ask.language.say("Until your last yes, your answers stand only in the buttons of this message.")


def _at(ask: Ask, page: str, plans: Plans) -> Place:
    return ask.place.to(PAGE, page, plans.item)


def _after(ask: Ask, plans: Plans, number: int) -> Place:
    """The question after one, or the end."""
    return _at(ask, str(number + 1) if number < len(plans.questions) else END, plans)


# The questions


def _question(ask: Ask, plans: Plans, number: int) -> Turn:
    say, language = ask.language.say, ask.language
    asked = plans.questions[number - 1]
    before = _at(ask, str(number - 1), plans) if number > 1 else ask.place.to(PAGE)
    progress = say(
        "Question {number} of {all}", number=language.number(number), all=language.number(len(plans.questions))
    )
    draft = Draft(ask, progress, icon="🗳️", back=before)
    draft.indexed = False
    draft.say(_words(ask, asked, plans), Kind.QUESTION)
    if asked == CORRIDOR:
        _corridor(draft, plans, number)
    elif asked in ENDS:
        _end_of_corridor(draft, plans, number, asked)
    else:
        _one_of(draft, plans, number, asked)
    return draft.turn()


def _words(ask: Ask, asked: str, plans: Plans) -> str:
    say = ask.language.say
    return {
        CORRIDOR: say("Is this you, and the country that you think of first?"),
        "home": say("Where did you train, or where do you work now?"),
        "destination": say("Which country do you think of first?"),
        "occupation": say("What is your work?"),
        STAGE: say("How far are you?"),
        WHEN: say("For good, or for a time?") if plans.has_left else say("When would you go, and for how long?"),
        REASON: say("What is your main reason?"),
        STAYING: say("What would make staying at home worthwhile?"),
        RETURNING: say("Would you come back, or lend your skills from afar?"),
    }[asked]


def _corridor(draft: Draft, plans: Plans, number: int) -> None:
    """The corridor that she came from, in one tap."""
    ask, say = draft.ask, draft.language.say
    occupation = ask.library.occupation(ask.place.occupation)
    work = ask.language.words(occupation.name) if occupation else ""
    draft.say(f"{corridor_name(ask)} · {work}")
    draft.row(Choice(say("Yes"), _after(ask, plans.but(hidden=0), number), icon="✅"))
    draft.row(Choice(say("No, let me choose"), _at(ask, "1", plans.but(own=1, hidden=0)), icon="✏️"))
    draft.row(_skip(ask, plans.but(hidden=EVERYTHING), number))


def _end_of_corridor(draft: Draft, plans: Plans, number: int, asked: str) -> None:
    """One of home, destination and occupation."""
    ask = draft.ask
    told = _after(ask, plans.but(hidden=plans.hidden & ~ENDS[asked]), number)
    if asked == "occupation":
        named = [(ask.language.words(one.name), one.code, one.icon) for one in ask.library.offered]
    else:
        role = [one.code for one in ask.library.with_role("home" if asked == "home" else "destination")]
        named = [(ask.language.country(code), code, "📍") for code in sorted(role, key=ask.language.country)]
    draft.rows([Choice(name, told.within(**{asked: code}), icon=icon) for name, code, icon in named], width=2)
    draft.row(_skip(ask, plans.but(hidden=plans.hidden | ENDS[asked]), number))


def _one_of(draft: Draft, plans: Plans, number: int, asked: str) -> None:
    """A question with a list of answers; the one that she gave is marked."""
    given = getattr(plans, asked)
    for position, label in _answers(draft.language, asked, plans):
        label = draft.language.say("{answer} (your answer)", answer=label) if position == given else label
        icon = "☑️" if position == given else ""
        draft.row(Choice(label, _after(draft.ask, plans.but(**{asked: position}), number), icon=icon))
    draft.row(_skip(draft.ask, plans.but(**{asked: 0}), number))


def _answers(language: Language, asked: str, plans: Plans) -> Iterable[tuple[int, str]]:
    """The answers of a question with their positions; who has left already is not asked when."""
    if asked == WHEN and plans.has_left:
        return [(WHENS.index(when) + 1, label) for when, label in stays(language).items()]
    words: Mapping[str, Callable[[Language], Iterable[str]]] = {
        STAGE: lambda one: stages(one).values(),
        WHEN: lambda one: whens(one).values(),
        REASON: lambda one: reasons(one).values(),
        STAYING: lambda one: reasons(one).values(),
        RETURNING: lambda one: returns(one).values(),
    }
    return enumerate(words[asked](language), 1)


def _skip(ask: Ask, plans: Plans, number: int) -> Choice:
    return Choice(ask.language.say("Skip"), _after(ask, plans, number), icon="⏭️")


# The end


def _end(ask: Ask, plans: Plans) -> Turn:
    """Everything that would be counted, before it is."""
    say = ask.language.say
    intent = intent_of(plans, ask.place, ask.library)
    draft = Draft(ask, say("Your answers"), icon="🗳️", back=_at(ask, str(len(plans.questions)), plans))
    draft.indexed = False
    if intent == Intent():
        draft.say(say("You skipped every question, so there is nothing to count."))
    else:
        draft.say(say("This would be counted, once, without you:"))
        draft.points(_told(ask, intent))
        draft.row(Choice(say("Yes, count my answers"), _at(ask, SENT, plans), icon="🗳️", deed=True))
    draft.row(Choice(say("Change my answers"), _at(ask, "1", plans), icon="✏️"))
    draft.row(Choice(say("No, count nothing"), _leave(ask), icon="✖️"))
    return draft.turn()


def _told(ask: Ask, intent: Intent) -> Iterable[str]:
    """Her answers in words, a line for each that she gave."""
    say, language = ask.language.say, ask.language
    if intent.home:
        yield say("Home: {which}", which=language.country(intent.home))
    if intent.destination:
        yield say("Thinks first of: {country}", country=language.country(intent.destination))
    if occupation := ask.library.occupation(intent.occupation):
        yield say("Work: {which}", which=language.words(occupation.name))
    if intent.stage:
        yield say("How far: {answer}", answer=stages(language)[intent.stage])
    if intent.horizon and intent.permanence:
        yield say("When: {answer}", answer=whens(language)[intent.horizon, intent.permanence])
    elif intent.permanence:
        yield say("How long: {answer}", answer=stays(language)[Horizon.OPEN, intent.permanence])
    if intent.reason:
        yield say("Main reason: {answer}", answer=reasons(language)[intent.reason])
    if intent.staying:
        yield say("Staying would need: {answer}", answer=reasons(language)[intent.staying])
    if intent.returning:
        yield say("Coming back: {answer}", answer=returns(language)[intent.returning])


def _sent(ask: Ask, plans: Plans) -> Turn:
    """The receipt; nothing is counted where nothing was told."""
    say = ask.language.say
    intent = intent_of(plans, ask.place, ask.library)
    if intent == Intent():
        return _end(ask, plans)
    draft = Draft(ask, say("Thank you"), icon="🗳️", back=_leave(ask))
    draft.indexed = False
    draft.before = _at(ask, END, plans)
    draft.say(say("Your answers go into the sums of this quarter, mixed with those of other people."))
    draft.say(say("Everybody counts once in a quarter. What was counted before stays as it is."))
    draft.row(draft.choice(say("What others say"), "others", icon="📊"))
    draft.row(draft.choice(say("Return and contribute"), "programmes", icon="🔄"))
    return draft.turn(Record(intent))
