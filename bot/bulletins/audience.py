"""Who should get a bulletin: languages, countries, occupations, topics; as JSON, and against a scope."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from bot.model.bulletin import Audience
from bot.model.message import Sentence, sayable
from bot.model.staff import Organisation


def to_json(audience: Audience) -> str:
    """An audience as it is kept with its bulletin."""
    return json.dumps({name: list(values) for name, values in asdict(audience).items() if values})


def outside(audience: Audience, texts: Iterable[str], organisation: Organisation) -> Iterator[tuple[str, Sentence]]:
    """What of an audience lies outside of an organisation's scope: the field, and a sentence about it."""
    name = organisation.name
    for language in texts:
        if organisation.languages and language not in organisation.languages:
            yield (
                "texts",
                sayable("{union} does not send in the language {language}.", union=name, language=repr(language)),
            )
    for field, values, scope in (
        ("languages", audience.languages, organisation.languages),
        ("topics", audience.topics, organisation.topics),
        ("homes", audience.homes, organisation.countries),
        ("destinations", audience.destinations, organisation.countries),
    ):
        for value in values:
            if scope and value not in scope and not (field == "destinations" and _covers(audience, organisation)):
                yield field, sayable("{union} does not send to {value}.", union=name, value=repr(value))
    if organisation.topics and not audience.topics:
        yield "topics", sayable("Choose topics; your organisation does not send on all of them.")
    if organisation.countries and not audience.homes and not audience.destinations:
        yield "homes", sayable("Choose countries; your organisation does not send to all of them.")


def _covers(audience: Audience, organisation: Organisation) -> bool:
    """A union of a home country may speak to its own people about any destination, and the other way round."""
    return bool(audience.homes) and all(home in organisation.countries for home in audience.homes)
