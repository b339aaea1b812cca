"""The terminal: the same screens with numbered choices."""
