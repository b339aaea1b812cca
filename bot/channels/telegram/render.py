"""A screen as Telegram shows it: HTML that escapes everything it did not make, and a keyboard of places."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from urllib.parse import quote

import msgspec
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.language.bidi import isolate
from bot.language.language import Language
from bot.model.screen import Block, Choice, Kind, Line, Screen, Span

LONGEST = 4096
"""UTF-16 units of a message's text after parsing (Bot API, sendMessage)."""
_MARKS = {Kind.WARNING: "⚠️ ", Kind.QUESTION: "❓ "}


@dataclass(frozen=True)
class Rendered:
    """A message ready to be sent, or to take the place of an earlier one."""

    html: str
    keyboard: InlineKeyboardMarkup
    asks: bool = False
    """Whether it is a question to be answered in words, by a reply."""

    @cached_property
    def change(self) -> bytes:
        """The JSON by which an earlier message shows this, after the numbers of its chat and itself; made once."""
        return msgspec.json.encode(
            {
                "text": self.html,
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
                "reply_markup": self.keyboard.to_dict(),
            }
        )[1:]


class TooLong(Exception):
    """A part does not fit a message: a fault of the part's maker, found by the tests' walk over every screen."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How a page is handed on: its link, and the words behind the bot's name for a bot that has inline mode."""

    link: str
    inline: str = ""


def render(screen: Screen, part: int, language: Language, hand: Hand | None = None) -> Rendered:
    """One part of a screen; a part that does not exist is the nearest one. `hand` is for a screen that shares."""
    part = min(max(part, 1), screen.count)
    lines = list(_text(screen, part, language))
    if hand:
        lines.append(escape(hand.link))
    html = "\n".join(lines).strip()
    if visible_length(screen, part) > LONGEST:
        raise TooLong(f"{screen.place}~{part}")
    return Rendered(html, _keyboard(screen, part, language, hand))


def visible_length(screen: Screen, part: int) -> int:
    """An upper bound of the part's length in UTF-16 units as Telegram counts it."""
    spans = [span for block in screen.blocks(part) for line in block.lines for span in line]
    text = screen.title + screen.notice + "".join(span.text for span in spans)
    lines = sum(len(block.lines) for block in screen.blocks(part))
    return len(text.encode("utf-16-le")) // 2 + 8 * lines + 80


def _text(screen: Screen, part: int, language: Language) -> Iterator[str]:
    count = f" ({language.as_is(f'{part}/{screen.count}')})" if screen.count > 1 else ""
    icon = f"{screen.icon} " if screen.icon else ""
    yield f"{icon}<b>{escape(screen.title)}</b>{count}"
    yield ""
    if screen.notice:
        yield f"<i>{escape(screen.notice)}</i>"
        yield ""
    for block in screen.blocks(part):
        yield from block_html(block, language)


def block_html(block: Block, language: Language) -> Iterator[str]:
    """The lines of a block."""
    match block.kind:
        case Kind.HEADING:
            yield f"<b>{_line(block.lines[0])}</b>"
        case Kind.BULLETS:
            yield from (f"• {_line(line)}" for line in block.lines)
            yield ""
        case Kind.STEPS:
            for number, line in enumerate(block.lines, block.start):
                shown = f"{number}."
                yield f"{isolate(shown) if language.direction == 'rtl' else shown} {_line(line)}"
            yield ""
        case Kind.NOTE:
            yield f"<i>{_line(block.lines[0])}</i>"
            yield ""
        case _:
            yield f"{_MARKS.get(block.kind, '')}{_line(block.lines[0])}"
            yield ""


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    html = escape(span.text, quote=False)
    if span.link.startswith(("https://", "http://")):
        html = f'<a href="{escape(span.link)}">{html}</a>'
    if span.emphasis:
        html = f"<i>{html}</i>"
    return f"<b>{html}</b>" if span.strong else html


def _keyboard(screen: Screen, part: int, language: Language, hand: Hand | None) -> InlineKeyboardMarkup:
    rows = [[_button(choice) for choice in row] for row in _own_rows(screen, part)]
    if hand:
        rows.append([_sharing(language.say("Choose a chat"), hand)])
    if screen.count > 1:
        place, say = screen.place, language.say
        previous = Choice(say("Previous"), replace(place, part=part - 1), icon="⬅️") if part > 1 else None
        more = Choice(say("More"), replace(place, part=part + 1), icon="➡️") if part < screen.count else None
        rows.insert(0, [_button(choice) for choice in (previous, more) if choice])
    if screen.rating:
        rows.append([_button(choice) for choice in screen.rating])
    exits = [_button(choice) for choice in screen.exits]
    rows += [exits[start : start + 2] for start in range(0, len(exits), 2)]
    return InlineKeyboardMarkup(rows)


def _own_rows(screen: Screen, part: int) -> tuple[tuple[Choice, ...], ...]:
    """The page's choices: all of a long list's portion; a text's choices on its first and last part."""
    if len(screen.choice_parts) > 1 or part in (1, screen.count):
        return screen.choices(part)
    return ()


def _sharing(label: str, hand: Hand) -> InlineKeyboardButton:
    """Lets her choose a chat: with a card where the bot has inline mode, with the bare link elsewhere."""
    if hand.inline:
        return InlineKeyboardButton(f"📤 {label}", switch_inline_query=hand.inline)
    return InlineKeyboardButton(f"📤 {label}", url=f"https://t.me/share/url?url={quote(hand.link, safe='')}")


def _button(choice: Choice) -> InlineKeyboardButton:
    label = f"{choice.icon} {choice.label}" if choice.icon else choice.label
    if choice.place is not None:
        return InlineKeyboardButton(label, callback_data=choice.place.packed())
    return InlineKeyboardButton(label, url=choice.url)
