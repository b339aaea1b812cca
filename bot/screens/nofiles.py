"""She sent a photo, a voice note, a contact, a document or a location: a kind answer, and nothing is looked at."""

from bot.model.screen import Kind, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft

PAGE = "nofiles"


def screen(ask: Ask) -> Turn:
    """Say that files are neither opened nor kept, and offer ways on."""
    say = ask.language.say
    draft = Draft(ask, say("Keep your papers safe"), icon="🔒", back=ask.place.to("menu"))
    draft.say(say("Thank you for writing. We cannot take pictures, voice notes, papers, contacts or places here."))
    draft.say(
        say("We did not open it and keep nothing of it. Delete it from this chat if others can see your phone."),
        Kind.WARNING,
    )
    draft.say(
        say(
            "Show papers only to somebody whom you trust: a trade union or an advice centre. "
            "Tell us your question in words."
        )
    )
    draft.asks = say("Type a question")
    draft.row(draft.choice(say("Know your rights"), "rights", icon="⚖️"))
    return draft.turn()
