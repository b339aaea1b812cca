"""One bulletin, by its code: as it was released, with what became of it since."""

from collections.abc import Iterator, Sequence

from bot.bulletins.board import Posted
from bot.bulletins.code import read_code
from bot.bulletins.coverage import is_current
from bot.bulletins.text import Passage, passages
from bot.model.bulletin import BulletinState
from bot.model.screen import Block, Kind, Line, Span, StillHere, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.news import offer, state

PAGE = "bulletin"


def screen(ask: Ask) -> Turn:
    """`bulletin/fp-7k2m-4`: its text in the language of the place, or in its main one with a notice."""
    code = read_code(ask.place.item) if len(ask.place.items) == 1 else None
    posted = ask.board.by_code(code) if code else None
    turn = _not_here(ask, code) if posted is None else _read(ask, posted)
    effects = (StillHere(),) if ask.visitor.reachable else ()
    return Turn(turn.screen, (*turn.effects, *effects))


def _not_here(ask: Ask, code: str | None) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("This bulletin is not here"), icon="📣", back=ask.place.to("bulletins"))
    if code is not None and not ask.board.loaded:
        draft.say(say("The bulletins cannot be shown just now. Try again in a few minutes."), Kind.WARNING)
    elif code in ask.board.over:
        draft.say(say("The bulletin with this code has ended. Do not rely on it any more."), Kind.WARNING)
    else:
        draft.say(say("No bulletin of ours has this code. Look at it again, letter by letter."), Kind.WARNING)
    draft.found = False
    draft.row(draft.choice(say("All bulletins"), "bulletins", icon="📣"))
    draft.row(draft.choice(say("Is this really from my union?"), "authentic", icon="🔏"))
    return draft.turn()


def _read(ask: Ask, posted: Posted) -> Turn:
    say, one = ask.language.say, posted.bulletin
    draft = Draft(ask, ask.language.as_is(one.title), icon="📣", back=ask.place.to("bulletins"))
    union, code = ask.language.as_is(posted.union), ask.language.as_is(one.code)
    draft.lines([(Span(union, strong=True), Span(f" · {state(ask, posted)} · {code}"))], Kind.TEXT)
    if posted.withdrawn:
        draft.say(say("This bulletin was withdrawn. Please do not rely on it and do not pass it on."), Kind.WARNING)
    elif one.state is BulletinState.ENDED:
        draft.say(say("The bulletin with this code has ended. Do not rely on it any more."), Kind.WARNING)
    else:
        text_of(draft, posted)
    topics = one.audience.topics
    offer(draft, topics[0] if len(topics) == 1 and topics[0] in _topics(ask) else "")
    draft.row(draft.choice(say("Is this really from my union?"), "authentic", icon="🔏"))
    return draft.turn()


def _topics(ask: Ask) -> set[str]:
    return {*ask.library.kit, *ask.library.rights}


def text_of(draft: Draft, posted: Posted) -> None:
    """Add the words of a bulletin, in the reader's language where there are any."""
    one, say, reader = posted.bulletin, draft.language.say, draft.language.code
    words = reader if reader in one.texts else one.main
    if posted.corrected:
        draft.say(say("Corrected. This is the newest wording."), Kind.NOTE)
    if words != reader:
        draft.say(say("This bulletin is not translated yet. It stands in another language."), Kind.NOTE)
    elif not is_current(one, reader):
        draft.say(say("The wording changed since this translation was made. The newest stands in another language."))
    if one.attachment is not None and draft.ask.visitor.channel != "web":  # there it stands on the page
        draft.say(say("A picture or file came with it in the chat."), Kind.NOTE)
    draft.blocks(blocks(tuple(passages(one.texts[words].text)), words))


def blocks(said: Sequence[Passage], language: str) -> Iterator[Block]:
    """The passages of a text as blocks; points that follow each other make one list."""
    run: list[Passage] = []
    for one in (*said, Passage(())):
        if run and _kind(one) is not _kind(run[0]):
            start = int(run[0].mark.rstrip(".")) if _kind(run[0]) is Kind.STEPS else 1
            yield Block(_kind(run[0]), tuple(map(_line, run)), language, start=start)
            run = []
        if _kind(one) is not Kind.TEXT:
            run.append(one)
        elif one.pieces:
            yield Block(Kind.TEXT, (_line(one),), language)


def _kind(one: Passage) -> Kind:
    return Kind.TEXT if not one.mark else Kind.BULLETS if one.mark == "•" else Kind.STEPS


def _line(one: Passage) -> Line:
    return tuple(Span(piece.text, piece.strong, piece.emphasis, piece.link) for piece in one.pieces)
