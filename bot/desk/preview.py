"""A bulletin as a phone shows it, in each of its languages, with the characters that the channel counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bot.bulletins.draft import CAPTION
from bot.bulletins.message import copy_of, day_of
from bot.bulletins.text import LONGEST, TextFault, faults, length
from bot.language.bidi import direction
from bot.language.language import Language
from bot.model.bulletin import Bulletin, BulletinState, DraftInput, Wording

AROUND = 24
"""Characters that are shown on each side of a fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a text, with the words around the place."""

    said: str
    before: str
    here: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One language: the copy as HTML (built from escaped parts), its buttons, its length and what fits.

    Where the text has faults there is no copy, because a wrong link must not be one that can be followed.
    """

    code: str
    name: str
    direction: str
    html: Markup
    buttons: tuple[str, ...]
    characters: int
    most: int
    faults: tuple[Fault, ...]


def previews(bulletin: Bulletin, union: str, languages: Mapping[str, Language], now: int) -> Iterator[Preview]:
    """The previews of every language that the desk knows and the bulletin has, in the bulletin's order."""
    for code, wording in bulletin.texts.items():
        if (reader := languages.get(code)) is None:
            continue
        most = LONGEST if bulletin.attachment is None else CAPTION
        found = tuple(_shown(wording.text, fault) for fault in faults(wording.text, most))
        copy = copy_of(bulletin, union, reader, code, day_of(bulletin.released or now, bulletin.zone))
        yield Preview(
            code=code,
            name=reader.name,
            direction=direction(code),
            html=Markup("") if found else Markup(copy.html),  # noqa: S704  # Telegram's HTML, made of escaped parts
            buttons=tuple(label for label, _ in copy.buttons),
            characters=length(wording.text),
            most=most,
            faults=found,
        )


def unsent(draft: DraftInput, organisation: int) -> Bulletin:
    """A draft that is not kept yet, as a bulletin that can be shown."""
    return Bulletin(
        id=0,
        organisation=organisation,
        code="FP-····-·",
        title=draft.title,
        state=BulletinState.DRAFT,
        author=0,
        version=1,
        texts={code: Wording(text=text, of=1) for code, text in draft.texts.items()},
        audience=draft.audience,
        show_until=draft.show_until,
        attachment=draft.attachment,
    )


def _shown(text: str, fault: TextFault) -> Fault:
    at = min(fault.at, len(text))
    return Fault(
        said=fault.said,
        before=text[max(0, at - AROUND) : at],
        here=text[at : at + 2],
        after=text[at + 2 : at + AROUND],
    )
