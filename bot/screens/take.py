"""Take it along: the whole kit of a corridor and an occupation as a PDF or as one page that opens without a network."""

from bot.model.screen import Choice, Format, HandOver, Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.ends import corridor_name, is_whole
from bot.screens.missing import missing

PAGE = "take"
NOW = "now"
"""A link that somebody else made must not send files, so the item that does is `now` (bot/channels/deep_link.py)."""


def screen(ask: Ask) -> Turn:
    """`PH-GB-2221/take` explains and offers, `.../take/pdf/now` hands the file over, `.../take/pdf/later` could not."""
    whole = is_whole(ask.library, ask.place)
    match ask.place.items:
        case ():
            return _offer(ask) if whole else _not_yet(ask)
        case (form, "now") if form in set(Format) and whole:
            return _handed(ask, Format(form))
        case (form, "later") if form in set(Format) and whole:
            return _offer(ask, later=True)
        case _:
            return missing(ask)


def _not_yet(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Take the kit along"), icon="🎒", back=ask.place.to("menu"))
    draft.say(say("First choose your home country, the country you think of, and your work."))
    draft.row(draft.choice(say("Thinking of going?"), "kit", icon="✈️"))
    return draft.turn()


def _draft(ask: Ask) -> Draft:
    say = ask.language.say
    draft = Draft(ask, say("Take the kit along"), icon="🎒", back=ask.place.to("kit"))
    occupation = ask.library.occupation(ask.place.occupation)
    work = ask.language.words(occupation.name) if occupation else ""
    draft.say(f"{corridor_name(ask)} · {work}")
    return draft


def _offer(ask: Ask, *, later: bool = False) -> Turn:
    """What the file holds and its forms; `later`: it could not be made a moment ago."""
    say, draft = ask.language.say, _draft(ask)
    if later:
        draft.say(say("The file could not be made just now. Try again in a minute."), Kind.WARNING)
    draft.say(say("All pages of this kit, the warning signs and who helps, in one file, with their sources."))
    draft.say(say("Facts change. The file shows its date, and on each page the way back to the living page."))
    draft.say(
        say("Who sees the file or the paper sees which countries you think of. Keep it where it is private."),
        Kind.WARNING,
    )
    if ask.place.language in ask.unprintable:
        draft.say(say("A PDF cannot be made in this language here. The offline page holds the same."))
    else:
        draft.row(_choice(ask, say("As a PDF, to print or to read"), Format.PDF, "📄"))
    draft.row(_choice(ask, say("As one page that opens without a network"), Format.HTML, "🌐"))
    return draft.turn()


def _choice(ask: Ask, label: str, form: Format, icon: str) -> Choice:
    file = str(ask.place.to(f"kit.{form}"))
    return Choice(label, ask.place.to(PAGE, form.value, NOW), icon=icon, file=file)


def _handed(ask: Ask, form: Format) -> Turn:
    """What stands beside the file; where it cannot be made, the other one is offered."""
    say = ask.language.say
    if form is Format.PDF and ask.place.language in ask.unprintable:
        return _offer(ask)
    draft = _draft(ask)
    draft.back = ask.place.to(PAGE)
    draft.say(say("Here is your kit. In a chat it comes as a file; on a page, tap it to save it."))
    draft.say(say("It opens without a network. Remove it when you no longer need it."))
    icon = "📄" if form is Format.PDF else "🌐"
    draft.row(_choice(ask, say("The file once more"), form, icon))
    return draft.turn(HandOver(form))
