"""What was made of the screens that answer now: nothing of former ones is held, which nobody asks for any more."""

from collections import OrderedDict
from collections.abc import Hashable, ItemsView
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, `most` at most, the oldest go first; all go where they were made of something else."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: Hashable = None
        self._values: OrderedDict[K, V] = OrderedDict()

    def of(self, state: Hashable) -> "Kept[K, V]":
        """These values as far as they were made of this: a version of the answers and a day."""
        if state != self._of:
            self._of = state
            self._values.clear()
        return self

    def get(self, key: K) -> V | None:
        """The value of a key, None where it was not made yet."""
        return self._values.get(key)

    def keep(self, key: K, value: V) -> V:
        """Hold a value; gives it back."""
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def items(self) -> ItemsView[K, V]:
        """Everything that is held now."""
        return self._values.items()

    def clear(self) -> None:
        """Hold nothing any more."""
        self._values.clear()
