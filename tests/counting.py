"""What is counted, for tests that only look at what is told: a double that writes it down."""

from collections.abc import Sequence

from bot.model.counted import Counted


class Noted:
    """Remembers what it was told, and of whom; `missed` are the searches that found nothing."""

    def __init__(self) -> None:
        self.told: list[tuple[Counted, bytes]] = []
        self.missed: list[tuple[str, tuple[str, ...]]] = []
        self.forgotten: list[bytes] = []

    def note(self, counted: Counted, visitor: bytes) -> None:
        self.told.append((counted, visitor))

    def miss(self, language: str, words: Sequence[str], visitor: bytes) -> None:
        self.missed.append((language, tuple(words)))

    def forget(self, visitor: bytes) -> None:
        self.forgotten.append(visitor)

    @property
    def counted(self) -> list[Counted]:
        """What was told, without whom."""
        return [one for one, _ in self.told]

    @property
    def visitors(self) -> set[bytes]:
        """Who told anything."""
        return {visitor for _, visitor in self.told}
