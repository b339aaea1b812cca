"""Know your rights: the topics, one topic, and what it means in one country."""

from bot.model.content import Contact, Right, Standard
from bot.model.place import Place
from bot.model.screen import Choice, Kind, Turn
from bot.screens.ask import Ask
from bot.screens.contacts import contact_blocks
from bot.screens.draft import Draft
from bot.screens.ends import corridor
from bot.screens.headings import headings
from bot.screens.missing import missing
from bot.screens.news import offer, stand_here

PAGE = "rights"
MOST = 4
"""Bodies shown under a right; the page of help has all of them."""


def screen(ask: Ask) -> Turn:
    """`rights` lists the topics, `rights/passport` shows one, `rights/passport/gb` what holds in a country."""
    match ask.place.items:
        case ():
            return _topics(ask)
        case (topic,) if topic in ask.library.rights:
            return _topic(ask, ask.library.rights[topic])
        case (topic, country) if topic in ask.library.rights and country.upper() in ask.library.countries:
            return _in_country(ask, ask.library.rights[topic], country.upper())
        case _:
            return missing(ask)


def _topics(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Know your rights"), icon="⚖️", back=ask.place.to("menu"))
    draft.say(say("Rights that you have, warning signs, and what to do. General information, not legal advice."))
    draft.rows(
        [
            draft.choice(ask.language.words(one.title, one.values), PAGE, key, icon=one.icon)
            for key, one in ask.library.rights.items()
        ]
    )
    return draft.turn()


def _topic(ask: Ask, right: Right) -> Turn:
    say = ask.language.say
    draft = Draft(ask, ask.language.words(right.title, right.values), icon=right.icon, back=ask.place.to(PAGE))
    if not draft.holds(right.evidence):
        return draft.turn()
    draft.sections([one for one in right.sections if not one.name], right.values, {})
    stand_here(draft, right.id)
    draft.heading(say("What the standard says"))
    for standard in right.standards:
        draft.prose(standard.says, right.values, label=_standard_name(ask, standard))
        if not standard.seen:
            draft.say(say("We have not read this article itself."), Kind.NOTE)
        for shelf in (ask.library.instruments, ask.library.codes):
            if (entry := shelf.get(standard.instrument)) is not None:
                draft.cite(entry.evidence)
    draft.evidence(right.evidence)
    draft.say(say("A convention binds only the states that joined it. National law may give you the same or more."))
    draft.sections([one for one in right.sections if one.name], right.values, headings(ask.language))
    offer(draft, right.id)
    for code_ in _countries(ask):
        draft.row(
            draft.choice(
                say("Law and help in: {country}", country=ask.language.country(code_)),
                PAGE,
                right.id,
                code_.lower(),
                icon="📍",
            )
        )
    return draft.turn()


def _standard_name(ask: Ask, standard: Standard) -> str:
    """What a standard is called: its subject and its short name, and the article where there is one."""
    language, name = ask.language, ask.language.as_is(standard.name)
    if (treaty := ask.library.instruments.get(standard.instrument)) is not None:
        name = f"{language.words(treaty.title, treaty.values)} ({language.as_is(treaty.short)})"
    elif (code := ask.library.codes.get(standard.instrument)) is not None:
        name = language.words(code.title, code.values)
    if not standard.article:
        return language.say("{name}:", name=name)
    return language.say("{instrument}, article {article}:", instrument=name, article=language.as_is(standard.article))


def _countries(ask: Ask) -> list[str]:
    """The countries that concern her, or all where she has named none."""
    own = [code for code in (ask.place.destination, ask.place.home) if code in ask.library.countries]
    return own or sorted(ask.library.countries, key=ask.language.country)


def _in_country(ask: Ask, right: Right, country: str) -> Turn:
    say, place = ask.language.say, ask.place
    name = ask.language.country(country)
    draft = Draft(
        ask, f"{ask.language.words(right.title, right.values)} — {name}", icon=right.icon, back=place.to(PAGE, right.id)
    )
    draft.is_answer = True
    stand_here(draft, right.id, destination=country)
    facts = ask.library.on_right(country, right.id, **corridor(place))
    for fact in facts:
        draft.fact(fact)
    if not facts:
        draft.say(
            say("We have no checked statement on the law on this there. That does not mean that you have no rights.")
        )
    draft.heading(say("Whom to turn to"))
    helpers = _helpers(ask, right, country)
    for contact in helpers:
        contact_blocks(draft, contact, brief=True)
    if not helpers:
        draft.say(say("We know no body of this kind there that we could check."))
    draft.row(Choice(say("All help in: {country}", country=name), help_place(place, country), icon="🆘"))
    offer(draft, right.id)
    return draft.turn()


def _helpers(ask: Ask, right: Right, country: str) -> list[Contact]:
    """The bodies of the kinds that this right names, in its order: for her occupation, not more than MOST."""
    fitting = ask.library.contacts(country, ask.place.occupation)
    return [contact for kind in right.contacts for contact in fitting if contact.kind is kind][:MOST]


def help_place(place: Place, country: str) -> Place:
    """The page of help in a country."""
    return place.to("help", country.lower())
