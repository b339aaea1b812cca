"""Values as readers of each language write them, from CLDR."""

from decimal import Decimal

import pytest
from babel import Locale

from bot.language.formats import formatted
from bot.model.value import Countries, Day, Duration, Money, Name, Number, Percent, Tongue, Value


@pytest.mark.parametrize(
    ("value", "english", "french", "arabic"),
    [
        (Money(amount=Decimal(1270), currency="GBP"), "£1,270", "1\u202f270\xa0£GB", "1,270 جنيه إسترليني"),
        (Money(amount=Decimal("7.50"), currency="EUR"), "€7.50", "7,50\xa0€", "7.50 يورو"),
        (Number(number=Decimal("7.0")), "7.0", "7,0", "7.0"),
        (Percent(percent=Decimal("2.5")), "2.5%", "2,5\xa0%", "2.5%"),
        (Duration(count=Decimal(28), unit="day"), "28 days", "28\xa0jours", "28 يومًا"),
        (Duration(count=Decimal(52), unit="week"), "52 weeks", "52\xa0semaines", "52 أسبوعًا"),
        (Duration(count=Decimal(2), unit="year"), "2 years", "2 ans", "سنتان"),
        (Duration(count=Decimal(1), unit="month"), "1 month", "1\xa0mois", "شهر"),
        (Day(date="2026-07"), "July 2026", "juillet 2026", "يوليو 2026"),
        (Day(date="2026"), "2026", "2026", "2026"),
        (Day(date="2026-07-22"), "22 July 2026", "22 juillet 2026", "22 يوليو 2026"),
        (Countries(countries=("GB", "SA")), "United Kingdom and Saudi Arabia", "Royaume-Uni et Arabie saoudite", None),
        (Tongue(language="de"), "German", "allemand", "الألمانية"),
        (Name(name="RA 11641"), "RA 11641", "RA 11641", "RA 11641"),
    ],
)
def test_values(value: Value, english: str, french: str, arabic: str | None) -> None:
    assert formatted(value, Locale.parse("en_001")) == english
    assert formatted(value, Locale.parse("fr")) == french
    if arabic is not None:
        assert formatted(value, Locale.parse("ar")) == arabic


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "fil", "hi", "sw", "ro"])
@pytest.mark.parametrize("unit", ["minute", "hour", "day", "week", "month", "year"])
def test_every_language_has_words_for_durations(language: str, unit: str) -> None:
    duration = Duration(count=Decimal(3), unit=unit)  # type: ignore[arg-type]  # the parameters are units
    assert "duration-" not in formatted(duration, Locale.parse(language))
