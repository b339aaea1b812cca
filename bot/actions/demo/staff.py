"""Staff of each role in a made-up union, each with a passphrase and codes that sign in once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyotp
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import authenticator
from bot.actions.invite import accept, invite
from bot.actions.organisations import add_organisation, operator
from bot.actions.token import Dice, new_code
from bot.model.bulletin import Known
from bot.model.staff import Member, Organisation, StaffRole

UNION = Organisation(id=0, slug="demo-union", name="Union of Made-up Health Workers")
PEOPLE: Mapping[str, tuple[str, StaffRole]] = {
    "officer@demo": ("Amina Officer", StaffRole.OFFICER),
    "second@demo": ("Brenda Second", StaffRole.OFFICER),
    "editor@demo": ("Edith Editor", StaffRole.EDITOR),
    "admin@demo": ("Ada Administrator", StaffRole.ADMINISTRATOR),
}
LETTERS = 16
"""Letters of a passphrase; 77 random bits."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who can sign in: `codes` stand in for an authenticator, each of them once."""

    member: Member
    passphrase: str
    codes: Sequence[str]


async def join(engine: AsyncEngine, secret: bytes, known: Known, now: int, dice: Dice) -> Sequence[Joined]:
    """The union and its people."""
    union = await add_organisation(engine, known, UNION, now)
    return [await _one(engine, secret, union, login, now, dice) for login in PEOPLE]


async def _one(engine: AsyncEngine, secret: bytes, union: Organisation, login: str, now: int, dice: Dice) -> Joined:
    name, role = PEOPLE[login]
    token = await invite(engine, operator(union), login, name, role, now, dice)
    passphrase = new_code(dice, LETTERS)
    shown = pyotp.TOTP(authenticator.secret_of_invitation(secret, token)).at(now)
    joined = await accept(engine, secret, token, passphrase, shown, "en", now, dice)
    return Joined(joined.member, passphrase, joined.recovery)
