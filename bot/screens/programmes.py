"""Return and contribute: the programmes, filtered by home, host, occupation and mode."""

from bot.bulletins.topics import PROGRAMMES
from bot.model.content import Mode, Programme, Status
from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.news import offer, stand_here

PAGE = "programmes"
ALL, CHOOSE = "all", "choose"


def screen(ask: Ask) -> Turn:
    """`programmes` offers the modes, `programmes/temporary` lists one, `programmes/choose/home` changes a filter."""
    match ask.place.items:
        case ():
            return _modes(ask)
        case ("choose", which) if which in ("home", "destination", "occupation"):
            return _choose(ask, which)
        case (mode,) if mode == ALL or mode in set(Mode):
            return _list(ask, mode)
        case _:
            return missing(ask)


def mode_names(ask: Ask) -> dict[Mode, str]:
    """What each mode is called."""
    say = ask.language.say
    return {
        Mode.PERMANENT: say("Return for good"),
        Mode.TEMPORARY: say("Return for a time"),
        Mode.VIRTUAL: say("Help from where you are"),
        Mode.CIRCULAR: say("Go and come back"),
        Mode.REINTEGRATION: say("Start again at home"),
        Mode.INVESTMENT: say("Invest or found"),
        Mode.MANAGED_RECRUITMENT: say("Recruitment run by states"),
    }


MODE_ICONS = {
    Mode.PERMANENT: "🏡",
    Mode.TEMPORARY: "🧳",
    Mode.VIRTUAL: "💻",
    Mode.CIRCULAR: "🔁",
    Mode.REINTEGRATION: "🌱",
    Mode.INVESTMENT: "🏗️",
    Mode.MANAGED_RECRUITMENT: "🏛️",
}


STATUS_ICONS = {Status.OPEN: "🟢", Status.CLOSED: "🔴", Status.HISTORIC: "🕰️", Status.UNKNOWN: "⚪"}


def status_names(ask: Ask) -> dict[Status, str]:
    """What each status is called."""
    say = ask.language.say
    return {
        Status.OPEN: say("described as open"),
        Status.CLOSED: say("closed"),
        Status.HISTORIC: say("history"),
        Status.UNKNOWN: say("state not known"),
    }


def matching(ask: Ask, mode: str) -> list[Programme]:
    """The programmes that fit the place's countries and occupation, open ones first and historic ones last."""
    place = ask.place
    occupation = ask.library.occupation(place.occupation)
    order = [Status.OPEN, Status.UNKNOWN, Status.CLOSED, Status.HISTORIC]
    fitting = [
        one
        for one in ask.library.programmes.values()
        if (mode == ALL or mode in one.modes)
        and (not one.homes or not place.home or place.home in one.homes)
        and (not one.hosts or not place.destination or place.destination in one.hosts)
        and (not one.occupations or occupation is None or occupation.id in one.occupations)
    ]
    return sorted(fitting, key=lambda one: (order.index(one.status), not one.homes, one.name))


def _modes(ask: Ask) -> Turn:
    say, place = ask.language.say, ask.place
    draft = Draft(ask, say("Return and contribute"), icon="🔄", back=place.to("menu"))
    draft.say(say("You can return for good, for a time, or help from where you are. All of it counts."))
    draft.say(say("Before you leave the country where you live, ask what absence does to your permit."))
    draft.row(draft.choice(say("Which return programmes fit me?"), "fit", icon="🧩"))
    stand_here(draft, PROGRAMMES)
    _filters(draft)
    for mode, name in mode_names(ask).items():
        if number := len(matching(ask, mode)):
            draft.row(draft.choice(f"{name} ({number})", PAGE, mode.value, icon=MODE_ICONS[mode]))
    draft.row(
        draft.choice(
            ask.language.say_count("All: {number} programme", "All: {number} programmes", len(matching(ask, ALL))),
            PAGE,
            ALL,
            icon="📋",
        )
    )
    offer(draft, PROGRAMMES)
    return draft.turn()


def _filters(draft: Draft) -> None:
    ask, say, place = draft.ask, draft.language.say, draft.ask.place
    occupation = ask.library.occupation(place.occupation)
    home = ask.language.country(place.home) if place.home else say("any")
    host = ask.language.country(place.destination) if place.destination else say("any")
    work = ask.language.words(occupation.name) if occupation else say("any")
    draft.row(
        draft.choice(say("Home: {which}", which=home), PAGE, CHOOSE, "home", icon="🔽"),
        draft.choice(say("I live in: {which}", which=host), PAGE, CHOOSE, "destination", icon="🔽"),
    )
    draft.row(draft.choice(say("Work: {which}", which=work), PAGE, CHOOSE, "occupation", icon="🔽"))


def _choose(ask: Ask, which: str) -> Turn:
    say, place = ask.language.say, ask.place
    back = place.to(PAGE)
    titles = {
        "home": say("Your home country"),
        "destination": say("Where you live now"),
        "occupation": say("Your work"),
    }
    draft = Draft(ask, titles[which], icon="🔄", back=back)
    draft.say(say("Show only what fits:"))
    if which == "occupation":
        options = [(one.code, ask.language.words(one.name), one.icon) for one in ask.library.offered]
    else:
        countries = ask.library.with_role("home" if which == "home" else "destination")
        options = [(one.code, ask.language.country(one.code), "📍") for one in countries]
        options.sort(key=lambda option: option[1])
    draft.rows([Choice(name, back.within(**{which: code}), icon=icon) for code, name, icon in options], width=2)
    draft.row(Choice(say("Any"), back.within(**{which: ""}), icon="✳️"))
    return draft.turn()


def _list(ask: Ask, mode: str) -> Turn:
    say, place = ask.language.say, ask.place
    title = say("All programmes") if mode == ALL else mode_names(ask)[Mode(mode)]
    draft = Draft(ask, title, icon="📋" if mode == ALL else MODE_ICONS[Mode(mode)], back=place.to(PAGE))
    found = matching(ask, mode)
    draft.say(ask.language.say_count("{number} programme fits.", "{number} programmes fit.", len(found)))
    draft.say(say("We list what we found. Look at each one's state: some have ended and are shown as history."))
    names = status_names(ask)
    for one in found:
        draft.row(
            draft.choice(
                f"{ask.language.as_is(one.name)} · {names[one.status]}",
                "programme",
                one.id,
                icon=STATUS_ICONS[one.status],
            )
        )
    return draft.turn()
