"""Tokens: how the guard knows that somebody took part, without knowing in what.

A person has as many slots in a period as the plan lets her count. What she tells about (a topic, a breach) leads to one
of them, for her alone and for this period alone; two subjects may lead to the same one, so that a slot that is taken
does not say by which. So the same thing never counts twice, and another may be lost: statistics may lose, they may not
leak.
"""

import hmac


def token(key: bytes, visitor: bytes, slots: str, subject: str, bound: int) -> bytes:
    """The token, 16 bytes, for a visitor and the slot that a subject leads to. `key` is that of the period."""
    slot = 0
    if bound > 1:
        drawn = hmac.digest(key, b"slot\0" + visitor + f"\0{slots}\0{subject}".encode(), "sha256")
        slot = int.from_bytes(drawn[:8], "big") % bound
    return hmac.digest(key, b"token\0" + visitor + f"\0{slots}\0{slot}".encode(), "sha256")[:16]
