"""The desk's words for what has a name in the program: states, roles, doors, reasons."""

from collections.abc import Mapping

from bot.language.language import Language
from bot.model.bulletin import BulletinState, DeliveryState, Missing
from bot.model.staff import StaffRole
from bot.monitoring.traffic import Did


def states(language: Language) -> Mapping[BulletinState, str]:
    """Where a bulletin can stand."""
    say = language.say
    return {
        BulletinState.DRAFT: say("Draft"),
        BulletinState.SCHEDULED: say("Released for later"),
        BulletinState.RELEASED: say("Released"),
        BulletinState.WITHDRAWN: say("Withdrawn"),
        BulletinState.ENDED: say("Ended"),
    }


def outcomes(language: Language) -> Mapping[DeliveryState, str]:
    """What can become of a copy."""
    say = language.say
    return {
        DeliveryState.DELIVERED: say("Sent"),
        DeliveryState.WAITING: say("Waiting"),
        DeliveryState.SENDING: say("On its way"),
        DeliveryState.BLOCKED: say("Blocked the bot or left"),
        DeliveryState.FAILED: say("Failed"),
        DeliveryState.SKIPPED: say("Left out"),
        DeliveryState.WITHDRAWN: say("Taken back"),
        DeliveryState.UNKNOWN: say("Unknown: it left and no answer came"),
    }


def choices(language: Language) -> Mapping[Missing, str]:
    """What can happen to readers whose translation is missing."""
    say = language.say
    return {
        Missing.HOLD: say("Wait for the translation, then send it to them"),
        Missing.OTHER: say("Send the main wording with a notice"),
        Missing.SKIP: say("Do not send it to them"),
    }


def roles(language: Language) -> Mapping[StaffRole, str]:
    """What somebody can be."""
    say = language.say
    return {
        StaffRole.OFFICER: say("Officer"),
        StaffRole.EDITOR: say("Editor"),
        StaffRole.ADMINISTRATOR: say("Administrator"),
    }


def audience_kinds(language: Language) -> Mapping[str, str]:
    """What an audience can be narrowed by."""
    say = language.say
    return {
        "languages": say("Readers' languages"),
        "homes": say("Home countries"),
        "destinations": say("Destinations"),
        "occupations": say("Occupations"),
        "topics": say("Topics"),
    }


def formats(language: Language) -> Mapping[str, str]:
    """What a release can be downloaded as, by the format's name."""
    say = language.say
    return {
        "csv": say("CSV with its description"),
        "xlsx": say("Excel workbook"),
        "json": say("JSON"),
        "parquet": say("Parquet"),
        "sdmx-csv": say("SDMX-CSV with its structure"),
        "dhis2": say("DHIS2 data and metadata"),
    }


def overdue_reasons(language: Language) -> Mapping[str, str]:
    """Why a statement should be checked again, by the words of bot.library.stale."""
    say = language.say
    return {
        "ended": say("ended"),
        "review overdue": say("review overdue"),
        "not checked": say("never held against a source"),
    }


def doors(language: Language) -> Mapping[Did, str]:
    """Through which door somebody was answered."""
    say = language.say
    return {
        Did.PAGE: say("Pages for visitors"),
        Did.CHAT: say("Telegram"),
        Did.DESK: say("Desk"),
        Did.API: say("API"),
        Did.FAULT: say("Failed by a fault of ours"),
    }


def scopes(language: Language) -> Mapping[str, str]:
    """What a token can be good for."""
    say = language.say
    return {
        "read": say("Read bulletins and their progress"),
        "write": say("Write drafts and corrections"),
        "release": say("Release, stop and withdraw"),
        "figures": say("Fetch released figures"),
    }


def done(language: Language) -> Mapping[str, str]:
    """What is told after something was done, by the word that stands in the address."""
    say = language.say
    return {
        "kept": say("Kept. Nobody has got it yet: a colleague releases it."),
        "released": say("Released."),
        "scheduled": say("Released; it goes out at its time."),
        "corrected": say("The correction is released; the copies are changed one after the other."),
        "stopped": say("Stopped. Nothing more of it leaves until you let it go on."),
        "resumed": say("It goes on."),
        "withdrawn": say("Withdrawn. The copies are taken back one after the other."),
        "retried": say("The failed copies are tried again."),
        "tested": say("The test is on its way to your own chat."),
        "invited": say("Invited."),
        "disabled": say("Disabled. Sessions, tokens and the linked chat have ended."),
        "revoked": say("Revoked. The token works no more."),
        "language": say("The language of your desk is changed."),
        "unlinked": say("The chat is no longer linked."),
        "everywhere": say("You are signed out everywhere. Sign in again."),
        "out": say("You are signed out."),
    }
