"""Test sends: an officer gets a bulletin in each of its languages in her own chat, marked as a test."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions.test_send import to_test
from bot.bulletins.message import as_test, copy_of, day_of
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.post import Post, reason
from bot.channels.telegram.wire import Meaning
from bot.language.language import Language
from bot.model.message import sayable
from bot.model.staff import Member, Refused


class TestSend:
    """Sends tests. `chat_of` gives the address of a member's linked chat, None where none is linked."""

    __test__ = False  # its name is that of the thing, not of a test

    def __init__(
        self,
        engine: AsyncEngine,
        post: Post,
        budget: Budget,
        languages: Callable[[], Mapping[str, Language]],
        chat_of: Callable[[Member], Awaitable[str | None]],
        clock: Callable[[], int],
    ) -> None:
        self._engine, self._post, self._budget = engine, post, budget
        self._languages, self._chat_of, self._clock = languages, chat_of, clock

    async def __call__(self, member: Member, bulletin: int) -> None:
        """Send the newest version of a bulletin to the member herself, one message a language; raises Refused."""
        now = self._clock()
        address = await self._chat_of(member)
        one = await to_test(self._engine, member, bulletin, address, now)
        chat, languages = int(address or 0), self._languages()
        for words in one.texts:
            if (reader := languages.get(words)) is None:
                continue
            copy = copy_of(one, member.organisation.name, reader, words, day_of(now, one.zone))
            await asyncio.sleep(self._budget.reply(chat))
            answer = await self._post.say(chat, as_test(copy, reader), one.attachment)
            if answer.meaning is Meaning.GONE:
                raise Refused("chat", "Your chat does not take messages of the bot; start it there again.", 409)
            if answer.meaning is not Meaning.DONE:
                why = reason(answer)
                said = sayable("Telegram did not take the test in {language}: {reason}.", language=words, reason=why)
                raise Refused(f"texts.{words}", said, 409)
