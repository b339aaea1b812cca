"""A number is typed in a chat: it belongs to the place that asked, for ten minutes, and is held nowhere."""

from bot.channels.telegram.asking import CHATS, PATIENCE, Asking
from bot.model.place import Place, read_place
from tests.conftest import Bot
from tests.doubles.telegram import Person

ASKS = "en/PH-GB-2221/sums/0/c"


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_number_is_taken_and_the_next_words_are_a_question(bot: Bot) -> None:
    nurse = Person(bot.telegram, 701)
    await nurse.says("/menu")
    asked = await nurse.goes(ASKS)
    assert "Type the amount" in asked.text
    noted = await nurse.says("about 1,500")
    assert "£1,500" in noted.text
    assert len(bot.channel._talk.asking) == 0
    found = await nurse.says("my boss kept my passport")
    assert "en/rights/passport" in found.data


async def test_what_is_no_number_is_asked_again_and_then_taken(bot: Bot) -> None:
    nurse = Person(bot.telegram, 702)
    await nurse.says("/menu")
    await nurse.goes(ASKS)
    again = await nurse.says("minus 5")
    assert "below zero" in again.text
    again = await nurse.says("1200-1500")
    assert "which number you mean" in again.text
    noted = await nurse.says("1500")
    assert "£1,500" in noted.text


async def test_another_screen_or_a_command_ends_the_question(bot: Bot) -> None:
    nurse = Person(bot.telegram, 703)
    await nurse.says("/menu")
    await nurse.goes(ASKS)
    await nurse.goes("en/rights")
    assert "£" not in (await nurse.says("1500")).text
    await nurse.goes(ASKS)
    await nurse.says("/help")
    assert "£" not in (await nurse.says("1500")).text


async def test_each_chat_has_its_own_question(bot: Bot) -> None:
    one, other = Person(bot.telegram, 704), Person(bot.telegram, 705)
    await one.says("/menu")
    await one.goes(ASKS)
    assert "£" not in (await other.says("1500")).text
    assert "£1,500" in (await one.says("1500")).text


async def test_a_number_stays_in_the_buttons(bot: Bot) -> None:
    nurse = Person(bot.telegram, 706)
    await nurse.says("/menu")
    await nurse.goes(ASKS)
    noted = await nurse.says("1500")
    result = await nurse.taps("See what your numbers give", noted)
    assert any(place.startswith("en/PH-GB-2221/sums/a") for place in result.data)
    rendered = bot.channel._talk._rendered
    assert not any(place.page == "sums" and place.items and place.items[0] != "0" for (place, _), _ in rendered.items())


def test_after_ten_minutes_nobody_asks() -> None:
    clock = Clock()
    asking = Asking(clock)
    asking.shown(b"one", read_place(ASKS))
    clock.now += PATIENCE - 1
    assert asking.take(b"one") == read_place(ASKS)
    assert asking.take(b"one") is None, "it is asked once"
    asking.shown(b"one", read_place(ASKS))
    clock.now += PATIENCE + 1
    assert asking.take(b"one") is None


def test_what_is_old_goes_whoever_comes() -> None:
    clock = Clock()
    asking = Asking(clock)
    for number in range(100):
        asking.shown(bytes([number]), Place("en"))
    clock.now += PATIENCE + 1
    asking.shown(b"new", None)
    assert len(asking) == 0


def test_the_places_are_bounded() -> None:
    asking = Asking(Clock())
    for number in range(CHATS + 10):
        asking.shown(number.to_bytes(4, "big"), Place("en"))
    assert len(asking) == CHATS
    assert asking.take((0).to_bytes(4, "big")) is None
