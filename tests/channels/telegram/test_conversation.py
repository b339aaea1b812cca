"""A conversation over real HTTP, by long polling and by webhook."""

from sqlalchemy import select

from storage.tables import chosen_languages
from tests.conftest import Bot
from tests.doubles.telegram import Person, Refused


async def test_start_privacy_menu(bot: Bot) -> None:
    nurse = Person(bot.telegram, 501)
    start = await nurse.says("/start")
    assert "Fair Passage" in start.text
    privacy = await nurse.taps("Continue")
    assert "keep" in privacy.text
    menu = await nurse.taps("Go to the menu")
    assert "Know your rights" in str(menu.keyboard)
    assert len(nurse.messages) == 1, "navigation edits one message"


async def test_the_phones_language_is_offered(bot: Bot) -> None:
    french = await Person(bot.telegram, 502, "fr").says("/start")
    assert "fr/privacy" in french.data
    arabic = await Person(bot.telegram, 503, "ar-EG").says("/start")
    assert any(place == "ar/privacy" for place in arabic.data)


async def test_a_deep_link_goes_straight_to_its_place(bot: Bot) -> None:
    nurse = Person(bot.telegram, 504)
    corridor = await nurse.says("/start PH-GB-2221")
    assert "Philippines → United Kingdom" in corridor.text
    right = await nurse.says("/start rights-passport")
    assert "passport" in right.text
    assert "en/rights/passport~2" in right.data


async def test_a_chosen_language_is_kept_and_forgotten(bot: Bot) -> None:
    nurse = Person(bot.telegram, 505)
    await nurse.says("/menu")
    await nurse.taps("Language")
    french = await nurse.taps("Français")
    assert "fr/rights" in french.data
    assert "fr/rights" in (await nurse.says("/menu")).data
    assert await _kept(bot) == ["fr"]
    await nurse.says("/forget")
    receipt = await nurse.goes("fr/forget/now")
    assert receipt.text
    assert await _kept(bot) == []
    assert "en/rights" in (await nurse.says("/menu")).data


async def test_choosing_the_phones_own_language_keeps_nothing(bot: Bot) -> None:
    nurse = Person(bot.telegram, 506, "fr")
    await nurse.says("/menu")
    await nurse.goes("fr/speak")
    await nurse.says("/menu")  # a chat is answered in order, so what the tap asked for is done
    assert await _kept(bot) == []


async def _kept(bot: Bot) -> list[str]:
    async with bot.database.connect() as connection:
        return list((await connection.execute(select(chosen_languages.c.language))).scalars())


async def test_typed_words_find_a_place_in_a_new_message(bot: Bot) -> None:
    nurse = Person(bot.telegram, 507)
    first = await nurse.says("/menu")
    found = await nurse.says("my boss kept my pasport")
    assert found.id > first.id
    assert found.data[0] == "en/rights/passport"
    nothing = await nurse.says("xyzzy qwrtp")
    assert "en/kit" in nothing.data


async def test_files_get_a_kind_answer_and_are_not_fetched(bot: Bot) -> None:
    nurse = Person(bot.telegram, 508)
    for content in (
        {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]},
        {"voice": {"file_id": "x", "duration": 3}},
        {"contact": {"phone_number": "+63", "first_name": "A"}},
        {"document": {"file_id": "x"}},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
    ):
        answer = await nurse.gives(**content)
        assert "nothing" in answer.text
    assert not bot.telegram.called("getFile")


async def test_hide_removes_the_messages(bot: Bot) -> None:
    nurse = Person(bot.telegram, 509)
    await nurse.says("/menu")
    await nurse.says("passport")
    await nurse.says("/hide")
    await nurse.presses("en/hide/now")
    await bot.telegram.until(lambda: not nurse.messages, "the removal of every message")
    await bot.telegram.until(lambda: bot.telegram.toasts, "a receipt that leaves no trace")
    packs = bot.telegram.called("deleteMessages")
    assert all(len(pack["message_ids"]) <= 100 for pack in packs)


async def test_in_a_group_only_when_addressed(bot: Bot) -> None:
    group = Person(bot.telegram, -5010, kind="supergroup")
    await group.sends(text="passport?")
    await group.sends(text="/menu@SomeOtherBot")
    menu = await group.says("/menu@FairPassageBot")
    assert len(group.messages) == 1
    named = await group.says("@FairPassageBot passport")
    assert "en/rights/passport" in named.data
    reply = await group.says("contract", reply_to_message={"message_id": menu.id, "from": {"id": 123456789}})
    assert "en/rights/contract" in reply.data
    await group.sends(photo=[{"file_id": "x"}])
    assert "en/rights" in (await group.says("/menu")).data
    assert len(group.messages) == 4


async def test_in_a_group_hide_removes_only_our_own_messages(bot: Bot) -> None:
    group = Person(bot.telegram, -5011, kind="supergroup")
    ours = await group.says("/hide@FairPassageBot")
    await group.presses("en/hide/now", ours)
    await bot.telegram.until(lambda: not group.messages, "the removal")
    removed = {number for pack in bot.telegram.called("deleteMessages") for number in pack["message_ids"]}
    assert removed == {ours.id}


async def test_an_update_that_comes_twice_is_answered_once(bot: Bot) -> None:
    nurse = Person(bot.telegram, 512)
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 512, "type": "private"},
        "from": nurse.user,
        "text": "/menu",
    }
    for _ in range(3):
        await bot.telegram.deliver({"update_id": 7, "message": message}, numbered=False)
    await nurse.sends(text="/rights")
    await bot.telegram.until(lambda: any("legal advice" in one.text for one in nurse.messages), "the later answer")
    assert len(nurse.messages) == 2


async def test_a_throttled_chat_waits_and_the_others_do_not(bot: Bot) -> None:
    slow, quick = Person(bot.telegram, 513), Person(bot.telegram, 514)
    bot.telegram.faults["sendMessage"].append(Refused(429, "Too Many Requests: retry after 1", retry_after=1))
    await slow.sends(text="/menu")
    await bot.telegram.until(lambda: bot.telegram.refusals, "the refusal")
    assert (await quick.says("/menu")).text
    assert not slow.messages, "the throttled chat still waits"
    await bot.telegram.until(lambda: slow.messages, "the late answer")


async def test_a_blocked_chat_raises_nothing(bot: Bot) -> None:
    gone, here = Person(bot.telegram, 515), Person(bot.telegram, 516)
    gone.chat.blocked = True
    await gone.sends(text="/menu")
    await bot.telegram.until(lambda: any("blocked" in one for one in bot.telegram.refusals), "the refusal")
    assert (await here.says("/menu")).text


async def test_where_an_edit_fails_a_new_message_is_sent(bot: Bot) -> None:
    nurse = Person(bot.telegram, 517)
    old = await nurse.says("/menu")
    nurse.chat.frozen.add(old.id)
    new = await nurse.taps("Know your rights", old)
    assert new.id > old.id


async def test_the_same_screen_twice_is_no_trouble(bot: Bot) -> None:
    nurse = Person(bot.telegram, 518)
    await nurse.says("/menu")
    await nurse.goes("en")
    assert (await nurse.taps("Know your rights")).text


async def test_a_tap_of_another_time_still_gets_an_answer(bot: Bot) -> None:
    nurse = Person(bot.telegram, 519)
    await nurse.says("/menu")
    for data in ("en/rights/no-such-topic", "gibberish data", "xx/rights", "en/kit~99", "en/PH-XX/kit"):
        assert (await nurse.goes(data)).text


async def test_every_language_has_commands_and_descriptions(bot: Bot) -> None:
    codes = {"", "ar", "es", "fr", "hi", "ro", "sw", "tl"}
    await bot.telegram.until(lambda: len(bot.telegram.texts) == 2 * len(codes), "every description")
    assert set(bot.telegram.commands) == codes
    assert {language for _, language in bot.telegram.texts} == codes


async def test_unknown_commands_get_a_way_on(bot: Bot) -> None:
    assert "en/kit" in (await Person(bot.telegram, 520).says("/nonsense")).data
