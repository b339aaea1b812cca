"""Figures: how many, where, since when; each with what it refers to and its source."""

from collections.abc import Mapping

from bot.language.language import Language
from bot.model.content import Subject
from bot.model.screen import Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "figures"


def screen(ask: Ask) -> Turn:
    """`figures` offers the subjects, `figures/pay` shows those of one, history last."""
    match ask.place.items:
        case ():
            return _subjects(ask)
        case (subject,) if subject in set(Subject):
            return _figures(ask, Subject(subject))
        case _:
            return missing(ask)


def subject_names(language: Language) -> Mapping[Subject, str]:
    """What each subject is called."""
    say = language.say
    return {
        Subject.SHORTAGE: say("Shortage of health workers"),
        Subject.WORKFORCE: say("Health workers in the world"),
        Subject.MIGRATION: say("Health workers abroad"),
        Subject.PAY: say("Pay and money sent home"),
        Subject.RISKS: say("Risks and exploitation"),
        Subject.RETURN: say("Return"),
        Subject.LISTS: say("Lists, codes and programmes"),
    }


def _subjects(ask: Ask) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Figures"), icon="📊", back=ask.place.to("practices"))
    draft.say(say("Each figure tells what it counts, of which year, and who published it."))
    held = {one.subject for one in ask.library.figures.values()}
    draft.rows(
        [
            draft.choice(name, PAGE, subject.value, icon="📊")
            for subject, name in subject_names(ask.language).items()
            if subject in held
        ]
    )
    return draft.turn()


def _figures(ask: Ask, subject: Subject) -> Turn:
    say = ask.language.say
    draft = Draft(ask, subject_names(ask.language)[subject], icon="📊", back=ask.place.to(PAGE))
    own = [one for one in ask.library.figures.values() if one.subject is subject]
    for one in sorted(own, key=lambda figure: figure.history):
        if draft.holds(one.evidence):
            draft.prose(one.text, one.values)
            draft.evidence(one.evidence, history=one.history)
    if not own:
        draft.say(say("We hold no figure on this."))
    return draft.turn()
