"""A union with an officer and a colleague, and bulletins of theirs, for tests of what becomes of bulletins."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.release import release
from bot.actions.write import write
from bot.model.bulletin import Audience, Bulletin, DraftInput, Known
from bot.model.staff import Member, Organisation, StaffRole
from storage.tables import organisations, staff

KNOWN = Known(
    languages=frozenset({"en", "fr", "ar"}),
    homes=frozenset({"PH", "KE"}),
    destinations=frozenset({"GB", "SA"}),
    occupations=frozenset({"2221"}),
    topics=frozenset({"fees", "passport"}),
)
UNION = Organisation(id=1, slug="nurses", name="Nurses' Union")
OFFICER = Member(id=1, organisation=UNION, login="ada", name="Ada", role=StaffRole.OFFICER)
COLLEAGUE = Member(id=2, organisation=UNION, login="eve", name="Eve", role=StaffRole.OFFICER)
NOW = 1_795_000_000
DAY = 86_400


async def staffed(engine: AsyncEngine) -> None:
    """The union and its two members."""
    async with engine.begin() as connection:
        await connection.execute(organisations.insert().values(id=1, slug="nurses", name="Nurses' Union"))
        for one in (OFFICER, COLLEAGUE):
            await connection.execute(
                staff.insert().values(
                    id=one.id,
                    organisation=1,
                    login=one.login,
                    name=one.name,
                    role=one.role.value,
                    passphrase="x",
                    totp=b"x",
                    created=NOW,
                )
            )


async def written(
    engine: AsyncEngine, texts: Mapping[str, str], *, now: int = NOW, bulletin: int | None = None, seed: int = 0
) -> Bulletin:
    """A draft of the officer's, or the next version of one."""
    draft = DraftInput(
        title="Fees", texts=texts, audience=Audience(topics=("fees",)), show_until=NOW + 30 * DAY, urgent=True
    )
    turns = iter([seed, seed + 1, seed + 2, seed + 3] * 9)
    return await write(
        engine, KNOWN, OFFICER, draft, now=now, dice=lambda sides: next(turns) % sides, bulletin=bulletin
    )


async def released(engine: AsyncEngine, texts: Mapping[str, str], *, now: int = NOW, seed: int = 0) -> Bulletin:
    """A bulletin that the colleague released."""
    one = await written(engine, texts, now=now, seed=seed)
    return await release(engine, COLLEAGUE, one.id, one.version, now)
