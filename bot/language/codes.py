"""Language codes as phones and browsers send them (BCP 47), read as the ones that we offer."""

_TODAY = {"tl": "fil", "mo": "ro"}
"""Older codes of a language: Filipino is sent as Tagalog too, Romanian as Moldavian."""
_TWO_LETTERS = {"fil": "tl"}


def primary(tag: str) -> str:
    """The language of a tag, as it is called today: `tl-PH` is `fil`."""
    code = tag.strip().lower().replace("_", "-").split("-")[0]
    return _TODAY.get(code, code)


def two_letters(code: str) -> str:
    """A language's two-letter code (ISO 639-1), where only such a one is taken."""
    return _TWO_LETTERS.get(code, code)
