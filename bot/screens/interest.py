"""Interest in a return programme, in one tap: `interest/my-rep/permanent`."""

from bot.model.counted import Interest
from bot.model.screen import Choice, Record, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.programmes import mode_names

PAGE = "interest"


def screen(ask: Ask) -> Turn:
    """The thanks; it is no application, and says so."""
    match ask.place.items:
        case (programme, mode) if (one := ask.library.programmes.get(programme)) and mode in set(one.modes):
            target = ask.place.to("programme", programme)
        case _:
            return missing(ask)
    if not ask.visitor.counts:
        return ask.elsewhere(target)
    say = ask.language.say
    draft = Draft(ask, say("Thank you"), icon="🙋", back=target, about=target)
    draft.indexed = False
    draft.before = target
    draft.toast = say("Your interest is counted without you. This is not an application.")
    draft.say(draft.toast)
    draft.say(say("Ministries see how many people are interested, never who."))
    draft.row(Choice(say("Back to: {title}", title=ask.language.as_is(one.name)), target, icon="◀️"))
    return draft.turn(Record(Interest(programme=programme, mode=mode)))


def ask_for_interest(draft: Draft, programme: str) -> None:
    """Ask under a programme whether she is interested: a tap for each way in which it lets skills return."""
    one, say = draft.ask.library.programmes[programme], draft.language.say
    if not draft.ask.visitor.counts:
        return
    draft.say(say("Are you interested? One tap is counted without you. It is not an application."))
    names = mode_names(draft.ask)
    for mode in one.modes:
        label = say("I am interested") if len(one.modes) == 1 else say("Interested: {mode}", mode=names[mode])
        draft.row(Choice(label, draft.ask.place.to(PAGE, programme, mode.value), icon="🙋", deed=True))
