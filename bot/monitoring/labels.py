"""What codes and dimensions are called in a language: never stored in a release, made whenever one is shown."""

from collections.abc import Mapping

from bot.language.language import Language
from bot.library.library import Library
from bot.model.counted import Breach, Horizon, Permanence, Reason, Return, Stage, Step
from bot.model.message import Message
from bot.model.release import Dimension

TOLD = ""
"""The code of what was not told."""
_SHELVES = {
    "kit": "kit",
    "rights": "rights",
    "page": "pages",
    "programme": "programmes",
    "glossary": "terms",
    "code": "codes",
    "agreement": "agreements",
    "instrument": "instruments",
    "practice": "practices",
}
"""The shelf of the library that a page's first item is from."""


def label(language: Language, library: Library, dimension: Dimension, code: str) -> str:
    """A code in words; the code itself where nothing is called so any more."""
    if code == TOLD:
        return language.say("not told")
    match dimension:
        case Dimension.HOME | Dimension.DESTINATION | Dimension.REGION:
            return language.country(code)
        case Dimension.OCCUPATION:
            held = library.occupation(code)
            return language.words(held.name) if held else code
        case Dimension.LANGUAGE:
            return language.tongue(code)
        case Dimension.TOPIC:
            return topic(language, library, code)
        case Dimension.INSTRUMENT:
            return instrument(language, library, code)
        case Dimension.PROGRAMME:
            programme = library.programmes.get(code)
            return language.words(programme.title, programme.values) if programme else code
    return closed(language, dimension).get(code, code)


def topic(language: Language, library: Library, code: str) -> str:
    """A topic (`kit/fees`, `help`) by the title of its page, or by the name of its room."""
    page, _, item = code.partition("/")
    if item:
        entry = getattr(library, _SHELVES[page]).get(item) if page in _SHELVES else None
        title = getattr(entry, "title", None) or getattr(entry, "term", None)
        if isinstance(title, Message):
            return language.words(title, getattr(entry, "values", {}))
    return rooms(language).get(code, code)


def instrument(language: Language, library: Library, code: str) -> str:
    """A code of practice, an agreement or an instrument by its title."""
    for shelf in (library.codes, library.agreements, library.instruments):
        if (held := shelf.get(code)) is not None:
            return language.words(held.title, held.values)
    return code


def dimensions(language: Language) -> Mapping[Dimension, str]:
    """What each dimension is called."""
    say = language.say
    return {
        Dimension.HOME: say("Home country"),
        Dimension.DESTINATION: say("Destination"),
        Dimension.REGION: say("Region of the destination"),
        Dimension.OCCUPATION: say("Occupation"),
        Dimension.STAGE: say("Stage of the plan"),
        Dimension.HORIZON: say("When"),
        Dimension.PERMANENCE: say("For how long"),
        Dimension.REASON: say("Main reason to go"),
        Dimension.STAYING: say("What would make staying worthwhile"),
        Dimension.RETURN: say("Interest in return"),
        Dimension.TOPIC: say("Topic"),
        Dimension.LANGUAGE: say("Language"),
        Dimension.CHANNEL: say("Channel"),
        Dimension.HELPFUL: say("Helpful"),
        Dimension.PROGRAMME: say("Return programme"),
        Dimension.MODE: say("Kind of return"),
        Dimension.BREACH: say("What went wrong"),
        Dimension.STEP: say("At which step"),
        Dimension.INSTRUMENT: say("Code or agreement concerned"),
    }


def closed(language: Language, dimension: Dimension) -> Mapping[str, str]:
    """The words of a dimension whose codes are the program's own; empty for the others."""
    words = {
        Dimension.STAGE: stages,
        Dimension.HORIZON: horizons,
        Dimension.PERMANENCE: spans,
        Dimension.REASON: reasons,
        Dimension.STAYING: reasons,
        Dimension.RETURN: returns,
        Dimension.CHANNEL: channels,
        Dimension.HELPFUL: verdicts,
        Dimension.MODE: modes,
        Dimension.BREACH: breaches,
        Dimension.STEP: steps,
    }
    return words[dimension](language) if dimension in words else {}


def stages(language: Language) -> Mapping[str, str]:
    """How far somebody is."""
    say = language.say
    return {
        Stage.THINKING: say("Only thinking about it"),
        Stage.PREPARING: say("Preparing papers or exams"),
        Stage.APPLIED: say("Applied"),
        Stage.OFFER: say("Has an offer"),
        Stage.LEAVING: say("About to leave"),
        Stage.ABROAD: say("Already abroad"),
        Stage.BACK: say("Back home"),
    }


def horizons(language: Language) -> Mapping[str, str]:
    """When somebody means to leave."""
    say = language.say
    return {
        Horizon.SOON: say("Within six months"),
        Horizon.YEAR: say("Within a year"),
        Horizon.LATER: say("Later"),
        Horizon.OPEN: say("Not decided"),
    }


def spans(language: Language) -> Mapping[str, str]:
    """For how long."""
    say = language.say
    return {
        Permanence.FOR_GOOD: say("For good"),
        Permanence.FOR_A_TIME: say("For a time"),
        Permanence.OPEN: say("Not decided"),
    }


def reasons(language: Language) -> Mapping[str, str]:
    """Why somebody would go, or stay."""
    say = language.say
    return {
        Reason.PAY: say("Pay"),
        Reason.WORKLOAD: say("Workload and staffing"),
        Reason.TRAINING: say("Training and study"),
        Reason.CAREER: say("Career"),
        Reason.SAFETY: say("Safety"),
        Reason.FAMILY: say("Family"),
        Reason.MANAGEMENT: say("How the work is managed"),
        Reason.SUPPLIES: say("Equipment and supplies"),
        Reason.OTHER: say("Another reason"),
    }


def returns(language: Language) -> Mapping[str, str]:
    """How somebody would return, or lend her skills."""
    say = language.say
    return {
        Return.PERMANENT: say("Return for good"),
        Return.TEMPORARY: say("Return for a time"),
        Return.VIRTUAL: say("Help from where you are"),
        Return.NO: say("No interest"),
        Return.OPEN: say("Not decided"),
    }


def channels(language: Language) -> Mapping[str, str]:
    """Through which door people read."""
    say = language.say
    return {"telegram": say("Telegram"), "web": say("Web pages")}


def verdicts(language: Language) -> Mapping[str, str]:
    """Whether a page helped."""
    say = language.say
    return {"yes": say("Yes"), "no": say("No")}


def modes(language: Language) -> Mapping[str, str]:
    """How a programme lets skills return."""
    say = language.say
    return {
        "permanent": say("Return for good"),
        "temporary": say("Return for a time"),
        "virtual": say("Help from where you are"),
        "circular": say("Go and come back"),
        "reintegration": say("Start again at home"),
        "investment": say("Invest or found"),
        "managed-recruitment": say("Recruitment run by states"),
    }


def breaches(language: Language) -> Mapping[str, str]:
    """What went wrong."""
    say = language.say
    return {
        Breach.FEE: say("Illegal fee"),
        Breach.PASSPORT: say("Passport kept"),
        Breach.CONTRACT: say("Contract changed"),
        Breach.WAGES: say("Wages held back"),
        Breach.CLAWBACK: say("Clawback: a penalty for leaving"),
        Breach.THREATS: say("Threats"),
        Breach.VIOLENCE: say("Violence or harassment"),
        Breach.FALSE_OFFER: say("False offer"),
        Breach.HOURS: say("Excessive hours"),
        Breach.HOUSING: say("Bad housing"),
        Breach.DISCRIMINATION: say("Discrimination"),
        Breach.UNION: say("Kept from a union"),
    }


def steps(language: Language) -> Mapping[str, str]:
    """At which step it went wrong."""
    say = language.say
    return {
        Step.RECRUITING: say("When recruited"),
        Step.DEPARTING: say("Before departure"),
        Step.ARRIVING: say("On arrival"),
        Step.WORKING: say("At work"),
        Step.LEAVING: say("When leaving the job"),
    }


def rooms(language: Language) -> Mapping[str, str]:
    """Pages that are no entry of the library, by the names that the menu gives them."""
    say = language.say
    return {
        "kit": say("Thinking of going?"),
        "rights": say("Know your rights"),
        "warnings": say("Is this offer sound?"),
        "programmes": say("Return and contribute"),
        "agreements": say("Codes and agreements"),
        "practices": say("What others did"),
        "figures": say("Figures"),
        "bulletins": say("Bulletins of trade unions"),
        "glossary": say("Glossary"),
        "help": say("Help now"),
        "others": say("What others say"),
        "register": say("How far our facts are checked"),
        "authentic": say("Is this bulletin real?"),
        "offer": say("Check this offer or recruiter"),
        "sums": say("Do the sums"),
        "compare": say("Compare destinations"),
        "steps": say("My steps"),
        "fit": say("Which return programmes fit me?"),
        "agreement": say("One agreement"),
        "code": say("One code for recruiters"),
        "instrument": say("One convention or treaty"),
        "practice": say("One practice"),
        "programme": say("One return programme"),
        "bulletin": say("One bulletin"),
    }
