"""Doors for visitors. A channel turns what comes in into a Place and decides how a Screen looks."""
