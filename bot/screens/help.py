"""Help now: the country where she is, then the bodies that help there."""

from bot.model.content import ContactKind
from bot.model.place import Place
from bot.model.screen import Choice, Kind, Turn
from bot.screens.ask import Ask
from bot.screens.contacts import contact_blocks
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "help"


def screen(ask: Ask) -> Turn:
    """`help` asks where she is, `help/gb` shows who helps there."""
    match ask.place.items:
        case ():
            return _where(ask)
        case (country,) if country.upper() in ask.library.countries:
            return _in_country(ask, country.upper())
        case _:
            return missing(ask)


def _where(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Help now"), icon="🆘", back=place.to("menu"))
    draft.say(
        say("Where are you now? If you are in danger, call the emergency number of that country first."), Kind.WARNING
    )
    own = [code for code in (place.destination, place.home) if code in ask.library.countries]
    others = sorted((code for code in ask.library.countries if code not in own), key=ask.language.country)
    draft.rows([_country(ask, place, code) for code in own])
    draft.rows([_country(ask, place, code) for code in others], width=2)
    draft.say(say("In another country: look for its emergency number, a trade union, or your embassy."))
    return draft.turn()


def _country(ask: Ask, place: Place, code: str) -> Choice:
    return Choice(ask.language.country(code), place.to(PAGE, code.lower()), icon="📍")


def _in_country(ask: Ask, country: str) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Help in: {country}", country=ask.language.country(country)), icon="🆘", back=place.to(PAGE))
    draft.is_answer = True
    contacts = ask.library.contacts(country, place.occupation)
    if not any(contact.kind is ContactKind.EMERGENCY for contact in contacts):
        draft.say(
            say("We hold no emergency number of this country that we could check. Ask somebody near you for it."),
            Kind.WARNING,
        )
    for contact in contacts:
        contact_blocks(draft, contact)
    if not contacts:
        draft.say(say("We know no body there that we could check. Ask a trade union or your embassy."))
    draft.row(
        Choice(say("Another country"), place.to(PAGE), icon="📍"),
        draft.choice(say("Know your rights"), "rights", icon="⚖️"),
    )
    return draft.turn()
