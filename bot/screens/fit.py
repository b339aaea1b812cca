"""Which return programmes fit me? A few taps, answered from the listings; nothing is kept.

fit                               her home country
PH/fit/live                       where she lives now
PH-GB/fit/a/work                  her work; `a` she lives abroad, `h` she is back home, `u` she did not say
PH-GB-2221/fit/a/how              for good, for a time, from afar
PH-GB-2221/fit/a/time/keep        whether she may lose her residence abroad
PH-GB-2221/fit/a/time/must        the programmes
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.language.language import Language
from bot.model.place import Place
from bot.model.screen import Choice, Kind, Span, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor, country_choices
from bot.screens.fitting import (
    ABROAD,
    AFAR,
    ANY,
    BACK,
    GOOD,
    MAY,
    MODES,
    MUST,
    TIME,
    UNSAID,
    UNSURE,
    Doubt,
    Fit,
    Out,
    Wish,
    fitting,
)
from bot.screens.missing import missing
from bot.screens.programmes import STATUS_ICONS, status_names

PAGE = "fit"
_WHERE = (ABROAD, BACK, UNSAID)
_KEEP = (MUST, MAY, UNSURE)
ABSENCE = "absence"


def screen(ask: Ask) -> Turn:
    """The question, or the answer, that the items name."""
    match ask.place.items:
        case ():
            return _live(ask) if ask.place.home else _home(ask)
        case ("live",):
            return _live(ask)
        case (where, "work") if where in _WHERE:
            return _work(ask, where)
        case (where, "how") if where in _WHERE:
            return _how(ask, where)
        case (where, how, "keep") if where in _WHERE and how in MODES:
            return _keep(ask, where, how)
        case (where, how, keep) if where in _WHERE and how in MODES and keep in _KEEP:
            return _found(ask, where, how, keep)
        case _:
            return missing(ask)


def _question(ask: Ask, question: str, back: Place) -> Draft:
    """A screen with one question."""
    draft = Draft(ask, ask.language.say("Which return programmes fit me?"), icon="🧩", back=back)
    if ask.place.items:
        draft.of_hers(True)
    draft.lines([(Span(question),)], Kind.QUESTION)
    return draft


def _home(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = _question(ask, say("Which is your home country?"), place.to("programmes"))
    draft.say(say("A few taps, and we show which listings may fit. We keep nothing of what you tap."))
    draft.rows(country_choices(ask, "home", place.to(PAGE, "live")), width=2)
    draft.row(Choice(say("Another country, or I do not want to say"), place.to(PAGE, "live"), icon="✳️"))
    return draft.turn()


def _live(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    back = place.within(home="", destination="").to(PAGE)
    draft = _question(ask, say("Where do you live now?"), back)
    if place.home:
        draft.say(say("Your home country: {country}", country=ask.language.country(place.home)))
    then = _after_living(ask, ABROAD)
    if place.destination and place.destination != place.home:
        draft.row(Choice(ask.language.country(place.destination), then, icon="📍"))
    draft.row(Choice(say("At home: I have come back"), _after_living(ask, BACK).within(destination=""), icon="🏡"))
    draft.rows([one for one in country_choices(ask, "destination", then) if one.place != then], width=2)
    draft.row(Choice(say("In another country"), then.within(destination=""), icon="🌍"))
    draft.row(Choice(say("I do not want to say"), _after_living(ask, UNSAID).within(destination=""), icon="✳️"))
    return draft.turn()


def _after_living(ask: Ask, where: str) -> Place:
    """The question after where she lives: her work, unless it is known."""
    return _after_work(ask, where) if ask.place.occupation else ask.place.to(PAGE, where, "work")


def _after_work(ask: Ask, where: str) -> Place:
    """Who is back home is past the questions of how to return and of residence abroad."""
    return ask.place.to(PAGE, where, GOOD, MAY) if where == BACK else ask.place.to(PAGE, where, "how")


def _work(ask: Ask, where: str) -> Turn:
    say, then = ask.language.say, _after_work(ask, where)
    draft = _question(ask, say("What is your work?"), ask.place.to(PAGE, "live"))
    draft.rows(
        [
            Choice(ask.language.words(one.name), then.within(occupation=one.code), icon=one.icon)
            for one in ask.library.offered
        ],
        width=2,
    )
    draft.row(Choice(say("I do not want to say"), then.within(occupation=""), icon="✳️"))
    return draft.turn()


def _how(ask: Ask, where: str) -> Turn:
    draft = _question(ask, ask.language.say("How do you want to return?"), ask.place.to(PAGE, "live"))
    for how, name in how_names(ask.language).items():
        draft.row(Choice(name, ask.place.to(PAGE, where, how, "keep"), icon=_HOW_ICONS[how]))
    return draft.turn()


def how_names(language: Language) -> Mapping[str, str]:
    """What each way to return is called."""
    say = language.say
    return {
        GOOD: say("For good"),
        TIME: say("For a time"),
        AFAR: say("Not in person: I help from where I am"),
        ANY: say("I do not know yet"),
    }


_HOW_ICONS = {GOOD: "🏡", TIME: "🧳", AFAR: "💻", ANY: "🤔"}


def _keep(ask: Ask, where: str, how: str) -> Turn:
    say, place = ask.language.say, ask.place
    draft = _question(ask, say("May you lose your residence abroad?"), place.to(PAGE, where, "how"))
    draft.say(say("A long absence can end a permit, whatever a programme says."))
    names = {
        MUST: say("No, I must keep it"),
        MAY: say("Yes, I may lose it"),
        UNSURE: say("I do not know"),
    }
    for keep, name in names.items():
        draft.row(Choice(name, place.to(PAGE, where, how, keep)))
    return draft.turn()


def _found(ask: Ask, where: str, how: str, keep: str) -> Turn:
    """The programmes: those that fit, those that may fit and why to ask first, and how many were left out."""
    say, place = ask.language.say, ask.place
    back = place.to(PAGE, "live") if where == BACK else place.to(PAGE, where, how, "keep")
    draft = Draft(ask, say("Which return programmes fit me?"), icon="🧩", back=back)
    draft.of_hers(True)
    draft.is_answer = draft.unfolded = True
    fits, out = fitting(ask.library.programmes.values(), wish_of(ask, where, how, keep), ask.today)
    _told(draft, where, how, keep)
    sure, unsure = [one for one in fits if not one.doubts], [one for one in fits if one.doubts]
    _group(draft, say("Fits what you told us"), sure)
    _group(draft, say("May fit: ask first"), unsure)
    if not fits:
        draft.say(
            say("We hold no listing that fits. That does not mean that there is none: ask your embassy or a union.")
        )
    draft.say(say("Read on each page who may apply: our listings do not hold every condition."), Kind.WARNING)
    _absence(draft, where, keep)
    _left_out(draft, out)
    draft.row(Choice(say("Begin again"), place.within(home="", destination="", occupation="").to(PAGE), icon="🔁"))
    draft.row(draft.choice(say("All programmes"), "programmes", icon="📋"))
    return draft.turn()


def wish_of(ask: Ask, where: str, how: str, keep: str) -> Wish:
    """What she told, from the place and its items."""
    work = ask.library.occupation(ask.place.occupation)
    living = ask.place.destination if where == ABROAD else ""
    return Wish(ask.place.home, living, work.id if work else "", where, how, keep)


def _told(draft: Draft, where: str, how: str, keep: str) -> None:
    """What the answer rests on, so that a wrong tap is seen."""
    say, place, language = draft.language.say, draft.ask.place, draft.language
    work = draft.ask.library.occupation(place.occupation)
    living = {
        ABROAD: language.country(place.destination) if place.destination else say("another country"),
        BACK: say("at home again"),
        UNSAID: say("not said"),
    }[where]
    unsaid = say("not said")
    told = [
        say("Home: {which}", which=language.country(place.home) if place.home else unsaid),
        say("I live in: {which}", which=living),
        say("Work: {which}", which=language.words(work.name) if work else unsaid),
    ]
    if where != BACK:
        kept = {MUST: say("must stay"), MAY: say("may be lost"), UNSURE: say("I do not know")}[keep]
        told += [say("Return: {which}", which=how_names(language)[how]), say("My residence: {which}", which=kept)]
    draft.points(told)


def _group(draft: Draft, title: str, fits: Sequence[Fit]) -> None:
    """Programmes with what is in doubt, and a tap for each."""
    if not fits:
        return
    draft.heading(title)
    names, states = doubt_names(draft.language), status_names(draft.ask)
    for fit in fits:
        one = fit.programme
        state = f" · {states[one.status]}"
        draft.lines([(Span(draft.language.as_is(one.name), strong=True), Span(state))], Kind.TEXT)
        draft.prose(one.title, one.values, tied=True)
        draft.prose(one.not_covered, one.values, label=draft.language.say("Not covered:"), tied=True)
        draft.lines([(Span(names[doubt]),) for doubt in fit.doubts if doubt in names], tied=True)
        draft.cite(one.evidence)
        draft.row(draft.choice(draft.language.as_is(one.name), "programme", one.id, icon=STATUS_ICONS[one.status]))


def doubt_names(language: Language) -> Mapping[Doubt, str]:
    """What each doubt means for her; the limits of a listing speak for themselves."""
    say = language.say
    return {
        Doubt.CAUTION: say("It can cost you rights. Read the warning on its page, and take legal advice first."),
        Doubt.OLD: say("What we read is old and may have changed."),
        Doubt.STATE: say("We do not know whether it takes people now."),
        Doubt.CLOSED: say("The last call that we saw has ended. Ask whether another one comes."),
        Doubt.HOME: say("It is for certain home countries only."),
        Doubt.LIVING: say("It is for people who live, or lived, in certain countries."),
        Doubt.WORK: say("It is for certain kinds of work only."),
        Doubt.LOSES: say("By its design you do not keep your residence abroad."),
        Doubt.DEPENDS: say("Whether you keep your residence abroad depends on your permit. Ask before you travel."),
        Doubt.NOT_TOLD: say("The listing does not tell what becomes of your residence abroad. Ask before you travel."),
    }


def _absence(draft: Draft, where: str, keep: str) -> None:
    """What absence does to a permit where she lives, as far as we know it."""
    place, say = draft.ask.place, draft.language.say
    if where == BACK or keep == MAY:
        return
    draft.say(say("Before you leave the country where you live, ask what absence does to your permit."), Kind.WARNING)
    if where != ABROAD or not place.destination:
        return
    if facts := draft.ask.library.facts(place.destination, (ABSENCE,), **corridor(place)):
        draft.heading(say("Absence and your permit: {country}", country=draft.language.country(place.destination)))
        for fact in facts:
            draft.fact(fact)


def _left_out(draft: Draft, out: Counter[Out]) -> None:
    """How many listings do not fit, and why."""
    say, number = draft.language.say, draft.language.number
    names = {
        Out.RESIDENCE: say("you would not keep your residence abroad: {number}"),
        Out.WORK: say("for other work: {number}"),
        Out.LIVING: say("for people who live in certain other countries: {number}"),
        Out.HOME: say("for other home countries: {number}"),
        Out.HOW: say("for another kind of return: {number}"),
        Out.ENDED: say("ended, shown as history: {number}"),
    }
    if out:
        draft.heading(say("Left out"))
        draft.points(name.replace("{number}", number(out[why])) for why, name in names.items() if out[why])
