"""What the figures of a release are about, in plain words: one subject, one table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.language.language import Language
from bot.model.release import Release, Table
from bot.monitoring.published import Published


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: its name in addresses, the group and the table that it is read from, the picture that goes with it."""

    key: str
    group: str
    table: str
    icon: str


SUBJECTS = (
    Subject("going", "intent", "destination", "✈️"),
    Subject("corridors", "intent", "corridor", "🧭"),
    Subject("reasons", "intent", "reason", "❓"),
    Subject("staying", "intent", "staying", "🏥"),
    Subject("stage", "intent", "stage", "🪜"),
    Subject("return", "intent", "home-return", "🔄"),
    Subject("diaspora", "intent", "home-diaspora", "🌍"),
    Subject("wrong", "breach", "breach", "🚨"),
    Subject("concerned", "breach", "instrument", "🤝"),
    Subject("programmes", "usage", "programme-interest", "🙋"),
    Subject("read", "usage", "topic-language", "📖"),
)


def subject_titles(language: Language) -> Mapping[str, str]:
    """What each subject is called."""
    say = language.say
    return {
        "going": say("Where people think of going"),
        "corridors": say("From where to where"),
        "reasons": say("The main reasons to go"),
        "staying": say("What would make staying worthwhile"),
        "stage": say("How far people are"),
        "return": say("Who would return, and how"),
        "diaspora": say("Who would return, of those abroad"),
        "wrong": say("What went wrong"),
        "concerned": say("Which codes and agreements it concerns"),
        "programmes": say("Interest in return programmes"),
        "read": say("What is read"),
    }


def told(published: Published) -> Iterator[tuple[Subject, Release, Table]]:
    """The subjects of which the newest release prints anything."""
    for one in SUBJECTS:
        release = published.latest.get(one.group)
        table = release.table(one.table) if release else None
        if release is not None and table is not None and table.printed:
            yield one, release, table


def amount(language: Language, people: int, margin: int) -> str:
    """A figure with its +/-, which is never torn from it."""
    return language.as_is(f"{language.number(people)}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{language.number(margin)}")
