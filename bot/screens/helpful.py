"""Helpful or not, in one tap under an answer: a word of thanks, and one more in a sum.

`helpful/y/kit/fees` says that the page `kit/fees` helped, `helpful/n/kit/fees` that it did not. `helpful/y/offer` says
that the tool helped: what she told it does not travel along.
"""

from bot.library.library import Library
from bot.model.counted import Helpful
from bot.model.place import Place
from bot.model.screen import Choice, Record, Turn
from bot.monitoring.codes import topic_of
from bot.screens.ask import Ask
from bot.screens.draft import NAMELESS, Draft
from bot.screens.missing import missing

PAGE = "helpful"
YES, NO = "y", "n"


def screen(ask: Ask) -> Turn:
    """The thanks; where nothing can be counted, the page that it is about."""
    if len(ask.place.items) < 2 or ask.place.item not in (YES, NO):
        return missing(ask)
    target = ask.place.to(*ask.place.items[1:])
    topic = topic_of(ask.library, target.page, target.item)
    of, nameless = ask.elsewhere(target).screen, target.page in NAMELESS
    if not topic or not of.found or (nameless and target.items):
        return missing(ask)
    if not ask.visitor.counts:
        return ask.elsewhere(target)
    if not of.rating and not nameless:
        return missing(ask)
    say, helped = ask.language.say, ask.place.item == YES
    draft = Draft(ask, say("Thank you"), icon="👍" if helped else "👎", back=target, about=target)
    draft.of_hers(ask.place.items)
    draft.before = target
    draft.toast = say("Thank you. This is counted without you.")
    draft.say(draft.toast)
    if not helped:
        draft.say(say("The editors see which pages help least, and look at them first."))
    draft.row(Choice(say("Back to: {title}", title=of.title), target, icon="◀️"))
    return draft.turn(Record(Helpful(topic=topic, helpful=helped)))


def walked(place: Place, _library: Library) -> bool:
    """What a walk over every screen looks at: the thanks under the kit; those under other pages are the same."""
    return place.items[1:2] == ("kit",)
