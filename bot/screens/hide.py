"""Hide: remove the messages of this chat, as far as the channel allows."""

from bot.model.screen import Choice, Hide, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "hide"
NOW = "now"


def screen(ask: Ask) -> Turn:
    """`hide` explains and asks, `hide/now` does it."""
    if ask.place.items not in ((), (NOW,)):
        return missing(ask)
    say = ask.language.say
    draft = Draft(ask, say("Hide this chat's messages"), icon="🙈", back=ask.place.to("settings"))
    if not ask.visitor.hides:
        draft.say(say("On this channel there are no messages to remove."))
        if ask.visitor.channel == "web":
            draft.say(say("Close the page and clear your browser's history."))
            draft.say(
                say(
                    "Where scripts are on, pages that you opened are kept on this phone, so that they open without a "
                    "network. The button on this page removes them."
                )
            )
        return draft.turn()
    if ask.visitor.keeps:
        draft.say(say("This removes the messages of the last two days from this chat, yours and ours."))
    else:
        draft.say(say("In a group this removes our own messages of the last two days, as far as we still know them."))
    draft.say(say("Telegram does not let us remove older ones. To remove everything, delete the chat in Telegram."))
    draft.row(Choice(say("Remove the messages now"), ask.place.to(PAGE, NOW), icon="🙈"))
    if not ask.place.items:
        return draft.turn()
    draft.toast = say("Done: what Telegram lets us remove is gone. To remove everything, delete this chat.")
    return draft.turn(Hide())
