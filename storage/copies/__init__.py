"""Copies of the whole database: made while it is used, and put in its place again."""

from collections.abc import Callable

Told = Callable[[int, int], None]
"""Is told how much of a copy is done, and of how much."""
