"""Deep links: `PH-GB-2221`, `rights-passport`, `help-GB`, `PH-programmes-temporary`.

A payload is what fits behind `t.me/BOT?start=` (Bot API: 1 to 64 of A-Z a-z 0-9 _ -). Capital pairs are countries, home
first; four digits are an occupation; small words are a page and its items; a language's code may stand in front.

Where words cannot say it, the place itself stands behind two underscores, written in those letters:
`__PH__practices__union__education`.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from bot.model.place import LONGEST, MENU, Place, UnreadablePlace, read_place

WHOLE = "__"
"""How a payload begins that holds a place as it is."""
DEEDS = ("speak", "helpful", "interest")
"""Pages that do something; so do those whose item is `now`, and `subscribe` with any but what it is about. A link that
somebody else made must not do a deed.
"""
BARE = ("tell", "wrong", "counting")
"""Pages whose items hold what she told or chose: a link leads to their beginning only."""

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_COUNTRY = re.compile(r"[A-Z]{2}|_")


def linked_place(payload: str, language: str, languages: Collection[str], pages: Collection[str]) -> Place | None:
    """The place that a deep link's payload names; None for anything that is no deep link of ours."""
    if not _PAYLOAD.fullmatch(payload):
        return None
    if payload.startswith(WHOLE):
        return _whole_place(payload, language, languages, pages)
    words = payload.split("-")
    if words[0] in languages:
        language, words = words[0], words[1:]
    context: dict[str, str] = {}
    rest: list[str] = []
    for word in words:
        if _COUNTRY.fullmatch(word) and not rest and "destination" not in context:
            context["destination" if "home" in context else "home"] = "" if word == "_" else word
        elif word.isdecimal() and len(word) == 4 and not rest:
            context["occupation"] = word
        else:
            rest.append(word)
    page, item = _page_and_item(rest, pages)
    if rest and not page:
        return None
    if not page:
        page = "kit" if context else MENU
    items = tuple(_split_item(page, item))
    if not all(re.fullmatch(r"[a-z0-9][a-z0-9._-]*", one) for one in items) or _does(page, items):
        return None
    place = Place(
        language,
        page,
        items,
        home=context.get("home", ""),
        destination=context.get("destination", ""),
        occupation=context.get("occupation", ""),
    )
    return place if len(str(place)) <= LONGEST else None


def _page_and_item(words: list[str], pages: Collection[str]) -> tuple[str, str]:
    """The longest run of words that is a page's name, and what follows."""
    for end in range(len(words), 0, -1):
        if (page := "-".join(words[:end]).lower()) in pages:
            return page, "-".join(words[end:]).lower()
    return "", ""


def _split_item(page: str, item: str) -> Iterable[str]:
    """An item may hold hyphens itself; only a country at its end is an item of its own (`rights-passport-gb`), and what
    a subscription is about.
    """
    if page == "rights" and re.fullmatch(r".+-[a-z]{2}", item):
        return item.rsplit("-", 1)
    if page == "subscribe":  # `subscribe-about-passport`
        return item.split("-", 1) if item else []
    return [item] if item else []


def _does(page: str, items: Sequence[str]) -> bool:
    """Whether a place is a deed or holds what she told, also where it is another one's language, sources or sharing."""
    words = (page, *items)
    subscribes = any(one == "subscribe" and then != "about" for one, then in pairwise(words))
    return subscribes or bool({"now", *DEEDS} & set(words)) or bool(set(BARE) & set(words[:-1]))


def payload_of(place: Place, languages: Collection[str], pages: Collection[str], *, spoken: bool = False) -> str | None:
    """A payload that leads to this place, in words where they say it; None for a deed and for what is too long.

    `spoken` puts the language in front; without it whoever follows the link stays in her own.
    """
    whole = place.whole
    words = [whole.language] if spoken else []
    words += [whole.context] if whole.context else []
    words += [whole.page, *whole.items] if whole.items or whole.page != "kit" or not whole.context else []
    for payload in ("-".join(words), _written(whole, spoken)):
        if linked_place(payload, whole.language, languages, pages) == whole:
            return payload
    return None


_SIGNS = {"/": "__", "_": "_u", ".": "_d"}


def _written(place: Place, spoken: bool) -> str:
    text = str(place) if spoken else str(place).partition("/")[2]
    return WHOLE + "".join(_SIGNS.get(sign, sign) for sign in text)


def _whole_place(payload: str, language: str, languages: Collection[str], pages: Collection[str]) -> Place | None:
    signs = {code: sign for sign, code in _SIGNS.items()}
    text = re.sub("_.", lambda found: signs.get(found.group(), " "), payload[len(WHOLE) :])
    first = text.split("/")[0]
    try:
        place = read_place(text if first in languages else f"{language}/{text}")
    except UnreadablePlace:
        return None
    known = place.page in pages and not _does(place.page, place.items)
    return place if known and place.part == 1 else None
