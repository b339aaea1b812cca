"""Something went wrong: told by taps alone; what it concerns, what to keep as evidence, and Help now.

wrong               whether it may be counted, once and before anything is asked; the help is the same
wrong/y/what/0      what went wrong, with what she told so far (reported.py); `n` in the place of `y` counts nothing
wrong/y/step/7      at which step
wrong/y/where/7k    in which corridor; .../home and .../there choose its ends
wrong/y/end/7k      the codes and agreements concerned, evidence, help; with `y` also the last yes
wrong/y/sent/7k     the deed: it is counted
"""

from collections.abc import Callable, Mapping

from bot.library.library import Library
from bot.model.counted import Breach
from bot.model.place import Place
from bot.model.screen import Choice, Kind, Record, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor_name
from bot.screens.headings import headings
from bot.screens.missing import missing
from bot.screens.options import breaches, steps
from bot.screens.reported import (
    BOTH,
    DESTINATION,
    HOME,
    RIGHTS,
    Reported,
    concerned,
    ends_of,
    read_reported,
    report_of,
)

PAGE = "wrong"
YES, NO = "y", "n"
WHAT, STEP, WHERE, AT_HOME, THERE, END, SENT = "what", "step", "where", "home", "there", "end", "sent"
QUESTIONS = 3


def screen(ask: Ask) -> Turn:
    """The page that the items name."""
    if not ask.place.items:
        return _consent(ask)
    match ask.place.items:
        case ("y" | "n", page, item) if page in _PAGES and (reported := read_reported(item)) is not None:
            if reported.what is None and page not in (WHAT, STEP):
                return _what(ask, reported)
            return _PAGES[page](ask, reported)
        case _:
            return missing(ask)


def walked(place: Place, _library: Library) -> bool:
    """What a walk over every screen looks at: the questions, and the first breach to its end."""
    if len(place.items) < 3 or (reported := read_reported(place.items[2])) is None:
        return True
    return reported.breach <= 1 and reported.step <= 1


def _at(ask: Ask, page: str, reported: Reported, *, counted: str = "") -> Place:
    return ask.place.to(PAGE, counted or (ask.place.item or NO), page, reported.item)


def _counting(ask: Ask) -> bool:
    return ask.visitor.counts and ask.place.item == YES


def _consent(ask: Ask) -> Turn:
    say, begun = ask.language.say, Reported()
    draft = Draft(ask, say("Something went wrong"), icon="🚨", back=ask.place.to("menu"))
    draft.unfolded = True
    draft.say(say("In danger? Tap Help now; it is on every page and under every message."), Kind.WARNING)
    draft.say(say("Tell us by taps what went wrong. We show what was broken, what to keep and who helps."))
    draft.say(say("This is no complaint: nobody is told of it, and no authority acts on it."))
    without = say("Go on, count nothing") if ask.visitor.counts else say("Go on")
    draft.row(Choice(without, _at(ask, WHAT, begun, counted=NO), icon="▶️"))
    if ask.visitor.counts:
        draft.say(
            say(
                "May we count it too, without you? No names, no words, no files: only how many people report the same. "
                "The help is the same either way."
            )
        )
        draft.row(Choice(say("Go on, and count it anonymously"), _at(ask, WHAT, begun, counted=YES), icon="🗳️"))
    draft.row(draft.choice(say("What is kept and what is not"), "privacy", icon="🔒"))
    return draft.turn()


# The questions


def _asking(ask: Ask, number: int, question: str, back: Place) -> Draft:
    say, digits = ask.language.say, ask.language.number
    title = say("Question {number} of {all}", number=digits(number), all=digits(QUESTIONS))
    draft = Draft(ask, title, icon="🚨", back=back)
    draft.of_hers(ask.place.items)
    draft.say(question, Kind.QUESTION)
    return draft


def _what(ask: Ask, reported: Reported) -> Turn:
    draft = _asking(ask, 1, ask.language.say("What went wrong?"), ask.place.to(PAGE))
    for number, label in enumerate(breaches(ask.language).values(), 1):
        draft.row(Choice(label, _at(ask, STEP, reported.but(breach=number))))
    return draft.turn()


def _step(ask: Ask, reported: Reported) -> Turn:
    if reported.what is None:
        return _what(ask, reported)
    draft = _asking(ask, 2, ask.language.say("When did it happen?"), _at(ask, WHAT, reported))
    for number, label in enumerate(steps(ask.language).values(), 1):
        draft.row(Choice(label, _at(ask, WHERE, reported.but(step=number))))
    draft.row(Choice(ask.language.say("Skip"), _at(ask, WHERE, reported.but(step=0)), icon="⏭️"))
    return draft.turn()


def _where(ask: Ask, reported: Reported) -> Turn:
    """The corridor in one tap where it is known, else its ends one by one."""
    home, there = ends_of(reported.but(hidden=0), ask.place, ask.library)
    if not home or not there:
        return _home(ask, reported)
    say = ask.language.say
    draft = _asking(ask, 3, say("Is it on this way?"), _at(ask, STEP, reported))
    draft.say(corridor_name(ask))
    draft.row(Choice(say("Yes"), _at(ask, END, reported.but(hidden=0)), icon="✅"))
    draft.row(Choice(say("No, let me choose"), _at(ask, AT_HOME, reported), icon="✏️"))
    draft.row(Choice(say("Skip"), _at(ask, END, reported.but(hidden=BOTH)), icon="⏭️"))
    return draft.turn()


def _home(ask: Ask, reported: Reported) -> Turn:
    question = ask.language.say("Where did you train, or where do you work now?")
    draft = _asking(ask, 3, question, _at(ask, STEP, reported))
    told = _at(ask, THERE, reported.but(hidden=reported.hidden & ~HOME))
    _countries(draft, "home", told)
    skipped = _at(ask, THERE, reported.but(hidden=reported.hidden | HOME))
    draft.row(Choice(ask.language.say("Skip"), skipped, icon="⏭️"))
    return draft.turn()


def _there(ask: Ask, reported: Reported) -> Turn:
    draft = _asking(ask, 3, ask.language.say("In which country is the job?"), _at(ask, AT_HOME, reported))
    _countries(draft, "destination", _at(ask, END, reported.but(hidden=reported.hidden & ~DESTINATION)))
    skipped = _at(ask, END, reported.but(hidden=reported.hidden | DESTINATION))
    draft.row(Choice(ask.language.say("Skip"), skipped, icon="⏭️"))
    return draft.turn()


def _countries(draft: Draft, which: str, told: Place) -> None:
    name = draft.language.country
    held = draft.ask.library.with_role("home" if which == "home" else "destination")
    codes = sorted((one.code for one in held), key=name)
    draft.rows([Choice(name(code), told.within(**{which: code}), icon="📍") for code in codes], width=2)


# What it means


def _end(ask: Ask, reported: Reported) -> Turn:
    """What was broken, what to keep, who helps; and the last yes where she wants it counted."""
    breach = reported.what
    if breach is None:
        return _what(ask, reported)
    say, library = ask.language.say, ask.library
    draft = Draft(ask, breaches(ask.language)[breach], icon="🚨", back=_at(ask, WHERE, reported))
    draft.of_hers(ask.place.items)
    draft.unfolded = True
    home, there = ends_of(reported, ask.place, library)
    draft.say(say("Help now shows who helps where you are. You may stop here and go there at any time."), Kind.WARNING)
    draft.row(draft.choice(say("Help now"), "help", *([there.lower()] if there else []), icon="🆘"))
    _concerned(draft, breach, home, there)
    _evidence(draft, breach)
    _read_more(draft, breach, there or home)
    if _counting(ask):
        draft.say(say("Count this report? It adds one to a sum, once in half a year, without you."))
        draft.row(Choice(say("Yes, count this report"), _at(ask, SENT, reported), icon="🗳️", deed=True))
    return draft.turn()


def _concerned(draft: Draft, breach: Breach, home: str, there: str) -> None:
    """The agreements, codes and standards by name, each to be read in a tap."""
    say, library, language = draft.language.say, draft.ask.library, draft.language
    draft.heading(say("Codes and agreements concerned"))
    named = []
    for key in concerned(breach, home, there, library):
        for page, icon, shelf in (
            ("agreement", "🤝", library.agreements),
            ("code", "📜", library.codes),
            ("instrument", "🌍", library.instruments),
        ):
            if (one := shelf.get(key)) is not None:
                title = language.words(one.title, one.values)
                named.append(title)
                draft.cite(one.evidence)
                draft.row(draft.choice(title, page, key, icon=icon))
    draft.points(dict.fromkeys(named))
    draft.say(say("A convention binds only the states that joined it. National law may give you the same or more."))


def _evidence(draft: Draft, breach: Breach) -> None:
    """What to keep, and what to think of before she acts."""
    right = draft.ask.library.rights.get(RIGHTS[breach])
    if right is None or not draft.holds(right.evidence):
        return
    wanted = [one for name in ("evidence", "careful") for one in right.sections if one.name == name]
    draft.sections(wanted, right.values, headings(draft.language))
    draft.evidence(right.evidence, urgent=True)


def _read_more(draft: Draft, breach: Breach, country: str) -> None:
    """The rights topic, in the country where it happened if that is told."""
    right = draft.ask.library.rights.get(RIGHTS[breach])
    if right is None:
        return
    items = (right.id, country.lower()) if country else (right.id,)
    draft.row(draft.choice(draft.words(right.title, right.values), "rights", *items, icon=right.icon))


def _sent(ask: Ask, reported: Reported) -> Turn:
    """The receipt, and on to help."""
    report = report_of(reported, ask.place, ask.library)
    if report is None or not _counting(ask):
        return _end(ask, reported)
    say = ask.language.say
    draft = Draft(ask, say("Counted"), icon="🗳️", back=_at(ask, END, reported))
    draft.of_hers(ask.place.items)
    draft.before = _at(ask, END, reported)
    draft.say(say("It adds one to the sum, mixed with those of other people. We do not know that it was you."))
    draft.say(say("The same report counts once in half a year. Nobody acts on it: for that, use Help now."))
    there = report.destination
    draft.row(draft.choice(say("Help now"), "help", *([there.lower()] if there else []), icon="🆘"))
    draft.row(draft.choice(say("What others say"), "others", icon="📊"))
    return draft.turn(Record(report))


_PAGES: Mapping[str, Callable[[Ask, Reported], Turn]] = {
    WHAT: _what,
    STEP: _step,
    WHERE: _where,
    AT_HOME: _home,
    THERE: _there,
    END: _end,
    SENT: _sent,
}
