"""Posters for the notice board: A4 as PDF, with a QR code of the deep link to a corridor, in one language."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.channels.paper import fonts, orders
from bot.channels.paper.qr import drawn
from bot.language.language import Language
from bot.model.place import Place
from bot.screens.answer import Answers
from bot.screens.ends import way


def has_poster(answers: Answers, place: Place) -> bool:
    """Whether there is a poster for a place: its language can be printed here, its countries and work are ours."""
    library = answers.library
    return (
        place.language in answers.languages
        and place.language not in answers.unprintable
        and place.home in {"", *(one.code for one in library.with_role("home"))}
        and place.destination in {"", *(one.code for one in library.with_role("destination"))}
        and (not place.occupation or library.occupation(place.occupation) is not None)
    )


def link(place: Place, site: str, bot_name: str) -> str:
    """The address behind the code: the bot with the corridor, or the page where there is no bot."""
    if bot_name:
        return f"https://t.me/{bot_name}?start={'-'.join(filter(None, (place.language, place.context)))}"
    return f"{site}/{place.to('kit') if place.context else place.to('start')}"


def order(
    answers: Answers, place: Place, site: str, bot_name: str, day: date, folders: Sequence[Path] = fonts.FOLDERS
) -> bytes:
    """What the press is told to print. Raises NoFonts where a font of the language is missing."""
    language, address = answers.languages[place.language], link(place, site, bot_name)
    given = {
        **_words(answers, place, language),
        "direction": language.direction,
        "code": drawn(address),
        "address": address.removeprefix("https://").removeprefix("http://"),
    }
    return orders.order("poster.typ", language.code, given, day, folders)


def name_of(place: Place) -> str:
    """The name of the file."""
    return f"fair-passage-{str(place).replace('/', '-')}.pdf"


def _words(answers: Answers, place: Place, language: Language) -> dict[str, str | list[str]]:
    """What the poster says."""
    say, library = language.say, answers.library
    occupation = library.occupation(place.occupation)
    corridor = way(language, place.home, place.destination)
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
