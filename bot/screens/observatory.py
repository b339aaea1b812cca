"""The observatory: every release, to be read by everybody and taken as open data.

`observatory` lists the releases, `observatory/intent/2026-q4` is one. A small channel shows the sums; the web pages add
tables, pictures and downloads (bot/channels/web/observatory.py).
"""

from bot.model.release import Header
from bot.model.screen import Kind, Span, Turn
from bot.monitoring.explained import LICENCE, LICENCE_ADDRESS, release_name, synthetic
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "observatory"


def screen(ask: Ask) -> Turn:
    """The list, or one release."""
    match ask.place.items:
        case ():
            return _list(ask)
        case (group, period) if header := ask.published.header(group, period.upper()):
            return _one(ask, header)
        case _:
            return missing(ask)


def _list(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Observatory"), icon="🔭", back=ask.place.to("others"))
    draft.say(
        say(
            "What health workers plan, what moves them and what goes wrong, as far as those who use this service told "
            "us. Each period is published once and never changed."
        )
    )
    licence = Span(ask.language.as_is(LICENCE), link=LICENCE_ADDRESS)
    draft.lines([(Span(say("Open data: use it freely and name the source. Licence:") + " "), licence)], Kind.TEXT)
    if not ask.published.headers:
        draft.say(say("Nothing is published yet. The first figures come when enough people have told us."))
    if any(one.synthetic for one in ask.published.headers):
        draft.say(synthetic(ask.language))
    for one in ask.published.headers:
        draft.row(draft.choice(release_name(ask.language, one), PAGE, one.group, one.period.lower(), icon="🗂️"))
    return draft.turn()


def _one(ask: Ask, header: Header) -> Turn:
    say, day = ask.language.say, ask.language.day
    draft = Draft(ask, release_name(ask.language, header), icon="🗂️", back=ask.place.to(PAGE))
    draft.say(say("Closed on {closed}, published on {made}.", closed=day(header.closed), made=day(header.made)))
    if ask.visitor.channel != "web":  # there it stands with the figures
        if header.synthetic:
            draft.say(synthetic(ask.language))
        draft.say(say("The tables, pictures and downloads stand on the web pages of this service."))
    draft.row(draft.choice(say("What others say"), "others", icon="📊"))
    return draft.turn()
