"""Typed words wait for the search index by themselves: making it takes seconds, and everybody else is answered."""

import asyncio

from bot.screens.answer import Answers


async def until_searchable(answers: Answers) -> None:
    """Wait, beside the loop, until the index is made."""
    if not answers.searchable:
        await asyncio.to_thread(answers.prepare)
