"""Posters for the notice board: A4 as PDF, with a QR code of the deep link to a corridor, in one language."""

import io
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

import segno
import typst

from bot.language.language import Language
from bot.model.place import Place
from bot.screens.answer import Answers

SOURCE = Path(__file__).parent / "posters" / "poster.typ"
KEPT = 64
"""Posters kept in memory, about 40 kB each."""
FONTS = {
    "ar": ("Noto Sans Arabic", "Noto Naskh Arabic"),
    "fa": ("Noto Sans Arabic", "Noto Naskh Arabic"),
    "ur": ("Noto Nastaliq Urdu", "Noto Naskh Arabic", "Noto Sans Arabic"),
    "hi": ("Noto Sans Devanagari",),
    "ne": ("Noto Sans Devanagari",),
    "bn": ("Noto Sans Bengali",),
    "ta": ("Noto Sans Tamil",),
    "si": ("Noto Sans Sinhala",),
    "ml": ("Noto Sans Malayalam",),
    "th": ("Noto Sans Thai",),
    "my": ("Noto Sans Myanmar",),
    "am": ("Noto Sans Ethiopic",),
    "zh": ("Noto Sans CJK SC",),
    "ja": ("Noto Sans CJK JP",),
    "ko": ("Noto Sans CJK KR",),
}
"""Languages whose script needs a font of its own: any one of these."""
LATIN = ("Noto Sans", "Libertinus Serif")
"""For every other script; the second one comes with the typesetter."""


@cache
def families() -> frozenset[str]:
    """The fonts of this machine."""
    return frozenset(typst.Fonts().families())


def fonts_for(language: str, known: Collection[str]) -> tuple[str, ...]:
    """The fonts for a language, none where this machine lacks its script."""
    own = tuple(one for one in FONTS.get(language, ()) if one in known)
    if language in FONTS and not own:
        return ()
    return (*own, *(one for one in LATIN if one in known))


class Posters:
    """Makes posters, one at a time, and keeps the last ones. `bot_name` is "" where there is no Telegram."""

    def __init__(self, answers: Callable[[], Answers], public_url: str, bot_name: Callable[[], str]) -> None:
        self._answers, self._public_url, self._bot_name = answers, public_url, bot_name
        self._kept: OrderedDict[tuple[str, Place, str], bytes] = OrderedDict()
        self._making = threading.Lock()

    def offered(self, place: Place) -> bool:
        """Whether there is a poster for a place: its language can be printed, its countries are ours."""
        answers = self._answers()
        library = answers.library
        homes = {one.code for one in library.with_role("home")} | {""}
        ends = {one.code for one in library.with_role("destination")} | {""}
        return (
            place.language in answers.languages
            and place.home in homes
            and place.destination in ends
            and (not place.occupation or library.occupation(place.occupation) is not None)
            and bool(fonts_for(place.language, families()))
        )

    def poster(self, place: Place) -> bytes:
        """The poster of a place's corridor; takes about half a second the first time, so call it in a thread."""
        key = (self._answers().library.version, place, self._bot_name())
        with self._making:
            if (kept := self._kept.get(key)) is None:
                kept = self._kept[key] = self._made(place)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return kept

    def link(self, place: Place) -> str:
        """The address behind the code: the bot with the corridor, or the page where there is no bot."""
        if name := self._bot_name():
            return f"https://t.me/{name}?start={'-'.join(filter(None, (place.language, place.context)))}"
        return f"{self._public_url}/{place.to('kit') if place.context else place.to('start')}"

    def _made(self, place: Place) -> bytes:
        language = self._answers().languages[place.language]
        given = _words(self._answers(), place, language)
        link = self.link(place)
        code = io.BytesIO()
        segno.make(link, error="m", micro=False).save(code, kind="svg", border=2, dark="#12343b")
        inputs = {
            **given,
            "language": place.language,
            "rtl": language.direction == "rtl",
            "fonts": fonts_for(place.language, families()),
            "code": code.getvalue().decode(),
            "address": link.removeprefix("https://").removeprefix("http://"),
        }
        made = typst.compile(SOURCE.read_bytes(), sys_inputs={"given": json.dumps(inputs, ensure_ascii=False)})
        if not isinstance(made, bytes):
            raise TypeError("the typesetter made several files of one poster")
        return made


def _words(answers: Answers, place: Place, language: Language) -> dict[str, str | list[str]]:
    """What the poster says."""
    say, library = language.say, answers.library
    arrow = "←" if language.direction == "rtl" else "→"
    ends = [language.country(one) for one in (place.home, place.destination) if one]
    occupation = library.occupation(place.occupation)
    corridor = f" {arrow} ".join(ends)
    if occupation:
        work = language.words(occupation.name)
        corridor = f"{corridor} · {work}" if corridor else work
    return {
        "name": say("Fair Passage"),
        "title": say("Thinking of going?"),
        "corridor": corridor,
        "invites": say("Facts before you decide to work abroad: your rights, fair fees, return programmes, help."),
        "scan": say("Scan the code with your phone, or type the address:"),
        "points": [
            say("Free, without an account, in your language."),
            say("Every answer names its source and date."),
            say("We do not keep who reads what."),
            say("Bulletins of trade unions, if you want them."),
        ],
        "small": say("It informs. It neither pushes you to go nor to stay. General information, not legal advice."),
    }
