"""A bulletin as one person's copy in a chat: the union's name, the date, the code, the text, what to know about it."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import escape

from bot.bulletins import text
from bot.bulletins.coverage import is_current
from bot.bulletins.quiet import zone_of_name
from bot.language.language import Language
from bot.model.bulletin import Bulletin, Missing
from bot.model.place import Place


@dataclass(frozen=True, slots=True)
class Copy:
    """What is sent: Telegram's HTML, and the buttons as (label, place). `language` is that of the words."""

    html: str
    buttons: tuple[tuple[str, str], ...]
    language: str
    in_place: bool = False
    """Whether it stands in another language than the reader's, with a notice."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which words a reader gets: in this language, or nothing yet (`held`), or nothing (`skipped`)."""

    language: str = ""
    held: bool = False
    skipped: bool = False


def words_for(bulletin: Bulletin, reader: str) -> Choice:
    """The language in which a reader gets a bulletin, by the choice made before the release."""
    if is_current(bulletin, reader):
        return Choice(reader)
    wish = bulletin.missing.get(reader, Missing.HOLD)
    if wish is Missing.SKIP:
        return Choice(skipped=True)
    return Choice(held=True) if wish is Missing.HOLD else Choice(bulletin.main)


def copy_of(
    bulletin: Bulletin,
    union: str,
    reader: Language,
    words: str,
    day: str,
    *,
    corrected: bool = False,
    group: bool = False,
) -> Copy:
    """A reader's or a group's copy with the text in the language `words`; `day` is the day of release (YYYY-MM-DD)."""
    say = reader.say
    lines = [f"📣 <b>{escape(union)}</b>", f"{reader.day(day)} · {bulletin.code}"]
    if corrected:
        said = say("Corrected. This is the newest wording.")
        lines.append(f"✏️ <i>{escape(said)}</i>")
    if words != reader.code:
        said = say("This bulletin is not translated yet. It stands in another language.")
        lines.append(f"🌐 <i>{escape(said)}</i>")
    body = text.telegram_html(bulletin.texts[words].text)
    buttons = buttons_of(bulletin, reader, group=group)
    return Copy("\n".join([*lines, "", body]), buttons, words, words != reader.code)


def buttons_of(bulletin: Bulletin, reader: Language, *, group: bool = False) -> tuple[tuple[str, str], ...]:
    """Two buttons: more about it, and no more of them. In a group the second would be nobody's to tap."""
    here = Place(reader.code)
    more = here.to("bulletin", bulletin.code.lower()).packed()
    stop = here.to("subscribe", "stop").packed()
    label, end = reader.say("More"), reader.say("Stop")  # not inside the f-string, where no catalogue finds them
    return ((f"ℹ️ {label}", more),) if group else ((f"ℹ️ {label}", more), (f"🔕 {end}", stop))


def withdrawn(bulletin: Bulletin, union: str, reader: Language, *, group: bool = False) -> Copy:
    """What stands in the place of a copy that was taken back and cannot be removed."""
    said = reader.say("This bulletin was withdrawn. Please do not rely on it and do not pass it on.")
    html = f"📣 <b>{escape(union)}</b>\n{bulletin.code}\n\n🚫 {escape(said)}"
    return Copy(html, buttons_of(bulletin, reader, group=group), reader.code)


def follow_up(copy: Copy, reader: Language, code: str) -> Copy:
    """A correction that could not be made in place: sent anew, and said to be one."""
    said = reader.say("This replaces the earlier message with the code {code}.", code=code)
    return Copy(f"♻️ <i>{escape(said)}</i>\n{copy.html}", copy.buttons, copy.language, copy.in_place)


def as_test(copy: Copy, reader: Language) -> Copy:
    """A copy that an officer sends to herself, marked so that nobody takes it for a released one."""
    said = reader.say("This is a test. Nobody else got it.")
    return Copy(f"🧪 <b>{escape(said)}</b>\n\n{copy.html}", copy.buttons, copy.language, copy.in_place)


def day_of(moment: int, zone: str) -> str:
    """The day of a moment in a zone, YYYY-MM-DD."""
    return datetime.fromtimestamp(moment, zone_of_name(zone)).date().isoformat()
