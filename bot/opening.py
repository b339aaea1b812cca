"""Opens the rooms over a database; their libraries are loaded here, behind the pages."""

import asyncio
import contextlib
import secrets
from typing import TYPE_CHECKING

from bot.house import House, Role, seconds_now, today
from bot.library.translations import states as translated
from bot.monitoring.traffic import Did
from bot.settings import HERE, guard_key_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.actions.operations import Watch
    from bot.channels.telegram.budget import Budget
    from bot.channels.telegram.shares import Shares
    from bot.channels.telegram.staff_chat import Figures, StaffChat
    from bot.desk.api.door import ApiDoor
    from bot.desk.desk import Desk
    from bot.language.language import Language
    from bot.model.release import Header
    from bot.monitoring.work_list import States
    from storage.guard import Guard


def open_counting(house: House, database: "AsyncEngine") -> "Guard":
    """The guard, and what counts with it."""
    from bot.actions.count import Counting
    from storage.guard import open_guard

    guard = open_guard(database, house.settings.data_dir, guard_key_of(house.settings))
    house.counting = Counting(database, guard, lambda: house.plan, house.lists, seconds_now, secrets.randbelow)
    return guard


def open_charts(house: House, database: "AsyncEngine", stack: contextlib.AsyncExitStack) -> None:
    """What makes charts of releases, and what draws them in a process of its own as soon as one is asked for."""
    from bot.actions.charts import Charts
    from bot.actions.picture import Pictures
    from bot.channels.web.observatory import Observatory

    house.charts, house.pictures = Charts(database), Pictures()
    house.observatory = Observatory(database, lambda: house.answers, house.charts, house.pictures)
    stack.push_async_callback(house.pictures.close)


def shares_of(house: House, database: "AsyncEngine") -> "Shares":
    """This process among the others on the same database, with its budget."""
    from bot.actions.presence import Presence
    from bot.channels.telegram.budget import Budget
    from bot.channels.telegram.shares import Shares

    kind = house.role.value
    presence = Presence(database, kind, secrets.token_hex(4), seconds_now)

    def leads() -> bool:
        return house.deliverer is not None and house.deliverer.leads()

    return Shares(kind, Budget(house.settings.telegram_rate), presence, leads)


async def open_telegram(
    house: House, database: "AsyncEngine", budget: "Budget", stack: contextlib.AsyncExitStack
) -> None:
    """Talk and deliveries, with one budget for both."""
    from bot.actions.deliver import Sendings
    from bot.actions.links import chat_of
    from bot.channels.telegram.channel import TelegramChannel
    from bot.channels.telegram.deliverer import Deliverer
    from bot.channels.telegram.post import Post
    from bot.channels.telegram.test_send import TestSend
    from bot.channels.telegram.wire import Wire

    token, address = house.settings.telegram_token, house.settings.telegram_api_url
    wire = await stack.enter_async_context(Wire(address, token))
    sendings = Sendings(database, house.secret)
    post = Post(wire, budget, sendings)
    if house.role is not Role.DELIVER:
        house.tests = TestSend(
            database,
            post,
            budget,
            lambda: house.answers.languages,
            lambda member: chat_of(database, house.secret, member),
            seconds_now,
        )
        staff = _staff_chat_of(house, database)
        house.telegram = TelegramChannel(
            token,
            address,
            lambda: house.answers,
            database,
            house.secret,
            today,
            budget,
            staff,
            house.printer,
            counting=house.counting,
            pictures=house.observatory.drawn if house.observatory is not None else None,
            noted=lambda: house.traffic.note(Did.CHAT, seconds_now()),
        )
    if house.role is not Role.SERVE:
        house.deliverer = Deliverer(sendings, post, budget, lambda: house.answers.languages, seconds_now)


def watch_of(house: House, database: "AsyncEngine") -> "Watch":
    """The figures of operations, and the door at which they are asked for."""
    from bot.actions.operations import Watch
    from bot.desk.metrics import Metrics

    watch = Watch(database, house.traffic, seconds_now)
    house.metrics = Metrics(watch, house.settings.metrics_networks, house.origin)
    return watch


def desk_of(house: House, database: "AsyncEngine", watch: "Watch") -> "Desk":
    """The desk over an open database; its libraries are loaded here, behind the pages."""
    from bot.actions.pushes import Pushes
    from bot.bulletins.known import topic_names
    from bot.desk.desk import Desk
    from bot.desk.rooms import Rooms
    from bot.desk.route import routes

    routes()
    assert house.charts is not None and house.pictures is not None  # noqa: S101, PT018  # opened before the desk
    return Desk(
        Rooms(
            engine=database,
            secret=house.secret,
            answers=lambda: house.answers,
            known=house.known,
            topics=lambda language: topic_names(house.answers.library, language),
            site=house.settings.site,
            clock=seconds_now,
            dice=secrets.randbelow,
            rate=house.settings.telegram_rate,
            test_send=house.send_test,
            origin=house.origin,
            operations=watch.operations,
            plan=lambda: house.plan,
            translations=_Translations(house).states,
            charts=house.charts,
            pictures=house.pictures,
            pushes=Pushes(database, seconds_now),
            synthetic=house.synthetic,
        )
    )


class _Translations:
    """How far every language is; read anew where the content changed, because it takes a second."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._version = ""
        self._states: States = {}

    async def states(self) -> "States":
        """By language and file of content."""
        version = self._house.answers.library.version
        if version != self._version:
            self._states, self._version = await asyncio.to_thread(translated, HERE / "locales"), version
        return self._states


def api_of(house: House, database: "AsyncEngine") -> "ApiDoor":
    """The API over an open database."""
    from bot.desk.api.door import ApiDoor
    from bot.desk.api.operation import Means

    return ApiDoor(
        Means(
            engine=database,
            known=house.known,
            library=lambda: house.answers.library,
            languages=lambda: house.answers.languages,
            test_send=house.send_test,
            now=seconds_now,
            dice=secrets.randbelow,
        ),
        house.origin,
    )


def _staff_chat_of(house: House, database: "AsyncEngine") -> "StaffChat":
    """The officers' door in the chat."""
    from bot.channels.telegram.staff_chat import StaffChat

    return StaffChat(
        database,
        house.secret,
        lambda: house.answers.languages,
        house.known,
        house.send_test,
        seconds_now,
        secrets.randbelow,
        house.settings.telegram_rate,
        _figures_of(house, database),
    )


MAIN_CHARTS = ("corridors", "read", "wrong", "trend")
"""The chart that an administrator is handed: the first of these that a release has."""


def _figures_of(house: House, database: "AsyncEngine") -> "Figures":
    """Makes what administrators are handed in their chat: a chart of a release, and its workbook."""
    from bot.actions.export import export
    from bot.actions.picture import NoPicture
    from bot.channels.telegram.staff_chat import Handed
    from bot.monitoring.explained import release_name

    async def figures(header: "Header", language: "Language") -> Handed:
        assert house.charts is not None and house.pictures is not None  # noqa: S101, PT018  # opened before the chat
        library, languages, place = house.answers.library, house.answers.languages, (header.period, header.group)
        charts = await house.charts.of_release(library, language, *place)
        chart = next((charts[kind] for kind in (*MAIN_CHARTS, *charts) if kind in charts), None)
        file = await export(database, library, languages, header.period, "xlsx", header.group, language.code)
        drawn = None
        if chart is not None:
            with contextlib.suppress(NoPicture):
                drawn = await house.pictures.picture(chart, "png")
        said = " ".join(chart.sentences) if chart is not None else ""
        title = release_name(language, header)
        return Handed(caption=said, picture=drawn, title=title, name=file.name, body=file.body)

    return figures
