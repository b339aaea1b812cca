"""What others say: the figures of the newest release, with what they do not show.

`others` lists the subjects, `others/reasons` shows one, `others/reasons/picture` is its picture in a chat.
"""

from bot.model.release import Cell, Release, Table
from bot.model.screen import Choice, Draw, Picture, Turn
from bot.monitoring.explained import explained, period_name
from bot.monitoring.labels import label
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing
from bot.screens.subjects import Subject, amount, subject_titles, told

PAGE = "others"
PICTURE = "picture"
MOST = 10
"""Figures in a chat's message; the observatory on the web has all of them."""


def screen(ask: Ask) -> Turn:
    """The subjects, one of them, or its picture."""
    if not ask.place.items:
        return _subjects(ask)
    found = next((one for one in told(ask.published) if one[0].key == ask.place.item), None)
    if found is None or ask.place.items[1:] not in ((), (PICTURE,)):
        return missing(ask) if ask.place.item not in subject_titles(ask.language) else _subjects(ask)
    return _figures(ask, *found)


def _subjects(ask: Ask) -> Turn:
    say, titles = ask.language.say, subject_titles(ask.language)
    draft = Draft(ask, say("What others say"), icon="📊", back=ask.place.to("menu"))
    draft.say(say("Sums over many people who used this service and agreed to be counted. Nobody can be found in them."))
    found = list(told(ask.published))
    if not found:
        draft.say(say("Nothing is published yet. The first figures come when enough people have told us."))
    for one, _, _ in found:
        draft.row(draft.choice(titles[one.key], PAGE, one.key, icon=one.icon))
    draft.row(draft.choice(say("All releases, to read and to download"), "observatory", icon="🗂️"))
    if ask.visitor.counts:
        draft.row(draft.choice(say("Tell us, anonymously"), "tell", icon="🗳️"))
    return draft.turn()


def _figures(ask: Ask, subject: Subject, release: Release, table: Table) -> Turn:
    say, language = ask.language.say, ask.language
    title = subject_titles(language)[subject.key]
    draft = Draft(ask, title, icon=subject.icon, back=ask.place.to(PAGE))
    draft.is_answer = True
    draft.say(say("In {period}:", period=period_name(language, release.period)))
    shown = _largest(ask, table)
    draft.points(f"{_named(ask, table, one)}: {amount(language, one.value or 0, table.margin)}" for one in shown)
    if table.printed > len(shown):
        draft.say(
            say("These are the {number} largest of {all}.", number=len(shown), all=language.number(table.printed))
        )
    sentences = explained(language, release)
    for sentence in sentences:
        draft.say(sentence)
    caption = "\n\n".join([f"{title} · {period_name(language, release.period)}", *sentences])
    draft.picture = Picture(release.group, release.period, subject.key, title, caption)
    effects = (Draw(draft.picture),) if ask.place.items[1:] == (PICTURE,) and ask.visitor.channel != "web" else ()
    if ask.visitor.channel == "telegram":
        draft.row(Choice(say("Show the picture"), ask.place.to(PAGE, subject.key, PICTURE), icon="🖼️"))
    where = ("observatory", release.group, release.period.lower())
    draft.row(draft.choice(say("The whole release, to read and to download"), *where, icon="🗂️"))
    return draft.turn(*effects)


def _largest(ask: Ask, table: Table) -> list[Cell]:
    """The largest printed figures; those of her own home first where the table has homes and she told hers."""
    printed = [one for one in table.cells if one.value is not None]
    home = ask.place.home

    def order(one: Cell) -> tuple[bool, int]:
        return (home not in one.key, -(one.value or 0))

    return sorted(printed, key=order)[:MOST]


def _named(ask: Ask, table: Table, cell: Cell) -> str:
    words = [
        label(ask.language, ask.library, dimension, code)
        for dimension, code in zip(table.dimensions, cell.key, strict=True)
    ]
    return " · ".join(words)
