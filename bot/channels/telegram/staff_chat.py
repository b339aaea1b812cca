"""The officers' door in the chat: linking by a code, bulletins composed, looked at and released with buttons, and for
administrators the figures of closed periods.

Nothing is held in memory: a button carries its place, a question to be answered in words carries its place in its last
line, and what was written is a draft in the database at once.
"""

import html
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from unicodedata import decimal

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.actions import look
from bot.actions.address import visitor_key
from bot.actions.attach import attach
from bot.actions.links import link_chat, link_group, member_of_chat
from bot.actions.release import release
from bot.actions.releases import list_releases
from bot.actions.retry import retry_failed
from bot.actions.stop import resume, stop
from bot.actions.withdraw import withdraw
from bot.actions.write import write
from bot.bulletins.message import copy_of, day_of
from bot.bulletins.quiet import is_zone, moment
from bot.bulletins.revised import FIELDS, draft_of, new_draft, offered, toggled
from bot.channels.telegram.incoming import Incoming, What
from bot.channels.telegram.render import Rendered, render
from bot.desk import chat_pages as pages
from bot.desk.chat_pages import STAFF
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.language.said import is_said
from bot.model.bulletin import Bulletin, DraftInput, Known, Missing
from bot.model.message import sayable
from bot.model.place import Place, UnreadablePlace, read_place
from bot.model.release import Header
from bot.model.screen import Screen
from bot.model.staff import Member, Refused, StaffRole

log = logging.getLogger(__name__)

COMMANDS = ("bulletin", "link", "stats")
"""Commands of staff; they are told on the desk and not in Telegram's list, which everybody sees."""
CHANNEL = "telegram"
LISTED = 8
"""Bulletins in the list."""
LETTERS = 4
"""Letters in a group of a link's code; what is shorter behind it is a language's code."""
DAY = 86_400

Fetch = Callable[[str], Awaitable[bytes]]
"""The content of a file by Telegram's number of it; raises Refused."""
TestSend = Callable[[Member, int], Awaitable[object]]
"""Sends a bulletin to the member's own chat in each of its languages; raises Refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A release as it is handed to an administrator: a chart as PNG (None where it shows too little for one) with what
    stands under it, and its file with its title.
    """

    caption: str
    picture: bytes | None
    title: str
    name: str
    body: bytes


Figures = Callable[[Header, Language], Awaitable[Handed]]
"""Makes the chart and the file of a release."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is shown to staff, and whether it moves."""

    rendered: Rendered
    moves: str = ""
    """The place by which it is brought up to date while a bulletin goes out, "" where nothing moves."""
    handed: Handed | None = None
    """What follows in messages of its own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a member of staff does."""

    member: Member
    place: Place
    language: Language
    words: str = ""
    file: str = ""

    def at(self, position: int) -> str:
        """An item of the place, "" where there is none."""
        return self.place.items[position] if len(self.place.items) > position else ""


class StaffChat:
    """Answers staff. `dice` makes codes of new bulletins, `rate` is how many copies may leave a second, `figures` makes
    what administrators are handed.
    """

    def __init__(
        self,
        database: AsyncEngine,
        secret: bytes,
        languages: Callable[[], Mapping[str, Language]],
        known: Callable[[], Known],
        test_send: TestSend,
        now: Callable[[], int],
        dice: Callable[[int], int],
        rate: int,
        figures: Figures,
    ) -> None:
        self._database, self._secret, self._languages = database, secret, languages
        self._known, self._test_send, self._now, self._dice = known, test_send, now, dice
        self._rate, self._figures = rate, figures

    async def answered(self, incoming: Incoming, fetch: Fetch) -> Answered | None:
        """What staff get for what they did; None where it is nothing of theirs. Reads no database for visitors."""
        if incoming.what is What.COMMAND and incoming.command == "link":
            return await self._linked(incoming)
        place = self._place(incoming)
        if place is None:
            return None
        language = self._language(place.language)
        try:
            member = await member_of_chat(self._database, self._key(incoming))
            if member is None:
                return self._screen(pages.not_linked(Place(language.code, STAFF), language))
            step = Step(member, place, language, incoming.marked, incoming.file)
            return await (self._filed(step, fetch) if incoming.file else self._step(step))
        except Refused as error:
            return self._screen(pages.refused(place, language, error))
        except (SQLAlchemyError, OSError) as error:
            log.warning("The database did not answer staff (%s).", type(error).__name__)
            return self._screen(pages.out_of_order(place, language))

    def _place(self, incoming: Incoming) -> Place | None:
        """The staff's place that is meant: by a tap, a command, or a reply to a question of ours."""
        if not incoming.private:
            return None
        if incoming.what is What.COMMAND:
            code = incoming.phone_language if incoming.phone_language in self._languages() else ENGLISH
            return {"bulletin": Place(code, STAFF), "stats": Place(code, STAFF, (pages.STATS,))}.get(incoming.command)
        try:
            place = read_place(incoming.text if incoming.what is What.TAP else incoming.asked)
        except UnreadablePlace:
            return None
        return place if place.page == STAFF else None

    def _language(self, code: str) -> Language:
        languages = self._languages()
        return languages.get(code) or languages[ENGLISH]

    def _key(self, incoming: Incoming) -> bytes:
        return visitor_key(self._secret, CHANNEL, str(incoming.chat))

    # Linking

    async def _linked(self, incoming: Incoming) -> Answered:
        """Link this chat, or this group, by the code that was made on the desk."""
        words = incoming.text.split()
        named = words.pop().lower() if len(words) > 1 and len(words[-1]) < LETTERS else incoming.phone_language
        language = self._language(named)
        place = Place(language.code, STAFF)
        if not words:
            return self._screen(pages.not_linked(place, language))
        try:
            member = await self._link(incoming, " ".join(words), language.code)
        except Refused as error:
            return self._screen(pages.not_linked(place, language, error.sentence))
        except (SQLAlchemyError, OSError):
            return self._screen(pages.out_of_order(place, language))
        return self._screen(pages.linked(place, language, member, private=incoming.private))

    async def _link(self, incoming: Incoming, code: str, language: str) -> Member:
        key, address = self._key(incoming), str(incoming.chat)
        if incoming.private:
            return await link_chat(self._database, self._secret, code, key, address, self._now())
        return await link_group(self._database, self._secret, code, key, address, language, self._now())

    # Steps

    async def _step(self, step: Step) -> Answered:
        first = step.at(0)
        if not first:
            found = await look.bulletins_of(self._database, step.member, limit=LISTED)
            return self._screen(pages.overview(step.place, step.language, step.member, found))
        if first == "new":
            return await self._new(step)
        if first == pages.STATS:
            return await self._stats(step)
        one = await look.bulletin_of(self._database, step.member, _number(step))
        steps = {
            "show": self._show,
            "texts": self._texts,
            "for": self._audience,
            "until": self._until,
            "file": self._file,
            "urgent": self._urgent,
            "when": self._when,
            "missing": self._missing,
            "test": self._test,
            "release": self._release,
            "books": self._progress,
            "stop": self._stop,
            "resume": self._resume,
            "retry": self._retry,
            "withdraw": self._withdraw,
        }
        return await steps.get(step.at(1), self._about)(step, one)

    async def _stats(self, step: Step) -> Answered:
        """The release that is named, else the newest on plans, else the newest; its picture and file follow."""
        if not step.member.may(StaffRole.ADMINISTRATOR):
            raise Refused("", "Only administrators get the figures here; the public pages have them too.", 403)
        found = await list_releases(self._database)
        wanted = (step.at(1), step.at(2).upper())
        named = next((one for one in found if (one.group, one.period) == wanted), None)
        plans = next((one for one in found if one.group == "intent"), None)
        chosen = named or plans or next(iter(found), None)
        screen = pages.stats(step.place, step.language, found[:LISTED], chosen)
        handed = await self._figures(chosen, step.language) if chosen is not None else None
        return replace(self._screen(screen), handed=handed)

    async def _about(self, step: Step, one: Bulletin) -> Answered:
        return self._screen(pages.about(step.place, step.language, one))

    async def _new(self, step: Step) -> Answered:
        """A new bulletin begins with its text: first in which language, then the words."""
        tongues = offered("languages", step.member.organisation, self._known())
        code = step.at(1) or (tongues[0] if len(tongues) == 1 else "")
        if not code:
            return self._screen(pages.tongues(step.place, step.language, tongues, ("new",), ""))
        if not step.words:
            return _asks(step.place.to(STAFF, "new", code), _text_wanted(step.language, code))
        draft = new_draft(code, step.words, step.member.organisation, self._known(), self._now())
        return await self._write(step, draft, None)

    async def _texts(self, step: Step, one: Bulletin) -> Answered:
        """Write or change the text in one language."""
        tongues = offered("languages", step.member.organisation, self._known())
        if not (code := step.at(2)):
            return self._screen(pages.tongues(step.place, step.language, tongues, (step.at(0), "texts"), step.at(0)))
        if not step.words:
            return _asks(step.place, _text_wanted(step.language, code))
        draft = draft_of(one)
        return await self._write(step, replace(draft, texts={**draft.texts, code: step.words}), one)

    async def _write(self, step: Step, draft: DraftInput, one: Bulletin | None) -> Answered:
        kept = await write(
            self._database,
            self._known(),
            step.member,
            draft,
            now=self._now(),
            dice=self._dice,
            bulletin=one.id if one else None,
        )
        return await self._about(replace(step, place=step.place.to(STAFF, str(kept.id))), kept)

    async def _show(self, step: Step, one: Bulletin) -> Answered:
        """The bulletin as a reader gets it."""
        code = step.at(2) or (one.main if len(one.texts) == 1 else "")
        if code not in one.texts:
            return self._screen(
                pages.tongues(step.place, step.language, tuple(one.texts), (step.at(0), "show"), step.at(0))
            )
        day = day_of(one.released or self._now(), one.zone)
        copy = copy_of(one, step.member.organisation.name, self._language(code), code, day)
        back = InlineKeyboardButton(f"◀️ {step.language.say('Back')}", callback_data=_packed(step, one))
        return Answered(Rendered(copy.html, InlineKeyboardMarkup([[back]])))

    async def _audience(self, step: Step, one: Bulletin) -> Answered:
        """Which sets of the audience, which values of one, and a value chosen or taken back."""
        name, value = step.at(2), step.at(3)
        if name not in FIELDS:
            return self._screen(pages.audience(step.place, step.language, one))
        values = offered(name, step.member.organisation, self._known())
        chosen = next((each for each in values if each.lower() == value), None)
        if chosen is not None:
            draft = replace(draft_of(one), audience=toggled(one.audience, name, chosen))
            await self._write(step, draft, one)
            one = await look.bulletin_of(self._database, step.member, one.id)
        place = replace(step.place, items=step.place.items[:3])
        return self._screen(pages.choose(place, step.language, one, name, values))

    async def _file(self, step: Step, one: Bulletin) -> Answered:
        """Ask for a picture or PDF, or take it away."""
        if step.at(2) != "none":
            return _asks(step.place, f"📎 {html.escape(pages.file_wanted(step.language))}")
        return await self._write(step, replace(draft_of(one), attachment=None), one)

    async def _filed(self, step: Step, fetch: Fetch) -> Answered:
        """A picture or PDF came as a reply; it counts where one was asked for."""
        if step.at(1) != "file":
            return await self._step(step)
        one = await look.bulletin_of(self._database, step.member, _number(step))
        kept = await attach(self._database, step.member, "bulletin", await fetch(step.file), now=self._now())
        return await self._write(step, replace(draft_of(one), attachment=kept), one)

    async def _until(self, step: Step, one: Bulletin) -> Answered:
        days = next((each for each in pages.LIVES if str(each) == step.at(2)), None)
        if days is None:
            return self._screen(pages.until(step.place, step.language, one))
        return await self._write(step, replace(draft_of(one), show_until=self._now() + days * DAY), one)

    async def _urgent(self, step: Step, one: Bulletin) -> Answered:
        return await self._write(step, replace(draft_of(one), urgent=step.at(2) == "on"), one)

    async def _when(self, step: Step, one: Bulletin) -> Answered:
        """At the release, or at a time in a stated zone."""
        if step.at(2) == "now" or is_said(step.words, "now", self._languages().values(), ["now"]):
            return await self._write(step, replace(draft_of(one), send_at=None), one)
        if not step.words:
            said = html.escape(pages.time_wanted(step.language))
            return _asks(step.place, f"⏰ {said}\n\n<code>2026-12-01 09:00 {one.zone}</code>")
        at, zone = _time(step.words, one.zone)
        return await self._write(step, replace(draft_of(one), send_at=at, zone=zone), one)

    async def _missing(self, step: Step, one: Bulletin) -> Answered:
        """What readers of a language get that has no current text."""
        code, wish = step.at(2), next((each for each in Missing if each.value == step.at(3)), None)
        if wish is None:
            return self._screen(pages.missing(step.place, step.language, one, code))
        await self._write(step, replace(draft_of(one), missing={**one.missing, code: wish}), one)
        return await self._ask_release(step, await look.bulletin_of(self._database, step.member, one.id))

    async def _test(self, step: Step, one: Bulletin) -> Answered:
        await self._test_send(step.member, one.id)
        said = pages.tested(step.language)
        return self._screen(pages.about(step.place.to(STAFF, str(one.id)), step.language, one, notice=said))

    async def _release(self, step: Step, one: Bulletin) -> Answered:
        """Ask, with whom it reaches; then let it go."""
        if step.at(3) != "now":
            return await self._ask_release(step, one)
        version = int(step.at(2)) if step.at(2).isascii() and step.at(2).isdigit() else 0  # 0 is never a version
        done = await release(self._database, step.member, one.id, version, self._now())
        return await self._going(step, done)

    async def _ask_release(self, step: Step, one: Bulletin) -> Answered:
        found = await look.coverage(self._database, step.member, one.id)
        place = step.place.to(STAFF, str(one.id), "release")
        return self._screen(pages.release(place, step.language, one, found, step.member))

    async def _stop(self, step: Step, one: Bulletin) -> Answered:
        if step.at(2) != "now":
            return self._screen(pages.confirm(step.place, step.language, one, "stop"))
        await stop(self._database, step.member, one.id, self._now())
        return await self._going(step, one)

    async def _resume(self, step: Step, one: Bulletin) -> Answered:
        await resume(self._database, step.member, one.id, self._now())
        return await self._going(step, one)

    async def _retry(self, step: Step, one: Bulletin) -> Answered:
        await retry_failed(self._database, step.member, one.id, self._now())
        return await self._going(step, one)

    async def _withdraw(self, step: Step, one: Bulletin) -> Answered:
        if step.at(2) != "now":
            return self._screen(pages.confirm(step.place, step.language, one, "withdraw"))
        await withdraw(self._database, step.member, one.id, self._now())
        return await self._going(step, one)

    async def _going(self, step: Step, one: Bulletin) -> Answered:
        """The progress after a deed; of a bulletin that has not gone out yet, the bulletin."""
        now = await look.bulletin_of(self._database, step.member, one.id)
        step = replace(step, place=step.place.to(STAFF, str(one.id), "books"))
        return await (self._progress if now.released else self._about)(step, now)

    async def _progress(self, step: Step, one: Bulletin) -> Answered:
        books, versions = await look.books(self._database, step.member, one.id)
        page = pages.progress(step.place, step.language, one, books, versions, self._rate)
        moves = pages.waiting(books) > 0 and not one.stopped
        return replace(self._screen(page), moves=step.place.packed() if moves else "")

    def _screen(self, screen: Screen) -> Answered:
        language = self._language(screen.place.language)
        return Answered(render(screen, screen.place.part, language))


def _number(step: Step) -> int:
    """The bulletin that a place names; raises Refused where it names none."""
    first = step.at(0)
    if not (first.isascii() and first.isdigit() and len(first) < 16):
        raise Refused("bulletin", "There is no such bulletin.", 404)
    return int(first)


def _packed(step: Step, one: Bulletin) -> str:
    return step.place.to(STAFF, str(one.id)).packed()


def _asks(place: Place, question: str) -> Answered:
    """A question to be answered by a reply; its last line is the place to which the answer belongs."""
    text = f"{question}\n\n<code>{place.packed()}</code>"
    return Answered(Rendered(text, InlineKeyboardMarkup([]), asks=True))


def _text_wanted(language: Language, code: str) -> str:
    wanted, more = pages.text_wanted(language, code)
    return f"✍️ {html.escape(wanted)}\n<i>{html.escape(more)}</i>"


def _time(words: str, zone: str) -> tuple[int, str]:
    """A time as it was typed (`2026-12-01 09:00` in whichever digits, perhaps with a zone), and its zone; raises
    Refused.
    """
    parts = "".join(str(decimal(letter)) if letter.isdecimal() else letter for letter in words).split()
    zone = parts[2] if len(parts) == 3 else zone
    try:
        if len(parts) not in (2, 3) or not is_zone(zone):
            raise ValueError
        return moment(parts[0], parts[1], zone), zone
    except ValueError as error:
        said = sayable("This time cannot be read; write it as in {example}.", example="2026-12-01 09:00 Africa/Nairobi")
        raise Refused("send_at", said) from error
