"""Staff and their organisation as values, and what is said when they may not do something."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.trouble import Trouble


class StaffRole(StrEnum):
    """What somebody who signs in may do. Each can do what stands before it."""

    OFFICER = "officer"
    """Writes, releases, corrects and withdraws bulletins of the organisation."""
    EDITOR = "editor"
    """Sees the editors' work list too."""
    ADMINISTRATOR = "administrator"
    """Invites and disables staff, makes tokens, sees the audit record and the releases."""


class Door(StrEnum):
    """Through which door something was done."""

    DESK = "desk"
    CHAT = "chat"
    API = "api"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A union or other body; an empty set means all."""

    id: int
    slug: str
    name: str
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the staff who acts now, and through which door."""

    id: int
    organisation: Organisation
    login: str
    name: str
    role: StaffRole
    language: str = "en"
    door: Door = Door.DESK

    def may(self, role: StaffRole) -> bool:
        """Whether the role is at least `role`."""
        order = list(StaffRole)
        return order.index(self.role) >= order.index(role)


class Refused(Trouble):
    """Something that was asked for is not done, and nothing has changed.

    `field` names what was wrong ("" where it is nothing in particular), `sentence` says what to do: in English
    to programs, in their own language to people. `status` is what a program is answered (RFC 9110).
    """

    def __init__(self, field: str, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
        self.status = status
