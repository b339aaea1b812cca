"""The web pages: every place is a page with an address of its own, complete without JavaScript."""
