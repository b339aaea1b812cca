"""Inline mode: `@bot passport` in any chat offers cards of pages, in the language of who shares them.

Nothing is kept: neither what was typed nor which card was chosen (the bot does not ask Telegram for that). A card links
to the page; the link names no language, so whoever opens it reads it in her own.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from html import escape

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.actions.address import visitor_key
from bot.actions.apply import language_of
from bot.channels.deep_link import linked_place, payload_of
from bot.channels.kept import Kept
from bot.channels.searchable import until_searchable
from bot.channels.telegram.incoming import Question
from bot.channels.telegram.render import block_html
from bot.language.catalogue import ENGLISH
from bot.language.language import Language
from bot.model.place import Place
from bot.model.screen import Block, Kind, Screen, Visitor
from bot.screens.answer import Answers, rules
from bot.screens.share import shared

log = logging.getLogger(__name__)

MOST = 20
"""Cards in one answer; Telegram takes 50."""
LENGTH = 900
"""Letters of a card's text beside its title, sources and link."""
SOURCES = 3
"""Publishers that a card names; the page has all of them."""
SHARED_FOR = 3600
"""Seconds for which Telegram may give an answer to everybody who asks the same."""
OWN_FOR = 300
"""Seconds for which Telegram may give an answer to the same person again."""
CARDS = 512
READER = Visitor("telegram")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Inline:
    """Answers inline questions. `name` tells the bot's user name, which links need."""

    def __init__(
        self,
        bot: Bot,
        answers: Callable[[], Answers],
        database: AsyncEngine,
        secret: bytes,
        today: Callable[[], date],
        name: Callable[[], str],
    ) -> None:
        self._bot = bot
        self._answers = answers
        self._database = database
        self._secret = secret
        self._today = today
        self._name = name
        self._cards: Kept[Place, InlineQueryResultArticle] = Kept(CARDS)

    async def answer(self, question: Question) -> None:
        """Answer one question, whatever it is; one that is too old for Telegram is nobody's trouble."""
        try:
            await self._answer(question)
        except TelegramError as error:
            log.info("An inline question was not answered (%s).", type(error).__name__)
        except Exception as error:  # one question's trouble stays its own
            log.error("An inline question was not answered: %s", type(error).__name__)

    async def _answer(self, question: Question) -> None:
        """Find the cards and send them.

        An answer that depends on nothing but the words is the same for everybody, and Telegram may keep it for all.
        Where the language is that of the person, the answer is hers.
        """
        answers = self._answers()
        place = self._place(question.text, answers)
        language = place.language if place else await self._language(question, answers)
        if not place and question.text:
            await until_searchable(answers)
        places = [place] if place else self._found(question.text, language, answers)
        cards = [card for one in places if (card := self._card(one, answers)) is not None]
        await self._bot.answer_inline_query(
            question.id,
            cards,
            cache_time=SHARED_FOR if place else OWN_FOR,
            is_personal=place is None,
            next_offset="",
        )

    def _place(self, text: str, answers: Answers) -> Place | None:
        """The place that `Share this page` put into the question: a deep link that names its language."""
        languages = set(answers.languages)
        first = text.removeprefix("__").replace("__", "-").split("-")[0]
        place = linked_place(text, ENGLISH, languages, set(rules())) if first in languages else None
        return shared(place) if place else None

    async def _language(self, question: Question, answers: Answers) -> str:
        """The language that she chose in her chat with the bot, or her app's."""
        key = visitor_key(self._secret, "telegram", str(question.person))
        chosen = await language_of(key, self._database) or question.phone_language
        return chosen if chosen in answers.languages else ENGLISH

    def _found(self, text: str, language: str, answers: Answers) -> list[Place]:
        """What fits the words, best first; without words the rights."""
        if not text:
            return [Place(language, "rights", (key,)) for key in list(answers.library.rights)[:MOST]]
        understood, found = answers.find(language, text)
        place = Place(language)
        if understood.home and understood.destination:
            place = place.within(home=understood.home, destination=understood.destination)
            place = place.within(occupation=understood.occupation)
        return list(dict.fromkeys(shared(place.to(*entry.target)) for entry in found))[:MOST]

    def _card(self, place: Place, answers: Answers) -> InlineQueryResultArticle | None:
        """The card of a page; kept for its language, place and day."""
        ready = self._cards.of((answers.version, self._today(), self._name()))
        if (kept := ready.get(place)) is None:
            if (made := self._made(place, answers)) is None:
                return None
            kept = ready.keep(place, made)
        return kept

    def _made(self, place: Place, answers: Answers) -> InlineQueryResultArticle | None:
        screen = answers.turn(place, READER, self._today()).screen
        payload = payload_of(place, set(answers.languages), set(rules()))
        if not screen.found or payload is None:
            return None
        language, link = answers.languages[place.language], link_to(self._name(), payload)
        open_it = InlineKeyboardButton(language.say("Read it all"), url=link)
        return InlineQueryResultArticle(
            id=str(place),
            title=screen.title[:100],
            description=screen.description[:200],
            input_message_content=InputTextMessageContent(
                card_html(screen, language, link), parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW
            ),
            reply_markup=InlineKeyboardMarkup([[open_it]]),
        )


def link_to(name: str, payload: str) -> str:
    """A deep link into the bot (Bot API, deep linking)."""
    return f"https://t.me/{name}?start={payload}"


def card_html(screen: Screen, language: Language, link: str) -> str:
    """Title, the beginning of the page, whose word it is, and the link to the rest."""
    icon = f"{screen.icon} " if screen.icon else ""
    lines = [f"{icon}<b>{escape(screen.title)}</b>", ""]
    if screen.notice:
        lines += [f"<i>{escape(screen.notice)}</i>", ""]
    for block in _beginning(screen):
        lines += block_html(block, language)
    if names := list(dict.fromkeys(language.as_is(source.publisher) for source in screen.sources))[:SOURCES]:
        more = language.say("Sources, among others: {names}", names=language.all_of(names))
        one = language.say("Sources: {names}", names=language.all_of(names))
        lines += [f"<i>{escape(more if len(screen.sources) > len(names) else one)}</i>"]
    lines += [escape(language.say("General information, not legal advice.")), escape(link)]
    return "\n".join(lines)


def _beginning(screen: Screen) -> Iterator[Block]:
    """The first blocks up to a heading, as many as fit a card; what is tied together stays together."""
    left = LENGTH
    for number, block in enumerate(screen.parts[0]):
        size = sum(len(span.text) for line in block.lines for span in line)
        if number and (size > left or block.kind is Kind.HEADING):
            return
        left -= size
        yield block
