"""Which return programmes fit what she told, and what is in doubt. What a listing does not say stays in doubt."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model.content import Keeps, Mode, Programme, Status
from bot.model.evidence import Standing

ABROAD, BACK, UNSAID = "a", "h", "u"
"""Where she lives: abroad, at home again, or not said."""
GOOD, TIME, AFAR, ANY = "good", "time", "afar", "any"
"""How she wants to return; ANY where she does not know yet."""
MUST, MAY, UNSURE = "must", "may", "unsure"
"""Whether her residence abroad must stay, may be lost, or she does not know."""

MODES: Mapping[str, frozenset[Mode]] = {
    GOOD: frozenset({Mode.PERMANENT, Mode.REINTEGRATION, Mode.INVESTMENT}),
    TIME: frozenset({Mode.TEMPORARY, Mode.CIRCULAR}),
    AFAR: frozenset({Mode.VIRTUAL, Mode.INVESTMENT}),
    ANY: frozenset(Mode) - {Mode.MANAGED_RECRUITMENT},
}
"""The modes that each wish means; recruitment run by states is a way out and no return."""


class Doubt(StrEnum):
    """What a listing leaves open for her, or what she must know before she asks."""

    LIMITS = "limits"
    OLD = "old"
    STATE = "state"
    CLOSED = "closed"
    HOME = "home"
    LIVING = "living"
    WORK = "work"
    LOSES = "loses"
    DEPENDS = "depends"
    NOT_TOLD = "not told"
    CAUTION = "caution"


class Out(StrEnum):
    """Why a listing does not fit."""

    ENDED = "ended"
    HOW = "how"
    HOME = "home"
    LIVING = "living"
    WORK = "work"
    RESIDENCE = "residence"


@dataclass(frozen=True, slots=True)
class Wish:
    """What she told; countries by ISO 3166-1 code and the occupation by its id, each "" where she did not say."""

    home: str
    living: str
    work: str
    where: str
    how: str
    keep: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A listing that fits, with its doubts."""

    programme: Programme
    doubts: tuple[Doubt, ...]


def fitting(programmes: Iterable[Programme], wish: Wish, today: date) -> tuple[list[Fit], Counter[Out]]:
    """The listings that fit, the surest and the most her own first, and how many are left out for which reason."""
    fits: list[Fit] = []
    out: Counter[Out] = Counter()
    for one in programmes:
        if (reason := left_out(one, wish, today)) is not None:
            out[reason] += 1
        else:
            fits.append(Fit(one, tuple(_doubts(one, wish, today))))
    return sorted(fits, key=lambda fit: (len(fit.doubts), not fit.programme.homes, fit.programme.name)), out


def left_out(one: Programme, wish: Wish, today: date) -> Out | None:
    """Why a listing does not fit; None where it may. Who is back home does not live in a host country any more."""
    if one.status is Status.HISTORIC or one.evidence.standing(today) in (Standing.ENDED, Standing.NOT_YET):
        return Out.ENDED
    if not MODES[wish.how] & set(one.modes):
        return Out.HOW
    if one.homes and wish.home and wish.home not in one.homes:
        return Out.HOME
    if one.hosts and (wish.where == BACK or (wish.living and wish.living not in one.hosts)):
        return Out.LIVING
    if one.occupations and wish.work and wish.work not in one.occupations:
        return Out.WORK
    if one.keeps_residence is Keeps.NO and wish.keep == MUST and wish.where != BACK:
        return Out.RESIDENCE
    return None


def _doubts(one: Programme, wish: Wish, today: date) -> Iterator[Doubt]:
    if one.caution is not None:
        yield Doubt.CAUTION
    if one.not_covered is not None:
        yield Doubt.LIMITS
    if one.evidence.standing(today) is Standing.REVIEW_DUE:
        yield Doubt.OLD
    if one.status is not Status.OPEN:
        yield Doubt.CLOSED if one.status is Status.CLOSED else Doubt.STATE
    if one.homes and not wish.home:
        yield Doubt.HOME
    if one.hosts and not wish.living:
        yield Doubt.LIVING
    if one.occupations and not wish.work:
        yield Doubt.WORK
    if wish.where != BACK:
        yield from _of_residence(one.keeps_residence, wish.keep)


def _of_residence(keeps: Keeps, keep: str) -> Iterator[Doubt]:
    """A residence that would be lost is always told; what is not certain, unless she may lose it."""
    if keeps is Keeps.NO:
        yield Doubt.LOSES
    elif keep != MAY and keeps is Keeps.DEPENDS:
        yield Doubt.DEPENDS
    elif keep != MAY and keeps in (Keeps.UNKNOWN, Keeps.NOT_APPLICABLE):
        yield Doubt.NOT_TOLD
