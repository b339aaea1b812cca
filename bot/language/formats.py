"""Values of facts in a reader's language: Babel's CLDR data, never our own words."""

from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_name
from babel.units import format_unit

from bot.language.bidi import direction
from bot.model.value import Countries, Day, Duration, Money, Name, Number, Percent, Tongue, Value


def formatted(value: Value, locale: Locale) -> str:
    """A value as a reader of `locale` writes it."""
    match value:
        case Money(amount=amount, currency=currency):
            return _money(amount, currency, locale)
        case Number(number=number):
            return format_decimal(number, format=_with_decimals("#,##0", number), locale=locale)
        case Percent(percent=percent):
            return format_percent(percent / 100, locale=locale, decimal_quantization=False)
        case Duration(count=count, unit=unit):
            return _duration(count, unit, locale)
        case Day(date=text):
            return day(text, locale)
        case Countries(countries=codes):
            return format_list([country(code, locale) for code in codes], locale=locale)
        case Tongue(language=code):
            return tongue(code, locale)
        case Name(name=name):
            return name


def counted(number: int, locale: Locale) -> str:
    """A whole number."""
    return format_decimal(number, locale=locale)


def _with_decimals(pattern: str, number: Decimal) -> str:
    """A number pattern with as many decimals as the number was written with: a score of 7.0 stays 7.0."""
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return pattern if decimals <= 0 else f"{pattern}.{'0' * decimals}"


def _money(amount: Decimal, currency: str, locale: Locale) -> str:
    """An amount with its symbol; with the currency's name where symbols are Latin letters in a right-to-left line."""
    whole = amount == amount.to_integral_value()
    if direction(str(locale.language)) == "rtl":
        number = format_decimal(amount, format="#,##0" if whole else "#,##0.00", locale=locale)
        return f"{number} {get_currency_name(currency, count=amount, locale=locale)}"
    pattern = locale.currency_formats["standard"].pattern
    if whole:
        pattern = pattern.replace("#,##0.00", "#,##0")
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)


def _duration(count: Decimal, unit: str, locale: Locale) -> str:
    """A length of time; in the short form where CLDR gives a language no words of its own for the long one.

    CLDR leaves out a long form that equals the short one (Arabic days, Swahili). Babel then takes the unit's bare name
    without its plural, so what it has is looked up first; it offers no public way to ask.
    """
    name = f"duration-{unit}"
    patterns = locale._data["unit_patterns"].get(name, {})
    length: Literal["long", "short"] = "long" if "other" in patterns.get("long", {}) else "short"
    return format_unit(count, name, length=length, locale=locale)


def day(text: str, locale: Locale) -> str:
    """A date as far as it is known (YYYY, YYYY-MM, YYYY-MM-DD); other text stays as it is."""
    try:
        match text.split("-"):
            case [year]:
                return format_skeleton("y", date(int(year), 1, 1), locale=locale)
            case [year, month]:
                return format_skeleton("yMMMM", date(int(year), int(month), 1), locale=locale)
            case _:
                return format_date(date.fromisoformat(text), "long", locale=locale)
    except ValueError:
        return text


def country(code: str, locale: Locale) -> str:
    """A country's name, or its code where CLDR has none."""
    return str(locale.territories.get(code, code))


def tongue(code: str, locale: Locale) -> str:
    """A language's name, or its code where CLDR has none."""
    return str(locale.languages.get(code, code))
