"""The board is what was released, with every wording that was, and never what waits for a second person."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.apply import Asker, apply
from bot.actions.deliver import Sendings
from bot.actions.load_board import REMEMBERED, load_board
from bot.actions.release import release
from bot.actions.withdraw import withdraw
from bot.model.screen import Subscribe
from bot.model.wish import Wish
from tests.actions.staffed import COLLEAGUE, DAY, NOW, OFFICER, released, staffed, written
from tests.conftest import SECRET


async def begun(engine: AsyncEngine) -> None:
    await staffed(engine)
    await apply([Subscribe(Wish(language="en"))], Asker(b"n" * 16, "en", "1", "2026-11"), engine, SECRET)


async def test_a_draft_is_on_no_board_and_a_released_one_is(database: AsyncEngine) -> None:
    await begun(database)
    empty = await load_board(database, NOW)
    assert empty.loaded
    await written(database, {"en": "A draft"})
    assert (await load_board(database, NOW)).version == empty.version
    one = await released(database, {"en": "Hello"}, seed=9)
    (there,) = (await load_board(database, NOW)).posted
    assert (there.bulletin.code, there.union, there.corrected) == (one.code, "Nurses' Union", False)
    assert there.changed == NOW


async def test_a_correction_in_waiting_is_not_shown_until_it_is_released(database: AsyncEngine) -> None:
    await begun(database)
    one = await released(database, {"en": "Hello"})
    before = await load_board(database, NOW)
    await written(database, {"en": "Good day"}, bulletin=one.id, now=NOW + 5)
    assert (await load_board(database, NOW + 6)).version == before.version
    await release(database, COLLEAGUE, one.id, 2, NOW + 10)
    (there,) = (await load_board(database, NOW + 10)).posted
    assert there.bulletin.texts["en"].text == "Good day"
    assert [texts["en"].text for texts in there.earlier] == ["Hello"]
    assert there.changed == NOW + 10


async def test_what_was_approved_for_later_and_rewritten_was_never_released(database: AsyncEngine) -> None:
    await begun(database)
    one = await written(database, {"en": "Hello"})
    await release(database, COLLEAGUE, one.id, 1, NOW, send_at=NOW + DAY)
    await written(database, {"en": "Good day"}, bulletin=one.id, now=NOW + 5)
    await release(database, COLLEAGUE, one.id, 2, NOW + 10)
    (there,) = (await load_board(database, NOW + 10)).posted
    assert (there.corrected, there.bulletin.texts["en"].text) == (False, "Good day")


async def test_a_withdrawn_one_is_marked_and_newer(database: AsyncEngine) -> None:
    await begun(database)
    one = await released(database, {"en": "Hello"})
    await withdraw(database, OFFICER, one.id, NOW + 60)
    (there,) = (await load_board(database, NOW + 60)).posted
    assert (there.withdrawn, there.changed) == (True, NOW + 60)


async def test_what_ended_leaves_the_pages_and_is_still_known(database: AsyncEngine) -> None:
    await begun(database)
    one = await released(database, {"en": "Hello"})
    after = NOW + 31 * DAY
    assert not (await load_board(database, after)).posted
    await Sendings(database, SECRET).begin(after)
    lately, long_ago = await load_board(database, after), await load_board(database, after + REMEMBERED)
    assert [each.bulletin.code for each in lately.ended] == [one.code]
    assert (long_ago.ended, long_ago.over) == ((), frozenset({one.code}))
