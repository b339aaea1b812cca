"""What can be answered in one tap, in the visitor's own voice: plans, reasons, what went wrong, at which step."""

from collections.abc import Mapping

from bot.language.language import Language
from bot.model.counted import Breach, Horizon, Permanence, Reason, Return, Stage, Step

When = tuple[Horizon, Permanence]
"""When she means to leave and for how long: one question, because one tap can answer both."""


def stages(language: Language) -> Mapping[Stage, str]:
    """How far she is."""
    say = language.say
    return {
        Stage.THINKING: say("I am only thinking about it"),
        Stage.PREPARING: say("I am preparing: language, papers, exams"),
        Stage.APPLIED: say("I have applied"),
        Stage.OFFER: say("I have an offer"),
        Stage.LEAVING: say("I am about to leave"),
        Stage.ABROAD: say("I work abroad already"),
        Stage.BACK: say("I came back"),
    }


def whens(language: Language) -> Mapping[When, str]:
    """When, and for how long."""
    say = language.say
    good, time = Permanence.FOR_GOOD, Permanence.FOR_A_TIME
    return {
        (Horizon.SOON, time): say("Within 6 months, for a time"),
        (Horizon.SOON, good): say("Within 6 months, for good"),
        (Horizon.YEAR, time): say("Within a year, for a time"),
        (Horizon.YEAR, good): say("Within a year, for good"),
        (Horizon.LATER, time): say("Later, for a time"),
        (Horizon.LATER, good): say("Later, for good"),
        (Horizon.OPEN, time): say("I do not know when, for a time"),
        (Horizon.OPEN, good): say("I do not know when, for good"),
        (Horizon.OPEN, Permanence.OPEN): say("I do not know yet"),
    }


def stays(language: Language) -> Mapping[When, str]:
    """For how long, to who has left already."""
    say = language.say
    return {
        (Horizon.OPEN, Permanence.FOR_A_TIME): say("For a time"),
        (Horizon.OPEN, Permanence.FOR_GOOD): say("For good"),
        (Horizon.OPEN, Permanence.OPEN): say("I do not know yet"),
    }


def reasons(language: Language) -> Mapping[Reason, str]:
    """Why people go."""
    say = language.say
    return {
        Reason.PAY: say("Better pay"),
        Reason.WORKLOAD: say("Less overload, more staff"),
        Reason.TRAINING: say("Training and specialisation"),
        Reason.CAREER: say("A career"),
        Reason.SAFETY: say("Safety, for me or my family"),
        Reason.FAMILY: say("To be with my family"),
        Reason.MANAGEMENT: say("Fair management and respect"),
        Reason.SUPPLIES: say("Medicines and equipment to work with"),
        Reason.OTHER: say("Something else"),
    }


def returns(language: Language) -> Mapping[Return, str]:
    """How she would return, or lend her skills."""
    say = language.say
    return {
        Return.PERMANENT: say("Yes, for good"),
        Return.TEMPORARY: say("Yes, for a time"),
        Return.VIRTUAL: say("From afar: teaching or advice by internet"),
        Return.NO: say("No"),
        Return.OPEN: say("I do not know yet"),
    }


def breaches(language: Language) -> Mapping[Breach, str]:
    """What went wrong."""
    say = language.say
    return {
        Breach.FEE: say("I had to pay for the job"),
        Breach.PASSPORT: say("They keep my passport or permit"),
        Breach.CONTRACT: say("The contract was changed"),
        Breach.WAGES: say("My wages are held back"),
        Breach.CLAWBACK: say("I must pay back costs if I leave"),
        Breach.THREATS: say("They threaten me"),
        Breach.VIOLENCE: say("Violence or harassment"),
        Breach.FALSE_OFFER: say("The offer was false"),
        Breach.HOURS: say("Far too many hours"),
        Breach.HOUSING: say("Bad housing"),
        Breach.DISCRIMINATION: say("I am treated worse than others"),
        Breach.UNION: say("They hinder the union"),
    }


def steps(language: Language) -> Mapping[Step, str]:
    """At which step it went wrong."""
    say = language.say
    return {
        Step.RECRUITING: say("While I was recruited"),
        Step.DEPARTING: say("Before I left home"),
        Step.ARRIVING: say("When I arrived"),
        Step.WORKING: say("At work"),
        Step.LEAVING: say("When I wanted to leave the job"),
    }
