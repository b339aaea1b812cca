"""What a bulletin must be before anybody may release it: every rule with the field that it names."""

from collections.abc import Iterator, Mapping

from bot.bulletins import text
from bot.bulletins.audience import outside
from bot.bulletins.coverage import is_current
from bot.bulletins.quiet import is_zone
from bot.model.bulletin import Audience, Bulletin, DraftInput, Known, Missing, Wording
from bot.model.message import Sentence, sayable
from bot.model.staff import Organisation

TITLE = 120
"""Characters of a title; it is for staff and for the list on the pages."""
CAPTION = 600
"""Characters of a text beside a picture or file: Telegram takes 1024, the rest is for the head and the notices."""
LONGEST_LIFE = 366 * 86_400
"""Seconds for which a bulletin may stand at most."""

Wrong = tuple[str, Sentence]
"""A field and a sentence about it."""


def wrong(draft: DraftInput, organisation: Organisation, known: Known, now: int) -> Iterator[Wrong]:
    """Everything for which a draft is refused."""
    title = draft.title.strip()
    if not title or len(title) > TITLE or not title.isprintable():
        yield "title", sayable("Give a title of at most {most} characters on one line.", most=TITLE)
    if not draft.texts:
        yield "texts", sayable("Write the text in at least one language.")
    for language, wording in draft.texts.items():
        if language not in known.languages:
            yield "texts", _no_language(language)
        for fault in text.faults(wording, text.LONGEST if draft.attachment is None else CAPTION):
            yield f"texts.{language}", sayable("Character {number}: {what}", number=fault.at + 1, what=fault.said)
    yield from _times(draft, now)
    yield from _unknown(draft.audience, known)
    for language in draft.missing:
        if language not in known.languages:
            yield "missing", _no_language(language)
    yield from outside(draft.audience, draft.texts, organisation)


def _times(draft: DraftInput, now: int) -> Iterator[Wrong]:
    if draft.show_until <= now:
        yield "show_until", sayable("The last day is past; choose a later one.")
    elif draft.show_until > now + LONGEST_LIFE:
        yield "show_until", sayable("A bulletin stands for one year at most; choose an earlier last day.")
    if not is_zone(draft.zone):
        yield "zone", sayable("{zone} is not a time zone; for example Africa/Nairobi.", zone=repr(draft.zone))
    if draft.send_at is not None and (said := unfit_time(draft.send_at, draft.show_until, now)):
        yield "send_at", said


def unfit_time(send_at: int, show_until: int, now: int) -> Sentence | None:
    """Why a bulletin cannot be sent at a time; None where it can."""
    if send_at <= now:
        return sayable("This time is past; choose a later one, or send now.")
    return sayable("It would be sent after its last day; choose an earlier time.") if send_at >= show_until else None


def _unknown(audience: Audience, known: Known) -> Iterator[Wrong]:
    for field in ("languages", "homes", "destinations", "occupations", "topics"):
        for value in sorted(set(getattr(audience, field)) - getattr(known, field)):
            yield field, sayable("{value} is not known here.", value=repr(value))


def _no_language(code: str) -> Sentence:
    return sayable("{language} is not a language of this service.", language=repr(code))


def next_wordings(texts: Mapping[str, str], before: Mapping[str, Wording], version: int) -> dict[str, Wording]:
    """The texts of a new version: what was written anew was made from the newest wording, the rest stays as it was."""
    same = {language: one for language, one in before.items() if texts.get(language, "").strip() == one.text}
    return {
        language: same.get(language) or Wording(text=wording.strip(), of=version) for language, wording in texts.items()
    }


def to_edit(before: Bulletin, after: Bulletin) -> tuple[set[str], bool]:
    """Which delivered copies a correction changes: the languages of those copies, and whether those too that stand in
    another language than their reader's.

    A language whose words changed; and one that has fallen behind the main wording, where it was decided that its
    readers get another language then.
    """
    texts, old = after.texts, before.texts
    changed = {code for code in texts.keys() | old.keys() if _words(texts, code) != _words(old, code)}
    behind = {code for code in texts if not is_current(after, code) and after.missing.get(code) is Missing.OTHER}
    gained = any(is_current(after, code) and not is_current(before, code) for code in texts)
    return changed | behind, gained or after.main in changed


def _words(texts: Mapping[str, Wording], language: str) -> str:
    return texts[language].text if language in texts else ""
