"""What an officer typed about a bulletin: as it stands in the form, and as a draft.

Everything typed stays as it was typed, so that a form with a fault comes back whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.bulletins.draft import wrong
from bot.bulletins.quiet import moment
from bot.desk.form import Form, whole_number
from bot.desk.times import date_and_time, own_zone
from bot.model.bulletin import Audience, Bulletin, DraftInput, Known, Missing
from bot.model.message import sayable
from bot.model.staff import Organisation

LAST_MINUTE = "23:59"
"""A bulletin stands to the end of its last day."""
AUDIENCE = ("languages", "homes", "destinations", "occupations", "topics")
Faults = dict[str, list[str]]
"""Sentences by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of the form as text. `texts` and `missing` are by language, `audience` by kind."""

    title: str = ""
    main: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    audience: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urgent: bool = False
    resend_unknown: bool = False
    last_day: str = ""
    zone: str = ""
    later: bool = False
    day: str = ""
    time: str = ""
    attachment: str = ""


def typed_from(form: Form, languages: Sequence[str]) -> Typed:
    """What a form sent, in the languages that it has fields for."""
    return Typed(
        title=form.one("title"),
        main=form.one("main"),
        texts={code: form.one(f"texts.{code}") for code in languages},
        missing={code: form.one(f"missing.{code}") for code in languages},
        audience={kind: form.all(kind) for kind in AUDIENCE},
        urgent=form.one("urgent") == "yes",
        resend_unknown=form.one("resend_unknown") == "yes",
        last_day=form.one("show_until"),
        zone=form.one("zone"),
        later=form.one("when") == "later",
        day=form.one("day"),
        time=form.one("time"),
        attachment="" if form.one("remove") == "yes" else form.one("attachment"),
    )


def typed_of(bulletin: Bulletin) -> Typed:
    """A bulletin as it stands, to be changed."""
    day, time = date_and_time(bulletin.send_at, bulletin.zone) if bulletin.send_at is not None else ("", "")
    return Typed(
        title=bulletin.title,
        main=bulletin.main,
        texts={language: one.text for language, one in bulletin.texts.items()},
        missing={language: choice.value for language, choice in bulletin.missing.items()},
        audience={kind: getattr(bulletin.audience, kind) for kind in AUDIENCE},
        urgent=bulletin.urgent,
        resend_unknown=bulletin.resend_unknown,
        last_day=date_and_time(bulletin.show_until, bulletin.zone)[0],
        zone=bulletin.zone,
        later=bulletin.send_at is not None,
        day=day,
        time=time,
        attachment=str(bulletin.attachment or ""),
    )


def copied(bulletin: Bulletin) -> Typed:
    """A past bulletin as the beginning of a new one: its words and readers, none of its times."""
    return replace(typed_of(bulletin), last_day="", later=False, day="", time="")


def blank(organisation: Organisation, language: str) -> Typed:
    """An empty form."""
    return Typed(main=language, zone=own_zone(organisation))


def draft_of(typed: Typed, organisation: Organisation, known: Known, now: int) -> tuple[DraftInput, Faults]:
    """What was typed as a draft, and every fault of it by field; the draft is sound where there is none."""
    faults: Faults = {}
    show_until = _moment(typed.last_day, LAST_MINUTE, typed.zone)
    send_at = _moment(typed.day, typed.time, typed.zone) if typed.later else None
    draft = DraftInput(
        title=typed.title,
        texts=_texts(typed),
        audience=Audience(**{kind: tuple(sorted(set(values))) for kind, values in typed.audience.items()}),
        show_until=show_until if show_until is not None else now + 1,
        missing={code: Missing(choice) for code, choice in typed.missing.items() if choice in list(Missing)},
        urgent=typed.urgent,
        resend_unknown=typed.resend_unknown,
        send_at=send_at,
        zone=typed.zone,
        attachment=whole_number(typed.attachment),
    )
    if show_until is None:
        faults["show_until"] = [sayable("Choose the last day on which it is shown.")]
    if typed.later and send_at is None:
        faults["send_at"] = [sayable("Choose a day and a time, or send it as soon as it is released.")]
    for name, sentence in wrong(draft, organisation, known, now):
        if name not in ("show_until", "send_at") or name not in faults:
            faults.setdefault(name, []).append(sentence)
    return draft, faults


def _texts(typed: Typed) -> dict[str, str]:
    """The texts that have words, the main wording first."""
    order = sorted(typed.texts, key=lambda code: code != typed.main)
    return {code: typed.texts[code] for code in order if typed.texts[code].strip()}


def _moment(day: str, time: str, zone: str) -> int | None:
    try:
        return moment(day, time, zone)
    except (ValueError, LookupError, OSError, OverflowError):
        return None
