"""Staff join by invitation: an administrator invites, she who holds the invitation sets what she signs in with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import authenticator
from bot.actions.audit import noted
from bot.actions.passphrase import check, hashed
from bot.actions.sealed import Seal
from bot.actions.token import Dice, digest, new_token
from bot.model.message import sayable
from bot.model.staff import Member, Refused, StaffRole
from storage import invitations
from storage import staff as stored
from storage.database import writing
from storage.invitations import Invitation

STANDS = 7 * 86_400
"""Seconds for which an invitation stands."""
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,119}")
NAME = 120
"""Characters of a name."""
TOTP = "authenticator"
"""The purpose under which authenticators' secrets are sealed."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who has just joined, with her recovery codes, which are shown this once."""

    member: Member
    recovery: Sequence[str]


async def invite(
    engine: AsyncEngine, member: Member, login: str, name: str, role: StaffRole, now: int, dice: Dice
) -> str:
    """Invite somebody into the member's organisation; tells the token of the invitation. Raises Refused."""
    if not member.may(StaffRole.ADMINISTRATOR):
        raise Refused("", "Only administrators invite.", 403)
    login, name = login.strip().lower(), name.strip()
    if not _LOGIN.fullmatch(login):
        raise Refused("login", "The login has 3 to 120 letters, digits and . _ @ + -, for example an e-mail address.")
    if not name or len(name) > NAME or not name.isprintable():
        raise Refused("name", sayable("Give a name of at most {most} characters on one line.", most=NAME))
    token = new_token(dice)
    async with writing(engine) as connection:
        if await stored.login_is_taken(connection, login):
            raise Refused("login", "This login is taken; choose another.", 409)
        await invitations.remove_expired(connection, now)
        invited = Invitation(member.organisation, login, name, role, now + STANDS)
        await invitations.insert_invitation(connection, digest(token), invited)
        await noted(connection, member, "invite", login, now, role=role.value)
    return token


async def invited(engine: AsyncEngine, token: str, now: int) -> Invitation:
    """The invitation that a token stands for; raises Refused where it is used or over."""
    async with engine.connect() as connection:
        found = await invitations.invitation(connection, digest(token), now)
    if found is None:
        raise Refused("", "This invitation was used or is over; ask your administrator for a new one.", 404)
    return found


async def accept(
    engine: AsyncEngine, secret: bytes, token: str, passphrase: str, code: str, language: str, now: int, dice: Dice
) -> Joined:
    """Take an invitation up with a passphrase and the first code of the authenticator; raises Refused."""
    found = await invited(engine, token, now)
    check(passphrase, found.login)
    totp = authenticator.secret_of_invitation(secret, token)
    step = authenticator.step_of(totp, code, now)
    if step is None:
        raise Refused("code", "This is not the code that the authenticator shows now; wait for the next and type that.")
    codes = authenticator.recovery_codes(dice)
    values = {
        "organisation": found.organisation.id,
        "login": found.login,
        "name": found.name,
        "role": found.role.value,
        "language": language,
        "passphrase": await hashed(passphrase),
        "totp": Seal(secret, TOTP).seal(totp),
        "totp_step": step,
        "recovery": authenticator.recovery_to(codes),
        "created": now,
    }
    try:
        async with writing(engine) as connection:
            if not await invitations.use_invitation(connection, digest(token)):
                raise Refused("", "This invitation was used or is over; ask your administrator for a new one.", 404)
            number = await stored.insert_member(connection, values)
            member = await stored.member(connection, number)
            assert member is not None  # noqa: S101  # it was written a line above
            await noted(connection, member, "join", member.login, now, role=member.role.value)
    except IntegrityError as error:
        raise Refused(
            "", "This login was taken meanwhile; ask your administrator for another invitation.", 409
        ) from error
    return Joined(member, codes)
