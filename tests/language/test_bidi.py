"""Latin names, amounts and numbers inside Arabic keep their order."""

import pytest

from bot.language.bidi import FIRST_STRONG_ISOLATE as FSI
from bot.language.bidi import POP, direction, isolated


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("رسوم NMC هنا", f"رسوم {FSI}NMC{POP} هنا"),
        ("(OSCE) ثم", f"({FSI}OSCE{POP}) ثم"),
        ("مع Royal College of Nursing الآن", f"مع {FSI}Royal College of Nursing{POP} الآن"),
        ("المستوى B2.", f"المستوى {FSI}B2{POP}."),
        ("ver.di", f"{FSI}ver.di{POP}"),
        ("قبل {money} بعد", "قبل {money} بعد"),
        (f"{FSI}RA 11641{POP} و", f"{FSI}RA 11641{POP} و"),
        ("عددها 1,940 اليوم", f"عددها {FSI}1,940{POP} اليوم"),
        ("واحد, 2, 3", f"واحد, {FSI}2, 3{POP}"),
        ("لا شيء", "لا شيء"),
    ],
)
def test_runs_are_isolated(text: str, marked: str) -> None:
    assert isolated(text) == marked
    assert isolated(isolated(text)) == marked, "twice is once"


def test_direction() -> None:
    assert [direction(code) for code in ("ar", "ar-EG", "en", "fil")] == ["rtl", "rtl", "ltr", "ltr"]
