"""What has to be said beside every published figure, on pages, in pictures and in every file."""

from bot.language.language import Language
from bot.model.release import Header, Release

LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


def synthetic(language: Language) -> str:
    """What is said wherever a figure of a demonstration stands."""
    return language.say("These figures are synthetic: no person stands behind them.")


def lasting(language: Language) -> tuple[str, ...]:
    """What holds for the figures of every release: for what is read beside later ones too."""
    say = language.say
    return (
        say(
            "Each figure had a small random number of people added or taken away, once, before anyone saw it, so no "
            "export can show whether one particular person took part; small figures are not printed. The +/- column "
            "tells how large that random part can be."
        ),
        say("Not a sample; the denominators are people who use the bot."),
    )


def explained(language: Language, release: Release) -> tuple[str, ...]:
    """What the figures of a release are, and what they are not: a sentence or two each, the most important first."""
    say = language.say
    found = [synthetic(language)] if release.synthetic else []
    found += [
        *lasting(language),
        say(
            "{printed} figures are printed and {withheld} are withheld. Withheld does not mean nought.",
            printed=language.number(sum(table.printed for table in release.tables)),
            withheld=language.number(sum(table.withheld for table in release.tables)),
        ),
    ]
    if release.generations > 1:
        found.append(
            say(
                "What keeps a person from being counted twice was lost in this period; she may have counted up to "
                "{number} times, and the random part is so many times larger.",
                number=language.number(release.generations),
            )
        )
    return tuple(found)


def cited(language: Language, release: Release) -> str:
    """How to cite a release."""
    return language.say(
        "Fair Passage, anonymous figures, {group}, {period}, released on {day}.",
        group=group_name(language, release.group),
        period=period_name(language, release.period),
        day=language.day(release.made),
    )


def release_name(language: Language, release: Header | Release) -> str:
    """What a release is called: what it is about, and its period."""
    name, period = group_name(language, release.group), period_name(language, release.period)
    said = language.say("{group}, {period}", group=name, period=period)
    return said[:1].upper() + said[1:]


def group_name(language: Language, group: str) -> str:
    """What a group of tables is about."""
    say = language.say
    names = {
        "intent": say("plans and reasons"),
        "usage": say("what is read and what helps"),
        "breach": say("what went wrong"),
    }
    return names.get(group, group)


def period_name(language: Language, period: str) -> str:
    """A period as people say it: November 2026, quarter 4 of 2026, half-year 2 of 2026."""
    year, _, part = period.partition("-")
    if part[:1] == "Q":
        return language.say("quarter {number} of {year}", number=part[1:], year=year)
    if part[:1] == "H":
        return language.say("half-year {number} of {year}", number=part[1:], year=year)
    return language.day(period)
