"""The program says that it is ready when every room of its role is open, and not before."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.house
from bot.house import House, Role
from bot.screens.answer import Answers
from bot.settings import Settings

ROOMS = ("database", "desk", "api", "telegram", "deliverer")


@pytest.mark.parametrize(
    ("role", "token", "needed"),
    [
        (Role.ALL, "1:a", ROOMS),
        (Role.SERVE, "1:a", ("database", "desk", "api", "telegram")),
        (Role.ALL, "", ("database", "desk", "api")),
        (Role.SERVE, "", ("database", "desk", "api")),
    ],
)
async def test_ready_is_said_when_every_room_of_the_role_is_open(
    answers: Answers,
    sqlite: AsyncEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    token: str,
    needed: tuple[str, ...],
) -> None:
    monkeypatch.setattr(bot.house, "load_answers", lambda _: answers)
    house: Any = House(Settings(data_dir=tmp_path, telegram_token=token), role)
    for name in needed:
        assert not await house._ready(), name
        setattr(house, name, sqlite if name == "database" else object())
    assert await house._ready()
