"""The desk's words for what has a name in the program: states, roles, doors, reasons."""

from collections.abc import Mapping

from bot.language.language import Language
from bot.model.bulletin import BulletinState, DeliveryState, Missing
from bot.model.delivery import ANEW, ANEW_OTHER, OTHER
from bot.model.staff import StaffRole


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


def reasons(language: Language) -> Mapping[str, str]:
    """Why a copy was left out or failed, and how it was corrected or taken back."""
    say = language.say
    return {
        "chat not found": say("the chat is not there"),
        "text refused": say("Telegram refused the text"),
        "text too long": say("Telegram found the text too long"),
        "not allowed to write": say("the bot may not write there"),
        "file refused": say("Telegram refused the file"),
        "cannot be edited": say("cannot be changed any more"),
        "cannot be deleted": say("cannot be removed any more"),
        "refused by Telegram": say("refused by Telegram"),
        "Telegram did not answer": say("Telegram did not answer"),
        "could not be made": say("a fault of this service"),
        "unreadable address": say("the address cannot be read any more"),
        "again": say("sent again, because nobody knew whether it arrived"),
        "no answer": say("no answer came"),
        "too late": say("its time would come after the last day"),
        "language": say("no text in the reader's language"),
        "stopped": say("she stopped bulletins"),
        "withdrawn": say("withdrawn before it left"),
        "ended": say("the last day was over before it left"),
        "out of reach": say("out of reach"),
        "blocked since": say("blocked since"),
        OTHER: say("in another language"),
        ANEW: say("the correction was sent anew"),
        ANEW_OTHER: say("the correction was sent anew in another language"),
        "deleted": say("removed"),
        "edited": say("a line stands in its place"),
        "told": say("told in a new message"),
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


def scopes(language: Language) -> Mapping[str, str]:
    """What a token can be good for."""
    say = language.say
    return {
        "read": say("Read bulletins and their progress"),
        "write": say("Write drafts and corrections"),
        "release": say("Release, stop and withdraw"),
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
        "left": say("The group is no longer linked."),
        "passphrase": say("Your passphrase is changed. Every other browser is signed out."),
        "everywhere": say("You are signed out everywhere. Sign in again."),
        "out": say("You are signed out."),
    }
