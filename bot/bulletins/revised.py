"""A bulletin as its next version begins, and a new one from its first text: what a small door need not ask for."""

from dataclasses import fields, replace

from bot.bulletins import text
from bot.bulletins.draft import TITLE
from bot.bulletins.quiet import zone_of
from bot.model.bulletin import Audience, Bulletin, DraftInput, Known
from bot.model.staff import Organisation

FIELDS = tuple(field.name for field in fields(Audience))
"""The sets of an audience."""
FIRST_LIFE = 14 * 86_400
"""Seconds for which a new bulletin stands unless somebody says otherwise."""


def draft_of(one: Bulletin) -> DraftInput:
    """What a bulletin's next version begins with: everything as it is."""
    return DraftInput(
        title=one.title,
        texts={language: wording.text for language, wording in one.texts.items()},
        audience=one.audience,
        show_until=one.show_until,
        missing=one.missing,
        urgent=one.urgent,
        resend_unknown=one.resend_unknown,
        send_at=one.send_at,
        zone=one.zone,
        attachment=one.attachment,
    )


def new_draft(language: str, words: str, union: Organisation, known: Known, now: int) -> DraftInput:
    """A new bulletin from a text in one language, to everybody within the union's scope, for two weeks."""
    title = text.plain(words).strip().split("\n")[0][:TITLE]
    audience = widest(union, known)
    home = next(iter(audience.homes), "")
    return DraftInput(
        title="".join(letter for letter in title if letter.isprintable()),
        texts={language: words},
        audience=audience,
        show_until=now + FIRST_LIFE,
        zone=zone_of(home) if home else "UTC",
    )


def widest(union: Organisation, known: Known) -> Audience:
    """Everybody to whom a union may send."""
    homes = tuple(country for country in union.countries if country in known.homes)
    ends = () if homes else tuple(country for country in union.countries if country in known.destinations)
    return Audience(homes=homes, destinations=ends, topics=tuple(one for one in union.topics if one in known.topics))


def toggled(audience: Audience, field: str, value: str) -> Audience:
    """The audience with a value more in one of its sets, or with one less."""
    values = set(getattr(audience, field)) ^ {value}
    return replace(audience, **{field: tuple(sorted(values))})


def offered(field: str, union: Organisation, known: Known) -> tuple[str, ...]:
    """What a union may choose from for a set of its audiences."""
    scope = {"languages": union.languages, "topics": union.topics, "homes": union.countries}.get(field, ())
    return tuple(sorted(value for value in getattr(known, field) if not scope or value in scope))
