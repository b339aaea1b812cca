"""Thinking of going? The pre-decision kit: home, destination, occupation, then the questions and their answers."""

from bot.model.content import KitPage
from bot.model.screen import Kind, Turn
from bot.screens.agreements import listed_here
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor, corridor_name, ends_asked, known_ends
from bot.screens.headings import headings
from bot.screens.missing import missing
from bot.screens.news import offer, stand_here
from bot.screens.practices import choice_of

PAGE = "kit"
RECRUIT, RETURN, STAY, FEES, CONTRACT = "recruit", "return", "stay", "fees", "contract"
MONEY, DECIDE = "money", "decide"
"""The kit's pages that have more than facts: the codes and agreements of the corridor; the programmes; practices of
the home country; the check of an offer and its warning signs; the sums; the comparison."""


def screen(ask: Ask) -> Turn:
    """`PH-GB-2221/kit` is a corridor's page, `PH-GB-2221/kit/fees` one question of it."""
    place, library = ask.place, ask.library
    known_page = not place.items or (len(place.items) == 1 and place.item in library.kit)
    if not known_page or not known_ends(ask):
        return missing(ask)
    if asked := ends_asked(ask, ask.language.say("Thinking of going?"), icon="✈️"):
        return asked
    return _page(ask, library.kit[place.item]) if place.items else _corridor(ask)


def _corridor(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, corridor_name(ask), icon="✈️", back=place.within(occupation=""))
    occupation = ask.library.occupation(place.occupation)
    if occupation:
        draft.say(say("Your work: {occupation}", occupation=ask.language.words(occupation.name)))
    draft.say(
        say(
            "These are the questions to answer before you decide. "
            "Go, not yet, stay: each is a good answer if it is yours."
        )
    )
    stand_here(draft)
    draft.rows(
        [
            draft.choice(ask.language.words(page.title, page.values), PAGE, key, icon=page.icon)
            for key, page in ask.library.kit.items()
        ]
    )
    draft.row(draft.choice(say("My steps"), "steps", icon="☑️"))
    draft.row(draft.choice(say("Do the sums"), "sums", icon="🧮"))
    draft.row(draft.choice(say("Compare destinations"), "compare", icon="🗺️"))
    draft.row(draft.choice(say("Codes and agreements"), "agreements", icon="🤝"))
    draft.row(draft.choice(say("Take the kit along"), "take", icon="🎒"))
    offer(draft)
    return draft.turn()


def _page(ask: Ask, page: KitPage) -> Turn:
    say, place, library = ask.language.say, ask.place, ask.library
    draft = Draft(ask, ask.language.words(page.title, page.values), icon=page.icon, back=place.to(PAGE))
    occupation = library.occupation(place.occupation)
    work = ask.language.words(occupation.name) if occupation else ""
    draft.say(f"{corridor_name(ask)} · {work}", Kind.NOTE)
    draft.lines([ask.language.line(page.question, page.values)[0]], Kind.QUESTION)
    stand_here(draft, page.id)
    draft.sections([one for one in page.sections if not one.name], page.values, {})
    draft.cite(page.evidence)
    if page.id == RECRUIT:
        listed_here(draft)
    for country, topics in ((place.destination, page.destination_topics), (place.home, page.home_topics)):
        facts = library.facts(country, topics, **corridor(place))
        if topics:
            draft.heading(ask.language.country(country))
            for fact in facts:
                draft.fact(fact)
            if not facts:
                draft.say(say("We have no checked statement on this. Ask a trade union or the regulator there."))
    draft.sections([one for one in page.sections if one.name], page.values, headings(ask.language))
    if page.id == RECRUIT:
        draft.row(draft.choice(say("Codes and agreements"), "agreements", icon="🤝"))
    if page.id in (FEES, CONTRACT, RECRUIT):
        draft.row(draft.choice(say("Check this offer or recruiter"), "offer", icon="🔍"))
    if page.id == FEES:
        draft.row(draft.choice(say("Is this offer sound?"), "warnings", icon="🚩"))
    if page.id == MONEY:
        draft.row(draft.choice(say("Do the sums"), "sums", icon="🧮"))
    if page.id == DECIDE:
        draft.row(draft.choice(say("Compare destinations"), "compare", icon="🗺️"))
    if page.id == STAY:
        draft.rows([choice_of(draft, one) for one in library.practices_of(place.home)])
        draft.row(draft.choice(say("What others did"), "practices", icon="💡"))
    if page.id == RETURN:
        draft.row(draft.choice(say("Return programmes"), "programmes", icon="🔄"))
        draft.row(draft.choice(say("Which return programmes fit me?"), "fit", icon="🧩"))
    draft.rows(
        [
            draft.choice(
                ask.language.words(library.rights[one].title, library.rights[one].values),
                "rights",
                one,
                icon=library.rights[one].icon,
            )
            for one in page.rights
        ],
        width=2,
    )
    offer(draft, page.id)
    if following := _next(ask, page):
        draft.row(
            draft.choice(
                say("Next: {title}", title=ask.language.words(following.title, following.values)),
                PAGE,
                following.id,
                icon="⏭️",
            )
        )
    elif ask.visitor.counts:
        draft.row(draft.choice(say("Tell us, anonymously"), "tell", icon="🗳️"))
    return draft.turn()


def _next(ask: Ask, page: KitPage) -> KitPage | None:
    pages = list(ask.library.kit.values())
    following = pages.index(page) + 1
    return pages[following] if following < len(pages) else None
