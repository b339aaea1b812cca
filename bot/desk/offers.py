"""What a form offers an organisation: the languages, countries, occupations and topics of its scope, by name."""

from collections.abc import Iterable, Mapping, Sequence

from bot.desk.rooms import Rooms
from bot.language.language import Language
from bot.model.staff import Organisation


def writable(rooms: Rooms, organisation: Organisation) -> Sequence[str]:
    """The languages in which an organisation may write, those of the service in their order."""
    known, bounds = rooms.known().languages, organisation.languages
    return [code for code in rooms.answers().languages if code in known and (not bounds or code in bounds)]


def audience_offers(rooms: Rooms, organisation: Organisation, language: Language) -> Mapping[str, Mapping[str, str]]:
    """The values of each kind that an audience can name, with their names in order."""
    known, library = rooms.known(), rooms.answers().library
    topics = rooms.topics(language)
    return {
        "languages": {code: language.tongue(code) for code in writable(rooms, organisation)},
        "homes": _by_name(_within(known.homes, organisation.countries), language),
        "destinations": _by_name(known.destinations, language),
        "occupations": {
            one.code: language.words(one.name) for one in library.occupations.values() if one.code in known.occupations
        },
        "topics": {code: name for code, name in topics.items() if code in _within(known.topics, organisation.topics)},
    }


def _within(values: Iterable[str], bounds: Sequence[str]) -> set[str]:
    return set(values) & set(bounds) if bounds else set(values)


def _by_name(codes: Iterable[str], language: Language) -> Mapping[str, str]:
    return dict(sorted(((code, language.country(code)) for code in codes), key=lambda pair: pair[1].casefold()))
