"""Exchange rates from the European Central Bank's files: read, refused, told, taken over."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import __main__ as command
from bot.library.load import load_library
from bot.library.rates import UnreadableRates, changes, read_rates, written

CSV = "Date, USD, JPY, GBP, PHP, \n27 November 2026, 1.1563, 180.91, 0.8755, 67.935, \n"
HISTORY = "Date,USD,GBP,CYP,\n2026-11-27,1.1563,0.8755,N/A,\n2026-11-26,1.1500,0.8700,N/A,\n"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" \
xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time='2026-11-27'><Cube currency='USD' rate='1.1563'/><Cube currency='GBP' rate='0.8755'/></Cube></Cube>
</gesmes:Envelope>"""


def file(folder: Path, text: str, name: str = "eurofxref.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_banks_csv_is_read(tmp_path: Path) -> None:
    rates = read_rates(file(tmp_path, CSV))
    assert rates.day == date(2026, 11, 27)
    assert rates.per_euro == {
        "USD": Decimal("1.1563"), "JPY": Decimal("180.91"), "GBP": Decimal("0.8755"), "PHP": Decimal("67.935"),
    }  # fmt: skip


def test_of_a_history_the_newest_day_counts_and_money_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    lines = HISTORY.splitlines()
    for text in (HISTORY, "\n".join([lines[0], lines[2], lines[1]])):
        rates = read_rates(file(tmp_path, text))
        assert rates.day == date(2026, 11, 27)
        assert rates.per_euro == {"USD": Decimal("1.1563"), "GBP": Decimal("0.8755")}


def test_the_banks_xml_is_read(tmp_path: Path) -> None:
    rates = read_rates(file(tmp_path, XML))
    assert (rates.day, rates.per_euro["USD"]) == (date(2026, 11, 27), Decimal("1.1563"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not begin with"),
        ("Date,USD\n", "does not begin with"),
        ("Day,USD\n2026-11-27,1\n", "does not begin with"),
        ("Date,USD\nyesterday,1.1\n", "is no date"),
        ("Date,USD\n2026-11-27,-1\n", "is no rate"),
        ("Date,USD\n2026-11-27,0\n", "is no rate"),
        ("Date,USD\n2026-11-27,NaN\n", "is no rate"),
        ("Date,USD\n2026-11-27,1e30\n", "is no rate"),
        ("Date,USD\n2026-11-27,=1+1\n", "is no rate"),
        ("Date,dollar\n2026-11-27,1.1\n", "is no rate"),
        ("Date,USD\n2026-11-27,N/A\n", "names no rates"),
        ("<a/>", "is not the file"),
        ("<a", "no XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares entities"),
    ],
)
def test_what_is_no_file_of_rates_is_refused_with_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UnreadableRates, match=why):
        read_rates(file(tmp_path, text))


def test_a_zip_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    packed = tmp_path / "eurofxref.zip"
    packed.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(UnreadableRates, match="unpack it first"):
        read_rates(packed)
    with pytest.raises(UnreadableRates, match="cannot be read"):
        read_rates(tmp_path / "none.csv")


def test_what_is_written_is_sound_content_with_its_date(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "rates.yaml").write_text(written(read_rates(file(tmp_path, CSV)), date(2026, 11, 28)), encoding="utf-8")
    held = load_library([content]).rates
    assert held["PHP"].per_euro == Decimal("67.935")
    assert held["PHP"].evidence.as_of == "2026-11-27"
    assert held["PHP"].evidence.review_by == date(2026, 12, 28)
    told = list(changes(read_rates(file(tmp_path, CSV.replace("67.935", "70").replace("JPY", "CHF"))), held))
    assert told == ["CHF: new, 180.91", "PHP: 67.935 -> 70 (+3.0 %)", "JPY: gone, it was 180.91"]


def taken(content: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("FAIRPASSAGE_CONTENT_DIRS", str(content))
    monkeypatch.setattr("bot.house.today", lambda: date(2026, 11, 28))
    result = CliRunner().invoke(command.app, ["check", "--rates", str(source)])
    return result.exit_code, result.output


def test_the_command_takes_them_over_and_tells_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = tmp_path / "content"
    content.mkdir()
    file(content, "entries: []\n", "rates.yaml")
    status, said = taken(content, file(tmp_path, CSV), monkeypatch)
    assert status == 0
    assert "PHP: new, 67.935" in said
    assert "4 rates of 2026-11-27" in said
    assert load_library([content]).rates["GBP"].per_euro == Decimal("0.8755")
    before = (content / "rates.yaml").read_text()
    status, said = taken(content, file(tmp_path, CSV), monkeypatch)
    assert (status, "0 changed" in said) == (0, True)
    for text, why in (
        (CSV.replace("27", "20"), "the library has some of 2026-11-27"),
        (CSV.replace("2026", "2027"), "to come"),
    ):
        status, said = taken(content, file(tmp_path, text), monkeypatch)
        assert (status, why in said) == (1, True), said
        assert (content / "rates.yaml").read_text() == before
