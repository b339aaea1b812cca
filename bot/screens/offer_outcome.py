"""What the answers to the warning signs mean: the result with its reasons, what to ask next, how it is reckoned, and
whom to tell. Never a bare score, and never a verdict on a person or a firm.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.language.formats import formatted
from bot.language.language import Language
from bot.model.content import Contact, ContactKind, RedFlag, Ruling
from bot.model.screen import Choice, Kind, Span, Turn
from bot.model.value import Number, Percent
from bot.screens.asked import LICENSING, NEXT, RESULT, SUMS, TELL, Offer, answer_names, of_topics
from bot.screens.contacts import contact_blocks
from bot.screens.draft import Draft
from bot.screens.weighing import BANDS, COVERED, GRAVE, LARGE, Answer, Label, Weighed, value_of

SHOWN = 3
"""Open questions on the result itself; all of them stand on a page of their own."""
HELPERS = {
    ContactKind.UNION: 2,
    ContactKind.ASSOCIATION: 1,
    ContactKind.ADVICE: 1,
    ContactKind.LEGAL_AID: 1,
    ContactKind.TRAFFICKING: 1,
    ContactKind.EMBASSY: 1,
    ContactKind.RECRUITMENT_AUTHORITY: 1,
}
"""Who helps with an offer, in the order in which to ask, and how many of them are shown at most for a country: those
who may have to report come last, and all of them stand under Help now."""


def result(offer: Offer) -> Turn:
    """The outcome: what it is called, what to do, every alarming answer with its reason, and what is open."""
    ask, say, weighed = offer.ask, offer.ask.language.say, offer.weighed
    draft = Draft(ask, say("What your answers mean"), icon="📋", back=offer.at())
    draft.of_hers(offer.told)
    draft.is_answer = draft.unfolded = True
    _headline(draft, weighed)
    number = ask.language.number
    known, all_ = number(weighed.known), number(weighed.applying)
    draft.say(say("Known so far: {number} of {all} questions that apply to you.", number=known, all=all_))
    draft.say(say("The result is about your answers. It is no verdict on a person or a firm."))
    _alarming(draft, offer)
    _within(draft, offer)
    _still_open(draft, offer)
    _licence(draft, offer)
    _ways_on(draft, offer)
    return draft.turn()


def _headline(draft: Draft, weighed: Weighed) -> None:
    """The result in words, and what to do."""
    name, advice = label_names(draft.language, weighed)[weighed.label]
    kind = Kind.WARNING if weighed.label >= Label.SERIOUS else Kind.TEXT
    draft.lines([(Span(name, strong=True),)], kind)
    draft.lines([(Span(advice),)], kind, tied=True)


def label_names(language: Language, weighed: Weighed) -> Mapping[Label, tuple[str, str]]:
    """What each result is called, and what to do then."""
    say = language.say
    few = say("Few warning signs in what you told us.") if weighed.risky else say("No alarm found in what you told us.")
    return {
        Label.TOO_LITTLE: (
            say("Too little is known to tell."),
            say("Answer more questions. Do not pay or resign before you know more."),
        ),
        Label.FEW: (few, say("Go on checking, and keep all papers. This does not prove that the offer is sound.")),
        Label.OPEN: (
            say("Open questions in what you told us."),
            say("Do not pay and do not resign before they are answered."),
        ),
        Label.SERIOUS: (say("Serious doubts in what you told us."), say("Get independent advice before any step.")),
        Label.VERY: (
            say("Very risky, by what you told us."),
            say("Do not go on with this offer. Get independent advice."),
        ),
        Label.STOP: (
            say("Stop. One answer alone is reason enough."),
            say("Do not pay, do not travel. Get advice first."),
        ),
    }


def _alarming(draft: Draft, offer: Offer) -> None:
    """Every alarming answer with its reason and its source, reasons to stop first."""
    say = draft.language.say
    if not offer.weighed.risky:
        return
    draft.heading(say("Alarming in your answers"))
    for flag in offer.weighed.risky:
        _told(draft, offer, flag, "❗")
        if flag.stop:
            draft.lines([(Span(say("This alone is reason to stop.")),)], Kind.WARNING, tied=True)
        draft.prose(flag.why, flag.values, label=say("Why it matters:"), tied=True)
        draft.prose(flag.check, flag.values, label=say("How to check:"), tied=True)
        if not offer.rulings(flag.forbidden):
            draft.prose(flag.exception, flag.values, label=say("Exception:"), tied=True)
        draft.evidence(flag.evidence)
        _ruled(draft, offer, flag.forbidden)


def _ruled(draft: Draft, offer: Offer, ruling: Ruling | None) -> None:
    """What the law of her corridor says on a question, by country."""
    for country, facts in offer.rulings(ruling).items():
        draft.heading(draft.language.country(country))
        for fact in facts:
            draft.fact(fact)


def _told(draft: Draft, offer: Offer, flag: RedFlag, mark: str) -> None:
    """A question and her answer to it."""
    language = draft.language
    draft.prose(flag.question, flag.values, label=mark)
    answer = answer_names(language)[offer.answer(flag)]
    draft.lines([(Span(language.say("Your answer: {answer}", answer=answer), emphasis=True),)], Kind.TEXT, tied=True)


def _within(draft: Draft, offer: Offer) -> None:
    """What is alarming in most places and has a limit in the law of her corridor."""
    say = draft.language.say
    for flag in offer.weighed.within:
        draft.heading(say("Within a limit of the law"))
        _told(draft, offer, flag, "❔")
        draft.prose(flag.exception, flag.values, tied=True)
        draft.evidence(flag.evidence)
        _ruled(draft, offer, flag.allowed)


def _still_open(draft: Draft, offer: Offer) -> None:
    """The weightiest questions without an answer."""
    say, still = draft.language.say, offer.weighed.open
    if not still:
        return
    draft.heading(say("Not known yet"))
    draft.say(say("An open question counts as half a warning sign. These weigh most:"))
    for flag in still[:SHOWN]:
        _open_question(draft, flag)


def _open_question(draft: Draft, flag: RedFlag) -> None:
    draft.lines([draft.language.line(flag.question, flag.values)[0]], Kind.QUESTION)
    draft.prose(flag.check, flag.values, label=draft.language.say("How to check:"), tied=True)
    draft.cite(flag.evidence)


def _licence(draft: Draft, offer: Offer) -> None:
    """Where the licence of an agency can be looked up at home; left out where no agency is part of it."""
    ask, say, home = offer.ask, draft.language.say, offer.ask.place.home
    about = [flag for flag in offer.flags if LICENSING in flag.topics]
    if not about or all(offer.answer(flag) is Answer.NOT_MINE for flag in about):
        return
    draft.heading(say("Where to check a licence"))
    if not home:
        draft.say(say("Choose your home country, and we show where its licences can be looked up."))
        draft.row(Choice(say("Choose your home country"), offer.at("home"), icon="📍"))
        return
    lists = offer.rulings(Ruling.LICENCE_LIST)
    for fact in lists.get(home, ()):
        draft.fact(fact)
    if home not in lists:
        draft.say(say("We know of no public list of licences in {country}.", country=ask.language.country(home)))
        for fact in of_topics(ask, home, (LICENSING,))[:1]:
            draft.fact(fact)


def _ways_on(draft: Draft, offer: Offer) -> None:
    """What can be done with the result."""
    say, number = draft.language.say, draft.language.number
    if following := offer.next_open():
        draft.row(Choice(say("Go on with the questions"), offer.question(following), icon="▶️"))
    if still := offer.weighed.open:
        draft.row(Choice(say("What to ask next ({number})", number=number(len(still))), offer.at(NEXT), icon="✉️"))
    draft.row(Choice(say("Whom to tell"), offer.at(TELL), icon="🤝"))
    draft.row(Choice(say("How this is reckoned"), offer.at(SUMS), icon="🧮"))
    draft.row(Choice(say("Change an answer"), offer.at(), icon="✏️"))
    known = offer.ask.library.rights
    rights = dict.fromkeys(one for flag in offer.weighed.risky for one in flag.rights if one in known)
    draft.rows(
        [
            draft.choice(draft.words(known[one].title, known[one].values), "rights", one, icon=known[one].icon)
            for one in list(rights)[:6]
        ],
        width=2,
    )


def next_questions(offer: Offer) -> Turn:
    """Every open question with the way to its answer, and a short letter to the recruiter."""
    say, still = offer.ask.language.say, offer.weighed.open
    draft = Draft(offer.ask, say("What to ask next"), icon="✉️", back=offer.at(RESULT))
    draft.of_hers(offer.told)
    draft.is_answer = draft.unfolded = True
    draft.say(say("Ask in writing, and keep the answers. A refusal is an answer too. A short letter can ask for this:"))
    draft.points(
        [
            say("a list of all costs and who pays each of them"),
            say("the name and the address of the employer, and whom to call there"),
            say("a copy of the whole contract, in a language that you read"),
            say("the costs in any repayment clause, and what is owed month by month"),
        ]
    )
    if still:
        draft.heading(say("Not known yet"))
    for flag in still:
        _open_question(draft, flag)
    if following := offer.next_open():
        draft.row(Choice(say("Go on with the questions"), offer.question(following), icon="▶️"))
    return draft.turn()


def sums(offer: Offer) -> Turn:
    """Each weight, each answer and its share in the score, and the rules of the model."""
    say, weighed, language = offer.ask.language.say, offer.weighed, offer.ask.language
    draft = Draft(offer.ask, say("How this is reckoned"), icon="🧮", back=offer.at(RESULT))
    draft.of_hers(offer.told)
    draft.is_answer = draft.unfolded = True
    for sentence in _rules(language, weighed):
        draft.say(sentence)
    names = answer_names(language)
    for title, group in _groups(language, weighed):
        if group:
            draft.heading(title)
        for flag in group:
            draft.prose(flag.question, flag.values)
            answer = offer.answer(flag)
            name = say("none yet") if answer is Answer.OPEN else names[answer]
            draft.lines([(Span(_share(language, flag, answer, name), emphasis=True),)], Kind.TEXT, tied=True)
            draft.cite(flag.evidence)
    return draft.turn()


def _rules(language: Language, weighed: Weighed) -> Sequence[str]:
    say, number = language.say, language.number
    points = Decimal(weighed.points.numerator) / weighed.points.denominator
    percent = formatted(Percent(percent=Decimal(weighed.coverage)), language.locale)
    return (
        say("Each question has a weight. The weights are a judgement of our editors, and no standard."),
        say("An alarming answer counts in full, an open question half, and a good answer not at all."),
        say(
            "Together: {points} of {all} points. That is {score} of {most}.",
            points=formatted(Number(number=points), language.locale),
            all=number(weighed.total),
            score=number(weighed.score),
            most=number(100),
        ),
        say(
            "Known: {percent} of the questions. Below {least} we say that too little is known.",
            percent=percent,
            least=formatted(Percent(percent=Decimal(COVERED)), language.locale),
        ),
        say(
            "From {open} on we say: open questions. From {serious} on: serious doubts. From {very} on: very risky.",
            **{name: number(start) for (start, _), name in zip(BANDS, ("very", "serious", "open"), strict=False)},
        ),
        say(
            "One alarming answer of weight {grave} makes it serious doubts, one of weight {large} open questions.",
            grave=number(GRAVE),
            large=number(LARGE),
        ),
        say("Some questions are a reason to stop by themselves, whatever the rest says."),
    )


def _groups(language: Language, weighed: Weighed) -> Sequence[tuple[str, Sequence[RedFlag]]]:
    say = language.say
    return (
        (say("Alarming in your answers"), weighed.risky),
        (say("Within a limit of the law"), weighed.within),
        (say("Not known yet"), weighed.open),
        (say("Good answers"), weighed.good),
        (say("Does not apply to you"), weighed.left_out),
    )


def _share(language: Language, flag: RedFlag, answer: Answer, name: str) -> str:
    """A question's weight, her answer and the points that it adds."""
    value = value_of(flag, answer)
    if value is None:
        return language.say(
            "Your answer: {answer} · weight {weight}, left out", answer=name, weight=language.number(flag.weight)
        )
    points = Decimal((value * flag.weight).numerator) / (value * flag.weight).denominator
    return language.say(
        "Your answer: {answer} · weight {weight} · points: {points}",
        answer=name,
        weight=language.number(flag.weight),
        points=formatted(Number(number=points), language.locale),
    )


def whom_to_tell(offer: Offer) -> Turn:
    """Who helps with an offer, unions first, at home and where the job is; and what to do after paying."""
    ask, say, place = offer.ask, offer.ask.language.say, offer.ask.place
    draft = Draft(ask, say("Whom to tell"), icon="🤝", back=offer.at(RESULT))
    draft.of_hers(offer.told)
    draft.is_answer = draft.unfolded = True
    draft.say(say("In danger, or forced to something? Call the emergency number first."), Kind.WARNING)
    draft.say(say("Show the offer and the contract to a union or a professional association, at home or there."))
    draft.say(
        say(
            "Have you paid already? It is no shame. Keep every proof, ask for the money back in writing, and tell your "
            "bank quickly. With the union, decide whether to complain to the licensing office."
        )
    )
    for code in dict.fromkeys(one for one in (place.home, place.destination) if one):
        draft.heading(ask.language.country(code))
        for contact in _helpers(offer, code):
            contact_blocks(draft, contact, brief=True)
        name = say("Help in: {country}", country=ask.language.country(code))
        draft.row(draft.choice(name, "help", code.lower(), icon="🆘"))
    if not place.home:
        draft.row(Choice(say("Choose your home country"), offer.at("home"), icon="📍"))
    return draft.turn()


def _helpers(offer: Offer, country: str) -> list[Contact]:
    """The bodies of a country that help with an offer, for her occupation."""
    known = offer.ask.library.contacts(country, offer.ask.place.occupation)
    return [one for kind, most in HELPERS.items() for one in [each for each in known if each.kind is kind][:most]]
