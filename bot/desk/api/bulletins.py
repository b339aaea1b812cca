"""The operations on bulletins; each calls one action."""

from bot.actions import look
from bot.actions.release import release
from bot.actions.retry import retry_failed
from bot.actions.stop import resume, stop
from bot.actions.withdraw import withdraw
from bot.actions.write import write
from bot.desk.api.operation import Call, Operation, Scope
from bot.desk.api.shapes import (
    BooksShape,
    BulletinShape,
    CoverageShape,
    DraftShape,
    PageQuery,
    PageShape,
    ReleaseShape,
    RetryShape,
    VersionsShape,
)


async def _list(call: Call) -> PageShape:
    asked = call.asked(PageQuery)
    found = await look.bulletins_of(call.engine, call.member, asked.sought, before=asked.cursor, limit=asked.limit + 1)
    return PageShape.of(found, asked.limit)


async def _create(call: Call) -> BulletinShape:
    return await _written(call, None)


async def _show(call: Call) -> BulletinShape:
    return BulletinShape.of(await look.bulletin_of(call.engine, call.member, call.number))


async def _change(call: Call) -> BulletinShape:
    return await _written(call, call.number)


async def _written(call: Call, bulletin: int | None) -> BulletinShape:
    means = call.means
    draft = call.given(DraftShape).value()
    kept = await write(
        call.engine, means.known(), call.member, draft, now=means.now(), dice=means.dice, bulletin=bulletin
    )
    return BulletinShape.of(kept)


async def _versions(call: Call) -> VersionsShape:
    found = await look.versions(call.engine, call.member, call.number)
    return VersionsShape.of((number, dict(texts)) for number, texts in found.items())


async def _coverage(call: Call) -> CoverageShape:
    return CoverageShape.of(await look.coverage(call.engine, call.member, call.number))


async def _books(call: Call) -> BooksShape:
    books, versions = await look.books(call.engine, call.member, call.number)
    return BooksShape.of(books, versions.items())


async def _test(call: Call) -> BulletinShape:
    one = await look.bulletin_of(call.engine, call.member, call.number)
    await call.means.test_send(call.member, call.number)
    return BulletinShape.of(one)


async def _release(call: Call) -> BulletinShape:
    given = call.given(ReleaseShape)
    done = await release(call.engine, call.member, call.number, given.version, call.means.now(), send_at=given.moment)
    return BulletinShape.of(done)


async def _stop(call: Call) -> BulletinShape:
    await stop(call.engine, call.member, call.number, call.means.now())
    return await _show(call)


async def _resume(call: Call) -> BulletinShape:
    await resume(call.engine, call.member, call.number, call.means.now())
    return await _show(call)


async def _withdraw(call: Call) -> BulletinShape:
    await withdraw(call.engine, call.member, call.number, call.means.now())
    return await _show(call)


async def _retry(call: Call) -> RetryShape:
    return RetryShape(copies=await retry_failed(call.engine, call.member, call.number, call.means.now()))


ALL, ONE = "/v1/bulletins", "/v1/bulletins/{bulletin}"

OPERATIONS = (
    Operation(
        method="GET",
        path=ALL,
        name="listBulletins",
        summary="The bulletins of your organisation, the newest first.",
        scope=Scope.READ,
        handler=_list,
        answer=PageShape,
        query=PageQuery,
    ),
    Operation(
        method="POST",
        path=ALL,
        name="createBulletin",
        summary="Write a bulletin. It is a draft until a second person releases it.",
        scope=Scope.WRITE,
        handler=_create,
        answer=BulletinShape,
        status=201,
        body=DraftShape,
    ),
    Operation(
        method="GET",
        path=ONE,
        name="showBulletin",
        summary="One bulletin with its newest texts.",
        scope=Scope.READ,
        handler=_show,
        answer=BulletinShape,
    ),
    Operation(
        method="PUT",
        path=ONE,
        name="changeBulletin",
        summary="Write its next version. It takes an approval away; on a released bulletin it is a correction, which "
        "goes into the chats when a second person releases it: its title, texts, `missing`, `show_until` and "
        "`resend_unknown`; everything else stays as it was released.",
        scope=Scope.WRITE,
        handler=_change,
        answer=BulletinShape,
        body=DraftShape,
    ),
    Operation(
        method="GET",
        path=f"{ONE}/versions",
        name="listVersions",
        summary="All versions of its texts.",
        scope=Scope.READ,
        handler=_versions,
        answer=VersionsShape,
    ),
    Operation(
        method="GET",
        path=f"{ONE}/coverage",
        name="showCoverage",
        summary="How many people it would reach now, and how many of them in their own language.",
        scope=Scope.READ,
        handler=_coverage,
        answer=CoverageShape,
    ),
    Operation(
        method="GET",
        path=f"{ONE}/books",
        name="showBooks",
        summary="What became of every copy.",
        scope=Scope.READ,
        handler=_books,
        answer=BooksShape,
    ),
    Operation(
        method="POST",
        path=f"{ONE}/test",
        name="testBulletin",
        summary="Send it to your own linked chat in each of its languages, marked as a test.",
        scope=Scope.WRITE,
        handler=_test,
        answer=BulletinShape,
        status=202,
    ),
    Operation(
        method="POST",
        path=f"{ONE}/release",
        name="releaseBulletin",
        summary="Let a version go that somebody else wrote. The answer comes when the release is durable.",
        scope=Scope.RELEASE,
        handler=_release,
        answer=BulletinShape,
        status=202,
        body=ReleaseShape,
    ),
    Operation(
        method="POST",
        path=f"{ONE}/stop",
        name="stopBulletin",
        summary="Let nothing more of it leave.",
        scope=Scope.RELEASE,
        handler=_stop,
        answer=BulletinShape,
    ),
    Operation(
        method="POST",
        path=f"{ONE}/resume",
        name="resumeBulletin",
        summary="Let a stopped one go on.",
        scope=Scope.RELEASE,
        handler=_resume,
        answer=BulletinShape,
    ),
    Operation(
        method="POST",
        path=f"{ONE}/retry",
        name="retryBulletin",
        summary="Let its failed copies, and only those, wait again.",
        scope=Scope.RELEASE,
        handler=_retry,
        answer=RetryShape,
        status=202,
    ),
    Operation(
        method="POST",
        path=f"{ONE}/withdraw",
        name="withdrawBulletin",
        summary="Take it out of the chats and off the pages; a scheduled one becomes a draft again.",
        scope=Scope.RELEASE,
        handler=_withdraw,
        answer=BulletinShape,
        status=202,
    ),
)
