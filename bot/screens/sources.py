"""The sources of an answer: title, publisher, date, and the day on which somebody read it."""

from bot.language.language import Language
from bot.model.evidence import Source
from bot.model.screen import Kind, Line, Span, Turn
from bot.screens.ask import Ask
from bot.screens.language import about_another

PAGE = "sources"
TAKES = "place"


def screen(ask: Ask) -> Turn:
    """Every source of another place's screen."""
    say = ask.language.say
    draft, of = about_another(ask, say("Sources"), icon="📚")
    draft.say(say("What this page rests on: {title}", title=of.title))
    if not of.sources:
        draft.say(say("This page states nothing that needs a source."))
    for source in of.sources:
        draft.lines([source_line(source, ask.language)], Kind.BULLETS)
    if any(source.url and not source.show for source in of.sources):
        draft.say(say("Where a title has no link, the page that we read is not the responsible body's own."))
    return draft.turn()


def source_line(source: Source, language: Language) -> Line:
    """One source in a line: its title with the address that may be shown, and its dates."""
    say = language.say
    title = Span(language.as_is(source.title), link=source.url if source.show else "")
    about = [language.as_is(source.publisher)] if source.publisher != source.title else []
    if source.date in ("", "undated", "undated copy"):
        about.append(say("date of the page unknown"))
    else:
        about.append(say("page dated {date}", date=language.day(source.date)))
    about.append(
        say("read in a stored copy, {date}", date=language.day(source.read)) if source.read else say("not read by us")
    )
    return (title, Span(" — " + " · ".join(about)))
