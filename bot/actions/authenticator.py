"""Authenticators: codes that change every 30 seconds (RFC 6238), and recovery codes for the day the phone is gone."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence

import pyotp

from bot.actions.token import Dice, digest, new_code, typed

STEP = 30
"""Seconds for which one code stands."""
DRIFT = (0, -1, 1)
"""Steps by which her clock may differ from ours."""
NAME = "Fair Passage"
RECOVERY, LETTERS = 8, 12
"""How many recovery codes, of how many letters."""


def secret_of_invitation(secret: bytes, token: str) -> str:
    """The authenticator's secret of somebody who joins: always the same for one invitation, so that it need not be
    kept before she has joined.
    """
    made = hmac.new(secret, f"authenticator\0{token}".encode("utf-8", "replace"), hashlib.sha256).digest()[:20]
    return base64.b32encode(made).decode()


def address(authenticator: str, login: str, site: str) -> str:
    """The otpauth: address that an authenticator reads as a QR code."""
    return pyotp.TOTP(authenticator).provisioning_uri(name=login, issuer_name=f"{NAME} ({site})")


def step_of(authenticator: str, code: str, now: int) -> int | None:
    """The time step to which a code belongs; None where it belongs to none near now."""
    digits = "".join(character for character in code[:20] if character.isascii() and character.isdigit())
    totp = pyotp.TOTP(authenticator, interval=STEP)
    near = [now // STEP + drift for drift in DRIFT]
    fitting = [step for step in near if hmac.compare_digest(totp.generate_otp(step), digits)]
    return fitting[0] if fitting else None


def recovery_codes(dice: Dice) -> Sequence[str]:
    """New recovery codes, to be shown once."""
    return [new_code(dice, LETTERS) for _ in range(RECOVERY)]


def recovery_to(codes: Sequence[str]) -> str:
    """Recovery codes as they are kept: their hashes as JSON."""
    return json.dumps([recovery_hash(code) for code in codes])


def recovery_hash(code: str) -> str:
    """The hash by which a recovery code is kept; 58 random bits cannot be tried through."""
    return digest(typed(code)).hex()
