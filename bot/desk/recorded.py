"""Lines of the record in words: what was done, through which door, and what is noted of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.audit import OPERATOR, Entry
from bot.desk.times import moment
from bot.desk.words import roles, scopes
from bot.language.language import Language
from bot.model.push import PushState


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the record as it is read."""

    at: int
    who: str
    door: str
    action: str
    subject: str
    more: tuple[str, ...]


def recorded(language: Language, one: Entry) -> Line:
    """A line in a language; a word that is not known any more stands as it was noted."""
    say = language.say
    return Line(
        at=one.at,
        who=say("Operator") if one.who == OPERATOR else one.who,
        door=_doors(language).get(one.door, one.door),
        action=_actions(language).get(one.action, one.action),
        subject=one.subject,
        more=tuple(said for name, value in one.detail.items() if (said := _said(language, name, value))),
    )


def _doors(language: Language) -> Mapping[str, str]:
    say = language.say
    return {"desk": say("Desk"), "chat": say("Chat"), "api": say("API"), "command": say("Command")}


def _actions(language: Language) -> Mapping[str, str]:
    """What staff can do, mostly as the button of it says."""
    say = language.say
    return {
        "attach": say("Add a file"),
        "change passphrase": say("Change the passphrase"),
        "correct": say("Correct"),
        "disable": say("Disable"),
        "invite": say("Invite"),
        "join": say("Join"),
        "link chat": say("Link my chat"),
        "link group": say("Link a group"),
        "organisation": say("Organisation"),
        "push": say("Send to DHIS2"),
        "pushed": say("What DHIS2 says"),
        "release": say("Release"),
        "renew recovery codes": say("Make new recovery codes"),
        "restore": say("Restored from a backup"),
        "resume": say("Let it go on"),
        "retry": say("Try only the failed ones again"),
        "revoke": say("Revoke a token"),
        "schedule": say("Released for later"),
        "sign in": say("Sign in"),
        "sign out": say("Sign out"),
        "sign out everywhere": say("Sign out everywhere"),
        "stop": say("Stop"),
        "test": say("Send me a test"),
        "token": say("Make a token"),
        "unlink chat": say("Unlink my chat"),
        "unlink group": say("Unlink a group"),
        "withdraw": say("Withdraw"),
        "write": say("Write"),
    }


def _said(language: Language, name: str, value: str | int | bool) -> str:
    """What is noted beside; "" where it says nothing."""
    if name == "recovery":
        return language.say("with a recovery code") if value else ""
    if name == "at":
        return moment(language, int(value))
    if isinstance(value, int):
        return _counted(language, name, language.number(value))
    return _named(language, name, value)


def _counted(language: Language, name: str, number: str) -> str:
    say = language.say
    found = {
        "bytes": f"{number} B",
        "copies": f"{say('Copies')}: {number}",
        "of": f"{say('In all')}: {number}",
        "sessions": say("Browsers: {number}", number=number),
        "taken": f"{say('Sent')}: {number}",
        "version": say("Version {number}", number=number),
    }
    return found.get(name, f"{name}: {number}")


def _named(language: Language, name: str, value: str) -> str:
    if name == "end":
        return "" if value == PushState.DONE else language.say("Failed")
    known = {role.value: words for role, words in roles(language).items()} | dict(scopes(language))
    return " · ".join(known.get(one, one) for one in value.split())
