"""The headings that pages of the library may use, in the reader's language."""

from collections.abc import Mapping

from bot.language.language import Language


def headings(language: Language) -> Mapping[str, str]:
    """Words for the names of sections (bot.library.markdown_file.HEADINGS)."""
    say = language.say
    return {
        "signs": say("Warning signs"),
        "steps": say("What to do"),
        "evidence": say("Evidence to keep safely"),
        "careful": say("Before you act"),
        "ask-yourself": say("Ask yourself"),
        "ask-in-writing": say("Ask in writing"),
        "keep-in-mind": say("Keep in mind"),
        "checklist": say("Checklist"),
    }
