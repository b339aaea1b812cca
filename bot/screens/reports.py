"""What was reported about a code, an agreement or a treaty, on its own page, where a release prints it."""

from bot.monitoring.explained import period_name, synthetic
from bot.screens.draft import Draft
from bot.screens.subjects import amount


def reported(draft: Draft, instrument: str) -> None:
    """Add the figure of the newest release, and what it does not show; nothing where none is printed."""
    found = draft.ask.published.reported(instrument)
    language, say = draft.language, draft.language.say
    if found is not None:
        draft.heading(say("What was reported"))
        if found.synthetic:
            draft.say(synthetic(language))
        figure = amount(language, found.people, found.margin)
        draft.say(
            say(
                "In {period}, people who reported that something went wrong which this concerns: {figure}.",
                period=period_name(language, found.period),
                figure=figure,
            )
        )
        draft.say(say("These are reports of people who use the bot, not findings against anybody."))
        draft.row(draft.choice(say("What others say"), "others", "concerned", icon="📊"))
    draft.row(draft.choice(say("Something went wrong"), "wrong", icon="🚨"))
