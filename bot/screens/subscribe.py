"""Bulletins brought to her: what about, for which countries and work, how often, and how to stop. One screen, in taps.

subscribe                    what she has, or a wish begun from the countries of the place
subscribe/about/passport     the same, begun from a page's topic
subscribe/wish/WORD          the choices as they stand; `topics`, `where`, `home`, `work`, `nights` change one
subscribe/set/WORD           keep it
subscribe/stop, /still, /keep, /later
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.bulletins.topics import topic_name
from bot.library.library import Library
from bot.model.place import Place
from bot.model.screen import Choice, Effect, Kind, Recall, StillHere, Subscribe, Turn, Unsubscribe
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.wish_code import Wishes, Wishing

PAGE = "subscribe"
ABOUT, WISH, SET, STOP, STILL, KEEP, LATER = "about", "wish", "set", "stop", "still", "keep", "later"
TOPICS, WHERE, HOME, WORK, NIGHTS = "topics", "where", "home", "work", "nights"


def screen(ask: Ask) -> Turn:
    """One of the places above; where the channel cannot bring anything, how else she can follow the bulletins."""
    wishes, items = Wishes(ask.library), ask.place.items
    if items == (STOP,):
        return _stopped(ask)
    if not ask.visitor.reachable:
        return _elsewhere(ask)
    match items:
        case ():
            return _shown(ask, wishes, wishes.begun(ask.place, ""), Recall())
        case ("about", topic) if topic in wishes.topics:
            return _shown(ask, wishes, wishes.begun(ask.place, topic), Recall())
        case ("still",):
            return _still(ask)
        case ("keep",):
            return _kept_on(ask)
        case ("later",):
            return _later(ask)
        case (step, word) if step in (WISH, SET, TOPICS, WHERE, HOME, WORK, NIGHTS):
            wishing = wishes.read(word)
            return _outdated(ask, wishes) if wishing is None else _step(ask, wishes, wishing, step)
        case _:
            return missing(ask)


def walked(place: Place, library: Library) -> bool:
    """What a walk over every screen looks at: no wish yet; each further tap leads to a screen of the same kind."""
    if len(place.items) < 2 or place.item == "about":
        return True
    return not place.context and place.items[1] == Wishes(library).word(Wishing())


def _step(ask: Ask, wishes: Wishes, wishing: Wishing, step: str) -> Turn:
    match step:
        case "topics":
            return _topics(ask, wishes, wishing)
        case "where":
            return _where(ask, wishes, wishing)
        case "home":
            return _home(ask, wishes, wishing)
        case "work":
            return _work(ask, wishes, wishing)
        case "nights":
            return _nights(ask, wishes, wishing)
        case "set":
            return _set(ask, wishes, wishing)
        case _:
            return _shown(ask, wishes, wishing)


def _at(ask: Ask, wishes: Wishes, wishing: Wishing, step: str = WISH, **context: str) -> Place:
    """The place of a step with a wish; the destination stands in the wish."""
    return ask.place.within(**{"destination": "", **context}).to(PAGE, step, wishes.word(wishing))


# The choices as they stand


def _shown(ask: Ask, wishes: Wishes, wishing: Wishing, *effects: Effect) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("News from trade unions"), icon="🔔", back=ask.place.to("bulletins"))
    if wishing.kept:
        draft.say(say("You get bulletins in this chat. You can change here what they are about."))
    else:
        draft.say(say("Trade unions write short bulletins. If you want, they come to this chat, in your language."))
    _summary(draft, wishes, wishing)
    draft.say(
        say(
            "For this we must keep your chat's address, encrypted. It goes when you stop, when you block the bot, and "
            "after a year of silence."
        ),
        Kind.NOTE,
    )
    yes = say("Keep these changes") if wishing.kept else say("Yes, tell me")
    draft.row(Choice(yes, _at(ask, wishes, wishing, SET), icon="✅"))
    _changes(draft, wishes, wishing)
    if wishing.kept:
        draft.row(Choice(say("Stop the bulletins"), ask.place.to(PAGE, STOP), icon="🔕"))
    return draft.turn(*effects)


def _changes(draft: Draft, wishes: Wishes, wishing: Wishing) -> None:
    """A choice for each thing that can be changed."""
    ask, say = draft.ask, draft.language.say
    draft.row(
        Choice(say("Topics"), _at(ask, wishes, wishing, TOPICS), icon="🏷️"),
        Choice(say("Destinations"), _at(ask, wishes, wishing, WHERE), icon="📍"),
    )
    draft.row(
        Choice(say("Home country"), _at(ask, wishes, wishing, HOME), icon="🏠"),
        Choice(say("Work"), _at(ask, wishes, wishing, WORK), icon="🩺"),
    )
    other = replace(wishing, weekly=not wishing.weekly)
    often = say("As they come") if wishing.weekly else say("Once a week")
    draft.row(
        Choice(often, _at(ask, wishes, other), icon="📅"),
        Choice(say("Quiet nights"), _at(ask, wishes, wishing, NIGHTS), icon="🌙"),
    )


def _summary(draft: Draft, wishes: Wishes, wishing: Wishing) -> None:
    """What she has chosen, a line for each."""
    ask, language, say = draft.ask, draft.language, draft.language.say
    place = ask.place
    topics = [language.words(topic_name(ask.library, one)[0]) for one in wishes.topics if one in wishing.topics]
    ends = [language.country(one) for one in wishes.destinations if one in wishing.destinations]
    occupation = ask.library.occupation(place.occupation)
    nights = wishing.nights or place.home
    lines = [
        say("About: {what}", what=language.all_of(topics) if topics else say("everything")),
        say("Destinations: {which}", which=language.all_of(ends) if ends else say("all")),
        say("Home: {which}", which=language.country(place.home) if place.home else say("any")),
        say("Work: {which}", which=language.words(occupation.name) if occupation else say("any")),
        say("How often: {which}", which=say("once a week") if wishing.weekly else say("as they come")),
    ]
    if nights:
        lines.append(say("Quiet from 21:00 to 08:00 in: {country}", country=language.country(nights)))
    draft.points(lines)


# One thing to change


def _topics(ask: Ask, wishes: Wishes, wishing: Wishing) -> Turn:
    say = ask.language.say
    draft = _changing(ask, wishes, wishing, say("Topics"), say("Tap what you want to hear about. None means all."))
    draft.rows(
        [
            Choice(
                ask.language.words(topic_name(ask.library, one)[0]),
                _at(ask, wishes, wishing.toggled(topic=one), TOPICS),
                icon=_tick(one in wishing.topics),
            )
            for one in wishes.topics
        ],
        width=2,
    )
    return draft.turn()


def _where(ask: Ask, wishes: Wishes, wishing: Wishing) -> Turn:
    say, name = ask.language.say, ask.language.country
    draft = _changing(ask, wishes, wishing, say("Destinations"), say("Tap the countries that concern you. None: all."))
    draft.rows(
        [
            Choice(
                name(one),
                _at(ask, wishes, wishing.toggled(destination=one), WHERE),
                icon=_tick(one in wishing.destinations),
            )
            for one in sorted(wishes.destinations, key=name)
        ],
        width=2,
    )
    return draft.turn()


def _home(ask: Ask, wishes: Wishes, wishing: Wishing) -> Turn:
    say, here = ask.language.say, ask.place.home
    codes = [one.code for one in ask.library.with_role("home")]
    draft = _changing(ask, wishes, wishing, say("Home country"), say("Where did you train, or where do you work now?"))
    _one_of(draft, codes, here, lambda code: _at(ask, wishes, wishing, home=code))
    return draft.turn()


def _nights(ask: Ask, wishes: Wishes, wishing: Wishing) -> Turn:
    say = ask.language.say
    told = say("By the time of which country should your nights be quiet? Urgent bulletins come at any hour.")
    draft = _changing(ask, wishes, wishing, say("Quiet nights"), told)
    _one_of(draft, wishes.countries, wishing.nights, lambda code: _at(ask, wishes, replace(wishing, nights=code)))
    return draft.turn()


def _work(ask: Ask, wishes: Wishes, wishing: Wishing) -> Turn:
    say, here = ask.language.say, ask.library.occupation(ask.place.occupation)
    draft = _changing(ask, wishes, wishing, say("Work"), say("What is your work?"))
    draft.rows(
        [
            Choice(
                ask.language.words(one.name),
                _at(ask, wishes, wishing, occupation=one.code),
                icon=_tick(one is here),
            )
            for one in ask.library.offered
        ],
        width=2,
    )
    draft.row(Choice(say("Any"), _at(ask, wishes, wishing, occupation=""), icon="✳️"))
    return draft.turn()


def _one_of(draft: Draft, codes: Iterable[str], chosen: str, place: Callable[[str], Place]) -> None:
    """Countries of which one is chosen, or none."""
    name = draft.language.country
    draft.rows([Choice(name(one), place(one), icon=_tick(one == chosen)) for one in sorted(codes, key=name)], width=2)
    draft.row(Choice(draft.language.say("Any"), place(""), icon="✳️"))


def _changing(ask: Ask, wishes: Wishes, wishing: Wishing, title: str, told: str) -> Draft:
    draft = Draft(ask, title, icon="🔔", back=_at(ask, wishes, wishing))
    draft.say(told)
    draft.row(Choice(ask.language.say("Done"), _at(ask, wishes, wishing), icon="▶️"))
    return draft


def _tick(chosen: bool) -> str:
    return "✅" if chosen else "⬜"


# What became of it


def _set(ask: Ask, wishes: Wishes, wishing: Wishing) -> Turn:
    say = ask.language.say
    occupation = ask.library.occupation(ask.place.occupation)
    wish = wishes.wish(wishing, ask.place, occupation.code if occupation else "")
    draft = Draft(ask, say("Bulletins will come to this chat"), icon="🔔", back=ask.place.to("menu"))
    _summary(draft, wishes, wishing)
    draft.say(say("Each has a code. Type it here, or forward a message to me, to see whether it is real."))
    draft.say(say("To stop, tap Stop under any bulletin, or write the word stop."))
    draft.row(Choice(say("Change"), _at(ask, wishes, replace(wishing, kept=True)), icon="✏️"))
    draft.row(draft.choice(say("Stop the bulletins"), PAGE, STOP, icon="🔕"))
    return draft.turn(Subscribe(wish))


def _stopped(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Bulletins stopped"), icon="🔕", back=ask.place.to("menu"))
    if not ask.visitor.reachable:
        return _elsewhere(ask)
    draft.say(say("No bulletins come to this chat any more. Your address and your choices are removed."))
    draft.say(say("What was sent before stays in this chat and is not corrected any more."))
    draft.row(draft.choice(say("Tell me about news"), PAGE, icon="🔔"))
    draft.row(draft.choice(say("Read the bulletins here"), "bulletins", icon="📣"))
    return draft.turn(Unsubscribe())


def _still(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Do you still want bulletins?"), icon="🔔")
    draft.say(say("We have not heard from you for almost a year. If you do not answer within a month, we stop."))
    draft.row(draft.choice(say("Yes, go on"), PAGE, KEEP, icon="✅"))
    draft.row(draft.choice(say("Stop the bulletins"), PAGE, STOP, icon="🔕"))
    return draft.turn()


def _kept_on(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Thank you"), icon="🔔", back=ask.place.to("menu"))
    draft.say(say("Bulletins go on coming to this chat, if you subscribed to them."))
    draft.row(draft.choice(say("What you get"), PAGE, icon="🔔"))
    return draft.turn(StillHere())


def _later(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Not done yet"), icon="⚠️", back=ask.place.to("menu"))
    draft.say(
        say("Our storage does not answer just now, so nothing was changed. Try again in a few minutes."), Kind.WARNING
    )
    draft.row(draft.choice(say("Try again"), PAGE, icon="🔔"))
    draft.row(draft.choice(say("Stop the bulletins"), PAGE, STOP, icon="🔕"))
    return draft.turn()


def _outdated(ask: Ask, wishes: Wishes) -> Turn:
    """A button from before the lists of topics and countries changed."""
    return _shown(ask, wishes, wishes.begun(ask.place, ""), Recall())


def _elsewhere(ask: Ask) -> Turn:
    """A channel that cannot bring anything."""
    say = ask.language.say
    draft = Draft(ask, say("News from trade unions"), icon="🔔", back=ask.place.to("bulletins"))
    if ask.visitor.channel == "telegram":
        draft.say(say("In a group nobody can subscribe for herself. Write to the bot in a chat of your own."))
    else:
        draft.say(say("Bulletins can come to you on Telegram, in a chat with our bot. Here you can read them."))
        draft.say(say("For a feed reader there is a feed of them, in each language and on each topic."))
    draft.row(draft.choice(say("Read the bulletins here"), "bulletins", icon="📣"))
    return draft.turn()
