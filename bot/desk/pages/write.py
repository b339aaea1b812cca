"""Writing a bulletin: a new one, one from a past one, the next version of a draft, a correction."""

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from bot.actions.attach import attach
from bot.actions.look import bulletin_of
from bot.actions.write import RefusedFields, write
from bot.bulletins.draft import CAPTION
from bot.desk.form import whole_number
from bot.desk.offers import audience_offers, writable
from bot.desk.preview import previews, unsent
from bot.desk.route import Route
from bot.desk.times import zones
from bot.desk.typed import Faults, Typed, blank, copied, draft_of, typed_from, typed_of
from bot.desk.visit import Visit
from bot.desk.words import audience_kinds, choices
from bot.model.bulletin import Bulletin, BulletinState, DraftInput
from bot.model.message import sayable
from bot.model.staff import Refused


async def _new(visit: Visit) -> web.StreamResponse:
    rooms, member = visit.rooms, visit.member
    number = whole_number(visit.asked("from"))
    if number is not None:
        one = await bulletin_of(rooms.engine, member, number)
        return _form(visit, copied(one), None, past=one.code)
    languages, own = writable(rooms, member.organisation), visit.language.code
    return _form(visit, blank(member.organisation, own if own in languages else languages[0]), None)


async def _change(visit: Visit) -> web.StreamResponse:
    one = await bulletin_of(visit.rooms.engine, visit.member, visit.number)
    return _form(visit, typed_of(one), one)


async def _keep_new(visit: Visit) -> web.StreamResponse:
    return await _sent(visit, None)


async def _keep(visit: Visit) -> web.StreamResponse:
    return await _sent(visit, await bulletin_of(visit.rooms.engine, visit.member, visit.number))


async def _sent(visit: Visit, one: Bulletin | None) -> web.StreamResponse:
    """Keep what was typed, or show it again: with its preview, or with what is wrong at each field."""
    typed, faults = await _typed(visit, one)
    draft, found = draft_of(typed, visit.member.organisation, visit.rooms.known(), visit.now)
    if visit.form.one("do") == "preview":
        return _form(visit, typed, one, faults, draft=draft)
    faults = {**found, **faults}
    if visit.stale:
        faults["page"] = [sayable("This page was open for too long. Nothing is lost: send it once more.")]
    if faults:
        return _form(visit, typed, one, faults, draft=draft)
    try:
        kept = await write(
            visit.rooms.engine,
            visit.rooms.known(),
            visit.member,
            draft,
            now=visit.now,
            dice=visit.rooms.dice,
            bulletin=one.id if one else None,
        )
    except RefusedFields as error:
        return _form(visit, typed, one, _by_field(error.fields), draft=draft)
    except Refused as error:
        return _form(visit, typed, one, {error.field or "page": [error.sentence]}, draft=draft)
    return visit.to(f"/bulletins/{kept.id}?done=kept")


async def _typed(visit: Visit, one: Bulletin | None) -> tuple[Typed, Faults]:
    """What was typed, with a file that came along kept at once, so that a fault elsewhere does not lose it."""
    typed = typed_from(visit.form, _languages(visit, one))
    if one is not None and one.state is BulletinState.RELEASED:
        typed = _bound(typed, typed_of(one))
    if visit.form.file is None or visit.stale:
        return typed, {}
    file = visit.form.file
    try:
        number = await attach(visit.rooms.engine, visit.member, file.name, file.body, now=visit.now)
    except Refused as error:
        return typed, {"attachment": [error.sentence]}
    return replace(typed, attachment=str(number)), {}


def _bound(typed: Typed, before: Typed) -> Typed:
    """A correction goes to those who got the bulletin, with the file that they got: those fields stay as they were."""
    return replace(
        before,
        title=typed.title,
        texts=typed.texts,
        missing=typed.missing,
        resend_unknown=typed.resend_unknown,
        last_day=typed.last_day,
    )


def _by_field(fields: Sequence[tuple[str, str]]) -> Faults:
    faults: Faults = {}
    for name, sentence in fields:
        faults.setdefault(name, []).append(sentence)
    return faults


def _languages(visit: Visit, one: Bulletin | None) -> Sequence[str]:
    """The languages that the form has a field for: those that may be written, and those that are there already."""
    offered = writable(visit.rooms, visit.member.organisation)
    return [*offered, *(code for code in (one.texts if one else ()) if code not in offered)]


def _form(
    visit: Visit,
    typed: Typed,
    one: Bulletin | None,
    faults: Faults | None = None,
    *,
    draft: DraftInput | None = None,
    past: str = "",
) -> web.Response:
    rooms, organisation = visit.rooms, visit.member.organisation
    languages = rooms.answers().languages
    shown = previews(unsent(draft, organisation.id), organisation.name, languages, visit.now) if draft else ()
    texts = [(code, languages.get(code) or visit.language) for code in _languages(visit, one)]
    return visit.page(
        "write.html",
        status=422 if faults else 200,
        faults={name: [visit.tell(sentence) for sentence in said] for name, said in (faults or {}).items()},
        typed=typed,
        bulletin=one,
        past=past,
        released=one is not None and one.state is BulletinState.RELEASED,
        texts=texts,
        mains=[(code, reader.name) for code, reader in texts],
        offers=audience_offers(rooms, organisation, visit.language),
        kinds=audience_kinds(visit.language),
        choices=choices(visit.language),
        zones=zones(),
        caption=CAPTION,
        previews=list(shown),
    )


async def _preview(visit: Visit) -> web.StreamResponse:
    """The preview alone, for the page that asks while somebody types."""
    organisation, rooms = visit.member.organisation, visit.rooms
    typed = typed_from(visit.form, writable(rooms, organisation))
    draft, _ = draft_of(typed, organisation, rooms.known(), visit.now)
    shown = previews(unsent(draft, organisation.id), organisation.name, rooms.answers().languages, visit.now)
    return visit.part("previews.html", previews=list(shown))


ROUTES = (
    Route("GET", "/bulletins/new", _new),
    Route("POST", "/bulletins/new", _keep_new, keeps=True),
    Route("GET", "/bulletins/{number}/write", _change),
    Route("POST", "/bulletins/{number}/write", _keep, keeps=True),
    Route("POST", "/preview", _preview),
)
