"""Screens: pure rules from a place to what a visitor sees. A new screen is a new file here."""
