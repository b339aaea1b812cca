"""Boards of bulletins for tests: as the database would give them, without one."""

from typing import Any

from bot.bulletins.board import Board, Posted
from bot.model.bulletin import Audience, Bulletin, BulletinState, Wording

RELEASED = 1_795_000_000
"""18 November 2026."""
UNTIL = RELEASED + 30 * 86_400
FEES = """\
The agency **may not** take a fee from you.

- Keep every receipt.
- Ask [your union](https://union.example.org/fees)."""
FRAIS = """\
L'agence **ne peut pas** vous prendre de frais.

- Gardez chaque reçu.
- Demandez à [votre syndicat](https://union.example.org/fees)."""


def bulletin(code: str = "FP-7K2M-8", **changes: Any) -> Bulletin:
    """A released bulletin of nurses' union on fees, in English and French."""
    values: dict[str, Any] = {
        "id": 1,
        "organisation": 1,
        "code": code,
        "title": "No fees in the Kingdom",
        "state": BulletinState.RELEASED,
        "author": 1,
        "version": 1,
        "texts": {"en": Wording(text=FEES, of=1), "fr": Wording(text=FRAIS, of=1)},
        "audience": Audience(topics=("fees",)),
        "show_until": UNTIL,
        "released": RELEASED,
        "released_version": 1,
        "approved_by": 2,
    }
    return Bulletin(**values | changes)


def posted(one: Bulletin | None = None, **changes: Any) -> Posted:
    """A bulletin as it stands on the board."""
    values: dict[str, Any] = {"bulletin": one or bulletin(), "union": "Nurses' Union", "changed": RELEASED}
    return Posted(**values | changes)


def board(*standing: Posted, **changes: Any) -> Board:
    """A board that was loaded."""
    return Board(tuple(standing), **{"loaded": True} | changes)
