"""Home, destination and occupation: asked one after another by every page that needs them."""

from bot.language.language import Language
from bot.library.library import Library
from bot.model.content import Role
from bot.model.place import Place
from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft


def known_ends(ask: Ask) -> bool:
    """Whether the place's countries can be a home and a destination, and its occupation exists, as far as given."""
    place, library = ask.place, ask.library
    homes = {country.code for country in library.with_role("home")}
    destinations = {country.code for country in library.with_role("destination")}
    known_work = not place.occupation or library.occupation(place.occupation) is not None
    return place.home in homes | {""} and place.destination in destinations | {""} and known_work


def is_whole(library: Library, place: Place) -> bool:
    """Whether a place names a home, another country as destination and an occupation, all of the library."""
    return (
        place.home in {one.code for one in library.with_role("home")}
        and place.destination in {one.code for one in library.with_role("destination")} - {place.home}
        and library.occupation(place.occupation) is not None
    )


def ends_asked(ask: Ask, title: str, *, icon: str, destination: bool = True) -> Turn | None:
    """The question for what the place lacks; None where it has everything. `title` stands over the first one."""
    if not ask.place.home:
        return _home(ask, title, icon)
    if destination and not ask.place.destination:
        return _destination(ask, icon)
    return None if ask.place.occupation else _occupation(ask, icon)


def corridor(place: Place) -> dict[str, str]:
    """Countries and occupation as the library asks for them."""
    return {"home": place.home, "destination": place.destination, "occupation": place.occupation}


def corridor_name(ask: Ask) -> str:
    """Home to destination, in the reader's language and direction."""
    return way(ask.language, ask.place.home, ask.place.destination)


def way(language: Language, *codes: str) -> str:
    """From country to country, as many of them as are known, with an arrow in the direction of reading."""
    arrow = "←" if language.direction == "rtl" else "→"
    return f" {arrow} ".join(language.country(code) for code in codes if code)


def _home(ask: Ask, title: str, icon: str) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, title, icon=icon, back=place.to("menu"))
    draft.say(say("Where did you train, or where do you work now?"))
    draft.say(
        say(
            "This kit informs. It neither pushes you to go nor to stay. "
            "You have the right to leave, and the right to return."
        )
    )
    draft.rows(country_choices(ask, "home", place), width=2)
    return draft.turn()


def _destination(ask: Ask, icon: str) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Which country are you thinking of?"), icon=icon, back=place.within(home=""))
    draft.say(say("Your home country: {country}", country=ask.language.country(place.home)))
    draft.rows(country_choices(ask, "destination", ask.place), width=2)
    return draft.turn()


def country_choices(ask: Ask, role: Role, then: Place) -> list[Choice]:
    """The countries of a role to tap, by name, each leading to `then` with it; her home is no destination."""
    codes = [one.code for one in ask.library.with_role(role) if role == "home" or one.code != ask.place.home]
    return [
        Choice(ask.language.country(code), then.within(**{role: code}), icon="📍")
        for code in sorted(codes, key=ask.language.country)
    ]


def _occupation(ask: Ask, icon: str) -> Turn:
    say, place = ask.language.say, ask.place
    back = place.within(destination="") if place.destination else place.within(home="")
    draft = Draft(ask, say("What is your work?"), icon=icon, back=back)
    draft.say(corridor_name(ask))
    draft.rows(
        [
            Choice(ask.language.words(one.name), place.within(occupation=one.code), icon=one.icon)
            for one in ask.library.offered
        ],
        width=2,
    )
    return draft.turn()
