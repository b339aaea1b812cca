"""Made-up subscribers and bulletins of a made-up union, with copies in every state that a copy can be in.

Nothing is sent: what would have come of each try is drawn with dice and noted as a deliverer notes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.address import visitor_key
from bot.actions.deliver import CHANNEL, Result, Send, Sendings, Slice
from bot.actions.release import release
from bot.actions.subscribe import subscribe
from bot.actions.token import Dice
from bot.actions.withdraw import withdraw
from bot.actions.write import write
from bot.model.bulletin import Audience, Bulletin, DeliveryState, DraftInput, Known, Missing, Rhythm, Task
from bot.model.staff import Member
from bot.model.wish import Wish
from storage.database import writing

DAY = 86_400
SLICE = 100
SUBSCRIBERS = 600
LANGUAGES = ("en", "en", "en", "fil", "ar", "hi", "sw", "fr")
HOMES = ("PH", "IN", "KE", "NG", "EG", "GH")
DESTINATIONS = ("GB", "SA", "DE", "AE")
CHAT = 9_000_000_000_000
"""Where the made-up chats' numbers begin: far above any that Telegram gives."""


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One bulletin. `age` and `life` are days; `correction` is a later wording of its English text."""

    title: str
    texts: dict[str, str]
    age: int
    life: int
    audience: Audience = EVERYBODY
    missing: Missing = Missing.OTHER
    urgent: bool = False
    correction: str = ""
    withdrawn: bool = False
    slices: int = 99
    """So many hundred copies leave at most."""


STORIES = (
    Story(
        title="Made up: recruitment fees after the new rule",
        texts={
            "en": "**Made up for a demonstration.** No agency may take a fee from you. Keep every receipt.",
            "fil": "**Gawa-gawa para sa pagpapakita.** Walang ahensiyang maaaring maningil sa iyo. Itago ang resibo.",
            "ar": "**مختلَق للعرض.** لا يجوز لأي وكالة أن تأخذ منك رسومًا. احتفظ بكل إيصال.",
        },
        age=400,
        life=60,
    ),
    Story(
        title="Made up: ballot on the new roster",
        texts={
            "en": "**Made up for a demonstration.** The ballot is open until Friday.\n\n- bring your card",
            "ar": "**مختلَق للعرض.** التصويت مفتوح حتى يوم الجمعة.",
        },
        age=20,
        life=60,
        correction="**Made up for a demonstration.** The ballot is open until *Sunday*.\n\n- bring your card",
        urgent=True,
    ),
    Story(
        title="Made up: embassy desk in the hospital",
        texts={"en": "**Made up for a demonstration.** The consul is in the hospital on Tuesday."},
        age=9,
        life=40,
        audience=Audience(destinations=("SA",)),
        missing=Missing.HOLD,
    ),
    Story(
        title="Made up: a meeting that was called off",
        texts={"en": "**Made up for a demonstration.** We meet on Saturday.", "fr": "**Inventé.** Réunion samedi."},
        age=5,
        life=30,
        withdrawn=True,
        urgent=True,
    ),
    Story(
        title="Made up: passports are kept again",
        texts={
            "en": "**Made up for a demonstration.** Nobody may keep your passport. Call us before you sign.",
            "hi": "**प्रदर्शन के लिए बनाया गया।** कोई भी आपका पासपोर्ट नहीं रख सकता।",
        },
        age=0,
        life=45,
        audience=Audience(topics=("passport",)),
        missing=Missing.SKIP,
        urgent=True,
        slices=2,
    ),
)
DRAFTS = (
    Story(title="Made up: wage table for next year", texts={"en": "**Made up.** The new wage table."}, age=1, life=90),
    Story(title="Made up: training days in spring", texts={"en": "**Made up.** Three training days."}, age=2, life=120),
)


async def send_all(
    engine: AsyncEngine, secret: bytes, known: Known, writer: Member, second: Member, now: int, dice: Dice
) -> None:
    """Subscribers, and every bulletin with what became of it by now."""
    await _subscribers(engine, secret, known, now, dice)
    sendings = Sendings(engine, secret)
    for story in STORIES:
        await _tell(engine, sendings, known, (writer, second), story, now, dice)
    for story in DRAFTS:
        await _write(engine, known, writer, story, now - story.age * DAY, dice)
    later = await _write(engine, known, writer, DRAFTS[0], now - 60, dice, send_at=now + 7 * DAY)
    await release(engine, second, later.id, later.version, now)
    await sendings.begin(now)


async def _subscribers(engine: AsyncEngine, secret: bytes, known: Known, now: int, dice: Dice) -> None:
    month = datetime.fromtimestamp(now, UTC).strftime("%Y-%m")
    async with writing(engine) as connection:
        for one in range(SUBSCRIBERS):
            language, home, end = (_any(among, dice) for among in (LANGUAGES, HOMES, DESTINATIONS))
            wish = Wish(
                language=language if language in known.languages else "en",
                home=home,
                destinations=(end,) if dice(2) else (),
                topics=("passport", "fees") if not dice(3) else (),
                rhythm=Rhythm.WEEKLY if not dice(6) else Rhythm.NOW,
            )
            address = str(CHAT + one)
            await subscribe(connection, secret, visitor_key(secret, CHANNEL, address), address, wish, month)


def _any(among: Sequence[str], dice: Dice) -> str:
    return among[dice(len(among))]


async def _tell(
    engine: AsyncEngine,
    sendings: Sendings,
    known: Known,
    people: tuple[Member, Member],
    story: Story,
    now: int,
    dice: Dice,
) -> None:
    """Write a bulletin at its day, release it, and let its days pass."""
    writer, second = people
    begun = now - story.age * DAY - 3600
    one = await _write(engine, known, writer, story, begun, dice)
    await release(engine, second, one.id, one.version, begun + 60)
    for day in range(min(story.age, 9) + 1):  # a weekly digest and every quiet night are over after nine days
        await _deliver(sendings, one.id, "", begun + 120 + day * DAY, dice, story.slices)
    if story.correction:
        one = await _write(engine, known, writer, story, begun + DAY, dice, bulletin=one.id)
        await release(engine, second, one.id, one.version, begun + DAY + 60)
        await _deliver(sendings, one.id, Task.EDIT.value, begun + DAY + 120, dice, story.slices)
    if story.withdrawn:
        await withdraw(engine, second, one.id, begun + DAY)
        await _deliver(sendings, one.id, Task.WITHDRAW.value, begun + DAY + 60, dice, story.slices)


async def _write(
    engine: AsyncEngine,
    known: Known,
    writer: Member,
    story: Story,
    at: int,
    dice: Dice,
    *,
    bulletin: int | None = None,
    send_at: int | None = None,
) -> Bulletin:
    """A story as a draft, or its correction as the next version of a bulletin."""
    texts = {code: text for code, text in story.texts.items() if code in known.languages}
    draft = DraftInput(
        title=story.title,
        texts={**texts, "en": story.correction} if bulletin else texts,
        audience=story.audience,
        show_until=at + story.life * DAY,
        missing={code: story.missing for code in known.languages if code not in texts},
        urgent=story.urgent,
        send_at=send_at,
    )
    return await write(engine, known, writer, draft, now=at, dice=dice, bulletin=bulletin)


async def _deliver(sendings: Sendings, number: int, task: str, at: int, dice: Dice, slices: int) -> None:
    """Take what is due and note what would have come of it."""
    for _ in range(slices):
        taken = await sendings.take(number, task, at, SLICE)
        if taken is None:
            return
        await sendings.note(taken, [_tried(sendings, taken, send, at, dice) for send in taken.sends], at)


def _tried(sendings: Sendings, taken: Slice, send: Send, at: int, dice: Dice) -> Result:
    """One try: of a hundred, 92 arrive, three find the bot blocked, three fail and two stay without an answer."""
    work, drawn = send.work, dice(100)
    if work.task == Task.WITHDRAW.value:
        return Result(work, work.left(state=DeliveryState.WITHDRAWN, reason="deleted", task="", message=None))
    if drawn < 92 or work.task:
        delivered = work.left(
            state=DeliveryState.DELIVERED,
            reason="other language" if send.words != send.reader else "",
            language=send.words,
            version=taken.bulletin.released_version,
            message=sendings.message(1 + work.id),
            sent=at,
            task="",
        )
        return Result(work, delivered)
    if drawn < 95:
        return Result(work, work.left(state=DeliveryState.BLOCKED), gone=True)
    if drawn < 98:
        return Result(work, work.left(state=DeliveryState.FAILED, reason="chat not found"))
    return Result(work, work.left(state=DeliveryState.UNKNOWN, reason="no answer"))
