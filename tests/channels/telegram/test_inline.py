"""`@bot passport` in any chat: cards in the sharer's language that tell nothing about who shares or who opens them."""

import pytest

from bot.channels.deep_link import payload_of
from bot.channels.telegram.channel import UPDATES
from bot.channels.telegram.incoming import LONGEST_QUESTION, question
from bot.channels.telegram.inline import READER, card_html, link_to
from bot.screens.answer import Answers, rules
from bot.screens.share import shared
from bot.screens.walk import every_screen
from tests.conftest import TODAY, Bot, running_bot
from tests.doubles.telegram import Person, TelegramDouble, _visible


@pytest.fixture(autouse=True)
def prepared(answers: Answers) -> None:
    """The index is there, as it is soon after a start."""
    answers.prepare()


def texts(answer: dict) -> list[str]:  # type: ignore[type-arg]
    return [one["input_message_content"]["visible"] for one in answer["results"]]


async def test_words_find_rights_with_the_link_and_the_source(bot: Bot) -> None:
    answer = await Person(bot.telegram, 901).asks_inline("passport")
    first = answer["results"][0]
    text = first["input_message_content"]["visible"]
    assert first["title"] in text
    assert "https://t.me/FairPassageBot?start=rights-passport" in text
    assert "Sources" in text
    assert "General information, not legal advice." in text
    assert first["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/FairPassageBot?start=rights-passport"
    assert first["input_message_content"]["link_preview_options"]["is_disabled"] is True


async def test_without_words_the_rights_are_offered(bot: Bot) -> None:
    answer = await Person(bot.telegram, 902).asks_inline("")
    assert len(answer["results"]) == 20
    assert all("start=rights-" in text for text in texts(answer))


@pytest.mark.parametrize(("language", "words"), [("fr", "passeport"), ("ar", "جواز السفر"), ("es", "pasaporte")])
async def test_cards_are_in_the_language_of_who_shares(bot: Bot, answers: Answers, language: str, words: str) -> None:
    answer = await Person(bot.telegram, 903, language).asks_inline(words)
    right = answers.library.rights["passport"]
    title = answers.languages[language].words(right.title, right.values)
    assert title in [one["title"] for one in answer["results"]]
    assert answer["is_personal"] is True, "the same words of somebody else may be in another language"


async def test_the_language_that_she_chose_is_stronger_than_her_phones(bot: Bot, answers: Answers) -> None:
    nurse = Person(bot.telegram, 904, "en")
    await nurse.says("/menu")
    await nurse.goes("fr/speak")
    await nurse.says("/menu")  # what she chose is kept behind the screen that shows it, and before her next turn
    right = answers.library.rights["passport"]
    answer = await nurse.asks_inline("passport")
    assert answers.languages["fr"].words(right.title, right.values) in [one["title"] for one in answer["results"]]


async def test_a_shared_page_is_one_card_that_everybody_may_be_given(bot: Bot) -> None:
    answer = await Person(bot.telegram, 905, "ar").asks_inline("fr-rights-passport")
    assert len(answer["results"]) == 1
    assert answer["is_personal"] is False
    assert answer["cache_time"] >= 3600
    assert "Comment" in texts(answer)[0] or "passeport" in texts(answer)[0]
    assert "start=rights-passport" in texts(answer)[0], "who opens it reads it in her own language"


@pytest.mark.parametrize(
    "words", ["xyzzyxyzzy", "<b>&", "{}[]", "\u2068\u202e", "en-nonsense", "__en__x__y", "a" * 256]
)
async def test_odd_words_are_answered_too(bot: Bot, words: str) -> None:
    answer = await Person(bot.telegram, 906).asks_inline(words)
    assert len(answer["results"]) <= 20
    assert not bot.telegram.refusals


async def test_a_link_to_a_deed_is_no_card_of_it(bot: Bot) -> None:
    for words in ("en-forget-now", "en-hide-now", "__en__PH-GB-2221__take__pdf__now", "en-forget"):
        answer = await Person(bot.telegram, 907).asks_inline(words)
        assert not any("now" in one["id"] or "forget" in one["id"] for one in answer["results"]), words


async def test_a_question_that_is_too_old_troubles_nobody(bot: Bot) -> None:
    nurse = Person(bot.telegram, 908)
    await bot.telegram.deliver({"inline_query": {"id": "1", "from": nurse.user, "query": "passport", "offset": ""}})
    await bot.telegram.until(lambda: bool(bot.telegram.refusals), "the refusal")
    assert await nurse.asks_inline("passport")


@pytest.mark.parametrize(
    "query",
    [
        None,
        {},
        {"id": 5, "from": {"id": 1}, "query": "x"},
        {"id": "", "from": {"id": 1}, "query": "x"},
        {"id": "1", "from": None, "query": "x"},
        {"id": "1", "from": {"id": "1"}, "query": "x"},
        {"id": "1", "from": {"id": 1}, "query": 7},
    ],
)
def test_what_is_no_question_is_none(query: object) -> None:
    assert question({"inline_query": query}) is None


def test_a_question_is_cut_and_clean() -> None:
    asked = question({"inline_query": {"id": "1", "from": {"id": 1}, "query": " a\0b" + "c" * 999}})
    assert asked is not None
    assert "\0" not in asked.text
    assert len(asked.text) <= LONGEST_QUESTION


async def test_telegram_is_asked_for_inline_questions_and_not_for_what_was_chosen(bot: Bot) -> None:
    asked = bot.telegram.called("setWebhook") or [{"allowed_updates": UPDATES}]
    assert asked[0]["allowed_updates"] == ["message", "callback_query", "inline_query", "my_chat_member"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_that_can_be_shared_fits_a_card(answers: Answers, language: str) -> None:
    pages, seen = set(rules()), set()
    shown = answers.languages[language]
    for screen in every_screen(answers, language, TODAY, READER):
        place = shared(screen.place)
        if place in seen or (place.context and place.destination != "GB"):
            continue
        seen.add(place)
        of = answers.turn(place, READER, TODAY).screen
        payload = payload_of(place, set(answers.languages), pages)
        assert payload, place
        assert len(payload_of(place, set(answers.languages), pages, spoken=True) or "") > 0, place
        text = card_html(of, shown, link_to("FairPassageBot", payload))
        assert len(_visible(text, "HTML")) < 4096
        assert len(str(place).encode()) <= 64
    assert len(seen) > 300


async def test_a_fault_of_ours_in_one_question_is_not_that_of_the_next(
    bot: Bot, answers: Answers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("canary")

    nurse = Person(bot.telegram, 911)
    with monkeypatch.context() as patched:
        patched.setattr(answers, "find", broken)
        await bot.telegram.deliver({"inline_query": {"id": "1", "from": nurse.user, "query": "x", "offset": ""}})
        await bot.telegram.until(lambda: True)
        assert await nurse.asks_inline("en-rights-passport")
    assert "canary" not in caplog.text
    assert await nurse.asks_inline("passport")


# Share this page


async def test_sharing_lets_her_choose_a_chat(bot: Bot) -> None:
    nurse = Person(bot.telegram, 909, "fr")
    await nurse.says("/start PH-GB-2221-rights-passport")
    message = await nurse.goes("fr/PH-GB-2221/share/rights/passport")
    button = message.keyboard[0][0]
    assert button["switch_inline_query"] == "fr-rights-passport", "her countries are not in it"
    assert "https://t.me/FairPassageBot?start=rights-passport" in message.text
    shared = await nurse.asks_inline(button["switch_inline_query"])
    assert shared["results"][0]["id"] == "fr/rights/passport"


async def test_without_inline_mode_the_bare_link_is_shared(answers: Answers, database: object) -> None:
    async with TelegramDouble() as telegram:
        telegram.inline = False
        async with running_bot("polling", answers, database, telegram):  # type: ignore[arg-type]  # the fixture
            nurse = Person(telegram, 910)
            await nurse.says("/menu")
            message = await nurse.goes("en/share/rights/passport")
            url = message.keyboard[0][0]["url"]
            assert url == "https://t.me/share/url?url=https%3A%2F%2Ft.me%2FFairPassageBot%3Fstart%3Drights-passport"
        assert not telegram.refusals
