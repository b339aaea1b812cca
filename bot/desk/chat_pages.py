"""What staff see in their own chat: the bulletins of their union, one of them with all that can be done, its progress.

These screens are made from what an action found, without any I/O; no visitor's page leads to them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from bot.bulletins.coverage import Coverage, is_current
from bot.bulletins.message import day_of
from bot.bulletins.revised import FIELDS
from bot.bulletins.told import in_their_own, total
from bot.desk.people import told, told_sum
from bot.desk.words import reasons
from bot.language.language import Language
from bot.model.bulletin import Books, Bulletin, BulletinState, DeliveryState, Missing
from bot.model.place import Place
from bot.model.release import Header
from bot.model.screen import Block, Choice, Kind, Screen, Span
from bot.model.staff import Member, Refused
from bot.monitoring.explained import release_name
from bot.screens.parts import choices_in_parts

STAFF = "staff"
"""The page under which these places lie: `en/staff/12/release/3`."""
LIVES = (3, 7, 14, 30, 90)
"""Days to choose from for how long a bulletin stands."""


@dataclass
class Sheet:
    """A staff screen in the making."""

    place: Place
    language: Language
    title: str
    icon: str = "📣"
    blocks: list[Block] = field(default_factory=list)
    rows: list[tuple[Choice, ...]] = field(default_factory=list)

    def say(self, text: str, kind: Kind = Kind.TEXT) -> None:
        """Add a paragraph."""
        self.blocks.append(Block(kind, ((Span(text),),), self.language.code))

    def points(self, lines: Iterable[str]) -> None:
        """Add a list."""
        if made := tuple((Span(line),) for line in lines):
            self.blocks.append(Block(Kind.BULLETS, made, self.language.code))

    def row(self, *choices: tuple[str, str, tuple[str, ...]]) -> None:
        """Add a row of choices, each an icon, a label and the items of its place."""
        self.rows.append(
            tuple(Choice(label, self.place.to(STAFF, *items), icon=icon) for icon, label, items in choices)
        )

    def done(self) -> Screen:
        """The finished screen."""
        return Screen(
            place=self.place,
            title=self.title,
            parts=(tuple(self.blocks),),
            choice_parts=choices_in_parts(tuple(self.rows)),
            icon=self.icon,
        )


def overview(place: Place, language: Language, member: Member, found: Sequence[Bulletin]) -> Screen:
    """The newest bulletins of the union, and a new one."""
    say = language.say
    sheet = Sheet(place, language, say("Bulletins of {union}", union=member.organisation.name))
    if not found:
        sheet.say(say("There is no bulletin yet."))
    sheet.row(("✍️", say("Write a new one"), ("new",)))
    for one in found:
        sheet.row((_sign(one), f"{one.title} · {one.code}", (str(one.id),)))
    return sheet.done()


def _sign(one: Bulletin) -> str:
    if one.stopped:
        return "⏸"
    signs = {BulletinState.DRAFT: "📝", BulletinState.SCHEDULED: "⏰", BulletinState.RELEASED: "📤"}
    return signs.get(one.state, "🗄")


def states(language: Language) -> Mapping[BulletinState, str]:
    """Where a bulletin stands, in words."""
    say = language.say
    return {
        BulletinState.DRAFT: say("Draft"),
        BulletinState.SCHEDULED: say("Released, will be sent at its time"),
        BulletinState.RELEASED: say("Released"),
        BulletinState.WITHDRAWN: say("Withdrawn"),
        BulletinState.ENDED: say("Its last day is over"),
    }


def about(place: Place, language: Language, one: Bulletin, *, notice: str = "") -> Screen:
    """One bulletin and all that can be done with it now."""
    say = language.say
    sheet = Sheet(place, language, one.title)
    if notice:
        sheet.say(notice, Kind.WARNING)
    sheet.say(f"{one.code} · {states(language)[one.state]}" + (f" · {say('stopped')}" if one.stopped else ""))
    if _waits(one):
        sheet.say(say("A correction waits for a second person."), Kind.WARNING)
    sheet.points(_facts(one, language))
    _actions(sheet, one)
    sheet.row(("◀️", say("All bulletins"), ()))
    return sheet.done()


def _facts(one: Bulletin, language: Language) -> Iterable[str]:
    say = language.say
    yield say("Version {number}", number=language.number(one.version))
    older = say("older than the main text")
    for code in one.texts:
        yield language.tongue(code) + ("" if is_current(one, code) else f" ({older})")
    for name, label in labels(language).items():
        if values := getattr(one.audience, name):
            yield f"{label}: {language.all_of(value_name(name, value, language) for value in values)}"
    yield say("Shown until {day}", day=language.day(day_of(one.show_until, one.zone)))
    if one.attachment is not None:
        yield say("With a picture or file")
    if one.urgent:
        yield say("Urgent: delivered at night too")
    if one.send_at is not None:
        yield say("To be sent on {day}", day=language.day(day_of(one.send_at, one.zone)))


def _waits(one: Bulletin) -> bool:
    return one.state is BulletinState.RELEASED and one.version > one.released_version


def _actions(sheet: Sheet, one: Bulletin) -> None:
    say, number = sheet.language.say, str(one.id)
    if one.state in (BulletinState.DRAFT, BulletinState.SCHEDULED, BulletinState.RELEASED):
        sheet.row(("👁", say("Preview"), (number, "show")), ("✍️", say("Text"), (number, "texts")))
    if one.state in (BulletinState.DRAFT, BulletinState.SCHEDULED):
        sheet.row(("👥", say("Audience"), (number, "for")), ("📅", say("Shown until"), (number, "until")))
        file = ("📎", say("Add a file"), (number, "file"))
        sheet.row(file if one.attachment is None else ("🗑", say("Remove the file"), (number, "file", "none")))
        urgent = ("🌙", say("Not urgent"), "off") if one.urgent else ("🚨", say("Urgent"), "on")
        sheet.row((*urgent[:2], (number, "urgent", urgent[2])), ("⏰", say("When to send"), (number, "when")))
        if one.send_at is not None:
            sheet.row(("✅", say("As soon as a colleague releases it"), (number, "when", "now")))
    if one.state is BulletinState.DRAFT or _waits(one):
        sheet.row(("🧪", say("Test to me"), (number, "test")), ("✅", say("Release"), (number, "release")))
    if one.state in (BulletinState.RELEASED, BulletinState.WITHDRAWN):
        stop = ("▶️", say("Resume"), (number, "resume")) if one.stopped else ("⏸", say("Stop"), (number, "stop"))
        sheet.row(("📊", say("Progress"), (number, "books")), stop)
    if one.state is BulletinState.RELEASED:
        sheet.row(("🔁", say("Try the failed again"), (number, "retry")))
    if one.state in (BulletinState.RELEASED, BulletinState.SCHEDULED):
        sheet.row(("🚫", say("Withdraw"), (number, "withdraw")))


def labels(language: Language) -> Mapping[str, str]:
    """The sets of an audience, in words."""
    say = language.say
    names = (say("Languages"), say("Home countries"), say("Destinations"), say("Occupations"), say("Topics"))
    return dict(zip(FIELDS, names, strict=True))


def value_name(name: str, value: str, language: Language) -> str:
    """A value of an audience's set, in words as far as there are any."""
    if name == "languages":
        return language.tongue(value)
    return language.country(value) if name in ("homes", "destinations") else language.as_is(value.replace("-", " "))


def audience(place: Place, language: Language, one: Bulletin) -> Screen:
    """The sets of an audience; what has none chosen means all."""
    say = language.say
    sheet = Sheet(place, language, say("Who should get it?"), "👥")
    sheet.say(say("Where nothing is chosen, everybody gets it."))
    for name, label in labels(language).items():
        count = len(getattr(one.audience, name))
        chosen = language.number(count) if count else say("all")
        sheet.row(("", f"{label}: {chosen}", (str(one.id), "for", name)))
    _back(sheet, one)
    return sheet.done()


def choose(place: Place, language: Language, one: Bulletin, name: str, values: Sequence[str]) -> Screen:
    """The values of one set of an audience, to be chosen and taken back."""
    sheet = Sheet(place, language, labels(language)[name], "👥")
    for value in values:
        sign = "☑️" if value in getattr(one.audience, name) else "⬜️"
        sheet.row((sign, value_name(name, value, language), (str(one.id), "for", name, value.lower())))
    sheet.row(("◀️", language.say("Back"), (str(one.id), "for")))
    return sheet.done()


def until(place: Place, language: Language, one: Bulletin) -> Screen:
    """How long a bulletin stands, counted from now."""
    say = language.say
    sheet = Sheet(place, language, say("How long should it be shown?"), "📅")
    for days in LIVES:
        said = say("Days from now: {number}", number=language.number(days))
        sheet.row(("", said, (str(one.id), "until", str(days))))
    _back(sheet, one)
    return sheet.done()


def tongues(place: Place, language: Language, offered: Sequence[str], items: tuple[str, ...], back: str) -> Screen:
    """In which language: one choice each, which adds the language to `items`."""
    sheet = Sheet(place, language, language.say("In which language?"), "🌐")
    for code in offered:
        sheet.row(("", language.tongue(code), (*items, code)))
    sheet.row(("◀️", language.say("Back"), (back,) if back else ()))
    return sheet.done()


def release(place: Place, language: Language, one: Bulletin, coverage: Coverage, member: Member) -> Screen:
    """Whom it reaches, what readers of other languages get, and the last question before it goes."""
    say = language.say
    sheet = Sheet(place, language, say("Release {code}?", code=one.code), "✅")
    sheet.say(one.title)
    sheet.points([say("People: {number}", number=told_sum(language, total(coverage))), *_reached(coverage, language)])
    wishes = _wishes(language)
    for line in coverage.languages:
        if not line.current:
            label = f"{language.tongue(line.language)}: {wishes[line.choice]}"
            sheet.row(("🌐", label, (str(one.id), "missing", line.language)))
    if one.author == member.id:
        sheet.say(say("You wrote this version. A second person releases it: ask a colleague."), Kind.WARNING)
    else:
        sheet.row(("✅", say("Release now"), (str(one.id), "release", str(one.version), "now")))
    _back(sheet, one)
    return sheet.done()


def _reached(coverage: Coverage, language: Language) -> Iterable[str]:
    say = language.say
    yield say("In their own language: {number}", number=told_sum(language, in_their_own(coverage)))
    for line in coverage.languages:
        state = say("ready") if line.current else say("outdated") if line.outdated else say("missing")
        yield f"{language.tongue(line.language)}: {told(language, line.people)} · {state}"


def _wishes(language: Language) -> Mapping[Missing, str]:
    say = language.say
    return {
        Missing.HOLD: say("hold until the translation comes"),
        Missing.OTHER: say("send in another language"),
        Missing.SKIP: say("skip"),
    }


def missing(place: Place, language: Language, one: Bulletin, code: str) -> Screen:
    """What readers of a language without a current text get."""
    sheet = Sheet(place, language, language.tongue(code), "🌐")
    for wish, said in _wishes(language).items():
        sheet.row(("", said, (str(one.id), "missing", code, wish.value)))
    sheet.row(("◀️", language.say("Back"), (str(one.id), "release")))
    return sheet.done()


def confirm(place: Place, language: Language, one: Bulletin, deed: str) -> Screen:
    """The question before a bulletin is stopped or withdrawn."""
    say = language.say
    sheet = Sheet(place, language, f"{one.title} · {one.code}", "⚠️")
    if deed == "stop":
        sheet.say(say("Stop it? Nothing more of it leaves until somebody resumes it."), Kind.WARNING)
        sheet.row(("⏸", say("Stop now"), (str(one.id), "stop", "now")))
    else:
        sheet.say(say("Withdraw it? It is taken out of the chats and off the pages, for good."), Kind.WARNING)
        sheet.row(("🚫", say("Withdraw now"), (str(one.id), "withdraw", "now")))
    _back(sheet, one)
    return sheet.done()


def progress(
    place: Place, language: Language, one: Bulletin, books: Books, versions: Mapping[int, int], rate: int
) -> Screen:
    """What became of every copy. `rate` is how many can leave a second."""
    say = language.say
    sheet = Sheet(place, language, f"{one.title} · {one.code}", "📊")
    if one.stopped:
        sheet.say(say("It is stopped; nothing leaves."), Kind.WARNING)
    counts = books.states
    words = _outcomes(language)
    sheet.points(f"{words[state]}: {language.number(counts[state])}" for state in DeliveryState if counts[state])
    sheet.points(_reasons(books, language))
    sheet.say(say("Together: {number}", number=language.number(books.people)))
    if len(versions) > 1 or books.edits:
        sheet.points(
            say("Version {version} stands in {number} chats", version=number, number=language.number(copies))
            for number, copies in sorted(versions.items())
        )
    if (left := waiting(books)) and not one.stopped:
        minutes = ceil(left / rate / 60)
        sheet.say(say("Minutes that it takes at least: {number}", number=language.number(minutes)))
    sheet.row(("🔄", say("Refresh"), (str(one.id), "books")))
    if one.state is BulletinState.RELEASED:
        deed = (
            ("▶️", say("Resume"), (str(one.id), "resume")) if one.stopped else ("⏸", say("Stop"), (str(one.id), "stop"))
        )
        sheet.row(deed)
    _back(sheet, one)
    return sheet.done()


def _reasons(books: Books, language: Language) -> Iterable[str]:
    """Each state's reasons with their numbers, in words."""
    outcomes, whys = _outcomes(language), reasons(language)
    for key, count in sorted(books.reasons.items()):
        state, _, why = key.partition(": ")
        yield f"{outcomes[DeliveryState(state)]}, {whys.get(why, why)}: {language.number(count)}"


def waiting(books: Books) -> int:
    """Copies on which something has still to happen."""
    return books.states[DeliveryState.WAITING] + books.states[DeliveryState.SENDING] + books.edits


def _outcomes(language: Language) -> Mapping[DeliveryState, str]:
    say = language.say
    return {
        DeliveryState.WAITING: say("Waiting"),
        DeliveryState.SENDING: say("On its way"),
        DeliveryState.DELIVERED: say("Delivered"),
        DeliveryState.BLOCKED: say("Blocked the bot"),
        DeliveryState.FAILED: say("Failed"),
        DeliveryState.SKIPPED: say("Skipped"),
        DeliveryState.WITHDRAWN: say("Withdrawn"),
        DeliveryState.UNKNOWN: say("Unknown whether it arrived"),
    }


STATS = "stats"
"""The page of the releases: `en/staff/stats/intent/2026-q4`."""


def stats(place: Place, language: Language, found: Sequence[Header], handed: Header | None) -> Screen:
    """The releases to choose from; the picture and the file of the one that is chosen come behind this message."""
    say = language.say
    sheet = Sheet(place, language, say("Figures of closed periods"), "📊")
    if handed is None:
        sheet.say(say("No period has been closed yet."))
    else:
        sheet.say(say("{name}: the picture and the file follow.", name=release_name(language, handed)))
    for one in found:
        sheet.row(("🗂️", release_name(language, one), (STATS, one.group, one.period.lower())))
    return sheet.done()


def told_only(place: Place, language: Language, title: str, sentence: str, *back: str) -> Screen:
    """One sentence and the way back."""
    sheet = Sheet(place, language, title, "ℹ️")
    sheet.say(sentence)
    sheet.row(("◀️", language.say("Back"), back))
    return sheet.done()


def alone(place: Place, language: Language, title: str, sentence: str) -> Screen:
    """One sentence to somebody for whom nothing else is here."""
    sheet = Sheet(place, language, title, "ℹ️")
    sheet.say(sentence)
    return sheet.done()


def _back(sheet: Sheet, one: Bulletin) -> None:
    sheet.row(("◀️", sheet.language.say("Back"), (str(one.id),)))


def linked(place: Place, language: Language, member: Member, *, private: bool) -> Screen:
    """A chat, or a group, is linked now."""
    say, union = language.say, member.organisation.name
    if private:
        said = say("This chat is linked to {name}, {union}. Send /bulletin to begin.", name=member.name, union=union)
    else:
        said = say("This group gets the bulletins of {union} now. Remove the bot to end that.", union=union)
    return alone(place, language, say("Linked"), said)


def not_linked(place: Place, language: Language, why: str = "") -> Screen:
    """How a chat is linked, or why it is not."""
    say = language.say
    said = say("This is for the staff of unions. Make a code on the desk, then send /link and the code here.")
    return alone(place, language, say("Not linked"), language.tell(why) if why else said)


def refused(place: Place, language: Language, error: Refused) -> Screen:
    """What was refused and why, and the way back to the bulletin."""
    back = place.items[:1] if place.items[:1] != ("new",) and error.status != 404 else ()
    return told_only(place.to(STAFF), language, language.say("Not done"), language.tell(error.sentence), *back)


def out_of_order(place: Place, language: Language) -> Screen:
    """The database does not answer."""
    said = language.say("Our storage does not answer just now, so nothing was done. Try again in a minute.")
    return told_only(place.to(STAFF), language, language.say("Not done"), said)


def text_wanted(language: Language, code: str) -> tuple[str, str]:
    """The question for a text, and what else there is to know."""
    say = language.say
    wanted = say("Reply to this message with the text in this language: {language}", language=language.tongue(code))
    return wanted, say("Bold, italics, links (https) and lists are kept.")


def time_wanted(language: Language) -> str:
    """The question when to send."""
    return language.say(
        "Reply to this message with the time as in this line, or with the word now to send at the release."
    )


def file_wanted(language: Language) -> str:
    """The question for a picture or PDF."""
    return language.say("Reply to this message with a picture or a PDF of at most 5 MB.")


def tested(language: Language) -> str:
    """The test was sent."""
    return language.say("The test is in this chat, in each language.")
