"""What a page is about, as it is counted: the page and its first item, where both are of the library's closed lists."""

from bot.library.library import Library
from bot.model.place import Place

SILENT = frozenset(
    {"start", "privacy", "counting", "forget", "hide", "language", "speak", "settings", "stop", "search", "sources"}
    | {"nofiles", "authentic", "subscribe", "bulletin", "tell", "wrong", "helpful", "interest", "uncounted", "unknown"}
)
"""Pages whose reading is not counted: what she sets, removes, types, passes on or reports is nobody's affair."""
UNRATED = frozenset({"help"})
"""Pages on which nobody is asked whether they helped: she has other things to do."""
SHELVES = {
    "kit": "kit",
    "rights": "rights",
    "programme": "programmes",
    "agreement": "agreements",
    "code": "codes",
    "instrument": "instruments",
    "practice": "practices",
    "glossary": "terms",
}
"""Pages whose first item is an entry of the library, and the shelf on which it stands."""


def topic_of(place: Place, library: Library) -> str:
    """The topic of a place, "" where its reading is not counted. Never with a country or an occupation.

    `PH-GB-2221/kit/fees` is `kit/fees`, `help/gb` is `help`, `rights/passport/gb` is `rights/passport`.
    """
    if place.page in SILENT:
        return ""
    if place.page in SHELVES and place.items:
        return f"{place.page}/{place.item}" if place.item in getattr(library, SHELVES[place.page]) else ""
    return place.page
