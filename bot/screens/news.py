"""Bulletins on a page that they concern, and the offer to bring the next ones."""

from bot.bulletins.board import Posted
from bot.bulletins.message import day_of
from bot.model.screen import Choice, Kind, Span
from bot.screens.ask import Ask
from bot.screens.draft import Draft

MOST = 3
"""Bulletins named on a page; the list of bulletins has all of them."""


def stand_here(draft: Draft, topic: str = "", *, home: str = "", destination: str = "") -> None:
    """Name the newest bulletins on a page's topic and countries; the place's own where none are given."""
    ask, say = draft.ask, draft.language.say
    place = ask.place
    occupation = ask.library.occupation(place.occupation)
    found = ask.board.concerning(
        place.language,
        topic,
        home=home or place.home,
        destination=destination or place.destination,
        occupation=occupation.code if occupation else "",
    )
    for one in sorted(found, key=lambda each: not each.bulletin.urgent)[:MOST]:
        head = Span(f"📣 {draft.language.as_is(one.union)}: ", strong=True)
        draft.lines([(head, Span(f"{draft.language.as_is(one.bulletin.title)} · {state(ask, one)}"))], Kind.TEXT)
        draft.row(reading(draft, one))
    if len(found) > MOST:
        draft.row(draft.choice(say("All bulletins"), "bulletins", *([topic] if topic else []), icon="📣"))


def offer(draft: Draft, topic: str = "") -> None:
    """Offer to tell her about news on a page's subject."""
    items = ("about", topic) if topic else ()
    draft.row(draft.choice(draft.language.say("Tell me about news"), "subscribe", *items, icon="🔔"))


def reading(draft: Draft, one: Posted) -> Choice:
    """A choice that leads to a bulletin."""
    icon = "🚫" if one.withdrawn else "📣"
    return draft.choice(draft.language.as_is(one.bulletin.title), "bulletin", one.bulletin.code.lower(), icon=icon)


def state(ask: Ask, one: Posted) -> str:
    """The day of a bulletin, and whether it was corrected or withdrawn since."""
    say, day = ask.language.say, ask.language.day
    zone = one.bulletin.zone
    released, changed = day(day_of(one.bulletin.released or 0, zone)), day(day_of(one.changed, zone))
    if one.withdrawn:
        return say("{date}, withdrawn {changed}", date=released, changed=changed)
    return say("{date}, corrected {changed}", date=released, changed=changed) if one.corrected else released
