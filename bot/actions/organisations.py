"""Organisations: added by the operator, with the bounds of what their staff may send."""

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.audit import noted
from bot.model.bulletin import Known
from bot.model.staff import Door, Member, Organisation, Refused, StaffRole
from storage import organisations as stored
from storage.database import writing
from storage.sets import as_text

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
NAME = 120
"""Characters of a name."""


def operator(organisation: Organisation) -> Member:
    """Whoever runs the command on the machine: may all that an administrator may, and is nobody of the staff."""
    return Member(
        id=0,
        organisation=organisation,
        login="operator",
        name="operator",
        role=StaffRole.ADMINISTRATOR,
        door=Door.COMMAND,
    )


async def add_organisation(engine: AsyncEngine, known: Known, wanted: Organisation, now: int) -> Organisation:
    """Keep a new organisation (its id is given here); raises Refused."""
    _check(wanted, known)
    async with writing(engine) as connection:
        if await stored.organisation(connection, wanted.slug) is not None:
            raise Refused("slug", f"There is an organisation {wanted.slug!r} already.", 409)
        await stored.insert_organisation(
            connection,
            {
                "slug": wanted.slug,
                "name": wanted.name.strip(),
                "countries": as_text(wanted.countries),
                "languages": as_text(wanted.languages),
                "topics": as_text(wanted.topics),
            },
        )
        kept = await stored.organisation(connection, wanted.slug)
        assert kept is not None  # noqa: S101  # it was written a line above
        await noted(connection, operator(kept), "organisation", kept.slug, now)
        return kept


def _check(wanted: Organisation, known: Known) -> None:
    if not _SLUG.fullmatch(wanted.slug):
        raise Refused("slug", "The short name has 2 to 40 small letters, digits and hyphens, for example nurses-ke.")
    if not wanted.name.strip() or len(wanted.name) > NAME or not wanted.name.isprintable():
        raise Refused("name", f"Give a name of at most {NAME} characters on one line.")
    for field, values, offered in (
        ("countries", wanted.countries, known.homes | known.destinations),
        ("languages", wanted.languages, known.languages),
        ("topics", wanted.topics, known.topics),
    ):
        if unknown := sorted(set(values) - offered):
            raise Refused(field, f"{unknown[0]!r} is not known here; known are {', '.join(sorted(offered))}.")


async def organisation_named(engine: AsyncEngine, slug: str) -> Organisation:
    """An organisation by its short name; raises Refused."""
    async with engine.connect() as connection:
        found = await stored.organisation(connection, slug)
    if found is None:
        raise Refused(
            "organisation", f"There is no organisation {slug!r}; `fairpassage organisations list` has all.", 404
        )
    return found


async def all_organisations(engine: AsyncEngine) -> Sequence[Organisation]:
    """Every organisation."""
    async with engine.connect() as connection:
        return await stored.all_organisations(connection)
