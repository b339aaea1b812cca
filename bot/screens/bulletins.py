"""The bulletins that are in force, all of them or those on one topic."""

from bot.bulletins.topics import topic_name, topics_of
from bot.model.screen import Choice, Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.news import offer, reading, state

PAGE = "bulletins"


def screen(ask: Ask) -> Turn:
    """`bulletins` lists all, `bulletins/passport` those on a topic; withdrawn ones are marked until they end."""
    topic = ask.place.item
    if len(ask.place.items) > 1 or (topic and topic not in topics_of(ask.library)):
        return missing(ask)
    say = ask.language.say
    title = say("Bulletins of trade unions")
    if topic:
        title = f"{title}: {ask.language.words(topic_name(ask.library, topic)[0])}"
    draft = Draft(ask, title, icon="📣", back=ask.place.to(*([PAGE] if topic else ["menu"])))
    draft.say(say("What trade unions tell health workers now. Each bulletin has a code by which you can check it."))
    found = ask.board.current(ask.place.language, topic)
    if not ask.board.loaded:
        draft.say(say("The bulletins cannot be shown just now. Try again in a few minutes."), Kind.WARNING)
    elif not found:
        draft.say(say("There is no bulletin now."))
    for one in found:
        code = ask.language.as_is(one.bulletin.code)
        draft.points([f"{ask.language.as_is(one.union)} · {state(ask, one)} · {code}"])
        draft.row(reading(draft, one))
    offer(draft, topic)
    draft.row(draft.choice(say("Is this really from my union?"), "authentic", icon="🔏"))
    if ask.visitor.channel == "web":
        address = "/".join((ask.place.language, PAGE, *ask.place.items))
        draft.row(Choice(say("Feed for a feed reader"), url=f"/{address}.atom", icon="📰"))
    return draft.turn()
